"""Page: somebody whose agency has no relation, who was told whom to ring and cannot wait."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.children import actions, queries
from safereturn.children.rules import Emergency
from safereturn.web.http import SignedInRequest, done, filled, is_sent
from safereturn.web.ui.forms import Textarea


class EmergencyForm(forms.Form):
    """What, why now, and who was rung."""

    what = forms.CharField(
        label=_("What has happened?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what has happened")},
    )
    why_now = forms.CharField(
        label=_("Why can this not wait until somebody answers?"),
        widget=Textarea(rows=2),
        error_messages={"required": _("Enter why this cannot wait")},
    )
    rung = forms.CharField(
        label=_("Whom did you ring, and what did they say?"),
        error_messages={"required": _("Enter whom you rang, and what they said")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: SignedInRequest, token: str) -> HttpResponse:
    """Ask three things, record them, tell those who must know, open the core for one hour."""
    by, at = request.actor, request.received_at
    queries.behind_pointer(by, token, at=at)
    form = EmergencyForm(filled(request))
    if is_sent(request, form):
        opening = actions.open_emergency(token, Emergency(**form.cleaned_data), at=at, by=by)
        messages.success(
            request,
            _("Open for one hour. The owner of the record and both governance leads are told."),
        )
        return done(request, "child:child", opening.child.ref, draft=request.path)
    return render(request, "oversight/emergency.html", {"form": form})
