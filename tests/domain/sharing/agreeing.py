"""A fictional area with an agreement, and the people who work on it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.sharing import actions
from safereturn.sharing.models import Party, Version
from safereturn.sharing.rules import Clause, Depth, Gateway, Kind
from tests import people

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
APRIL = date(2026, 4, 1)
IN_APRIL = datetime(2026, 4, 10, 12, tzinfo=UTC)


def lead_of(agency: UUID, name: str) -> Actor:
    return people._actor(name, agency, Role.GOVERNANCE_LEAD)


KEEPER = lead_of(people.EXAMPLESHIRE, "Gov Ernance")
POLICE_LEAD = lead_of(people.EXAMPLESHIRE_POLICE, "Poli Cylead")
HOME_LEAD = lead_of(people.HARBOUR_VIEW, "Hom Elead")
STRANGER = lead_of(people.FARAWAY, "Far Awaylead")

FOUR = Clause(
    "4",
    frozenset({Kind.PLACEMENT_ADDRESS}),
    Depth.FULL,
    Gateway.CHILDREN_ACT_2004_S11,
    to_kinds=frozenset({AgencyKind.POLICE}),
    until="until the interview’s items are dealt with",
)


def an_area(
    *authorities: UUID, name: str = "Exampleshire", nation: Nation = Nation.ENGLAND
) -> UUID:
    return actions.make_area(
        name,
        nation,
        people.EXAMPLESHIRE,
        authorities or [people.EXAMPLESHIRE],
        at=NOON,
        by=the_service(),
    )


def a_draft(area: UUID | None = None) -> Version:
    pk = actions.start_draft(area or an_area(), at=NOON, by=KEEPER)
    return Version.objects.get(pk=pk)


def of_two(draft: Version) -> Version:
    """Leave the council and the force as parties, and let it be reviewed in time."""
    named = [people.EXAMPLESHIRE, people.EXAMPLESHIRE_POLICE]
    actions.save_parties(draft.pk, named, [], at=NOON, by=KEEPER)
    actions.save_text(draft.pk, {}, date(2027, 4, 1), based_on=draft.edits, at=NOON, by=KEEPER)
    draft.refresh_from_db()
    return draft


def sign_all(version: Version, at: datetime = NOON) -> None:
    for party in Party.objects.filter(version=version):
        by = POLICE_LEAD if party.agency_id == people.EXAMPLESHIRE_POLICE else KEEPER
        actions.sign(party.pk, name="A Signatory", title="Director", at=at, by=by)


def dated(version: Version, on: date = APRIL, *, at: datetime = NOON) -> Version:
    actions.propose(version.pk, at=at, by=KEEPER)
    sign_all(version, at=at)
    actions.put_in_force_from(version.pk, on, at=at, by=KEEPER)
    version.refresh_from_db()
    return version


def only(draft: Version, *clauses: Clause) -> Version:
    """Let a draft say these clauses and no others."""
    for row in draft.clauses.all():
        actions.remove_clause(draft.pk, row.number, based_on=row.edits, at=NOON, by=KEEPER)
    for clause in clauses:
        actions.save_clause(draft.pk, clause, at=NOON, by=KEEPER)
    return draft


def later(**span: int) -> datetime:
    return NOON + timedelta(**span)
