"""The agencies of the demonstration region: the town's own, and more around them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from safereturn.agencies import actions
from safereturn.agencies.models import Agency, Appointment
from safereturn.agencies.queries import find_actor
from safereturn.foundation.actor import Actor, AgencyKind, Door, Role, the_service
from safereturn.ops.demo import cast as casting
from safereturn.ops.demo.cast import Cast
from safereturn.ops.demo.interviewing import Known
from safereturn.placements.rules import PlacementKind

COUNCILS = ("Northdummy", "Eastsample", "Southspecimen", "Westmock", "Midfable")
HOMES_EACH = 5
_K = AgencyKind


@dataclass(frozen=True, slots=True)
class Home:
    """Somewhere a child in care lives."""

    agency_id: UUID
    kind: PlacementKind
    area_id: UUID | None
    force_id: UUID | None


@dataclass(frozen=True, slots=True)
class Council:
    """A council, its force, who works there and who holds its return interviews."""

    agency_id: UUID
    force_id: UUID
    worker: Actor
    interviewer: Actor
    weight: float
    offers: float
    completes: float


@dataclass(frozen=True, slots=True)
class Force:
    """A police force, and the people of it who appear in histories."""

    agency_id: UUID
    handler: Actor
    officer: Actor


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a region's children live and who works with them."""

    councils: tuple[Council, ...]
    forces: dict[UUID, Force]
    homes: tuple[Home, ...]
    health: tuple[UUID, ...]
    schools: tuple[UUID, ...]
    youth: tuple[UUID, ...]
    agencies: dict[UUID, Known]


def known_agencies() -> dict[UUID, Known]:
    """Return what the rows need to know of every agency."""
    return {
        row.pk: Known(
            kind=AgencyKind(row.kind),
            home_force_id=row.home_force_id,
            area_authority_id=row.area_authority_id,
            interviews_by_id=row.interviews_by_id,
            name=row.name,
            urn=row.urn,
            address=row.address,
        )
        for row in Agency.objects.all()
    }


def settle(dice: Random, *, since: datetime, now: datetime) -> Setting:
    """Write the region's agencies and people through the actions, or find them there."""
    cast = casting.settle(since=since)
    extra = _Extra(cast, since, now)
    for number, name in enumerate(COUNCILS):
        extra.council(number, name)
    forces = {
        cast.agencies["police"]: Force(cast.agencies["police"], cast["handler"], cast["officer"]),
        cast.agencies["other_police"]: Force(
            cast.agencies["other_police"], cast["other_officer"], cast["other_officer"]
        ),
    }
    kinds = _by_kind()
    return Setting(
        councils=tuple(_councils(dice, cast, extra)),
        forces=forces,
        homes=tuple(_homes(kinds)),
        health=tuple(a.pk for a in kinds[_K.HEALTH]),
        schools=tuple(a.pk for a in kinds[_K.SCHOOL]),
        youth=tuple(a.pk for a in kinds[_K.YOUTH_JUSTICE]),
        agencies=known_agencies(),
    )


def _by_kind() -> dict[AgencyKind, list[Agency]]:
    found: dict[AgencyKind, list[Agency]] = {kind: [] for kind in AgencyKind}
    for agency in Agency.objects.filter(ended_at=None).order_by("name"):
        found[AgencyKind(agency.kind)].append(agency)
    return found


def _homes(kinds: dict[AgencyKind, list[Agency]]) -> Iterable[Home]:
    for agency in kinds[_K.CHILDRENS_HOME]:
        yield Home(
            agency.pk, PlacementKind.CHILDRENS_HOME, agency.area_authority_id, agency.home_force_id
        )
    for agency in kinds[_K.PLACEMENT_PROVIDER]:
        fosters = "Foster" in agency.name
        kind = PlacementKind.FOSTER if fosters else PlacementKind.SUPPORTED
        yield Home(agency.pk, kind, agency.area_authority_id, agency.home_force_id)


def _councils(dice: Random, cast: Cast, extra: "_Extra") -> Iterable[Council]:
    town = (("council", 0.30), ("other_council", 0.18), ("welsh_council", 0.12))
    workers = {
        "council": cast["social_worker"],
        "other_council": cast["other_coordinator"],
        "welsh_council": cast["welsh_worker"],
    }
    everybody = [(cast.agencies[key], workers[key], weight) for key, weight in town]
    everybody += [(agency.pk, worker, 0.08) for agency, worker in extra.made]
    for agency_id, worker, weight in everybody:
        agency = Agency.objects.get(pk=agency_id)
        assert agency.home_force_id, "every council of the region has a force"
        own = agency.interviews_by_id is None
        yield Council(
            agency_id=agency_id,
            force_id=agency.home_force_id,
            worker=worker,
            interviewer=extra.interviewer(agency) if own else cast["interviewer"],
            weight=weight,
            # Councils differ by this much [MP2324]: offered 30 to 90 %, completed 19 to 100 %.
            offers=dice.uniform(0.5, 0.95),
            completes=dice.uniform(0.45, 0.95),
        )


class _Extra:
    """Councils, homes and people beyond the town's; none of them signs in."""

    def __init__(self, cast: Cast, since: datetime, now: datetime) -> None:
        self.cast, self.since, self.now = cast, since, now
        self.by = the_service(door=Door.COMMAND)
        self.made: list[tuple[Agency, Actor]] = []

    def council(self, number: int, name: str) -> None:
        """Make one council with its homes, provider, health service, school and worker."""
        force = self.cast.agencies["police" if number % 2 else "other_police"]
        voices = self.cast.agencies["voices"]
        council = self._agency(
            _K.LOCAL_AUTHORITY,
            f"{name} Council",
            home_force_id=force,
            interviews_by_id=voices if number % 2 else None,
        )
        around = {"home_force_id": force, "area_authority_id": council.pk}
        for home in range(HOMES_EACH):
            self._agency(
                _K.CHILDRENS_HOME,
                f"{name} Invented House {home + 1}",
                urn=f"SC9{number}{home:04}",
                address=f"{home + 1} {name} Street, ZZ{number + 4} {home}AB",
                **around,
            )
        self._agency(_K.PLACEMENT_PROVIDER, f"{name} Foster Families", **around)
        self._agency(_K.PLACEMENT_PROVIDER, f"{name} Supported Living", **around)
        self._agency(_K.HEALTH, f"{name} Health Trust")
        self._agency(_K.SCHOOL, f"{name} Academy")
        self._agency(_K.YOUTH_JUSTICE, f"{name} Youth Justice")
        self.made.append((council, self._person(council, "Worker", Role.SOCIAL_WORKER)))

    def interviewer(self, agency: Agency) -> Actor:
        """Return the council's own return interviewer."""
        return self._person(agency, "Interviewer", Role.RETURN_INTERVIEWER)

    def _agency(self, kind: AgencyKind, name: str, **details: object) -> Agency:
        there = Agency.objects.filter(kind=kind, name=name, ended_at=None).first()
        return there or actions.set_up(kind, name, by=self.by, **details)

    def _person(self, agency: Agency, name: str, role: Role) -> Actor:
        host = "".join(c for c in agency.name.lower().replace(" ", "-") if c.isascii())
        email = f"{name.lower()}@{host}.example"
        held = Appointment.objects.filter(person__email=email).first()
        if held is None:
            person = actions.enrol(email, f"Rae {name}test", password=None, by=self.by)
            held = actions.appoint(person, agency, [role], title=name, at=self.since, by=self.by)
        actor = find_actor(held.person_id, at=self.now, door=Door.COMMAND)
        assert actor, "the appointment has just been found"
        return actor
