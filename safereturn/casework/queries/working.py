"""Which agencies work with a child now, and are there themselves."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import ALONE, Basis


def working_now(child_id: UUID, *, at: datetime) -> frozenset[UUID]:
    """Return the agencies that something can be agreed with and expected of."""
    working = involvement.agencies_of(child_id, at=at)
    found = {agency for agency, bases in working.items() if bases - ALONE}
    return frozenset(found - agencies.ended(found))


def responsible_now(child_id: UUID, *, at: datetime) -> UUID | None:
    """Return the authority that is responsible for a child; the first where there are two."""
    working = involvement.agencies_of(child_id, at=at)
    found = (pk for pk, bases in working.items() if Basis.RESPONSIBLE_AUTHORITY in bases)
    return min(found, default=None)
