"""The agencies and people of the demonstration. Nobody here is real.

Surnames are Testcase, Specimen, Placeholder and the like; phone numbers are from the
ranges that Ofcom keeps for fiction; e-mail addresses end in `.example` (RFC 2606).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password

from safereturn.agencies import actions
from safereturn.agencies.models import Agency, Person
from safereturn.agencies.rules import WEEKDAYS_9_TO_5, DeskUse, Nation
from safereturn.foundation.actor import Actor, AgencyKind, Door, Role, the_service
from safereturn.return_interviews.actions import set_debrief

PASSWORD = "only-for-demonstration"  # noqa: S105 - shared by invented people, printed at start

_K, _R = AgencyKind, Role
_DAYS: list[list[object]] = [[day, "08:00", "18:00"] for day in range(5)]
_EVENINGS: list[list[object]] = [
    *([day, "17:00", "00:00"] for day in range(5)),
    *([day, "00:00", "09:00"] for day in range(5)),
]
_WEEKEND: list[list[object]] = [[day, "00:00", "00:00"] for day in (5, 6)]


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk of an agency: name, phone, hours; no hours means always."""

    name: str
    phone: str
    openings: list[list[object]] = field(default_factory=list)
    use: DeskUse = DeskUse.DUTY


@dataclass(frozen=True, slots=True)
class Party:
    """One invented agency. `force`, `area` and `interviews` are keys of others."""

    key: str
    name: str
    kind: AgencyKind
    desks: tuple[Desk, ...]
    force: str = ""
    area: str = ""
    interviews: str = ""
    urn: str = ""
    address: str = ""
    nation: Nation = Nation.ENGLAND
    has_accounts: bool = True


@dataclass(frozen=True, slots=True)
class Player:
    """One invented person: how they are called, what they do, for whom."""

    key: str
    name: str
    title: str
    agency: str
    roles: tuple[Role, ...]
    team: str = ""
    phone: str = "01632 960199"


def _desk(number: int, *, hours: list[list[object]] | None = None, name: str = "Duty desk") -> Desk:
    return Desk(name, f"01632 960{number:03}", hours or [])


PARTIES: tuple[Party, ...] = (
    Party("police", "Exampleshire Police", _K.POLICE, (_desk(1, name="Control room"),)),
    Party("other_police", "Sampleford Constabulary", _K.POLICE, (_desk(2, name="Control room"),)),
    Party(
        "voices", "Voices", _K.RETURN_INTERVIEW_SERVICE,
        (Desk("Interview desk", "01632 960020", _DAYS, DeskUse.RETURN_INTERVIEWS),),
    ),
    Party(
        "council", "Exampleshire Council", _K.LOCAL_AUTHORITY,
        (
            _desk(10, hours=WEEKDAYS_9_TO_5, name="Safeguarding hub"),
            Desk("Night and weekend team", "01632 960011", _EVENINGS + _WEEKEND,
                 DeskUse.OUT_OF_HOURS),
        ),
        force="police", interviews="voices", address="Example House, Example Town, ZZ1 1AA",
    ),
    Party(
        "other_council", "Sampleford Borough Council", _K.LOCAL_AUTHORITY,
        (
            _desk(12, hours=WEEKDAYS_9_TO_5, name="Safeguarding hub"),
            Desk("Night and weekend team (Exampleshire)", "01632 960011", _EVENINGS + _WEEKEND,
                 DeskUse.OUT_OF_HOURS),
        ),
        force="other_police",
    ),
    Party(
        "welsh_council", "Cyngor Enghraifft Council", _K.LOCAL_AUTHORITY, (_desk(14),),
        force="other_police", nation=Nation.WALES,
    ),
    Party(
        "harbour", "Harbour View", _K.CHILDRENS_HOME, (_desk(30, name="Office, day and night"),),
        force="police", area="council", urn="SC999001", address="1 Harbour Way, ZZ1 2AB",
    ),
    Party(
        "meadow", "Meadow Placeholder House", _K.CHILDRENS_HOME, (_desk(31),),
        force="police", area="council", urn="SC999002", address="2 Meadow Lane, ZZ1 3AB",
    ),
    Party(
        "orchard", "Orchard Specimen Lodge", _K.CHILDRENS_HOME, (_desk(32),),
        force="other_police", area="other_council", urn="SC999003",
        address="3 Orchard Road, ZZ2 1AB",
    ),
    Party(
        "ty", "Tŷ Enghraifft", _K.CHILDRENS_HOME, (_desk(33),), force="other_police",
        area="welsh_council", urn="SC999004", address="4 Heol Enghraifft, ZZ3 1AB",
        nation=Nation.WALES,
    ),
    Party(
        "foster", "Sample Foster Families", _K.PLACEMENT_PROVIDER, (_desk(34, hours=_DAYS),),
        force="police", area="council", urn="SC999005",
    ),
    Party(
        "supported", "Stepping Placeholder Supported Living", _K.PLACEMENT_PROVIDER, (_desk(35),),
        force="police", area="council", address="5 Station Parade, ZZ1 4AB",
    ),
    Party("health", "Exampleshire Health Trust", _K.HEALTH, (_desk(40, hours=_DAYS),)),
    Party("school", "Example Academy", _K.SCHOOL, (_desk(50, hours=WEEKDAYS_9_TO_5),)),
    Party(
        "college", "Specimen College", _K.SCHOOL, (_desk(51, hours=WEEKDAYS_9_TO_5),),
        has_accounts=False,
    ),
    Party(
        "youth", "Exampleshire Youth Justice", _K.YOUTH_JUSTICE, (_desk(60, hours=_DAYS),),
        area="council",
    ),
)  # fmt: skip

# The order is the order of the list that is printed: the journey's own.
PLAYERS: tuple[Player, ...] = (
    Player("handler", "Cal Testcase", "Call handler", "police", (_R.CALL_HANDLER,)),
    Player("officer", "Olu Specimen", "Response officer", "police", (_R.POLICE_OFFICER,)),
    Player("supervisor", "Sue Placeholder", "Duty supervisor", "police", (_R.POLICE_SUPERVISOR,)),
    Player("missing_unit", "Pat Dummyname", "Missing coordinator", "police",
           (_R.POLICE_COORDINATOR,)),
    Player("analyst", "Ana Testdata", "Analyst", "police", (_R.ANALYST,)),
    Player("police_governance", "Ged Specimen", "Information governance lead", "police",
           (_R.GOVERNANCE_LEAD,)),
    Player("coordinator", "Cora Testcase", "Missing coordinator", "council",
           (_R.COUNCIL_COORDINATOR,)),
    Player("social_worker", "Sol Specimen", "Social worker", "council", (_R.SOCIAL_WORKER,)),
    Player("night", "Nye Placeholder", "Night duty social worker", "council",
           (_R.OUT_OF_HOURS,), team="Night and weekend team"),
    Player("governance", "Gia Dummyname", "Information governance lead", "council",
           (_R.GOVERNANCE_LEAD,)),
    Player("administrator", "Adi Testdata", "Administrator", "council", (_R.ADMINISTRATOR,)),
    Player("interviewer", "Ines Testcase", "Return interviewer", "voices",
           (_R.RETURN_INTERVIEWER,)),
    Player("interview_manager", "Ivo Specimen", "Interview service manager", "voices",
           (_R.INTERVIEW_MANAGER,)),
    Player("carer", "Kay Placeholder", "Night carer", "harbour", (_R.CARER,)),
    Player("home_manager", "Hana Testcase", "Registered manager", "harbour", (_R.HOME_MANAGER,)),
    Player("meadow_manager", "Max Dummyname", "Registered manager", "meadow", (_R.HOME_MANAGER,)),
    Player("orchard_manager", "Opal Testdata", "Registered manager", "orchard",
           (_R.HOME_MANAGER,)),
    Player("ty_manager", "Tegan Specimen", "Registered manager", "ty", (_R.HOME_MANAGER,)),
    Player("foster_worker", "Fay Placeholder", "Supervising social worker", "foster",
           (_R.CARER,)),
    Player("key_worker", "Kit Testcase", "Key worker", "supported", (_R.CARER,)),
    Player("nurse", "Nia Specimen", "Nurse for looked-after children", "health",
           (_R.HEALTH_WORKER,)),
    Player("school_lead", "Sam Dummyname", "Safeguarding lead", "school", (_R.SCHOOL_LEAD,)),
    Player("youth_worker", "Yan Testdata", "Youth justice worker", "youth",
           (_R.YOUTH_JUSTICE_WORKER,)),
    Player("other_officer", "Otis Testcase", "Response officer", "other_police",
           (_R.POLICE_OFFICER,)),
    Player("other_supervisor", "Una Specimen", "Duty supervisor", "other_police",
           (_R.POLICE_SUPERVISOR,)),
    Player("other_coordinator", "Hal Placeholder", "Missing coordinator", "other_council",
           (_R.COUNCIL_COORDINATOR,)),
    Player("welsh_worker", "Wyn Dummyname", "Social worker", "welsh_council",
           (_R.SOCIAL_WORKER, _R.COUNCIL_COORDINATOR)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """The ids of the agencies and the actors of the people, by their short names."""

    agencies: dict[str, UUID]
    people: dict[str, Actor]

    def __getitem__(self, key: str) -> Actor:
        """Return one of the people."""
        return self.people[key]


def email_of(player: Player) -> str:
    """Return the address a person of the town signs in with."""
    return f"{player.name.lower().replace(' ', '.')}@{_host(player.agency)}"


def _host(agency: str) -> str:
    return f"{agency.replace('_', '-')}.example"


def find() -> Cast | None:
    """Return the cast if it is there already."""
    emails = {email_of(player): player for player in PLAYERS}
    rows = dict(
        Person.objects.filter(email__in=emails, is_demonstration=True).values_list("email", "pk")
    )
    if len(rows) < len(PLAYERS):
        return None
    names = {party.name: party.key for party in PARTIES}
    found = Agency.objects.filter(name__in=names, ended_at=None).order_by("name")
    agencies = {names[name]: pk for name, pk in found.values_list("name", "pk")}
    return Cast(agencies, _actors({emails[email].key: pk for email, pk in rows.items()}))


def settle(*, since: datetime) -> Cast:
    """Write agencies, desks, teams and people, through the actions, or find them there.

    `since` is when their appointments began: before the first thing they did.
    """
    if there := find():
        return there
    by = the_service(door=Door.COMMAND)
    agencies = _set_up(by)
    team = actions.add_team(
        agencies["council"],
        "Night and weekend team",
        acts_for=[agencies["other_council"]],
        by=by,
    )
    people: dict[str, UUID] = {}
    for player in PLAYERS:
        # One hash for all of them, set below: hashing is slow on purpose.
        person = actions.enrol(email_of(player), player.name, password=None, by=by)
        people[player.key] = person.pk
        actions.appoint(
            person,
            agencies[player.agency],
            player.roles,
            title=player.title,
            phone=player.phone,
            team=team if player.team else None,
            at=since,
            by=by,
        )
    Person.objects.filter(pk__in=people.values()).update(
        password=make_password(PASSWORD), is_demonstration=True
    )
    return Cast({key: agency.pk for key, agency in agencies.items()}, _actors(people))


def _set_up(by: Actor) -> dict[str, Agency]:
    made: dict[str, Agency] = {}
    for party in PARTIES:
        made[party.key] = agency = actions.set_up(
            party.kind,
            party.name,
            by=by,
            nation=party.nation,
            urn=party.urn,
            address=party.address,
            home_force=made.get(party.force),
            area_authority=made.get(party.area),
            interviews_by=made.get(party.interviews),
            has_accounts=party.has_accounts,
        )
        for rank, desk in enumerate(party.desks):
            actions.add_desk(
                agency,
                desk.name,
                desk.phone,
                email=f"duty@{_host(party.key)}" if rank == 0 else "",
                use=desk.use,
                openings=desk.openings,
                rank=rank,
                by=by,
            )
        if party.nation is Nation.WALES and party.kind is _K.LOCAL_AUTHORITY:
            # The town's Welsh council has chosen to offer an interview after every time.
            set_debrief(agency.pk, 1, at=datetime(2000, 1, 1, tzinfo=UTC), by=by)
    return made


def _actors(people: dict[str, UUID]) -> dict[str, Actor]:
    rows = Person.objects.filter(pk__in=people.values()).prefetch_related("appointments__agency")
    keys = {pk: key for key, pk in people.items()}
    return {keys[row.pk]: _actor(row) for row in rows}


def _actor(person: Person) -> Actor:
    appointment = person.appointments.all()[0]
    return Actor(
        person_id=person.pk,
        agency_id=appointment.agency_id,
        agency_kind=AgencyKind(appointment.agency.kind),
        roles=frozenset(Role(role) for role in appointment.roles),
        name=person.name,
        agency_name=appointment.agency.name,
        appointment_id=appointment.pk,
        team_id=appointment.team_id,
        door=Door.COMMAND,
    )


def listed(players: Iterable[Player] = PLAYERS) -> list[tuple[str, str, str, str]]:
    """Return name, what they do, for whom, and the address they sign in with."""
    names = {party.key: party.name for party in PARTIES}
    return [(p.name, p.title, names[p.agency], email_of(p)) for p in players]
