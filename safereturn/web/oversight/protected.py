"""Page: a report concerns a protected record: whom somebody named rings, and what came of it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.children import actions
from safereturn.oversight import queries
from safereturn.web.http import SignedInRequest, done
from safereturn.web.ui.forms import Textarea


class RungForm(forms.Form):
    """What came of the call."""

    result = forms.CharField(
        label=_("Whom did you speak to, and what happens now?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter whom you spoke to, and what happens now")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def protected(request: SignedInRequest, link_id: UUID) -> HttpResponse:
    """Show whom to ring; record that it was done."""
    by, at = request.actor, request.received_at
    ring = queries.get_ring(by, link_id, at=at)
    form = RungForm(request.POST or None)
    if form.is_valid():
        actions.record_rung(link_id, form.cleaned_data["result"], at=at, by=by)
        messages.success(request, _("Saved. Nobody else is told that there is such a record."))
        return done(request, "oversight:protected", link_id)
    return render(request, "oversight/protected.html", {"ring": ring, "form": form})
