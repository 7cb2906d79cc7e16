"""Seals for what must not lie open in the database: secrets of the second step, arrangements in tests."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

# What is sealed is filled up to a multiple of this, so that its length does not tell what it says.
BLOCK = 256


def seal_for(purpose: str) -> MultiFernet:
    """Return the seal (AES-128-CBC with HMAC-SHA-256) for one purpose, made from the platform's key.

    What was sealed with an earlier key (SECRET_KEY_FALLBACKS) still opens.
    """
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = (hashlib.sha256(f"lontar {purpose}{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def sealed(told: Any, purpose: str) -> str:
    """Return plain data sealed; nothing stays nothing, and may be told from something."""
    if not told:
        return ""
    text = json.dumps(told).encode()
    return seal_for(purpose).encrypt(text + b" " * (-len(text) % BLOCK)).decode()


def opened(text: str, purpose: str) -> Any:
    """Return what was sealed.

    Raises:
        cryptography.fernet.InvalidToken: it was changed, or sealed with another key or for another purpose.
    """
    return json.loads(seal_for(purpose).decrypt(text.encode())) if text else None


if TYPE_CHECKING:
    AnyField = models.TextField[Any, Any]
else:
    AnyField = models.TextField


class SealedField(AnyField):
    """Plain data that lies sealed in the database. A query can only ask whether there is any."""

    # What the type checker lets in and out.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, purpose: str, **options: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """Return how it is made, with its purpose."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "purpose": self.purpose}

    def from_db_value(self, value: str | None, *_how: Any) -> Any:
        """Return what the database keeps, opened."""
        return opened(value or "", self.purpose) or ""

    def to_python(self, value: Any) -> Any:
        """Return it as it is: nothing here is typed as text."""
        return value

    def get_prep_value(self, value: Any) -> str:
        """Return what the database keeps."""
        return sealed(value, self.purpose)
