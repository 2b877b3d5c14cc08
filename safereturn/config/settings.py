"""The settings: one module, driven by the environment, for three modes.

SAFERETURN_MODE is `production` unless it says otherwise; `make run` says `demo`, the
tests say `test`. `safereturn check` explains what production needs.
"""

import os
from datetime import timedelta
from pathlib import Path

from safereturn.ops import checkout, databases

MODE = os.environ.get("SAFERETURN_MODE") or "production"
DEMO = MODE == "demo"
TEST = MODE == "test"
PRODUCTION = not (DEMO or TEST)

DATA = checkout.data_dir()
PACKAGE = Path(__file__).resolve().parents[1]


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes")


def _secret(name: str, file: str) -> str:
    """Return a secret from the environment, or from the file that is named there."""
    path = os.environ.get(file, "")
    try:
        return os.environ.get(name, "") or (Path(path).read_text().strip() if path else "")
    except OSError:  # safereturn.E022 says which file cannot be read
        return ""


def _words(name: str) -> list[str]:
    return [word for word in os.environ.get(name, "").replace(",", " ").split() if word]


# ── Who we are ──────────────────────────────────────────────────────────────────────
DEBUG = False  # in no mode: its error pages show what a record holds
if TEST:
    SECRET_KEY = "only-for-tests-" + "0" * 50
elif DEMO:
    SECRET_KEY = os.environ.get("SAFERETURN_SECRET_KEY") or checkout.demo_secret_key()
else:  # an empty key is refused by safereturn.E001, and by Django at first use
    SECRET_KEY = os.environ.get("SAFERETURN_SECRET_KEY", "")
SECRET_KEY_FALLBACKS = _words("SAFERETURN_OLD_SECRET_KEYS")

ALLOWED_HOSTS = _words("SAFERETURN_HOSTS") or (
    [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []
# The address that links in e-mails begin with.
SERVICE_URL = os.environ.get("SAFERETURN_URL", "http://127.0.0.1:8000").rstrip("/")

# ── What is installed ───────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "safereturn.web.ui.apps.Config",  # before django.forms: its templates come first
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "safereturn.foundation.apps.Config",
    "safereturn.audit.apps.Config",
    "safereturn.notifications.apps.Config",
    "safereturn.agencies.apps.Config",
    "safereturn.involvement.apps.Config",
    "safereturn.sharing.apps.Config",
    "safereturn.clocks.apps.Config",
    "safereturn.children.apps.Config",
    "safereturn.placements.apps.Config",
    "safereturn.documents.apps.Config",
    "safereturn.episodes.apps.Config",
    "safereturn.return_interviews.apps.Config",
    "safereturn.risk.apps.Config",
    "safereturn.casework.apps.Config",
    "safereturn.oversight.apps.Config",
    "safereturn.reactions.apps.Config",
    "safereturn.web.apps.Config",
    "safereturn.api.apps.Config",
    "safereturn.ops.apps.Config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "safereturn.web.ui.middleware.csp",  # first: whatever answers below carries its headers
    "django.middleware.security.SecurityMiddleware",
    "safereturn.api.secure.secure_only",
    "safereturn.web.middleware.received",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safereturn.web.limits.sizes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "safereturn.web.sign_in.required.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safereturn.web.middleware.Page",  # last: it runs the view
]

ROOT_URLCONF = "safereturn.config.urls"
WSGI_APPLICATION = "safereturn.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((PACKAGE / "web").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "safereturn.web.ui.templatetags.ui",
                "safereturn.web.templatetags.web",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "safereturn.web.context.around",
            ],
        },
    }
]
FORM_RENDERER = "safereturn.web.ui.forms.GovUKRenderer"
SILENCED_SYSTEM_CHECKS: list[str] = []

# ── The database ────────────────────────────────────────────────────────────────────
# As the app role; only `safereturn migrate` asks to be the owner.
AS_OWNER = os.environ.get("SAFERETURN_DATABASE_AS") == "owner"
_address = databases.owner() if AS_OWNER else databases.app(SECRET_KEY)
DATABASES = {"default": _address.for_django()}
if TEST:  # a thread that ends takes no connection with it
    DATABASES["default"]["CONN_MAX_AGE"] = 0
# So long a page waits for a lock, and for one statement, before it says that it cannot be
# shown. For the web server alone: what is long by nature is done by the worker and commands.
WEB_LOCK_SECONDS = float(os.environ.get("SAFERETURN_LOCK_SECONDS") or 10)
WEB_STATEMENT_SECONDS = float(os.environ.get("SAFERETURN_STATEMENT_SECONDS") or 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes: what the sign-in limits count must hold for every one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "safereturn_cache",
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# ── People ──────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "agencies.Person"
AUTHENTICATION_BACKENDS = ["safereturn.web.sign_in.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
] + [
    {"NAME": "safereturn.web.sign_in.words.OwnWords"},
    {"NAME": "safereturn.foundation.breached.Breached"},
]
# A file of Pwned Passwords, beside the list that comes with the service (docs/deploy.md).
BREACHED_PASSWORDS = os.environ.get("SAFERETURN_BREACHED_PASSWORDS", "")
if TEST:  # made to be fast, not to be safe
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nobody at the keyboard for this long: nothing is shown, typed words are kept.
IDLE_LOCK = timedelta(minutes=int(os.environ.get("SAFERETURN_IDLE_MINUTES") or 20))
# Whatever happens in between: a session is over after a shift.
LONGEST_SESSION = timedelta(hours=12)
# A password alone lets nobody in; a demonstration may be switched to it.
SECOND_FACTOR = PRODUCTION or _flag("SAFERETURN_SECOND_FACTOR")
CSRF_FAILURE_VIEW = "safereturn.web.sign_in.csrf.failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "safereturn.web.sign_in.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "safereturn.web.sign_in.forms.SignInForm",
    "reauthenticate": "safereturn.web.sign_in.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an agency's own administrator makes the account
ACCOUNT_SESSION_REMEMBER = False
# Wrong passwords are counted by agencies.actions.signing_in, for a person and an address,
# with waits that grow. These bound the rest; a whole agency may sit behind one address.
ACCOUNT_RATE_LIMITS = {
    "login": "240/m/ip",
    "login_failed": "5/5m/key",  # codes of the second factor
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "safereturn.web.sign_in.mfa.Adapter"
MFA_FORMS = {
    "authenticate": "safereturn.web.sign_in.forms.CodeForm",
    "reauthenticate": "safereturn.web.sign_in.forms.CodeAgainForm",
    "activate_totp": "safereturn.web.sign_in.forms.FirstCodeForm",
    "add_webauthn": "safereturn.web.sign_in.forms.PasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Safe Return"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "240/m/ip"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a shift
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# A browser takes a __Host- cookie from this very host alone, and over TLS alone.
_HOST = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_HOST}safereturn_session"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = f"{_HOST}safereturn_csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ── How much, how fast (docs/security.md) ───────────────────────────────────────────
# Off only in tests that are not about it.
COUNT_LOOKS = not TEST
SEARCHES_A_MINUTE = 0 if TEST else int(os.environ.get("SAFERETURN_SEARCHES_A_MINUTE") or 30)
CALLS_A_MINUTE = 0 if TEST else int(os.environ.get("SAFERETURN_CALLS_A_MINUTE") or 600)

# ── What a browser is told ──────────────────────────────────────────────────────────
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^api/"]  # refused instead: api.secure
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
# Only behind a proxy that strips these headers from what comes in; it says who called
# (else everybody would come from one address, and wait for each other's wrong passwords).
BEHIND_PROXY = _flag("SAFERETURN_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The shape of Django 6's own setting, so that its middleware can take over.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'none'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "require-trusted-types-for": ["'script'"],
}
# An interview's narrative is long. Where a file is taken more may come: a photograph of
# 12 MB, in the API as base64. `web.limits` and `api.edge` hold each address to its own.
MOST_WORDS = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 16_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12_500_000
# The socket of ClamAV's daemon on this machine, asked about each document (docs/deploy.md).
SCANNER = os.environ.get("SAFERETURN_SCANNER", "")
# In memory alone: what is uploaded is never written to a disc outside the database.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 2

# ── Files, words, time ──────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has any use for our files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # no file is kept
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if TEST:
    WHITENOISE_AUTOREFRESH = True
    WHITENOISE_USE_FINDERS = True
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing

LANGUAGE_CODE = "en-gb"
# Welsh joins when its catalogue is translated. Until then a browser that asks for Welsh
# would get English words marked as Welsh, and a screen reader would read them as such.
LANGUAGES = [("en-gb", "English")]
# With one language there is nothing to look up: looking in five empty catalogues for each of a
# thousand words took a sixth of a worklist.
USE_I18N = len(LANGUAGES) > 1
# What makemessages finds; and what `safereturn words` prints, which makemessages would drop.
LOCALE_PATHS = [PACKAGE / "locale", PACKAGE / "locale" / "domain"]
USE_TZ = True
TIME_ZONE = "Europe/London"  # what people read; the database keeps UTC

# ── E-mail and texts (docs/deploy.md) ───────────────────────────────────────────────
DEFAULT_FROM_EMAIL = os.environ.get("SAFERETURN_MAIL_FROM", "Safe Return <noreply@localhost>")
# Through GOV.UK Notify: each way that has a template. What is half set is refused: E022.
NOTIFY_KEY = _secret("SAFERETURN_NOTIFY_KEY", "SAFERETURN_NOTIFY_KEY_FILE")
NOTIFY_URL = os.environ.get("SAFERETURN_NOTIFY_URL") or "https://api.notifications.service.gov.uk"
NOTIFY_EMAIL_TEMPLATE = os.environ.get("SAFERETURN_NOTIFY_EMAIL_TEMPLATE", "")
NOTIFY_TEXT_TEMPLATE = os.environ.get("SAFERETURN_NOTIFY_TEXT_TEMPLATE", "")
# What GOV.UK Notify shows us with each delivery receipt; without it none is taken.
NOTIFY_RECEIPTS_TOKEN = _secret(
    "SAFERETURN_NOTIFY_RECEIPTS_TOKEN", "SAFERETURN_NOTIFY_RECEIPTS_TOKEN_FILE"
)
EMAIL_HOST = os.environ.get("SAFERETURN_SMTP_HOST", "")
if EMAIL_HOST:
    EMAIL_BACKEND = "safereturn.notifications.jobs.smtp.Backend"
    EMAIL_PORT = int(os.environ.get("SAFERETURN_SMTP_PORT") or 587)
    EMAIL_HOST_USER = os.environ.get("SAFERETURN_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("SAFERETURN_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = not _flag("SAFERETURN_SMTP_PLAIN")
    EMAIL_TIMEOUT = 20
elif NOTIFY_EMAIL_TEMPLATE:
    EMAIL_BACKEND = "safereturn.notifications.jobs.govuk.Backend"
else:  # outside the demonstration safereturn.E003 refuses this
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"

# ── Webhooks (docs/webhooks.md) ─────────────────────────────────────────────────────
# Networks of our own that receivers may stand in; without, the public internet alone.
WEBHOOK_NETWORKS = _words("SAFERETURN_WEBHOOK_NETWORKS") or (
    ["127.0.0.0/8", "::1/128"] if DEMO else []
)
# A file of certificates to believe in place of the machine's, for receivers in those networks.
WEBHOOK_TRUST = os.environ.get("SAFERETURN_WEBHOOK_TRUST", "")

# ── The proof of the audit log (docs/proof.md) ──────────────────────────────────────
# Outside the demonstration both are named by the operator: safereturn.E010 and E011.
_key_file = os.environ.get("SAFERETURN_AUDIT_KEY") or (
    "" if PRODUCTION else DATA / "audit/key.json"
)
AUDIT_KEY_FILE = Path(_key_file) if _key_file else None
AUDIT_ARCHIVE = Path(os.environ.get("SAFERETURN_AUDIT_ARCHIVE") or DATA / "audit/archive")
AUDIT_WITNESSES = _words("SAFERETURN_AUDIT_WITNESSES") or (
    [] if PRODUCTION else [f"file:{DATA / 'audit/heads.jsonl'}", "mailto:witness@localhost"]
)

# ── When the database, or its log, cannot be written (docs/when-it-fails.md) ───────────
STANDBY = Path(os.environ.get("SAFERETURN_STANDBY") or DATA / "standby")
SPOOL = Path(os.environ.get("SAFERETURN_SPOOL") or DATA / "spool")
# The public half for whoever takes reports in; the private half is the worker's alone.
SPOOL_PUBLIC = os.environ.get("SAFERETURN_SPOOL_PUBLIC", "")
SPOOL_KEY_FILE = Path(os.environ.get("SAFERETURN_SPOOL_KEY") or SPOOL / "key")

# ── What is written to the log: never a name, never a query, never a record ─────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "safereturn.ops.logs.Line",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"no_secrets": {"()": "safereturn.ops.logs.NoSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own default would e-mail whole requests to administrators.
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # At the source as well: whatever else may be listening hears no token either.
        "django.request": {"filters": ["no_secrets"]},
        "django.security.csrf": {"filters": ["no_secrets"]},
        "procrastinate": {"level": "WARNING"},
        "safereturn": {"level": "INFO"},
    },
}
