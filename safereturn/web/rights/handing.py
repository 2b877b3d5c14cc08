"""Pages: the pack is released, and made as paper and as a file; each making is in the log."""

import hashlib
import io
import zipfile

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.audit.record import mark
from safereturn.audit.rules import Act
from safereturn.foundation.errors import Conflict
from safereturn.oversight import actions
from safereturn.oversight.queries import asking
from safereturn.oversight.queries.asking import Pack
from safereturn.oversight.queries.handing import as_json
from safereturn.web.http import SignedInRequest, done, filled, is_sent
from safereturn.web.ledger import pdf
from safereturn.web.ui.forms import Textarea


class ReleaseForm(forms.Form):
    """How it is handed over."""

    words = forms.CharField(
        label=_("How and to whom is it handed over?"),
        help_text=_("Read it with the child where you can. Never by post to a shared address."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter how and to whom it is handed over")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show what would be handed over; release it."""
    by, at = request.actor, request.received_at
    page = asking.get_asked(by, ref, at=at)
    pack = asking.get_pack(by, ref)
    form = ReleaseForm(filled(request))
    if is_sent(request, form):
        actions.release(ref, form.cleaned_data["words"], as_json(pack), at=at, by=by)
        messages.success(request, _("Released. Make the paper or the file, and hand it over."))
        return done(request, "rights:one", ref, draft=request.path)
    return render(request, "rights/release.html", {"page": page, "pack": pack, "form": form})


@require_safe
def as_pdf(request: SignedInRequest, ref: str) -> HttpResponse:
    """Return the pack as a tagged PDF."""
    return pdf.answer(_paper(request, _released(request, ref)), f"pack-{ref}.pdf")


@require_safe
def as_zip(request: SignedInRequest, ref: str) -> HttpResponse:
    """Return the pack as a ZIP: the machine-readable file, and the paper beside it."""
    pack = _released(request, ref)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("pack.json", as_json(pack))
        file.writestr("pack.html", _paper(request, pack))
        for name, content in pack.files:
            file.writestr(f"files/{name}", content)
    headers = {"Content-Disposition": f'attachment; filename="pack-{ref}.zip"'}
    return HttpResponse(packed.getvalue(), content_type="application/zip", headers=headers)


def _paper(request: SignedInRequest, pack: Pack) -> str:
    return render_to_string("rights/paper.html", {"pack": pack}, request=request)


def _released(request: SignedInRequest, ref: str) -> Pack:
    """Return what was released; refuse when the record would say something else now."""
    pack = asking.get_pack(request.actor, ref)
    if not pack.row.digest:
        raise Conflict(translated("Release the pack first."))
    if hashlib.sha256(as_json(pack)).hexdigest() != pack.row.digest:
        raise Conflict(translated(
            "The record has changed since the pack was released: it cannot be made again."
        ))  # fmt: skip
    mark(Act.EXPORT, name="rights.pack_made", refs=[ref])
    return pack
