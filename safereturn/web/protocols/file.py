"""Pages: a protocol as a file: taken out, checked line by line, taken in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.clocks.actions import protocols
from safereturn.clocks.queries.protocols import export_yaml, get_protocol
from safereturn.web.agreements.common import with_words
from safereturn.web.agreements.file import FileForm, in_their_lines
from safereturn.web.http import SignedInRequest, done


@require_safe
def download(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Return a version as YAML, to be kept, compared, or taken into another draft."""
    found = get_protocol(request.actor, version_id, at=request.received_at)
    text = export_yaml(request.actor, version_id, at=request.received_at)
    name = f"protocol-version-{found.line.number}.yaml"
    return HttpResponse(
        text,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Take a file into the draft, or say every mistake with its line and change nothing.

    The draft then shows what it changes: nothing holds before it is published.
    """
    found = get_protocol(request.actor, version_id, at=request.received_at)
    found.may_change.require()
    form = FileForm(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"version": found, "form": form}
    if form.is_valid():
        text = form.text()
        if not text.strip():
            form.add_error("upload", _("Choose a file, or put its text below"))
            return render(request, "protocols/upload.html", page)
        try:
            protocols.import_yaml(version_id, text, at=request.received_at, by=request.actor)
        except protocols.Mistakes as error:
            page["mistakes"] = in_their_lines(error.mistakes, text)
            form.data = with_words(form.data, words=text)
        else:
            messages.success(request, _("The draft now says what the file says"))
            return done(request, "protocols:read", version_id)
    return render(request, "protocols/upload.html", page)
