"""What came of a meeting that was held: decisions, who does not agree, actions, minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, UUIDField, Value

from safereturn.agencies.queries import Directory
from safereturn.casework.models import Meeting, MeetingDecision, MeetingDissent, MeetingMinutes
from safereturn.casework.queries.minutes import tasks_of
from safereturn.episodes.models import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """What was decided and why, with who disagrees."""

    number: int
    text: str
    because: str
    withdrawn_because: str
    dissents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision; or (`is_dissent`) that somebody does not agree, with one or the whole."""

    is_dissent: bool
    # Of a dissent with the whole: None.
    number: int | None
    text: str
    at: datetime
    because: str
    withdrawn_because: str
    who: str
    agency_id: UUID | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows of what came of a meeting; of one that was not held there are none."""

    decided: tuple[Decided, ...] = ()
    tasks: tuple[Task, ...] = ()
    minutes: tuple[MeetingMinutes, ...] = ()

    @property
    def agency_ids(self) -> set[UUID | None]:
        """Return the agencies that are named in it."""
        return {one.agency_id for one in self.decided} | {
            task.owner_agency_id for task in self.tasks
        }

    @property
    def person_ids(self) -> set[UUID | None]:
        """Return the people who are named in it."""
        return {task.owner_person_id for task in self.tasks} | {
            one.issued_by_id for one in self.minutes
        }


def outcome_of(row: Meeting, *, with_decisions: bool) -> Outcome:
    """Return what came of a meeting; decisions only for whom the agreement gives them.

    3 queries, minutes newest first; none where it was not held.
    """
    if row.held_at is None:
        return Outcome()
    minutes = MeetingMinutes.objects.filter(meeting=row).order_by("-number")
    decided = _decided(row) if with_decisions else ()
    return Outcome(decided, tuple(tasks_of(row)), tuple(minutes))


def _decided(row: Meeting) -> tuple[Decided, ...]:
    """Return decisions and dissents in the order in which they were made: one query for both."""
    nobody, none = Value(None, UUIDField()), Value("")
    decisions = MeetingDecision.objects.filter(meeting=row).values_list(
        Value(False), "number", "text", "made_at", "because", "withdrawn_because", none, nobody
    )
    dissents = MeetingDissent.objects.filter(meeting=row).values_list(
        Value(True), "decision__number", "text", "made_at", none, none, "who", F("agency_id")
    )
    rows = [Decided(*one) for one in decisions.union(dissents, all=True)]
    return tuple(sorted(rows, key=lambda one: one.at))


def dissents_in(rows: Iterable[Decided], known: Directory) -> dict[int | None, tuple[str, ...]]:
    """Return who disagrees in words, by the number of the decision; None: with the whole."""
    found: dict[int | None, tuple[str, ...]] = {}
    for one in rows:
        if one.is_dissent:
            who = ", ".join(part for part in (known.agency(one.agency_id), one.who) if part)
            found[one.number] = (*found.get(one.number, ()), f"{who}: {one.text}")
    return found


def decisions_in(
    rows: Iterable[Decided], dissents: dict[int | None, tuple[str, ...]]
) -> list[DecisionLine]:
    """Return the decisions by their number, each with who does not agree."""
    lines = [
        DecisionLine(
            number=one.number,
            text=one.text,
            because=one.because,
            withdrawn_because=one.withdrawn_because,
            dissents=dissents.get(one.number, ()),
        )
        for one in rows
        if not one.is_dissent and one.number is not None
    ]
    return sorted(lines, key=lambda one: one.number)
