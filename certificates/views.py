"""Pages of certificates: the holder's list and download, and the public verification."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates import selectors
from certificates.forms import CodeForm, FileForm
from certificates.limits import asks_too_often
from certificates.models import Artifact
from certificates.numbering import InvalidCode, normalise
from lms.errors import InvalidInput

A_PAGE = 20


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the holder's own certificates, ready or on their way."""
    crumbs = [(gettext("My development"), reverse("home:development")), (gettext("Certificates"), "")]
    return render(request, "certificates/mine.html", {"crumbs": crumbs, **own_page(request)})


@login_required
@require_safe
def mine_list(request: HttpRequest) -> HttpResponse:
    """Return only the list, for the script that waits for a certificate."""
    return render(request, "certificates/mine_list.html", own_page(request))


def own_page(request: HttpRequest) -> dict[str, Any]:
    """Return one page of the viewer's certificates. Two queries."""
    page = Paginator(selectors.certificates_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "waits": any(certificate.is_being_made for certificate in page)}


@login_required
@require_safe
def download(request: HttpRequest, code: str) -> FileResponse:
    """Hand out the PDF to its holder."""
    file = selectors.file_of(code, viewer=request.user)
    return FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file_name(file), content_type="application/pdf"
    )


def file_name(file: Artifact) -> str:
    """Return a name that is found again in a folder of downloads."""
    certificate = file.certificate
    number = (certificate.number or "").replace("/", "-")
    return f"sertifikat-{slugify(certificate.offering_title)[:60]}-{slugify(number)}.pdf"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a file; a code leads to its own page, a file is compared here."""
    if request.method == "POST":
        return verify_file(request)
    if "kode" not in request.GET:
        return verify_page(request)
    form = CodeForm(request.GET)
    if form.is_valid():
        return redirect("certificates:verify_code", code=form.cleaned_data["kode"])
    return verify_page(request, code_form=form, status=422)


@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Say what stands in the records about the certificate with this code."""
    if asks_too_often(request):
        return too_often(request)
    try:
        stored = normalise(code)
        record = selectors.public_record(stored, on=timezone.localdate())
    except (InvalidCode, selectors.UnknownCode) as error:
        return refused_code(request, code, error)
    if stored != code:
        return redirect("certificates:verify_code", code=stored)
    return public(render(request, "certificates/record.html", {"record": record, "crumbs": crumbs_of(record.number)}))


def refused_code(request: HttpRequest, code: str, error: InvalidCode | selectors.UnknownCode) -> HttpResponse:
    """Show the form again with the code and the sentence: 422 for what is no code, 404 for an unknown one."""
    form = CodeForm({"kode": code})
    if form.is_valid():
        form.add_error("kode", gettext(error.message))
    return verify_page(request, code_form=form, status=422 if isinstance(error, InvalidInput) else 404)


def verify_file(request: HttpRequest) -> HttpResponse:
    """Compare the bytes of an uploaded file with those that were issued."""
    if asks_too_often(request):
        return too_often(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return verify_page(request, file_form=form, status=422)
    sha256 = sha256_of(form.cleaned_data["berkas"])
    record = selectors.public_record_of_file(sha256, on=timezone.localdate())
    if record is None:
        return verify_page(request, sha256=sha256)
    context = {"record": record, "is_same_file": True, "crumbs": crumbs_of(record.number)}
    return public(render(request, "certificates/record.html", context))


def sha256_of(file: UploadedFile[bytes]) -> str:
    """Return the SHA-256 of an uploaded file, read piece by piece."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def verify_page(
    request: HttpRequest,
    *,
    code_form: CodeForm | None = None,
    file_form: FileForm | None = None,
    sha256: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show both ways in; `sha256` is the fingerprint of a file that is not ours."""
    context = {
        "code_form": code_form or CodeForm(),
        "file_form": file_form or FileForm(),
        "sha256": sha256,
        "crumbs": crumbs_of(),
    }
    return public(render(request, "certificates/verify.html", context, status=status))


def too_often(request: HttpRequest) -> HttpResponse:
    """Ask for a minute of patience."""
    sentence = gettext("Many codes were checked from this address. Wait a minute, then try again.")
    response = render(request, "lms/refused.html", {"sentence": sentence, "status": 429}, status=429)
    response["Retry-After"] = "60"
    return public(response)


def crumbs_of(last: str = "") -> list[tuple[str, str]]:
    """Return where the public is: the verification page, and the certificate on it."""
    here = (gettext("Verify a certificate"), reverse("certificates:verify"))
    return [here, (last, "")] if last else [here]


def public(response: HttpResponse) -> HttpResponse:
    """Keep search engines away: a certificate is shown to whoever has its code, and to nobody else."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
