"""Pages: a restricted record. A card that stops the reader, then one question: why."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.children import actions, queries
from safereturn.web.http import SignedInRequest, done, filled, is_sent
from safereturn.web.ui.forms import Radios, Textarea

WHY = {
    "working": _("I work with this child now"),
    "urgent": _("The child is at risk and I must act"),
    "asked": _("Somebody entitled to it has asked me"),
}


class ReasonForm(forms.Form):
    """Why the record must be opened."""

    why = forms.ChoiceField(
        label=_("Why do you need to open this record?"),
        choices=list(WHY.items()),
        widget=Radios(),
        error_messages={"required": _("Select why you need to open this record")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why, in your own words")},
    )


@require_safe
def open_(request: SignedInRequest, ref: str) -> HttpResponse:
    """Stop the reader: nothing of the child is shown yet."""
    child = queries.find_restricted(request.actor, ref, at=request.received_at)
    return render(request, "child/open.html", {"ref": child.ref})


@require_http_methods(["GET", "POST"])
def reason(request: SignedInRequest, ref: str) -> HttpResponse:
    """Ask why, record it, tell the owner, and open the record for one hour."""
    by, at = request.actor, request.received_at
    child = queries.find_restricted(by, ref, at=at)
    form = ReasonForm(filled(request))
    if is_sent(request, form):
        data = form.cleaned_data
        actions.open_restricted(ref, f"{data['why']}: {data['words']}", at=at, by=by)
        messages.success(request, _("Open for one hour. The owner of the record has been told."))
        return done(request, "child:child", ref, draft=request.path)
    return render(request, "child/reason.html", {"ref": child.ref, "form": form})
