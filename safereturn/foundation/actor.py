"""The person, or the system itself, on whose authority something is done."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class AgencyKind(StrEnum):
    """What an agency is, in the field's own words."""

    POLICE = "police"
    LOCAL_AUTHORITY = "local_authority"
    CHILDRENS_HOME = "childrens_home"
    PLACEMENT_PROVIDER = "placement_provider"
    RETURN_INTERVIEW_SERVICE = "return_interview_service"
    HEALTH = "health"
    SCHOOL = "school"
    YOUTH_JUSTICE = "youth_justice"
    OTHER = "other"


class Role(StrEnum):
    """What a person does for the agency they act for."""

    CALL_HANDLER = "call_handler"
    POLICE_OFFICER = "police_officer"
    POLICE_SUPERVISOR = "police_supervisor"
    POLICE_COORDINATOR = "police_coordinator"
    COUNCIL_COORDINATOR = "council_coordinator"
    SOCIAL_WORKER = "social_worker"
    OUT_OF_HOURS = "out_of_hours"
    RETURN_INTERVIEWER = "return_interviewer"
    INTERVIEW_MANAGER = "interview_manager"
    CARER = "carer"
    HOME_MANAGER = "home_manager"
    HEALTH_WORKER = "health_worker"
    SCHOOL_LEAD = "school_lead"
    YOUTH_JUSTICE_WORKER = "youth_justice_worker"
    ANALYST = "analyst"
    GOVERNANCE_LEAD = "governance_lead"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Door(StrEnum):
    """By which way somebody came in: the audit trail says it, nothing depends on it."""

    PAGE = "page"
    API = "api"
    JOB = "job"
    COMMAND = "command"
    REPLY = "reply"


# Whoever has only these roles keeps the service, its agreements or its figures, and no case.
NO_CASEWORK = frozenset({Role.ANALYST, Role.GOVERNANCE_LEAD, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person acting for one agency, in the roles their appointment gives them.

    `asserted` is the user reference and name that an agency's own system sent with an
    API call: recorded as said, not as proved. `asserted_person_id` is the person of that
    agency whom the reference names, if it names one: it can shut a record, and opens none.
    `since` is when the appointment, or the key, began.
    """

    person_id: UUID
    agency_id: UUID
    agency_kind: AgencyKind
    roles: frozenset[Role]
    name: str = ""
    agency_name: str = ""
    appointment_id: UUID | None = None
    team_id: UUID | None = None
    door: Door = Door.PAGE
    asserted: str = ""
    asserted_person_id: UUID | None = None
    since: datetime | None = field(default=None, hash=False, compare=False)
    origin: dict[str, str] = field(default_factory=dict, hash=False, compare=False)

    def has(self, *roles: Role) -> bool:
        """Say whether the actor holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def practises(self) -> bool:
        """Say whether the actor works with children, or is the service itself."""
        return not self.roles <= NO_CASEWORK

    @property
    def named_id(self) -> UUID:
        """Return who is named as acting: by signing in, or by their agency’s system as it says.

        What is named this way is told and asked; no record is opened by it.
        """
        return self.asserted_person_id or self.person_id

    @property
    def byline(self) -> str:
        """Return the words an entry is signed with: who, for which agency."""
        return ", ".join(part for part in (self.asserted or self.name, self.agency_name) if part)


# Jobs act as the service itself: no agency, no role but this one. The nil identifier is
# never a person's, so a log entry by the service cannot be mistaken for somebody's.
SERVICE_ID = UUID(int=0)


def the_service(*, door: Door = Door.JOB) -> Actor:
    """Return the actor that jobs and the clock act as."""
    return Actor(
        person_id=SERVICE_ID,
        agency_id=SERVICE_ID,
        agency_kind=AgencyKind.OTHER,
        roles=frozenset({Role.SYSTEM}),
        name="Safe Return",
        door=door,
    )


def nobody(*, door: Door = Door.PAGE, origin: dict[str, str] | None = None) -> Actor:
    """Return the actor of what somebody tries of whom nothing is known: no role, no agency."""
    return Actor(
        person_id=SERVICE_ID,
        agency_id=SERVICE_ID,
        agency_kind=AgencyKind.OTHER,
        roles=frozenset(),
        door=door,
        origin=origin or {},
    )
