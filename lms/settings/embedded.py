"""One machine, no server to install: SQLite, a queue of files and everything under `var/`."""

from lms.settings.base import *  # noqa: F403
from lms.settings.base import VAR_DIR, env

SECRET_KEY_FILE = VAR_DIR / "secret_key"


def read_secret_key() -> str:
    """Return the key from the environment or from the file that `start` wrote."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    if SECRET_KEY_FILE.exists():
        return SECRET_KEY_FILE.read_text().strip()
    # Commands that need no secret (makemigrations, compilemessages) run before the first start.
    return "not-a-secret-only-before-the-first-start"


SECRET_KEY = read_secret_key()
IS_DEMO = (VAR_DIR / "demo").exists()
# The accounts of the demo are open to everybody who reads the front page: a second step would protect nothing.
SECOND_STEP_ASKED = not IS_DEMO
DEMO_ALLOWED = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
