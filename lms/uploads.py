"""Lets the agency's virus scanner look at every file that somebody uploads, before any form sees it.

What a file holds has to be what its name says: `is_what_it_says` looks at how it begins.
"""

from __future__ import annotations

import subprocess
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from lms.errors import gettext_noop

log = structlog.get_logger("lms.uploads")

CLEAN, INFECTED = 0, 1  # exit codes of clamscan and clamdscan; anything else is a fault of the scanner
SCAN_WITHIN_SECONDS = 60

LOOKED_AT_BYTES = 4096
OFFICE_FILES = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
TEXT_FILES = ("csv", "txt")
PICTURES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
# A PDF may begin with a few other bytes; readers look this far (ISO 32000-2, annex I).
PDF_HEADER_WITHIN_BYTES = 1024


class UploadRefused(SuspiciousOperation):
    """A file that does not come in; the argument is the sentence that says why."""


class ScannedUploadHandler(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file and asks the scanner of `UPLOAD_SCANNER` about it.

    The file's own name never reaches the command. A scanner that does not answer refuses: nothing comes in unseen.

    Raises:
        UploadRefused: the scanner found something, or could not look.
    """

    def file_complete(self, file_size: int) -> Any:
        """Return the file once the scanner has called it clean."""
        upload = super().file_complete(file_size)
        if settings.UPLOAD_SCANNER and isinstance(upload, TemporaryUploadedFile) and upload.file:
            upload.file.flush()
            try:
                require_clean(upload)
            except UploadRefused:
                upload.close()
                raise
        return upload


def require_clean(upload: TemporaryUploadedFile) -> None:
    """Ask the scanner about the file.

    Raises:
        UploadRefused: it found something, or could not look.
    """
    command = [*settings.UPLOAD_SCANNER, upload.temporary_file_path()]
    try:
        code = subprocess.run(command, capture_output=True, check=False, timeout=SCAN_WITHIN_SECONDS).returncode
    except (OSError, subprocess.TimeoutExpired) as problem:
        log.error("scanner does not run", problem=type(problem).__name__)
        code = -1
    if code == INFECTED:
        log.warning("upload refused by the scanner", size=upload.size)
        raise UploadRefused(gettext_noop("The virus scanner found something in this file. It was not taken in."))
    if code != CLEAN:
        log.error("scanner failed", code=code)
        raise UploadRefused(gettext_noop("This file cannot be checked for viruses right now. Try again in a while."))


def is_what_it_says(name: str, beginning: bytes) -> bool:
    """Whether a file that begins so may bear this name."""
    ending = name.rpartition(".")[2].lower()
    if ending == "pdf":
        return b"%PDF-" in beginning[:PDF_HEADER_WITHIN_BYTES]
    if ending in OFFICE_FILES:
        return beginning.startswith(b"PK\x03\x04")
    if ending in PICTURES:
        return beginning.startswith(PICTURES[ending])
    if ending in TEXT_FILES:
        return b"\x00" not in beginning and not beginning.lstrip().startswith((b"<", b"#!", b"MZ"))
    return False
