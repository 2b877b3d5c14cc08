"""What several journeys send, answer and look up in the same way."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.api.fields import Out
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.saying import spoken


class RefOut(Out):
    """The reference of what was made or changed."""

    ref: str


class IdOut(Out):
    """The identifier of what was made or changed."""

    id: UUID


class TimeOut(Out):
    """The moment at which it is so from now."""

    at: datetime


class RingOut(Out):
    """Whom to ring."""

    agency: str
    name: str
    phone: str
    is_open: bool
    sentence: str


class HasId(Protocol):
    """A row, or what a query made of one."""

    @property
    def id(self) -> UUID:
        """What it is asked for by."""
        ...


R = TypeVar("R", bound=HasId)


def ring(desk: Desk) -> RingOut:
    """Return whom to ring as an answer gives it."""
    return RingOut(
        agency=desk.agency,
        name=desk.name,
        phone=desk.phone,
        is_open=desk.is_open,
        sentence=spoken(desk.sentence),
    )


def one_of(rows: Iterable[R], row_id: UUID) -> R:
    """Return the row with this id among those that were shown, or raise NotFound."""
    for row in rows:
        if row.id == row_id:
            return row
    raise NotFound


def check_agencies(**named: UUID | None) -> None:
    """Raise Invalid for each agency that does not exist: field → id."""
    asked = {field: pk for field, pk in named.items() if pk is not None}
    known = agencies.names(asked.values()) if asked else {}
    wrong = {field: _("There is no such agency.") for field, pk in asked.items() if pk not in known}
    if wrong:
        raise Invalid(fields=wrong)
