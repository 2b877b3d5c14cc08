"""System checks that refuse an unsafe start. Each has an id, and a hint that says what to do."""

import os
import ssl
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from safereturn.audit import witnesses
from safereturn.foundation import breached, outside
from safereturn.notifications.rules import govuk
from safereturn.ops import databases, roles
from safereturn.ops.faults import Fault

SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 12
LONGEST_SESSION = timedelta(hours=12)
HERE = ("", "localhost", "127.0.0.1", "::1")
LONGEST_IDLE = timedelta(hours=1)
MODES = ("demo", "production", "test")
Apps = Sequence[AppConfig] | None


def safe_configuration(app_configs: Apps = None, **_: Any) -> list[checks.CheckMessage]:
    """Refuse a production start with a default, a gap or a demonstration's freedom."""
    if settings.MODE not in MODES:
        said = f"SAFERETURN_MODE is {settings.MODE!r}; it can be demo or production."
        return [checks.Error(said, hint="Set SAFERETURN_MODE=production.", id="safereturn.E005")]
    if not settings.PRODUCTION:
        return []
    tests = (
        _secret_key,
        _hosts,
        _mail,
        _govuk_notify,
        _open_doors,
        _audit_key,
        _witnesses,
        _spool,
        _unlimited,
        _sign_in,
        _breached,
        _encrypted,
        _webhooks,
    )
    return [message for test in tests for message in test()]


def safe_database(
    app_configs: Apps = None, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """Refuse a role that could pass by row-level security or rewrite the log."""
    if not databases or settings.AS_OWNER:
        return []
    return database_messages() + agreement_messages()


def database_messages() -> list[checks.CheckMessage]:
    """Look at the database with the app role's own eyes."""
    app = databases.app(settings.SECRET_KEY)
    try:
        found = roles.weaknesses(app)
        with databases.connect(app) as connection:
            invented = roles.is_demonstration(connection)
    except Fault as fault:
        hint = "Run `safereturn migrate`, which makes the role."
        return [checks.Error(str(fault), hint=hint, id="safereturn.E007")]
    messages: list[checks.CheckMessage] = []
    if found:
        said = f"The web server would connect as {app.user}, which {' and '.join(found)}."
        hint = (
            "Give DATABASE_APP_URL a role that owns nothing, or let `safereturn migrate` make it."
        )
        messages.append(checks.Error(said, hint=hint, id="safereturn.E004"))
    if invented and settings.PRODUCTION:
        said = "This database was made for the demonstration: its people are invented."
        hint = "Name an empty database in DATABASE_URL."
        messages.append(checks.Error(said, hint=hint, id="safereturn.E006"))
    return messages


_SIGNED = """
select exists (select from sharing_version v join sharing_area a on a.id = v.area_id
                where v.state = 'in_force' and not a.is_region and not a.is_demonstration)
"""


def agreement_messages() -> list[checks.CheckMessage]:
    """Remind whoever runs the service that nobody has agreed to anything yet."""
    if not settings.PRODUCTION:
        return []
    try:
        with databases.connect(databases.app(settings.SECRET_KEY)) as connection:
            row = connection.execute(_SIGNED).fetchone()
    except (Fault, psycopg.Error):
        return []  # `database_messages` says what is wrong with the database
    if row and row[0]:
        return []
    said = "No area has signed an information-sharing agreement: the shipped one decides."
    hint = "Set one up: `safereturn agreement area --help`; its governance lead starts a draft."
    return [checks.Warning(said, hint=hint, id="safereturn.W001")]


def require_safe_start() -> None:
    """Raise Fault with every reason not to serve. Called before the first request."""
    errors = safe_configuration() + database_messages()
    if errors:
        lines = [f"{error.id}: {error.msg}\n  {error.hint}" for error in errors]
        raise Fault("\n".join(["Safe Return does not start like this:", *lines]))


def _secret_key() -> list[checks.CheckMessage]:
    key = os.environ.get("SAFERETURN_SECRET_KEY", "")
    if _strong(key):
        return _old_keys()
    said = "SAFERETURN_SECRET_KEY is missing, too short, or not random."
    hint = (
        f"Set it to {SHORTEST_SECRET} random characters or more, and keep it:"
        " python3 -c 'import secrets; print(secrets.token_urlsafe(60))'"
    )
    return [checks.Error(said, hint=hint, id="safereturn.E001")]


def _strong(key: str) -> bool:
    """Say whether a key is long, and no word repeated."""
    return len(key) >= SHORTEST_SECRET and len(set(key)) >= FEWEST_CHARACTERS


def _old_keys() -> list[checks.CheckMessage]:
    """A key that was given up still reads what it has sealed: a weak one would let anybody."""
    if all(_strong(key) for key in settings.SECRET_KEY_FALLBACKS):
        return []
    said = "SAFERETURN_OLD_SECRET_KEYS holds a key that is too short or not random."
    hint = (
        "Leave only keys that were SAFERETURN_SECRET_KEY before, for a shift; and first seal"
        " anew what they have sealed: safereturn person reseal."
    )
    return [checks.Error(said, hint=hint, id="safereturn.E020")]


def _unlimited() -> list[checks.CheckMessage]:
    """What a bench switches off must be on where children are real."""
    if settings.COUNT_LOOKS and settings.SEARCHES_A_MINUTE > 0 and settings.CALLS_A_MINUTE > 0:
        return []
    said = "The stop on trawling, or the pace of searches or calls, is switched off."
    hint = "Give SAFERETURN_SEARCHES_A_MINUTE and SAFERETURN_CALLS_A_MINUTE a number above 0."
    return [checks.Error(said, hint=hint, id="safereturn.E021")]


def _hosts() -> list[checks.CheckMessage]:
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    said = "SAFERETURN_HOSTS does not say under which names the service is reached."
    hint = "Name them: SAFERETURN_HOSTS=safereturn.example.org. A * is not a name."
    return [checks.Error(said, hint=hint, id="safereturn.E002")]


def _mail() -> list[checks.CheckMessage]:
    if "smtp" in settings.EMAIL_BACKEND or "govuk" in settings.EMAIL_BACKEND:
        return []
    said = "No mail server is named: notices would reach nobody by e-mail."
    hint = (
        "Set SAFERETURN_SMTP_HOST and SAFERETURN_MAIL_FROM, or send through GOV.UK Notify:"
        " SAFERETURN_NOTIFY_KEY_FILE and SAFERETURN_NOTIFY_EMAIL_TEMPLATE."
    )
    return [checks.Error(said, hint=hint, id="safereturn.E003")]


def _govuk_notify() -> list[checks.CheckMessage]:
    """Refuse GOV.UK Notify half set: a text that nobody gets looks like one that was sent."""
    templates = {
        "SAFERETURN_NOTIFY_EMAIL_TEMPLATE": settings.NOTIFY_EMAIL_TEMPLATE,
        "SAFERETURN_NOTIFY_TEXT_TEMPLATE": settings.NOTIFY_TEXT_TEMPLATE,
    }
    used = {name: words for name, words in templates.items() if words}
    key, token = settings.NOTIFY_KEY, settings.NOTIFY_RECEIPTS_TOKEN
    key_file = os.environ.get("SAFERETURN_NOTIFY_KEY_FILE", "")
    if not (used or key or token or key_file):
        return []
    wrong = {
        "SAFERETURN_NOTIFY_KEY_FILE cannot be read": bool(key_file and not key),
        "SAFERETURN_NOTIFY_KEY is not a key of GOV.UK Notify": (
            not (key_file and not key) and govuk.ServiceKey.read(key) is None
        ),
        "no template is named, so nothing would be sent": not used,
        "SAFERETURN_NOTIFY_RECEIPTS_TOKEN is missing or short: nobody would learn that a"
        " message did not arrive": len(token) < govuk.SHORTEST_TOKEN,
        "e-mail would go by SAFERETURN_SMTP_HOST and by GOV.UK Notify: name one": bool(
            settings.NOTIFY_EMAIL_TEMPLATE and settings.EMAIL_HOST
        ),
        "SAFERETURN_NOTIFY_URL does not begin with https": (
            not settings.NOTIFY_URL.startswith("https://")
        ),
        **{
            f"{name} is not the id of a template": not govuk.is_template(words)
            for name, words in used.items()
        },
    }
    found = [words for words, is_so in wrong.items() if is_so]
    if not found:
        return []
    said = f"GOV.UK Notify is half set up: {'; '.join(found)}."
    hint = (
        "Copy the API key of your service into a file that only the service reads, and the ids"
        " of its templates: docs/deploy.md, “E-mail and texts”. Or leave all of it away."
    )
    return [checks.Error(said, hint=hint, id="safereturn.E022")]


def _open_doors() -> list[checks.CheckMessage]:
    """What Django's own deployment checks only warn of, and we refuse."""
    wanted = {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
    }
    wrong = [name for name, value in wanted.items() if getattr(settings, name) != value]
    if not wrong:
        return []
    said = f"Unsafe outside the demonstration: {', '.join(wrong)}."
    return [checks.Error(said, hint="Leave these settings as shipped.", id="safereturn.E008")]


def _audit_key() -> list[checks.CheckMessage]:
    """The key itself is the worker's to read; here it is enough that it has a safe place."""
    path = settings.AUDIT_KEY_FILE
    hint = "Make one: safereturn audit key --make FILE, and name it in SAFERETURN_AUDIT_KEY."
    if path is None:
        said = "No key is named that signs the audit log: nobody could prove it."
        return [checks.Error(said, hint=hint, id="safereturn.E010")]
    if not path.exists() or path.stat().st_mode & 0o077:
        said = f"The key of the audit log is missing or open to others: {path}"
        return [checks.Error(said, hint=f"{hint} chmod 600.", id="safereturn.E010")]
    return []


def _witnesses() -> list[checks.CheckMessage]:
    try:
        found = witnesses.named(settings.AUDIT_WITNESSES)
    except witnesses.Misnamed as error:
        found, said = [], str(error)
    else:
        said = "Fewer than two witnesses keep the heads of the audit log."
    if len({one.name for one in found}) >= witnesses.FEWEST:
        return []
    hint = (
        "Name a file elsewhere and an agency's data protection officer:"
        " SAFERETURN_AUDIT_WITNESSES='file:/mnt/elsewhere/heads.jsonl mailto:dpo@agency.example'"
    )
    return [checks.Error(said, hint=hint, id="safereturn.E011")]


def _spool() -> list[checks.CheckMessage]:
    """A report must find a place to go when the database has none."""
    if settings.SPOOL_PUBLIC:
        return []
    said = "No key is named for reports that come while the database cannot be written."
    hint = (
        "Make one: safereturn spool key FILE. The worker gets FILE in SAFERETURN_SPOOL_KEY,"
        " the web server its public half in SAFERETURN_SPOOL_PUBLIC."
    )
    return [checks.Error(said, hint=hint, id="safereturn.E012")]


def _sign_in() -> list[checks.CheckMessage]:
    """Refuse a sign-in by password alone, without end, or whose links are not https."""
    wrong = {
        "no second factor is asked for": not settings.SECOND_FACTOR,
        "a passkey is taken from an address that is not https": (
            settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN
        ),
        "a session may last longer than 12 hours": settings.LONGEST_SESSION > LONGEST_SESSION,
        "a session locks itself only after more than an hour": settings.IDLE_LOCK > LONGEST_IDLE,
        "SAFERETURN_URL does not begin with https": (
            not settings.SERVICE_URL.startswith("https://")
        ),
        "SAFERETURN_URL shares its host with something else: it has a path": bool(
            urlsplit(settings.SERVICE_URL).path
        ),
    }
    found = [words for words, is_so in wrong.items() if is_so]
    if not found:
        return []
    said = f"Signing in is not safe like this: {'; '.join(found)}."
    hint = (
        "Leave the settings of signing in as shipped, SAFERETURN_IDLE_MINUTES at most 60, and"
        " set SAFERETURN_URL=https://… to the address that people open."
    )
    return [checks.Error(said, hint=hint, id="safereturn.E013")]


def _breached() -> list[checks.CheckMessage]:
    """Refuse a list of leaked passwords that is named and cannot be asked."""
    path = settings.BREACHED_PASSWORDS
    if not path or breached.is_readable(path):
        return []
    said = f"SAFERETURN_BREACHED_PASSWORDS is not a file of Pwned Passwords, by hash: {path}"
    hint = "Lines of SHA1:times, sorted by hash, readable by the web server. Or leave it away."
    return [checks.Error(said, hint=hint, id="safereturn.E025")]


def _encrypted() -> list[checks.CheckMessage]:
    """Refuse another machine's database or mail server that is spoken to readably, or unknown."""
    database = settings.DATABASES["default"]
    host = str(database.get("HOST") or "")
    away = not (host.startswith("/") or host in HERE)
    mode = database.get("OPTIONS", {}).get("sslmode")
    mail = getattr(settings, "EMAIL_HOST", "")
    wrong = {
        "the database on another machine: end DATABASE_APP_URL (and DATABASE_URL) with"
        " ?sslmode=verify-full&sslrootcert=…": away and mode != "verify-full",
        "the mail server on another machine: unset SAFERETURN_SMTP_PLAIN": (
            bool(mail) and mail not in HERE and not settings.EMAIL_USE_TLS
        ),
    }
    found = [words for words, is_so in wrong.items() if is_so]
    if not found:
        return []
    said = f"Not encrypted, or not verified: {'; '.join(found)}."
    hint = "What goes between machines is encrypted, and the other one shows who it is."
    return [checks.Error(said, hint=hint, id="safereturn.E023")]


def _webhooks() -> list[checks.CheckMessage]:
    """Refuse a slip in what webhooks may call: else each of them would fail, one by one."""
    wrong = [_no_network(word) for word in settings.WEBHOOK_NETWORKS]
    if settings.WEBHOOK_TRUST:
        wrong.append(_no_certificates(settings.WEBHOOK_TRUST))
    found = [words for words in wrong if words]
    if not found:
        return []
    said = f"Webhooks could not be sent: {'; '.join(found)}."
    hint = (
        "Name networks as 10.1.2.0/24, with spaces between, and a file in PEM that the worker"
        " may read: docs/deploy.md, “Webhooks”. Or leave both away."
    )
    return [checks.Error(said, hint=hint, id="safereturn.E024")]


def _no_network(word: str) -> str:
    try:
        outside.networks([word])
    except ValueError as error:
        return f"in SAFERETURN_WEBHOOK_NETWORKS, {error}"
    return ""


def _no_certificates(path: str) -> str:
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl.SSLError is one
        why = error.strerror or type(error).__name__
        return f"SAFERETURN_WEBHOOK_TRUST is no file of certificates ({why})"
    return ""
