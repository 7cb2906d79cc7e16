"""Tests: the embedded stack with cheap passwords, files in a temporary folder and tasks run on the spot."""

import tempfile
from pathlib import Path

from lms.settings.base import *  # noqa: F403
from lms.settings.base import DATABASES, STORAGES, env

SECRET_KEY = "tests-only-" + "x" * 50
DEMO_ALLOWED = True
IS_DEMO = True
# Tests of the second step switch it on.
SECOND_STEP_ASKED = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

TEMPORARY = Path(env.str("LONTAR_TEST_DIR", default="") or tempfile.mkdtemp(prefix="lontar-test-"))
MEDIA_ROOT = TEMPORARY / "media"
STATIC_ROOT = TEMPORARY / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the shared cache of memory refuses a second writer at once instead of letting it wait.
    DATABASES["default"]["TEST"] = {"NAME": str(TEMPORARY / "tests.sqlite3")}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(TEMPORARY / "private"), "base_url": None},
    },
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
AXES_ENABLED = env.bool("TEST_AXES", default=True)
CSRF_TRUSTED_ORIGINS: list[str] = []
