"""The agencies that take part, and whom to ring at each now."""

from uuid import UUID

from safereturn.agencies import queries
from safereturn.api.edge import Call
from safereturn.api.fields import Out
from safereturn.api.operations import Journey, read
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.saying import spoken

journey = Journey("Directory")


class AgencyOut(Out):
    """An agency: its id is what other calls name it by."""

    id: UUID
    name: str
    kind: AgencyKind
    nation: str
    has_accounts: bool


class DeskOut(Out):
    """A desk: who to ring now."""

    agency_id: UUID
    agency: str
    name: str
    phone: str
    is_open: bool
    sentence: str


@read(journey, "/agencies", gives=list[AgencyOut])
def list_agencies(request: Call, kind: AgencyKind | None = None) -> list[AgencyOut]:
    """List the agencies that take part.

    Agencies without an account take part by telephone and reply page.
    """
    rows = queries.list_agencies(*([kind] if kind else []))
    return [
        AgencyOut(
            id=row.pk,
            name=row.name,
            kind=AgencyKind(row.kind),
            nation=row.nation,
            has_accounts=row.has_accounts,
        )
        for row in rows
    ]


@read(journey, "/desks", gives=list[DeskOut])
def list_desks(request: Call) -> list[DeskOut]:
    """List every desk, with whom to ring at this moment.

    Keep a copy: it is what works when nothing else does.
    """
    return [
        DeskOut(
            agency_id=desk.agency_id,
            agency=desk.agency,
            name=desk.name,
            phone=desk.phone,
            is_open=desk.is_open,
            sentence=spoken(desk.sentence),
        )
        for desk in queries.list_desks(at=request.received_at)
    ]
