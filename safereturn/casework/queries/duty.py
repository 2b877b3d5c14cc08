"""The rota with what follows from it: whom a notice would reach that nobody acknowledges."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Colleague, Desk, Rota
from safereturn.agencies.rules import DutyKind, Stretch
from safereturn.clocks.queries import named_senior, protocol_for
from safereturn.clocks.rules import ClockKind, Rank
from safereturn.foundation.actor import Actor, Role

# Where nobody is on a rota: those who see to it that somebody has each case.
ANSWERABLE = (
    Role.POLICE_SUPERVISOR,
    Role.COUNCIL_COORDINATOR,
    Role.INTERVIEW_MANAGER,
    Role.HOME_MANAGER,
    Role.POLICE_COORDINATOR,
)


def in_turn(agency_id: UUID, *, at: datetime) -> list[UUID]:
    """Return whom an agency has answer for it at this moment, one after the other.

    Those on the rota; where nobody is on it, whoever sees to the cases and is not off.
    """
    if found := agencies.on_duty(agency_id, at=at):
        return found
    gone = agencies.away(agency_id, at=at)
    answerable = [
        one.person_id
        for role in ANSWERABLE
        for one in agencies.people_in_role([agency_id], role, at=at)
    ]
    return [one for one in dict.fromkeys(answerable) if one not in gone]


@dataclass(frozen=True, slots=True)
class Told:
    """One step of the climb of a notice, and whom it would reach: nobody by name, the desk."""

    # So long after the notice.
    after: timedelta
    name: str


@dataclass(frozen=True, slots=True)
class DutyPage:
    """What the page of the rota shows."""

    rota: Rota
    people: tuple[Colleague, ...]
    desk: Desk | None
    climb: tuple[Told, ...]
    # At which moment the climb was looked at, and whether a stretch was only tried.
    climb_at: datetime
    is_trial: bool


def duty(actor: Actor, *, at: datetime, tried: Stretch | None = None) -> DutyPage:
    """Return the rota of the actor's agency and the climb of a notice now.

    `tried`: as if that had been entered, at its beginning.
    """
    moment = max(at, tried.starts_at) if tried else at
    people = agencies.colleagues([actor.agency_id], at=at)
    names = {one.person_id: one.name for one in people}
    climb = [
        Told(after, ", ".join(names.get(one, "") for one in reached))
        for after, reached in _climb(actor.agency_id, tried, at=moment)
    ]
    return DutyPage(
        rota=agencies.rota(actor, at=at),
        people=tuple(people),
        desk=agencies.desks_for([actor.agency_id], at=moment).get(actor.agency_id),
        climb=tuple(climb),
        climb_at=moment,
        is_trial=tried is not None,
    )


def _climb(
    agency_id: UUID, tried: Stretch | None, *, at: datetime
) -> Iterator[tuple[timedelta, list[UUID]]]:
    """Yield how long after the notice each step is, and whom it reaches: nobody, the desk."""
    gone, turn = _turn(agency_id, tried, at=at)
    night = agencies.people_in_role([agency_id], Role.OUT_OF_HOURS, at=at)
    senior = named_senior(agency_id)
    of_rank = {
        Rank.OUT_OF_HOURS: [one.person_id for one in night],
        Rank.SENIOR: [senior] if senior is not None else [],
    }
    rule = protocol_for([agency_id], at=at).protocol.of_kind(ClockKind.NOTICE_RECEIPT)
    if rule is None or rule.length is None:
        return
    for step in rule.steps:
        reached = []
        for who in step.who:
            reached += turn[:1] if who.rank is Rank.NEXT else of_rank.get(who.rank, [])
            turn = turn[1:] if who.rank is Rank.NEXT else turn
        after = step.at(at, rule.length.after(at)) - at
        yield after, [one for one in reached if one not in gone]


def _turn(agency_id: UUID, tried: Stretch | None, *, at: datetime) -> tuple[set[UUID], list[UUID]]:
    """Return who is not there, and who is told one after the other, with what is tried."""
    gone = agencies.away(agency_id, at=at)
    turn = in_turn(agency_id, at=at)
    if tried is not None and tried.kind is DutyKind.OFF:
        gone |= {tried.person_id}
    elif tried is not None:
        on = agencies.on_duty(agency_id, at=at)
        turn = [tried.person_id, *on] if tried.place == 1 else [*on, tried.person_id]
    return gone, [one for one in dict.fromkeys(turn) if one not in gone]
