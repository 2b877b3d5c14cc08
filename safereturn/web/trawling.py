"""Pages around the stop on trawling: the pause that asks why, and how a refusal is answered."""

from http import HTTPStatus

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.audit.record import Look
from safereturn.casework.actions import trawling
from safereturn.casework.actions.trawling import Paused, Stopped
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import Textarea

# Lists of what an agency must see to do its work, and of who looked: no records are opened.
# And the way to a report, which nothing stops.
NOT_COUNTED = (
    "report_missing:",
    "worklist:",
    "oversight:",
    "notices:",
    ":home",
    "drafts:",
    "settings:",
)
RETRY_AFTER = "900"


def count(look: Look, name: str, request: SignedInRequest) -> None:
    """Count what the page is about to show. Raises Paused or Stopped.

    What is sent is never stopped, least of all a report (decisions.md 28): only reading is.
    """
    reading = request.method in ("GET", "HEAD")
    if reading and look.child_ids and not name.startswith(NOT_COUNTED):
        trawling.count(look.child_ids, at=request.received_at, by=request.actor)


def paused(request: SignedInRequest) -> HttpResponse:
    """Lead to the page that asks why, and from there back."""
    back = request.get_full_path() if request.method == "GET" else request.path
    return redirect(reverse("oversight:many") + "?" + urlencode({"next": back}))


def stopped(request: SignedInRequest, error: Stopped) -> HttpResponse:
    """Say that it is stopped. The privacy lead is told."""
    trawling.tell_of_stop(at=request.received_at, by=request.actor)
    status = HTTPStatus.TOO_MANY_REQUESTS
    page = {"words": spoken(str(error)), "status": status}
    response = render(request, "errors/429.html", page, status=status)
    response["Retry-After"] = RETRY_AFTER
    return response


class WhyForm(forms.Form):
    """Why so many records are needed."""

    reason = forms.CharField(
        label=_("Why do you need so many children’s records?"),
        help_text=_("It is recorded with your name. You can then go on for an hour."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why you need so many records")},
    )


@require_http_methods(["GET", "POST"])
def many(request: SignedInRequest) -> HttpResponse:
    """Ask why, and go on."""
    wanted = request.GET.get("next", "")
    back = wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
    form = WhyForm(request.POST or None)
    if form.is_valid():
        try:
            trawling.say_why(form.cleaned_data["reason"], at=request.received_at, by=request.actor)
        except Invalid as error:
            put_errors(form, error)
        else:
            return done(request, back or reverse("worklist:list"))
    return render(request, "oversight/many.html", {"form": form})


__all__ = ["Paused", "Stopped", "count", "many", "paused", "stopped"]
