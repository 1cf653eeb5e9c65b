"""Settings of the portal: lines read from the environment, lines that are fixed, lines derived from both.

Every name read here stands in README's table.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from portal import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / "data"

# --- From the environment ---------------------------------------------------------------------------------------

DEBUG = environment.boolean("DEBUG")
SECRET_KEY = environment.secret("SECRET_KEY", stand_in="only-for-development-" * 3 if DEBUG else None)
SITE_URL = environment.origin("SITE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname or ""])
TRUST_PROXY = environment.whole_number("TRUST_PROXY", 0, least=0, most=9)
DEMO = environment.boolean("DEMO")
WEB_CONCURRENCY = environment.whole_number("WEB_CONCURRENCY", 2, least=1, most=64)  # gunicorn reads it for itself
DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
# Less than the 60 s after which gunicorn and nginx give up a request.
DATABASE_LOCK_TIMEOUT = environment.whole_number("DATABASE_LOCK_TIMEOUT", 20, least=1, most=50)
CACHES = {"default": environment.cache("CACHE_URL", f"filecache://{DATA_DIR / 'cache'}")}
MEDIA_ROOT = Path(environment.env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
BACKUP_DIR = Path(environment.env.str("BACKUP_DIR", default=str(DATA_DIR / "backups")))
# Outside of the database and of MEDIA_ROOT, which a restored backup replaces.
ERASED_KEYS = Path(environment.env.str("ERASED_KEYS", default=str(DATA_DIR / "erased-keys.jsonl")))
# Seconds. By default Django waits for a mail server without a limit.
EMAIL_TIMEOUT = 20
globals().update(environment.mail("EMAIL_URL", "consolemail://"))

# --- Derived ----------------------------------------------------------------------------------------------------

DATA_DIR.mkdir(exist_ok=True)
SECURE = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Users who can grant permissions must have a second factor, except on a demonstration site.
SECOND_FACTOR_REQUIRED = not DEMO
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"no-reply@{urlsplit(SITE_URL).hostname}"
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that will write takes its lock at once and waits for it, instead of failing half-way.
    # FULL: a write that was acknowledged survives a power cut. Measured with 60 kills of a writing process.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": DATABASE_LOCK_TIMEOUT,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # By default PostgreSQL waits for locks and connections without a limit. Options in DATABASE_URL take precedence.
    given = DATABASES["default"].get("OPTIONS", {})
    wait = f"-c lock_timeout={DATABASE_LOCK_TIMEOUT}s {given.get('options', '')}".strip()
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5} | given | {"options": wait}

if "redis" not in CACHES["default"]["BACKEND"].lower():
    # Above this Django evicts a third at random, perhaps django-allauth's rate limits (second factor, password mails). Its
    # default is 300. The portal's own counts are rows.
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 10_000} | CACHES["default"].get("OPTIONS", {})

# Of each process alone: parts of pages, kept under everything that they print ({% cache %}), so that none is out of date.
FIXED_PARTS = "dummy.DummyCache" if DEBUG else "locmem.LocMemCache"
CACHES["fixed-parts"] = {"BACKEND": f"django.core.cache.backends.{FIXED_PARTS}", "LOCATION": "fixed-parts"}
CACHES["fixed-parts"]["OPTIONS"] = {"MAX_ENTRIES": 2000}

# --- Fixed ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.apps.StaffSiteConfig",  # django.contrib.admin with our own staff site
    "portal",
    "consultations",
    "catalog",
    "committee",
    "center",
    "thai.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
]

MIDDLEWARE = [
    "portal.responses.page_cache.PageCache",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.responses.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "portal.stylesheet.StylesheetPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.responses.compression.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "center.access.second_factor.SecondFactorFirst",
    "portal.health.unavailable.DatabaseUnavailable",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "center.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["portal.responses.compression.UnindentedLoader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Staff sign in through django-allauth, customized in center.access.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # unless asked otherwise at the sign-in
ACCOUNT_ADAPTER = "center.access.adapter.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Django's own: the token already changes with the e-mail, and no second list of addresses is kept.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "login": None,  # would shut out a known device together with its address
    "login_failed": "5/15m/key",  # wrong codes of one user; wrong passwords are counted by center.access.throttling
    "reset_password": "10/15m/ip,3/15m/key",
}
ACCOUNT_FORMS = {
    "login": "center.access.forms.SignInForm",
    "reauthenticate": "center.access.forms.PasswordAgainForm",
    "reset_password": "center.access.forms.NewPasswordByMailForm",
    "reset_password_from_key": "center.access.forms.NewPasswordForm",
}
MFA_ADAPTER = "center.access.adapter.StaffSecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by managers, so their addresses aren't verified
MFA_TOTP_TOLERANCE = 1  # half minutes a phone's clock may be wrong by
MFA_TOTP_ISSUER = "ศูนย์ฯ บางคล้า"  # short: every Thai letter makes the QR code denser
MFA_FORMS = {
    "authenticate": "center.access.forms.CodeForm",
    "reauthenticate": "center.access.forms.CodeAgain",
    "activate_totp": "center.access.forms.FirstCodeForm",
}

# Thai is the source language of the interface; English is a translation of it.
LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["thai.django.formats"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    # Nothing under MEDIA_ROOT is served by its path: originals are private, renditions leave through one small view.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the machine itself, without a proxy in front
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],  # portal.stylesheet adds the hash of the stylesheet that stands inside the page
        # data: because form controls and the second factor's QR code need it.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Features of the browser that no page uses. A view that needs one is decorated with permissions_policy_override, whose
# policy replaces this one: repeat what stays off.
PERMISSIONS_POLICY = dict.fromkeys(
    [
        "accelerometer",
        "autoplay",
        "bluetooth",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "gamepad",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "keyboard-map",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "publickey-credentials-create",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
        "window-management",
        "xr-spatial-tracking",
    ],
    (),
)

# Each silenced warning of `check --deploy` with its reason.
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: the portal may live on a subdomain whose siblings it knows nothing of.
    "security.W021",  # HSTS preload: a decision of the whole domain's owner, not of one portal on it.
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.server": {"level": "WARNING"}},
}
