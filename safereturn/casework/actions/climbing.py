"""Who is told next when nobody of an agency acknowledges a notice.

One person of those on duty after the other, then the out-of-hours team, then the named
senior; and each by a message, for a list that nobody reads is why it climbs.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.casework.queries.duty import in_turn
from safereturn.children import queries as children
from safereturn.clocks.actions import Recipient
from safereturn.clocks.models import Clock, Firing
from safereturn.clocks.rules import Party, Rank, Who
from safereturn.foundation.hidden import is_hidden


def next_on_duty(agency_id: UUID, clock: Clock, *, at: datetime) -> list[UUID | None]:
    """Return the one person who is told next, or nobody when all have been."""
    told = _told(clock)
    for person_id in in_turn(agency_id, at=at):
        if person_id not in told and not is_hidden(person_id, clock.child_id):
            return [person_id]
    return []


def _told(clock: Clock) -> set[UUID]:
    rows = Firing.objects.filter(clock=clock).values_list("told", flat=True)
    return {UUID(one["person"]) for told in rows for one in told if one.get("person")}


def reaching(
    recipients: Collection[Recipient], whom: Iterable[Who], clock: Clock, *, at: datetime
) -> list[Recipient]:
    """Return the same with the addresses that reach them, and the desks that must be rung."""
    people = {one.person_id for one in recipients if one.person_id}
    here = agencies.people(people, at=at) if people else []
    own: dict[UUID | None, str] = {one.person_id: one.email for one in here}
    desks = {one.agency_id for one in recipients if one.person_id is None}
    of_desks = children.addresses_about(clock.child_id, desks, at=at) if desks else {}
    found = [replace(one, addresses=tuple(_addresses(one, own, of_desks))) for one in recipients]
    if any(who.rank is Rank.OUT_OF_HOURS for who in whom):
        found += _covering(clock, at=at)
    return found


def _addresses(
    one: Recipient, own: dict[UUID | None, str], of_desks: dict[UUID, list[str]]
) -> Iterable[str]:
    if one.person_id is None:
        return of_desks.get(one.agency_id, [])
    return [own[one.person_id]] if own.get(one.person_id) else []


def _covering(clock: Clock, *, at: datetime) -> list[Recipient]:
    """Return the team of another agency that acts for this one: no notice reaches it, ring."""
    who = str(Who(Party.OWNER, Rank.OUT_OF_HOURS))
    teams = agencies.covered_by(clock.owner_agency_id)
    return [
        Recipient(who, agency, ring=True) for agency in teams if agency != clock.owner_agency_id
    ]
