"""Pages: every area's protocol with what holds; one version, rule by rule."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.clocks import policies
from safereturn.clocks.actions import protocols
from safereturn.clocks.queries.protocols import get_protocol, list_protocols
from safereturn.clocks.rules import SHIPPED
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.protocols.labels import line


class StartForm(forms.Form):
    """The name of an area."""

    area = forms.CharField(
        label=_("Name of the area"),
        help_text=_("As people call it, for example the county."),
        max_length=80,
        error_messages={"required": _("Enter the name of the area")},
    )


@require_http_methods(["GET", "POST"])
def list_(request: SignedInRequest) -> HttpResponse:
    """List the protocols; start a draft of one's own area; show what ships."""
    by, at = request.actor, request.received_at
    may_start = policies.can_keep(by)
    lines = list_protocols(by, at=at)
    form = StartForm(request.POST or None, initial={"area": lines[0].area if lines else ""})
    if form.is_valid():
        try:
            version_id = protocols.start_draft(form.cleaned_data["area"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("A draft has been started. What holds has not changed"))
            return done(request, "protocols:read", version_id)
    page = {
        "lines": lines,
        "may_start": may_start,
        "form": form if may_start else None,
        "shipped": [line(rule) for rule in SHIPPED.rules.values()],
    }
    return render(request, "protocols/list.html", page)


@require_safe
def read(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Show a version: for whom, from when, each rule, and what a draft changes."""
    found = get_protocol(request.actor, version_id, at=request.received_at)
    page = {
        "version": found,
        "rules": [line(rule) for rule in found.protocol.rules.values()],
        "follows": [name for pk, name in found.agencies.items() if pk in found.follows],
        "changes": [(was and line(was), is_ and line(is_)) for was, is_ in found.changes],
    }
    return render(request, "protocols/read.html", page)
