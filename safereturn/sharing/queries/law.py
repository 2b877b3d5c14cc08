"""Which laws let information be shared, in which nation, since when; and who wrote it down."""

from dataclasses import dataclass
from datetime import date

from safereturn.agencies.rules import Nation
from safereturn.sharing.models import CommencementRow
from safereturn.sharing.rules import Commencement, Gateway, Standing, standing


@dataclass(frozen=True, slots=True)
class CommencementLine:
    """That a law begins in a nation on a day, with the source that says so."""

    gateway: Gateway
    nation: Nation
    on: date
    source: str


def list_commencements() -> list[CommencementLine]:
    """Return the commencements that a person has written down. One query."""
    return [
        CommencementLine(Gateway(row.gateway), Nation(row.nation), row.begins_on, row.source)
        for row in CommencementRow.objects.order_by("begins_on")
    ]


def gateways(nation: Nation, *, on: date) -> list[Standing]:
    """Return the laws that may be quoted in a nation on a day. One query."""
    begun = [Commencement(row.gateway, row.nation, row.on) for row in list_commencements()]
    found = (standing(gateway, nation, on, begun) for gateway in Gateway)
    return [row for row in found if row is not None]
