"""Which addresses take messages about a child: never those of people for whom it is absent."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.children.models import Child
from safereturn.involvement import queries as involvement


def addresses_about(
    child_id: UUID, agency_ids: Iterable[UUID], *, at: datetime
) -> dict[UUID, list[str]]:
    """Return, for each agency, where a message about this child goes.

    To its desk, and to the mobile there if its team wants texts; about a sealed child only
    to those of its people who are named, because a desk is read by everybody. Agencies
    without an address are left out. 3 or 4 queries.
    """
    wanted = set(agency_ids)
    if not Child.objects.filter(pk=child_id, sealed=True).exists():
        ways = (agencies.addresses_for(wanted), agencies.texts_for(wanted, at=at))
        return {
            agency: [way[agency] for way in ways if agency in way]
            for agency in set[UUID]().union(*ways)
        }
    found: dict[UUID, list[str]] = {}
    for agency_id in wanted:
        named = involvement.ties(agency_id, child_id, at=at).named
        for person in agencies.people(named, at=at):
            if person.agency_id == agency_id and person.email not in found.get(agency_id, []):
                found.setdefault(agency_id, []).append(person.email)
    return found
