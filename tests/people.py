"""The people of our tests: one fictional county, the same in every test.

Nobody here is real. The actors can be used without a database; the `town` fixture
(tests/domain/conftest.py and its like) writes their agencies, desks and appointments.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID, uuid5

from django.test import Client

from safereturn.agencies.models import Agency, Appointment, ContactPoint, Person
from safereturn.agencies.rules import WEEKDAYS_9_TO_5, DeskUse
from safereturn.audit.record import recording
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service

SPACE = UUID("5afe0000-0000-4000-8000-000000000000")
SETTLED = datetime(2026, 1, 1, tzinfo=UTC)


def _id(name: str) -> UUID:
    return uuid5(SPACE, name)


EXAMPLESHIRE_POLICE = _id("Exampleshire Police")
EXAMPLESHIRE = _id("Exampleshire Council")
HARBOUR_VIEW = _id("Harbour View")
VOICES = _id("Voices")
HEALTH = _id("Exampleshire Health Trust")
COLLEGE = _id("Example College")
YOUTH_JUSTICE = _id("Exampleshire Youth Justice")
SAMPLEFORD = _id("Sampleford Borough Council")
SAMPLEFORD_POLICE = _id("Sampleford Constabulary")
FARAWAY = _id("Faraway Council")

_K = AgencyKind
# id → name, kind, has accounts, e-mail of its desk, openings (none: always)
AGENCIES: dict[UUID, tuple[str, AgencyKind, bool, str, list[list[object]]]] = {
    EXAMPLESHIRE_POLICE: ("Exampleshire Police", _K.POLICE, True, "control@police.example", []),
    EXAMPLESHIRE: ("Exampleshire Council", _K.LOCAL_AUTHORITY, True, "mash@council.example", []),
    HARBOUR_VIEW: ("Harbour View", _K.CHILDRENS_HOME, True, "duty@harbour.example", []),
    VOICES: ("Voices", _K.RETURN_INTERVIEW_SERVICE, True, "desk@voices.example", []),
    HEALTH: ("Exampleshire Health Trust", _K.HEALTH, True, "nurse@health.example", []),
    COLLEGE: (
        "Example College", _K.SCHOOL, False, "lead@college.example", WEEKDAYS_9_TO_5,
    ),
    YOUTH_JUSTICE: (
        "Exampleshire Youth Justice", _K.YOUTH_JUSTICE, True, "desk@youth.example", [],
    ),
    SAMPLEFORD: (
        "Sampleford Borough Council", _K.LOCAL_AUTHORITY, True, "mash@sampleford.example", [],
    ),
    SAMPLEFORD_POLICE: (
        "Sampleford Constabulary", _K.POLICE, True, "control@sampleford.example", [],
    ),
    FARAWAY: ("Faraway Council", _K.LOCAL_AUTHORITY, True, "mash@faraway.example", []),
}  # fmt: skip
HOME_FORCE = {
    EXAMPLESHIRE: EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW: EXAMPLESHIRE_POLICE,
    SAMPLEFORD: SAMPLEFORD_POLICE,
}


def _actor(name: str, agency_id: UUID, *roles: Role) -> Actor:
    agency, kind, *_ = AGENCIES[agency_id]
    return Actor(
        person_id=_id(name),
        agency_id=agency_id,
        agency_kind=kind,
        roles=frozenset(roles),
        name=name,
        agency_name=agency,
        appointment_id=_id(f"appointment of {name}"),
    )


CALL_HANDLER = _actor("Cal Handler", EXAMPLESHIRE_POLICE, Role.CALL_HANDLER)
OFFICER = _actor("Olu Officer", EXAMPLESHIRE_POLICE, Role.POLICE_OFFICER)
SUPERVISOR = _actor("Sue Pervisor", EXAMPLESHIRE_POLICE, Role.POLICE_SUPERVISOR)
POLICE_COORDINATOR = _actor("Pol Coordinator", EXAMPLESHIRE_POLICE, Role.POLICE_COORDINATOR)
COORDINATOR = _actor("Cora Dinator", EXAMPLESHIRE, Role.COUNCIL_COORDINATOR)
SOCIAL_WORKER = _actor("Sol Worker", EXAMPLESHIRE, Role.SOCIAL_WORKER)
OUT_OF_HOURS = _actor("Nye Tduty", EXAMPLESHIRE, Role.OUT_OF_HOURS)
INTERVIEWER = _actor("Inti Viewer", VOICES, Role.RETURN_INTERVIEWER)
INTERVIEW_MANAGER = _actor("Inga Manager", VOICES, Role.INTERVIEW_MANAGER)
CARER = _actor("Kay Rer", HARBOUR_VIEW, Role.CARER)
HOME_MANAGER = _actor("Homa Manager", HARBOUR_VIEW, Role.HOME_MANAGER)
NURSE = _actor("Noor Se", HEALTH, Role.HEALTH_WORKER)
TEACHER = _actor("Tea Cher", COLLEGE, Role.SCHOOL_LEAD)
YOUTH_WORKER = _actor("Yu Thworker", YOUTH_JUSTICE, Role.YOUTH_JUSTICE_WORKER)
HOST_COORDINATOR = _actor("Hos Tcoord", SAMPLEFORD, Role.COUNCIL_COORDINATOR)
OTHER_OFFICER = _actor("Othello Officer", SAMPLEFORD_POLICE, Role.POLICE_OFFICER)
OTHER_SUPERVISOR = _actor("Otis Upervisor", SAMPLEFORD_POLICE, Role.POLICE_SUPERVISOR)
OUTSIDER = _actor("Out Sider", FARAWAY, Role.COUNCIL_COORDINATOR)
ADMINISTRATOR = _actor("Adi Ministrator", EXAMPLESHIRE, Role.ADMINISTRATOR)

EVERYBODY = (
    CALL_HANDLER, OFFICER, SUPERVISOR, POLICE_COORDINATOR, COORDINATOR, SOCIAL_WORKER,
    OUT_OF_HOURS, INTERVIEWER, INTERVIEW_MANAGER, CARER, HOME_MANAGER, NURSE, TEACHER,
    YOUTH_WORKER, HOST_COORDINATOR, OTHER_OFFICER, OTHER_SUPERVISOR, OUTSIDER, ADMINISTRATOR,
)  # fmt: skip


def a_lead(agency_id: UUID) -> Actor:
    """Return whoever governs information at an agency; `settle_more` writes them down."""
    return _actor(f"Lea Der {AGENCIES[agency_id][0]}", agency_id, Role.GOVERNANCE_LEAD)


def an_administrator(agency_id: UUID) -> Actor:
    """Return another administrator of an agency; `settle_more` writes them down."""
    return _actor(f"Min Istra {AGENCIES[agency_id][0]}", agency_id, Role.ADMINISTRATOR)


def email_of(actor: Actor) -> str:
    """Return the address a person of the town signs in with."""
    return actor.name.lower().replace(" ", ".") + "@people.example"


def settle(people: Iterable[Actor] = EVERYBODY) -> None:
    """Write the town into the database: agencies, desks, people, appointments."""
    with recording("test.town", by=the_service()):
        rows = {
            pk: Agency(pk=pk, name=name, kind=kind, has_accounts=has)
            for pk, (name, kind, has, *_) in AGENCIES.items()
        }
        for pk, force in HOME_FORCE.items():
            rows[pk].home_force_id = force
        rows[HARBOUR_VIEW].area_authority_id = EXAMPLESHIRE
        rows[EXAMPLESHIRE].interviews_by_id = VOICES
        # Forces first: the others point at them.
        Agency.objects.bulk_create(sorted(rows.values(), key=lambda row: row.kind != _K.POLICE))
        ContactPoint.objects.bulk_create(
            ContactPoint(
                agency_id=pk,
                name="Duty desk",
                phone="01632 960001",
                email=email,
                use=DeskUse.DUTY,
                openings=openings,
            )
            for pk, (_, _, _, email, openings) in AGENCIES.items()
        )
        _settle_people(list(people))


def settle_more(*people: Actor) -> None:
    """Write more people into a town that is there."""
    with recording("test.people", by=the_service()):
        _settle_people(list(people))


def _settle_people(everybody: list[Actor]) -> None:
    Person.objects.bulk_create(
        Person(pk=actor.person_id, name=actor.name, email=email_of(actor), password="!")
        for actor in everybody
    )
    Appointment.objects.bulk_create(
        Appointment(
            pk=actor.appointment_id,
            person_id=actor.person_id,
            agency_id=actor.agency_id,
            roles=sorted(actor.roles),
            title=next(iter(actor.roles)).replace("_", " "),
            starts_at=SETTLED,
        )
        for actor in everybody
    )


def client_for(actor: Actor) -> Client:
    """Return a signed-in browser of this person; needs the `town` fixture."""
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client
