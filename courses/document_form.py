"""Looks into an uploaded document: what it holds has to be what its name says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm

from lms.uploads import LOOKED_AT_BYTES, is_what_it_says


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
