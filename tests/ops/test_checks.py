"""An unsafe start is refused, with an id and a hint; a safe one is not."""

import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection
from pytest_django import Settings

from safereturn.audit import keys
from safereturn.ops import checks, databases, roles
from safereturn.ops.databases import Address
from safereturn.ops.faults import Fault
from tests import notify_fake

RANDOM = "kW3vQ9-zT7_bLx2NfRy8MhD4sJ" * 2
SAFE: dict[str, Any] = {
    "COUNT_LOOKS": True,
    "SEARCHES_A_MINUTE": 30,
    "CALLS_A_MINUTE": 600,
    "MODE": "production",
    "PRODUCTION": True,
    "ALLOWED_HOSTS": ["safereturn.example.org"],
    "EMAIL_BACKEND": "safereturn.notifications.jobs.smtp.Backend",
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECOND_FACTOR": True,
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    "SERVICE_URL": "https://safereturn.example.org",
    "SPOOL_PUBLIC": "00" * 32,
    "AUDIT_WITNESSES": ["file:/mnt/elsewhere/heads.jsonl", "mailto:officer@agency.example"],
    "EMAIL_USE_TLS": True,
    "WEBHOOK_NETWORKS": [],
    "WEBHOOK_TRUST": "",
}


@pytest.fixture
def production(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.setenv("SAFERETURN_SECRET_KEY", RANDOM)
    settings.AUDIT_KEY_FILE = tmp_path / "key.json"
    keys.make(settings.AUDIT_KEY_FILE)
    for name, value in SAFE.items():
        setattr(settings, name, value)
    return settings


def ids() -> list[str | None]:
    return [message.id for message in checks.safe_configuration()]


def test_a_safe_configuration_is_not_refused(production: Settings) -> None:
    assert ids() == []


@pytest.mark.parametrize("key", ["", "too-short", "x" * 60, "changeme" * 10])
def test_no_default_secret(production: Settings, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("SAFERETURN_SECRET_KEY", key)
    [message] = checks.safe_configuration()
    assert message.id == "safereturn.E001"
    assert message.hint and "token_urlsafe" in message.hint


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("ALLOWED_HOSTS", [], "safereturn.E002"),
        ("ALLOWED_HOSTS", ["*"], "safereturn.E002"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "safereturn.E003"),
        ("MODE", "live", "safereturn.E005"),
        ("DEBUG", True, "safereturn.E008"),
        ("SESSION_COOKIE_SECURE", False, "safereturn.E008"),
        ("SECRET_KEY_FALLBACKS", ["changeme" * 10], "safereturn.E020"),
        ("COUNT_LOOKS", False, "safereturn.E021"),
        ("SEARCHES_A_MINUTE", 0, "safereturn.E021"),
        ("CALLS_A_MINUTE", 0, "safereturn.E021"),
        ("SERVICE_URL", "https://example.org/safereturn", "safereturn.E013"),
        ("BREACHED_PASSWORDS", "/nowhere/pwned.txt", "safereturn.E025"),
        ("BREACHED_PASSWORDS", __file__, "safereturn.E025"),
        ("AUDIT_KEY_FILE", None, "safereturn.E010"),
        ("AUDIT_KEY_FILE", Path("/nowhere/key.json"), "safereturn.E010"),
        ("SPOOL_PUBLIC", "", "safereturn.E012"),
        ("SECOND_FACTOR", False, "safereturn.E013"),
        ("LONGEST_SESSION", timedelta(hours=13), "safereturn.E013"),
        ("IDLE_LOCK", timedelta(hours=2), "safereturn.E013"),
        ("SERVICE_URL", "http://safereturn.example.org", "safereturn.E013"),
        ("AUDIT_WITNESSES", [], "safereturn.E011"),
        ("AUDIT_WITNESSES", ["file:/a", "file:/a"], "safereturn.E011"),
        ("AUDIT_WITNESSES", ["file:/a", "pigeon:post"], "safereturn.E011"),
    ],
)
def test_each_gap_has_its_own_refusal(
    production: Settings, name: str, value: object, refusal: str
) -> None:
    setattr(production, name, value)
    assert ids() == [refusal]


@pytest.mark.parametrize(("mode", "refused"), [("require", True), ("verify-full", False)])
def test_a_database_on_another_machine_shows_who_it_is(
    production: Settings, monkeypatch: pytest.MonkeyPatch, mode: str, refused: bool
) -> None:
    away = {"HOST": "db.example.org", "OPTIONS": {"sslmode": mode}}
    monkeypatch.setitem(production.DATABASES, "default", away)
    assert ids() == (["safereturn.E023"] if refused else [])


@pytest.mark.parametrize(("encrypted", "refused"), [(False, True), (True, False)])
def test_mail_to_another_machine_is_encrypted(
    production: Settings, encrypted: bool, refused: bool
) -> None:
    production.EMAIL_HOST, production.EMAIL_USE_TLS = "mail.example.org", encrypted
    assert ids() == (["safereturn.E023"] if refused else [])


def test_a_mail_server_must_show_who_it_is() -> None:
    """Django's own client, with our settings: a certificate that is none is refused."""
    context = EmailBackend(use_tls=True).ssl_context
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize(
    ("networks", "trust", "refused"),
    [
        (["10.1.2.0/24", "fd00::/8"], "", ""),
        (["10.1.2.0/24", "10.1.2.7/24"], "", "10.1.2.7/24 has host bits set"),
        (["our.network"], "", "'our.network' does not appear to be"),
        ([], "/nowhere/ca.pem", "no file of certificates (No such file or directory)"),
        ([], __file__, "no file of certificates ("),
    ],
)
def test_a_slip_in_what_webhooks_may_call_is_said_at_the_start(
    production: Settings, networks: list[str], trust: str, refused: str
) -> None:
    """Else each webhook would fail by itself, and nobody be told."""
    production.WEBHOOK_NETWORKS, production.WEBHOOK_TRUST = networks, trust
    found = checks.safe_configuration()
    assert [message.id for message in found] == (["safereturn.E024"] if refused else [])
    assert all(refused in message.msg for message in found)


def test_a_key_of_the_log_that_others_can_read_is_refused(production: Settings) -> None:
    production.AUDIT_KEY_FILE.chmod(0o640)
    assert ids() == ["safereturn.E010"]


@pytest.mark.django_db
def test_the_tests_own_role_is_a_safe_one(own_app: None) -> None:
    assert checks.database_messages() == []


@pytest.mark.django_db
def test_an_owner_is_refused_as_the_role_of_the_web_server(
    own_app: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "weaknesses", lambda app: ["owns the database"])
    [message] = checks.database_messages()
    assert message.id == "safereturn.E004"
    assert "owns the database" in message.msg


@pytest.mark.django_db
def test_a_start_is_refused_with_every_reason(
    own_app: None, production: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAFERETURN_SECRET_KEY")
    production.ALLOWED_HOSTS = []
    with pytest.raises(Fault, match=r"(?s)safereturn\.E001.*safereturn\.E002"):
        checks.require_safe_start()


@pytest.fixture
def own_app(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Let the checks look at the database of this test process."""
    entry = connection.settings_dict
    parameters = (("host", entry["HOST"]), ("port", str(entry["PORT"])))
    app = Address(
        entry["NAME"], entry["USER"], tuple(p for p in parameters if p[1]), entry["PASSWORD"]
    )
    monkeypatch.setattr(databases, "app", lambda secret: app)


@pytest.mark.django_db
def test_where_nobody_has_agreed_to_anything_the_check_reminds(
    own_app: None, production: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    [message] = checks.agreement_messages()
    assert (message.id, message.is_serious()) == ("safereturn.W001", False)
    monkeypatch.setattr(checks, "_SIGNED", "select true")
    assert checks.agreement_messages() == []
    monkeypatch.setattr(checks, "_SIGNED", "select from no_such_table")
    assert checks.agreement_messages() == []
    production.PRODUCTION = False
    assert checks.agreement_messages() == []


class TestGovukNotify:
    """All of it or none of it: a text that nobody gets looks like one that was sent."""

    WHOLE: dict[str, Any] = {
        "NOTIFY_KEY": notify_fake.KEY,
        "NOTIFY_TEXT_TEMPLATE": notify_fake.TEXT_TEMPLATE,
        "NOTIFY_RECEIPTS_TOKEN": "0123456789",
    }

    def test_beside_a_mail_server_for_texts_or_for_all(self, production: Settings) -> None:
        for name, value in self.WHOLE.items():
            setattr(production, name, value)
        assert ids() == []
        production.EMAIL_BACKEND = "safereturn.notifications.jobs.govuk.Backend"
        production.NOTIFY_EMAIL_TEMPLATE = notify_fake.EMAIL_TEMPLATE
        assert ids() == []

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("NOTIFY_KEY", "", "is not a key"),
            ("NOTIFY_KEY", "name-26785a09", "is not a key"),
            ("NOTIFY_TEXT_TEMPLATE", "", "no template"),
            ("NOTIFY_TEXT_TEMPLATE", "the text one", "not the id of a template"),
            ("NOTIFY_RECEIPTS_TOKEN", "short", "missing or short"),
            ("NOTIFY_URL", "http://api.notifications.service.gov.uk", "https"),
        ],
    )
    def test_half_of_it_is_refused(
        self, production: Settings, name: str, value: str, words: str
    ) -> None:
        for key, whole in (self.WHOLE | {name: value}).items():
            setattr(production, key, whole)
        [message] = checks.safe_configuration()
        assert message.id == "safereturn.E022"
        assert words in message.msg
        assert message.hint and "docs/deploy.md" in message.hint

    def test_a_file_that_cannot_be_read_and_two_ways_for_mail(
        self, production: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SAFERETURN_NOTIFY_KEY_FILE", "/nowhere/key")
        for key, whole in (self.WHOLE | {"NOTIFY_KEY": ""}).items():
            setattr(production, key, whole)
        [message] = checks.safe_configuration()
        assert "NOTIFY_KEY_FILE cannot be read" in message.msg
        production.NOTIFY_KEY = notify_fake.KEY
        production.NOTIFY_EMAIL_TEMPLATE = notify_fake.EMAIL_TEMPLATE
        production.EMAIL_HOST = "mail.example.org"
        [message] = checks.safe_configuration()
        assert "name one" in message.msg
