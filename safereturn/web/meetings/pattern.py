"""Page: the pattern of a child's repeats: when, where, with whom, before and after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from safereturn.agencies.rules import DAY_NAMES
from safereturn.casework.queries.pattern import Time, get_pattern
from safereturn.episodes.rules.pattern import Pattern, Spread
from safereturn.foundation.saying import spoken
from safereturn.return_interviews.rules import PullFactor, PushFactor
from safereturn.web.http import SignedInRequest
from safereturn.web.return_interview.labels import PULL, PUSH

# A picture is drawn so many units wide, whatever the screen.
WIDE = 100
PARTS = {
    0: _("Night, midnight to 6am"),
    6: _("Morning, 6am to midday"),
    12: _("Afternoon, midday to 6pm"),
    18: _("Evening, 6pm to midnight"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: its words, its count, how wide it is drawn."""

    words: str
    count: int
    width: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a pattern: a caption, its bars, and how many say nothing."""

    caption: str
    rows: tuple[Row, ...]
    silent: str


@require_safe
def pattern(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Show the pattern; on paper as well."""
    found = get_pattern(request.actor, child_ref, at=request.received_at)
    page = {
        "page": found,
        "child": found.child,
        "pattern": found.pattern,
        "questions": list(_questions(found.pattern, places=not found.places_withheld)),
        "times": [_time(one) for one in found.times],
    }
    return render(request, "meetings/pattern.html", page)


def _questions(found: Pattern, *, places: bool) -> Iterator[Question]:
    yield _question(
        _("Day of the week"), found.weekdays, {n: spoken(name) for n, name in enumerate(DAY_NAMES)}
    )
    yield _question(_("Time of day"), found.parts, PARTS, of=_("say no hour"))
    if places:
        yield _question(_("Last seen"), found.seen, {}, of=_("say no place"))
        yield _question(_("Found"), found.found, {}, of=_("say no place"))
        yield _question(_("Who they were with"), found.companions, {}, of=_("say nobody"))


def _question(caption: Any, spread: Spread, words: dict[int, Any], of: Any = "") -> Question:
    most = spread.most or 1
    rows = tuple(
        Row(
            str(words.get(bar.key, bar.key)) if isinstance(bar.key, int) else bar.key,
            bar.count,
            round(WIDE * bar.count / most),
        )
        for bar in spread.bars
    )
    return Question(str(caption), rows, _silent(spread, str(of)))


def _silent(spread: Spread, of: str) -> str:
    if not spread.unknown:
        return ""
    total = spread.known + spread.unknown
    return translated("%(n)s of %(all)s %(of)s.") % {"n": spread.unknown, "all": total, "of": of}


def _time(one: Time) -> tuple[Time, str, str]:
    """Return one time with the words of what pushed and pulled, as the interview found it."""
    told = one.told
    if told is None:
        return one, "", ""
    push = ", ".join(str(PUSH[PushFactor(value)]) for value in told.push)
    pull = ", ".join(str(PULL[PullFactor(value)]) for value in told.pull)
    return one, push, pull
