"""Where SIASN answers and what opens it, from the environment."""

from __future__ import annotations

from django.conf import settings

from lms.siasn.http import Access


def access_of_the_house() -> Access:
    """Return this platform's access to SIASN; incomplete where none is configured."""
    return Access(**settings.SIASN)
