"""Page: try a version on what was really given and withheld, before it takes effect.

It shows counts, by agency and kind of information, never a child: it is read by people
who work with agreements, not with children.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from safereturn.agencies.rules import LONDON, london_day
from safereturn.foundation.errors import Invalid
from safereturn.sharing import queries
from safereturn.sharing.rules import Depth, Kind, Simulation, Tried
from safereturn.web.agreements.common import KEEP, load
from safereturn.web.agreements.labels import DEPTHS, KINDS, RECEIVERS
from safereturn.web.http import SignedInRequest, put_errors
from safereturn.web.ui.components import Words
from safereturn.web.ui.forms import DateField, TimedForm

MONTHS_A_QUARTER = 3


class PeriodForm(TimedForm):
    """Which time to try it on. In the address: two dates, and no name."""

    since = DateField(label=_("From"), thing=_("The first day"), past=True)
    until = DateField(label=_("To, that day included"), thing=_("The last day"), past=True)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day must not be before the first"))
        return said


@dataclass(frozen=True, slots=True)
class Row:
    """What changes for one kind of agency and information, clause by clause."""

    who: Words
    what: Words
    was: Words
    becomes: Words
    clause: str
    would: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """One way in which things would have been otherwise, with its rows."""

    key: str
    title: Words
    count: int
    rows: tuple[Row, ...]


@require_safe
def simulate(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Show what would have been otherwise in a period, had this version been in force."""
    version = load(request, version_id, may=KEEP)
    at = request.received_at
    asked = "since_day" in request.GET
    since, until = last_quarter(london_day(at))
    form = PeriodForm(
        request.GET if asked else None, now=at, initial={"since": since, "until": until}
    )
    found = None
    if asked and form.is_valid():
        found = _found(request, version_id, form)
    page = {
        "version": version,
        "form": form,
        "found": found,
        "groups": groups(found) if found else [],
        "losers": losers(found) if found else [],
        "sentence": sentence(found) if found else "",
        "last": form.cleaned_data["until"] if found else None,
    }
    return render(request, "agreements/simulate.html", page)


def _found(request: SignedInRequest, version_id: UUID, form: PeriodForm) -> Simulation | None:
    at = request.received_at
    first, last = form.cleaned_data["since"], form.cleaned_data["until"]
    until = min(at, _midnight(last + timedelta(days=1)))
    try:
        return queries.simulate(
            request.actor, version_id, since=_midnight(first), until=until, at=at
        )
    except Invalid as error:
        put_errors(form, error)
        return None


def last_quarter(today: date) -> tuple[date, date]:
    """Return the first and the last day of the calendar quarter before this one."""
    first_month = today.month - (today.month - 1) % MONTHS_A_QUARTER
    last = date(today.year, first_month, 1) - timedelta(days=1)
    return date(last.year, last.month - MONTHS_A_QUARTER + 1, 1), last


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)


def sentence(found: Simulation) -> str:
    """Say in one line how many would not have happened, and how many would."""
    gone = sum(t.count for t in found.gone)
    new = sum(t.count for t in found.new)
    of = {"n": gone}
    first = ngettext(
        "%(n)s disclosure would not have happened",
        "%(n)s disclosures would not have happened",
        gone,
    )
    return f"{first % of}; {ngettext('%(n)s would.', '%(n)s would.', new) % {'n': new}}"


def groups(found: Simulation) -> list[Group]:
    """Return the four ways in which things would have been otherwise, the gravest first."""
    ways: tuple[tuple[str, Words, Iterable[Tried]], ...] = (
        ("gone", _("Would not have happened"), found.gone),
        ("less", _("Would have been less deep"), found.less),
        ("new", _("Withheld then, and would have been given"), found.new),
        ("more", _("Would have been deeper"), found.more),
    )
    return [Group(key, title, sum(t.count for t in rows), _rows(rows)) for key, title, rows in ways]


def _rows(tried: Iterable[Tried]) -> tuple[Row, ...]:
    return tuple(
        Row(
            RECEIVERS[one.agency_kind],
            KINDS[Kind(one.kind)],
            DEPTHS[Depth(one.was)],
            DEPTHS[Depth(one.becomes)],
            one.clause,
            one.would,
            one.count,
        )
        for one in sorted(tried, key=lambda t: -t.count)
    )


def losers(found: Simulation) -> list[tuple[Words, int, str]]:
    """Return who would have received less: kind of agency, how often, and of what."""
    lost: dict[Words, list[Tried]] = {}
    for one in (*found.gone, *found.less):
        lost.setdefault(RECEIVERS[one.agency_kind], []).append(one)
    summed = [
        (
            who,
            sum(t.count for t in some),
            "; ".join(sorted({str(KINDS[Kind(t.kind)]) for t in some})),
        )
        for who, some in lost.items()
    ]
    return sorted(summed, key=lambda row: -row[1])
