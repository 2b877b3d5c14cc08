"""The cells of the matrix: who asks, in which relation, while what lasts, behind which shield.

Each factor goes through the whole vocabulary by itself, so that a new Role, Basis or
Circumstance has cells without anybody remembering to add it, or fails to find its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import combinations, product
from typing import NamedTuple
from uuid import UUID, uuid5

from safereturn.foundation.actor import SERVICE_ID, Actor, AgencyKind, Role
from safereturn.involvement.rules import ALONE, Basis, Circumstance, Ties
from safereturn.sharing.rules import DEFAULT_AGREEMENT
from tests import people, slow_model

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
CHILD = uuid5(people.SPACE, "child of the cells")
SOMEBODY = uuid5(people.SPACE, "somebody else of the reader's agency")

# For which kind of agency a role is met. The first of each is the one asked at doors.
WORKS_FOR: dict[Role, tuple[AgencyKind, ...]] = {
    Role.CALL_HANDLER: (AgencyKind.POLICE,),
    Role.POLICE_OFFICER: (AgencyKind.POLICE,),
    Role.POLICE_SUPERVISOR: (AgencyKind.POLICE,),
    Role.POLICE_COORDINATOR: (AgencyKind.POLICE,),
    Role.COUNCIL_COORDINATOR: (AgencyKind.LOCAL_AUTHORITY,),
    Role.SOCIAL_WORKER: (AgencyKind.LOCAL_AUTHORITY,),
    Role.OUT_OF_HOURS: (AgencyKind.LOCAL_AUTHORITY,),
    Role.RETURN_INTERVIEWER: (AgencyKind.RETURN_INTERVIEW_SERVICE, AgencyKind.OTHER),
    Role.INTERVIEW_MANAGER: (AgencyKind.RETURN_INTERVIEW_SERVICE,),
    Role.CARER: (AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER),
    Role.HOME_MANAGER: (AgencyKind.PLACEMENT_PROVIDER, AgencyKind.CHILDRENS_HOME),
    Role.HEALTH_WORKER: (AgencyKind.HEALTH,),
    Role.SCHOOL_LEAD: (AgencyKind.SCHOOL,),
    Role.YOUTH_JUSTICE_WORKER: (AgencyKind.YOUTH_JUSTICE, AgencyKind.OTHER),
    Role.ANALYST: (AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY),
    Role.GOVERNANCE_LEAD: (AgencyKind.LOCAL_AUTHORITY, AgencyKind.HEALTH),
    Role.ADMINISTRATOR: (AgencyKind.LOCAL_AUTHORITY, AgencyKind.CHILDRENS_HOME),
}


def reader(kind: AgencyKind, *roles: Role) -> Actor:
    """Return whoever reads for the one agency of this kind that has written nothing."""
    words = " and ".join(sorted(roles)) or "no role"
    return Actor(
        person_id=uuid5(people.SPACE, f"reader {kind} {words}"),
        agency_id=reading_agency(kind),
        agency_kind=kind,
        roles=frozenset(roles),
        name=f"Reader {words}",
        agency_name=f"Reading {kind}",
        appointment_id=uuid5(people.SPACE, f"reader's post {kind} {words}"),
    )


def reading_agency(kind: AgencyKind) -> UUID:
    """Return the agency of this kind whose people read, and write nothing."""
    return uuid5(people.SPACE, f"reading agency {kind}")


@cache
def readers() -> dict[str, Actor]:
    """Return everybody who asks: each role where it is met, mixtures, an agency by itself."""
    found = {f"{role} of {kind}": reader(kind, role) for role, kinds in WORKS_FOR.items()
             for kind in kinds}  # fmt: skip
    found |= {f"{kind} by itself": reader(kind) for kind in AgencyKind}
    for roles in (
        (Role.ADMINISTRATOR, Role.SOCIAL_WORKER),
        (Role.ANALYST, Role.GOVERNANCE_LEAD, Role.ADMINISTRATOR),
    ):
        found[f"{' and '.join(roles)} of local_authority"] = reader(
            AgencyKind.LOCAL_AUTHORITY, *roles
        )
    found["the service"] = Actor(
        person_id=SERVICE_ID,
        agency_id=SERVICE_ID,
        agency_kind=AgencyKind.OTHER,
        roles=frozenset({Role.SYSTEM}),
    )
    return found


def relations() -> Iterator[frozenset[Basis]]:
    """Go through the relations: none, each alone, and the pairs that matter.

    A pair matters where one of them decides alone: having been asked, broken glass, and the
    relations that a clause, or the choice of the agreement, speaks of.
    """
    yield frozenset()
    yield from (frozenset({basis}) for basis in Basis)
    spoken_of = {Basis.HOST_AUTHORITY}.union(*(clause.to_bases for clause in DEFAULT_AGREEMENT))
    deciding = [basis for basis in Basis if basis in ALONE | spoken_of]
    yield from map(frozenset, combinations(deciding, 2))
    yield from (frozenset({Basis.HEALTH, basis}) for basis in sorted(ALONE))
    yield frozenset({Basis.EMERGENCY, Basis.ASKED, Basis.SEARCHING_FORCE})


def circumstances() -> Iterator[frozenset[Circumstance]]:
    """Go through what may be going on: nothing, each alone, everything."""
    for many in (0, 1, len(Circumstance)):
        yield from map(frozenset, combinations(Circumstance, many))


class Shield(NamedTuple):
    """Who is named, kept out, and broke the glass: this person or a colleague."""

    words: str
    sealed: bool = False
    named: bool = False
    kept_out: bool = False
    theirs: bool = True  # the emergency, where there is one, is the reader's own


SHIELDS = (
    Shield("open"),
    Shield("a colleague’s emergency", theirs=False),
    Shield("sealed, not named", sealed=True),
    Shield("sealed, named", sealed=True, named=True),
    Shield("kept out", kept_out=True),
    Shield("sealed, named, kept out", sealed=True, named=True, kept_out=True),
    Shield("unsealed, named once", named=True),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One way in which a reader may stand to the child."""

    bases: frozenset[Basis]
    going_on: frozenset[Circumstance]
    shield: Shield

    @property
    def words(self) -> str:
        """Return what a failing test says of it."""
        bases = ", ".join(sorted(self.bases)) or "no relation"
        while_ = ", ".join(sorted(self.going_on)) or "nothing open"
        return f"{bases}; {while_}; {self.shield.words}"

    def ties(self, actor: Actor) -> Ties:
        """Return the cell as the system reads it."""
        me, emergency = actor.person_id, Basis.EMERGENCY in self.bases
        others = frozenset({SOMEBODY})
        return Ties(
            actor.agency_id,
            CHILD,
            self.bases,
            self.going_on,
            (actor.agency_id,) if Basis.RESPONSIBLE_AUTHORITY in self.bases else (),
            None,
            self.shield.sealed,
            others | {me} if self.shield.named else others,
            others | {me} if self.shield.kept_out else others,
            (frozenset({me}) if self.shield.theirs else others) if emergency else frozenset(),
            AT,
        )

    def case(self, actor: Actor) -> slow_model.Case:
        """Return the cell as the slow model reads it, put together apart from `ties`."""
        mine = [actor.person_id]
        return slow_model.Case(
            bases=[str(basis) for basis in self.bases],
            going_on=[str(one) for one in self.going_on],
            authorities=[],
            at=AT,
            sealed=self.shield.sealed,
            named=mine if self.shield.named else [],
            kept_out=mine if self.shield.kept_out else [],
            broke_the_glass=mine if self.shield.theirs and "emergency" in self.bases else [],
        )


def cells() -> Iterator[Cell]:
    """Go through every cell."""
    for bases, going_on, shield in product(relations(), circumstances(), SHIELDS):
        if shield.theirs or Basis.EMERGENCY in bases:
            yield Cell(bases, going_on, shield)


def asker(actor: Actor) -> slow_model.Asker:
    """Return a reader as the slow model knows them."""
    roles = [str(role) for role in actor.roles]
    return slow_model.Asker(actor.person_id, actor.agency_id, str(actor.agency_kind), roles)


def shipped_paper() -> slow_model.Paper:
    """Return the agreement that ships, signed by everybody."""
    return slow_model.Paper(
        name="Shipped agreement v1",
        clauses=list(DEFAULT_AGREEMENT[1:]),
        for_children_of=[],
        is_the_regions=True,
        signed_by_every=[str(kind) for kind in AgencyKind],
    )
