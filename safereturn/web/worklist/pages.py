"""Page: the worklist, and how many reports are new since it was opened."""

from datetime import UTC, datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from safereturn.casework.queries import worklist as queries
from safereturn.casework.queries.worklist import Filter, Held
from safereturn.notifications import queries as notifications
from safereturn.oversight.queries import owed
from safereturn.risk.rules import Level
from safereturn.web.http import SignedInRequest, page_number
from safereturn.web.ui.forms import Checkboxes, Radios

NEW_KINDS = ("episode.reported", "episode.away", "risk.asked", "interview.due", "interview.shared")


EPOCH_DIGITS = 10


class FilterForm(forms.Form):
    """What to show. In the address, so that the list keeps its filter: no name is in it."""

    state = forms.MultipleChoiceField(
        label=_("Status"),
        required=False,
        widget=Checkboxes(small=True),
        choices=[
            ("missing", _("Missing now")),
            ("away", _("Away, police not told")),
            ("located", _("Found, not yet back")),
            ("returned", _("Returned")),
        ],
    )
    level = forms.MultipleChoiceField(
        label=_("Risk"),
        required=False,
        widget=Checkboxes(small=True),
        choices=[
            (Level.HIGH, _("High")),
            (Level.MEDIUM, _("Medium")),
            (Level.LOW, _("Low")),
            (Level.NO_APPARENT_RISK, _("No apparent risk")),
            ("ungraded", _("Not graded")),
        ],
    )
    mine = forms.BooleanField(label=_("Only what my agency owes"), required=False)
    held = forms.ChoiceField(
        label=_("In whose hands"),
        required=False,
        widget=Radios(small=True),
        choices=[
            ("", _("Anybody’s")),
            (Held.MINE, _("Mine")),
            (Held.NOBODYS, _("Nobody’s")),
        ],
    )


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """Show one page of fifty, most urgent first."""
    form = FilterForm(request.GET or None)
    wanted = Filter()
    if form.is_valid():
        chosen = form.cleaned_data
        wanted = Filter(
            frozenset(chosen["state"]),
            frozenset(chosen["level"]),
            chosen["mine"],
            Held(chosen["held"]) if chosen["held"] else None,
        )
    page = page_number(request)
    work = queries.worklist(request.actor, at=request.received_at, wanted=wanted, page=page)
    query = request.GET.copy()
    query.pop("page", None)
    if page > 1 and not work.total:
        # The list has grown shorter: an empty page would read as "nobody needs you".
        return redirect(reverse("worklist:list") + (f"?{query.urlencode()}" if query else ""))
    return render(
        request,
        "worklist/list.html",
        {
            "filter": form,
            "filtered": wanted != Filter(),
            "work": work,
            "query": query.urlencode(),
            "owed": owed(request.actor, at=request.received_at) if page == 1 else None,
            "since_text": str(int(request.received_at.timestamp())),
        },
    )


@require_safe
def new_count(request: SignedInRequest) -> HttpResponse:
    """Answer how many notices that change this list came since a moment, as plain text."""
    since = request.GET.get("since", "")
    count = 0
    if since.isascii() and since.isdigit() and len(since) <= EPOCH_DIGITS:
        moment = datetime.fromtimestamp(int(since), tz=UTC)
        count = notifications.count_since(request.actor, moment, *NEW_KINDS)
    return HttpResponse(str(count), content_type="text/plain")
