"""What a protocol would have fired on what has happened: from published facts, no content.

A fact says that something happened and when it was entered; so a clock that counts from the
last sighting is tried from the report. What a person sets (a risk review, a next check), and
what is about one question or one item, is not tried.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from safereturn.clocks.rules.law import ClockKind
from safereturn.clocks.rules.protocol import Begin, Count, End, Protocol, Rule, Step

TRIED_OVER = timedelta(days=92)

_BEGINS: dict[str, tuple[Begin, ...]] = {
    "EpisodeReported": (Begin.REPORTED, Begin.LAST_SEEN),
    "ChildLocated": (Begin.LOCATED,),
    "ChildReturned": (Begin.RETURNED,),
    "RiskAssessed": (Begin.GRADED,),
}
_ENDS: dict[str, tuple[End, ...]] = {
    "ChildLocated": (End.LOCATED,),
    "ChildReturned": (End.RETURNED, End.OVER),
    "EpisodeEnded": (End.OVER,),
    "RiskAssessed": (End.GRADED,),
    "PreventionInterviewRecorded": (End.RECORDED,),
    "InterviewClosed": (End.CLOSED,),
}
FACTS = frozenset({*_BEGINS, *_ENDS})
_TRIED = frozenset({
    ClockKind.FIRST_GRADING,
    ClockKind.PREVENTION_INTERVIEW,
    ClockKind.RETURN_INTERVIEW,
    ClockKind.NATIONAL_UNIT,
    ClockKind.ELAPSED,
    ClockKind.REPEAT,
    ClockKind.LOCAL,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact of one episode; the numbers only tell one child and episode from another."""

    child: int
    episode: int
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Would:
    """One step that would have fired."""

    at: datetime
    rule: Rule
    step: Step


def try_protocol(protocol: Protocol, facts: Iterable[Happened], *, until: datetime) -> list[Would]:
    """Return every step that would have fired up to a moment, in order."""
    episodes: dict[int, list[Happened]] = {}
    reports: dict[int, list[datetime]] = {}
    for fact in sorted(facts, key=lambda one: one.at):
        episodes.setdefault(fact.episode, []).append(fact)
        if fact.name == "EpisodeReported":
            reports.setdefault(fact.child, []).append(fact.at)
    found = [
        would
        for history in episodes.values()
        for rule in protocol.rules.values()
        if rule.kind in _TRIED
        for would in _of_rule(rule, history, reports.get(history[0].child, []))
    ]
    return sorted((one for one in found if one.at <= until), key=lambda one: one.at)


def _of_rule(
    rule: Rule, history: Sequence[Happened], reports: Sequence[datetime]
) -> Iterator[Would]:
    begins = (one.at for one in history if rule.begin in _BEGINS.get(one.name, ()))
    begins_at = next(begins, None)
    if begins_at is None or rule.length is None:
        return
    if rule.count is not None and not _reaches(rule.count, begins_at, reports):
        return
    ends_at = None if rule.count else _end(rule, history, begins_at)
    due_at = rule.length.after(begins_at)
    for step in rule.steps:
        at = step.at(begins_at, due_at)
        if ends_at is None or at < ends_at:
            yield Would(at, rule, step)


def _end(rule: Rule, history: Sequence[Happened], since: datetime) -> datetime | None:
    ends = (
        one.at
        for one in history
        if one.at >= since and not rule.end.isdisjoint(_ENDS.get(one.name, ()))
    )
    return next(ends, None)


def _reaches(count: Count, at: datetime, reports: Sequence[datetime]) -> bool:
    """Say whether this report is the one that reaches the count."""
    since = at - timedelta(days=count.days) if count.days else None
    within = [one for one in reports if one <= at and (since is None or one > since)]
    return len(within) == count.times
