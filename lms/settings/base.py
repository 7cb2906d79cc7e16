"""What holds everywhere; everything that differs between machines comes from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _

from lms.settings.logs import logging_for
from lms.settings.schedule import CELERY_BEAT_SCHEDULE as CELERY_BEAT_SCHEDULE

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("LONTAR_VAR", default=str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    "lms",
    "lms.people",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "lms.notices",
    "lms.experience",
    "lms.competencies",
    "lms.development",
    "certificates",
    "assessments",
    "courses",
    "mentoring",
    "lms.home",
    "lms.workforce",
    "lms.siasn",
    "lms.privacy",
    "lms.audit",
    "lms.demo",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "lms.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lms.people.sessions.SignedInPeople",
    "lms.middleware.LanguageAndTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.middleware.SharedDevices",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "lms.middleware.Gates",
    "courses.middleware.CoursesOfOthers",
    "lms.middleware.DomainErrors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "lms.templatetags.lms_ui"],
        },
    }
]
FORM_RENDERER = "lms.rendering.FormRenderer"


# A statement that a connection asks so often is planned once and kept.
ASKED_BEFORE_PREPARED = 3


def database_from(url: str) -> dict[str, Any]:
    """Return Django's database settings for `url`, with SQLite set up for several writers.

    Write-ahead logging, a busy timeout and immediate transactions: with deferred transactions a second
    writer fails as soon as it upgrades its read lock. PostgreSQL plans what a connection asks again and again once;
    a pooler that hands connections out by transaction, and knows no prepared statements, needs that switched off.
    """
    database: dict[str, Any] = env.db_url_config(url)
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        }
    else:
        database["CONN_HEALTH_CHECKS"] = True
        if env.bool("PREPARE_STATEMENTS", default=True):
            prepared = {"server_side_binding": True, "prepare_threshold": ASKED_BEFORE_PREPARED}
            database["OPTIONS"] = {**database.get("OPTIONS", {}), **prepared}
    database["CONN_MAX_AGE"] = 600
    return database


def origin_of(address: str) -> list[str]:
    """Return scheme and host of an address, or nothing."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


DATABASES = {"default": database_from(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/lontar.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

AUTH_USER_MODEL = "people.User"
PASSWORD_RESET_TIMEOUT = 60 * 60
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "lms.people.backends.NipOrEmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "lms.people.passwords.NoGuessableWords"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home:front"
LOGOUT_REDIRECT_URL = "home:front"
WAGTAILADMIN_LOGIN_URL = "/masuk/"
WAGTAIL_FRONTEND_LOGIN_URL = "/masuk/"

# Guessing is slowed by account and address together, so that one office behind one address is never locked out.
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "lms.people.backends.pseudonym_of_login"
AXES_LOCKOUT_CALLABLE = "lms.people.views.door.locked_out"
AXES_RESET_ON_SUCCESS = True
# Behind a proxy the visitor's address is the last one the proxy added, not the proxy's own.
AXES_IPWARE_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0
AXES_IPWARE_META_PRECEDENCE_ORDER = (
    ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if env.bool("BEHIND_PROXY", default=False) else ["REMOTE_ADDR"]
)
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# Accounts come from HR. allauth brings the second step, passkeys, sessions and an agency's single sign-on.
ACCOUNT_ADAPTER = "lms.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "lms.people.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ADAPTER = "lms.people.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SINGLE_SIGN_ON = {
    "name": env.str("OIDC_NAME", default="SSO instansi"),
    "server_url": env.str("OIDC_URL", default=""),
    "client_id": env.str("OIDC_CLIENT_ID", default=""),
    "secret": env.str("OIDC_CLIENT_SECRET", default=""),
}
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if SINGLE_SIGN_ON["server_url"]:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "instansi",
            "name": SINGLE_SIGN_ON["name"],
            "client_id": SINGLE_SIGN_ON["client_id"],
            "secret": SINGLE_SIGN_ON["secret"],
            "settings": {"server_url": SINGLE_SIGN_ON["server_url"], "oauth_pkce_enabled": True},
        }
    )
# Holders of a role with a rule in force set up a second step before anything else.
SECOND_STEP_ASKED = True
ACCESS_CODE_DAYS = env.int("ACCESS_CODE_DAYS", default=30)

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # Files that only a view may hand out, after it has asked who is asking.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "private"), "base_url": None},
    },
}

# The platform's own name in links it prints and in statements it records.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_SITE_NAME = "Lontar"
WAGTAIL_USER_TIME_ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
TAGGIT_CASE_INSENSITIVE = True

DPO_CONTACT = env.str("DPO_CONTACT", default="")
IS_DEMO = False

DEVICE_COOKIE_NAME = "device"
SESSION_ENGINE = "lms.people.sessions"
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SAMESITE = "Lax"
# Forms carry their token; no script of ours reads it from the cookie.
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lms.views.form_expired"
# Wagtail lets its own previews stand in its own editor; nothing else is framed.
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A command that gets the path of an uploaded file and answers as clamdscan does: UPLOAD_SCANNER=clamdscan,--fdpass
UPLOAD_SCANNER = env.list("UPLOAD_SCANNER", default=[])
FILE_UPLOAD_HANDLERS = ["lms.uploads.ScannedUploadHandler"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.document_form.DocumentForm"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        # A form that leads to the agency's single sign-on is followed there by the browser.
        "form-action": ["'self'", *origin_of(SINGLE_SIGN_ON["server_url"])],
        "frame-ancestors": ["'none'"],
    }
}
# The Wagtail admin needs inline scripts and shows its previews in a frame; nothing else does.
ADMIN_PATH = "/kelola/"
ADMIN_POLICY = {"script-src": ["'self'", "'unsafe-inline'"], "frame-ancestors": ["'self'"]}

# The web service of SIASN. Nothing leaves the house before all of it is set: `SIASN_AGENCIES` names the agencies
# (instansiId) in whose name the keys may speak; every other agency delivers as a ZIP file.
SIASN = {
    "base_url": env.str("SIASN_BASE_URL", default=""),
    "token_url": env.str("SIASN_TOKEN_URL", default=""),
    "consumer_key": env.str("SIASN_CONSUMER_KEY", default=""),
    "consumer_secret": env.str("SIASN_CONSUMER_SECRET", default=""),
    "sso_url": env.str("SIASN_SSO_URL", default=""),
    "client_id": env.str("SIASN_SSO_CLIENT_ID", default=""),
    "username": env.str("SIASN_SSO_USERNAME", default=""),
    "password": env.str("SIASN_SSO_PASSWORD", default=""),
    "agencies": tuple(env.list("SIASN_AGENCIES", default=[])),
    "document_kind": env.str("SIASN_DOCUMENT_KIND", default=""),
}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR}/mail")
vars().update(EMAIL_CONFIG)
# Shorter than the lease under which a notice is sent, so that none goes out twice.
EMAIL_TIMEOUT = 30
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="lontar@contoh.example")

QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_URL = env.str("BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "store_processed": False,
        # A second between two looks into the folder lets the sweeps of a start delay what somebody waits for.
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that does not answer must not hold up a page: the row is the queue and the sweep finds it.
CELERY_TASK_PUBLISH_RETRY = False
# Sweeps find what a crash or a lost message left behind.

LOGGING = logging_for(level=env.str("LOG_LEVEL", default="INFO"), as_json=env.bool("LOG_JSON", default=True))

# The accounts that only the demo loader makes; they are shown at the door of a demo and nowhere else.
DEMO_PASSWORD = "demo-asn-2026"
DEMO_ACCOUNTS = [
    (_("Civil servant"), "pegawai@contoh.example"),
    (_("Superior"), "atasan@contoh.example"),
    (_("HR officer"), "sdm@contoh.example"),
    (_("Trainer"), "pelatih@contoh.example"),
    (_("Second reader"), "penelaah@contoh.example"),
    (_("Rater"), "penilai@contoh.example"),
    (_("Proctor"), "pengawas@contoh.example"),
    (_("Mentor"), "mentor@contoh.example"),
    (_("Administrator"), "admin@contoh.example"),
    (_("Data protection officer"), "petugas@contoh.example"),
    (_("Auditor"), "auditor@contoh.example"),
]
