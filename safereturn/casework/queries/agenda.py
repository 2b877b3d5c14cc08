"""The agenda of a meeting, drawn from the record: points with a line each, as a reader may know.

Each point is asked for its reader: a meeting widens nobody's access. What is withheld has its
point too, so that whoever chairs knows that somebody at the table has more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.children.rules import FLAG_SHARED_AS, FlagKind
from safereturn.episodes import queries as episodes
from safereturn.foundation.actor import Actor
from safereturn.return_interviews import queries as interviews
from safereturn.return_interviews.rules import State
from safereturn.risk.models import Assessment
from safereturn.sharing.policies import decide_all
from safereturn.sharing.rules import Answer, Depth, Kind


class PointOf(StrEnum):
    """What a point of the agenda is about."""

    EPISODES = "episodes"
    PATTERN = "pattern"
    RISK = "risk"
    INTERVIEWS = "interviews"
    WARNINGS = "warnings"
    HEALTH = "health"
    FAMILY = "family"
    PLANS = "plans"
    NEXT = "next"


_KINDS: dict[PointOf, Kind] = {
    PointOf.EPISODES: Kind.EPISODE_HISTORY,
    PointOf.PATTERN: Kind.EPISODE_HISTORY,
    PointOf.RISK: Kind.RISK,
    PointOf.INTERVIEWS: Kind.INTERVIEW_SUMMARY,
    PointOf.WARNINGS: Kind.EXPLOITATION,
    PointOf.HEALTH: Kind.HEALTH_SAFETY,
    PointOf.FAMILY: Kind.FAMILY,
    PointOf.PLANS: Kind.PLANS,
    PointOf.NEXT: Kind.PLANS,
}


@dataclass(frozen=True, slots=True)
class Point:
    """One point: numbers to say it with, or the sentence that withholds it."""

    of: PointOf
    numbers: dict[str, int | str]
    withheld: str = ""


def agenda(actor: Actor, child: Child, *, at: datetime) -> list[Point]:
    """Return the points for this reader, and note the look. 6 queries."""
    answers = decide_all(actor, set(_KINDS.values()), child.pk, at=at)
    numbers = dict(_numbers(actor, child, answers, at))
    return [_point(of, answers[kind], numbers.get(of, {})) for of, kind in _KINDS.items()]


def _point(of: PointOf, answer: Answer, numbers: dict[str, int | str]) -> Point:
    if answer.depth < Depth.SUMMARY:
        return Point(of, {}, answer.sentence)
    return Point(of, numbers)


def _numbers(
    actor: Actor, child: Child, answers: dict[Kind, Answer], at: datetime
) -> Iterator[tuple[PointOf, dict[str, int | str]]]:
    earlier = episodes.history(actor, child.pk, before=at, at=at)
    counts = episodes.counts(earlier, at=at)
    yield PointOf.EPISODES, {"all": counts.in_all, "year": counts.in_12_months}
    if answers[Kind.RISK]:
        same = children.same_child(child.pk)
        last = Assessment.objects.filter(child__in=same).order_by("-assessed_at").first()
        yield PointOf.RISK, {"level": last.level if last else ""}
    states = interviews.states_of_child(actor, child.pk, at=at)
    yield PointOf.INTERVIEWS, {"all": len(states), "held": states.count(State.HELD)}
    flags = children.current_flags([child.pk]).get(child.pk, [])
    for of in (PointOf.WARNINGS, PointOf.HEALTH):
        shared_as = _KINDS[of]
        count = sum(FLAG_SHARED_AS[FlagKind(flag.kind)] is shared_as for flag in flags)
        yield of, {"all": count}
