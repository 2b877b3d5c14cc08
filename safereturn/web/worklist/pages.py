"""Page: the worklist, and how many reports are new since it was opened."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from safereturn.casework.queries import news
from safereturn.casework.queries import worklist as queries
from safereturn.casework.queries.worklist import Filter, Held
from safereturn.oversight.queries import owed
from safereturn.risk.rules import Level
from safereturn.web.http import SignedInRequest, page_number
from safereturn.web.ui.forms import Checkboxes, Radios
from safereturn.web.ui.times import clock_words, london

# A report's time is that of its request; it may be committed a little after a page that was
# asked for later. So the count begins a minute earlier, and what it was then is taken off.
OVERLAP = timedelta(minutes=1)


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
            "works_with_children": request.actor.practises,
            "query": query.urlencode(),
            "owed": owed(request.actor, at=request.received_at) if page == 1 else None,
            "count_url": _count_url(request),
        },
    )


def _count_url(request: SignedInRequest) -> str:
    since = request.received_at - OVERLAP
    known = news.count_new(request.actor, since=since)
    return f"{reverse('worklist:new_count')}?since={since.timestamp():.6f}&known={known}"


class SinceForm(forms.Form):
    """What the page knew when it was drawn."""

    since = forms.FloatField(min_value=0, max_value=1e11)
    known = forms.IntegerField(min_value=0)


@require_safe
def new_count(request: SignedInRequest) -> HttpResponse:
    """Answer how many cases came since the page was drawn, and at what time that was looked up."""
    form = SinceForm(request.GET)
    if not form.is_valid():
        return JsonResponse({}, status=HTTPStatus.BAD_REQUEST)
    since = datetime.fromtimestamp(form.cleaned_data["since"], tz=UTC)
    count = news.count_new(request.actor, since=since) - form.cleaned_data["known"]
    return JsonResponse(
        {"new": max(0, count), "at": clock_words(london(request.received_at).time())}
    )
