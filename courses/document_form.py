"""Looks into an uploaded document: what it holds has to be what its name says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm

LOOKED_AT_BYTES = 4096
OFFICE_FILES = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
TEXT_FILES = ("csv", "txt")
# A PDF may begin with a few other bytes; readers look this far (ISO 32000-2, annex I).
PDF_HEADER_WITHIN_BYTES = 1024


class DocumentForm(BaseDocumentForm):
    """A document whose first bytes are compared with its name."""

    def _post_clean(self) -> None:
        """Look into the file after the model has looked at its name, so that one sentence says what is wrong."""
        super()._post_clean()
        upload = self.cleaned_data.get("file")
        if not upload or "file" not in self.changed_data or "file" in self.errors:
            return
        beginning = upload.read(LOOKED_AT_BYTES)
        upload.seek(0)
        if not is_what_it_says(str(upload.name), beginning):
            self.add_error("file", _("This file is not what its name says. Choose the document itself."))


def is_what_it_says(name: str, beginning: bytes) -> bool:
    """Whether a file that begins so may bear this name."""
    ending = name.rpartition(".")[2].lower()
    if ending == "pdf":
        return b"%PDF-" in beginning[:PDF_HEADER_WITHIN_BYTES]
    if ending in OFFICE_FILES:
        return beginning.startswith(b"PK\x03\x04")
    if ending in TEXT_FILES:
        return b"\x00" not in beginning and not beginning.lstrip().startswith((b"<", b"#!", b"MZ"))
    return False
