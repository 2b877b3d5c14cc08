"""Page: the laws that let information be shared, where each is in force, and since when.

A law that waits for its commencement is never quoted before somebody has written down the
day it begins, with the source.
"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies.rules import Nation, london_day
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.sharing import actions, queries
from safereturn.sharing.policies import governing
from safereturn.sharing.queries.law import CommencementLine, list_commencements
from safereturn.sharing.rules import AWAITED, GATEWAY_WORDS, GATEWAYS, Gateway, Standing
from safereturn.web.agreements.labels import NATIONS
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import DateField, Radios, TimedForm


class CommenceForm(TimedForm):
    """That a law begins on a day, and who says so."""

    law = forms.ChoiceField(
        label=_("Which law?"),
        widget=Radios(small=True),
        error_messages={"required": _("Select which law begins")},
    )
    on = DateField(label=_("On which day does it begin?"), thing=_("The day it begins"))
    source = forms.CharField(
        label=_("Where is that written?"),
        help_text=_("The commencement regulations, with their number and date."),
        error_messages={"required": _("Enter where it is written: the regulations’ number")},
    )

    def __init__(self, *args: Any, awaited: list[tuple[Gateway, Nation]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        law: Any = self.fields["law"]
        law.choices = [
            (f"{gateway}/{nation}", f"{spoken(GATEWAY_WORDS[gateway])} ({NATIONS[nation]})")
            for gateway, nation in awaited
        ]

    def chosen(self) -> tuple[Gateway, Nation]:
        """Return which law begins where. On a valid form."""
        gateway, _slash, nation = self.cleaned_data["law"].partition("/")
        return Gateway(gateway), Nation(nation)


@require_http_methods(["GET", "POST"])
def gateways(request: SignedInRequest) -> HttpResponse:
    """Show every law with where and since when it is in force; write down a commencement."""
    by, at = request.actor, request.received_at
    written = {(row.gateway, row.nation): row for row in list_commencements()}
    awaited = sorted(AWAITED - written.keys())
    region = next(area for area in queries.list_areas(at=at) if area.is_region)
    may = governing.can_commence(by, region)
    form = CommenceForm(request.POST or None, now=at, awaited=awaited)
    if request.method == "POST":
        may.require()
    if form.is_valid():
        gateway, nation = form.chosen()
        said = form.cleaned_data
        try:
            actions.commence(gateway, nation, said["on"], said["source"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Written down. It is quoted from that day on"))
            return done(request, "agreements:gateways")
    today = london_day(at)
    page = {
        "rows": [_row(row, written.get((row.gateway, row.nation)), today) for row in GATEWAYS],
        "awaited": awaited,
        "may": may,
        "form": form,
    }
    return render(request, "agreements/gateways.html", page)


def _row(row: Standing, begun: CommencementLine | None, today: date) -> dict[str, Any]:
    """Return a law with its dates, as its nation has them."""
    waits = row.since is None and begun is not None
    since = begun.on if waits and begun else row.since
    return {
        "standing": row,
        "nation": NATIONS[row.nation],
        "since": since,
        "is_to_come": since is not None and since > today,
        "source": begun.source if waits and begun else row.source,
    }
