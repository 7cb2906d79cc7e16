"""An agency's servers: every secret comes from the environment, and what is unsafe refuses to start."""

from django.core.exceptions import ImproperlyConfigured

from lms.settings.base import *  # noqa: F403
from lms.settings.base import ALLOWED_HOSTS, DATABASES, PUBLIC_URL, SINGLE_SIGN_ON, env


def required(name: str) -> str:
    """Return a setting that has no safe default."""
    value: str = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment; production has no default for it.")
    return value


SECRET_KEY = required("SECRET_KEY")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("not-a-secret"):
    raise ImproperlyConfigured("SECRET_KEY must be a random text of at least 50 characters.")
if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG cannot be switched on in production; unset it.")
required("DATABASE_URL")
if DATABASES["default"]["ENGINE"].endswith("sqlite3") and not env.bool("ALLOW_SQLITE", default=False):
    raise ImproperlyConfigured("Set DATABASE_URL to PostgreSQL, or ALLOW_SQLITE=1 if one small machine is meant.")
required("ALLOWED_HOSTS")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; “*” lets anyone forge links in e-mail.")
required("PUBLIC_URL")
if not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("PUBLIC_URL must begin with https://.")

if SINGLE_SIGN_ON["server_url"] and not SINGLE_SIGN_ON["server_url"].startswith("https://"):
    raise ImproperlyConfigured("OIDC_URL must begin with https://.")

DEMO_ALLOWED = False
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# The prefix keeps a neighbouring host from setting them.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language"
DEVICE_COOKIE_NAME = "__Host-device"
# Machines that speak plain HTTP by mistake are refused, not forwarded with what they carried.
SECURE_REDIRECT_EXEMPT = [r"^sehat/$", r"^siap/$"]
