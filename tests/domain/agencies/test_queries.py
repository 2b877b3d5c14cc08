"""Who is who now, whom to ring at a moment, and which address takes notices."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from safereturn.agencies import actions, queries
from safereturn.agencies.models import Agency, Appointment, ContactPoint, ReferenceBody
from safereturn.agencies.rules import WEEKDAYS_9_TO_5, DeskUse
from safereturn.audit.record import recording
from safereturn.foundation.actor import AgencyKind, Door, Role, the_service
from safereturn.foundation.errors import NotFound
from tests.people import (
    ADMINISTRATOR,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    FARAWAY,
    HARBOUR_VIEW,
    SAMPLEFORD,
    SETTLED,
    email_of,
)

pytestmark = pytest.mark.usefixtures("town")
MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FRIDAY_NIGHT = datetime(2026, 3, 6, 22, tzinfo=UTC)
NIGHTS: list[list[Any]] = [[day, "17:00", "09:00"] for day in range(7)]
THE_SERVICE = the_service()


def a_council(name: str = "Test Council") -> Agency:
    return actions.set_up(AgencyKind.LOCAL_AUTHORITY, name, by=THE_SERVICE)


def a_desk(agency: Agency, name: str, **details: Any) -> ContactPoint:
    return actions.add_desk(agency, name, "01632 960100", by=THE_SERVICE, **details)


def rung(agency: Agency, at: datetime, use: DeskUse | None = None) -> str:
    return queries.desks_for([agency.pk], at=at, use=use)[agency.pk].name


def test_the_desk_of_the_wanted_use_is_rung_while_it_is_open() -> None:
    council = a_council()
    a_desk(council, "Duty", rank=0)
    a_desk(council, "Missing", use=DeskUse.MISSING, openings=WEEKDAYS_9_TO_5, rank=1)
    assert rung(council, MONDAY_NOON, DeskUse.MISSING) == "Missing"
    assert rung(council, FRIDAY_NIGHT, DeskUse.MISSING) == "Duty"
    assert rung(council, MONDAY_NOON) == "Duty"


def test_by_night_the_out_of_hours_desk_is_rung() -> None:
    council = a_council()
    a_desk(council, "Duty", openings=WEEKDAYS_9_TO_5)
    a_desk(council, "Nights", use=DeskUse.OUT_OF_HOURS, openings=NIGHTS, rank=1)
    assert rung(council, MONDAY_NOON) == "Duty"
    assert rung(council, FRIDAY_NIGHT) == "Nights"


def test_a_closed_desk_says_when_it_opens() -> None:
    desk = queries.desks_for([COLLEGE], at=FRIDAY_NIGHT)[COLLEGE]
    assert not desk.is_open
    assert desk.sentence == ("Example College, Duty desk: closed until Monday 09:00. 01632 960001")
    assert queries.desks_for([COLLEGE], at=MONDAY_NOON)[COLLEGE].sentence == (
        "Example College, Duty desk: 01632 960001"
    )


def test_a_team_that_covers_several_councils_is_rung_when_theirs_are_shut() -> None:
    lead, other, third = a_council("Lead"), a_council("Other"), a_council("Third")
    team = actions.add_team(lead, "Nights", acts_for=[other, third], by=THE_SERVICE)
    a_desk(lead, "Night team", use=DeskUse.OUT_OF_HOURS, openings=NIGHTS, team=team)
    a_desk(other, "Duty", openings=WEEKDAYS_9_TO_5)
    by_night = queries.desks_for([other.pk, third.pk], at=FRIDAY_NIGHT)
    assert {(desk.agency, desk.name) for desk in by_night.values()} == {
        ("Other", "Night team"),
        ("Third", "Night team"),
    }
    assert rung(other, MONDAY_NOON) == "Duty"
    assert queries.desks_for([third.pk], at=MONDAY_NOON) == {}


def test_who_governs_information_is_not_rung_about_a_child() -> None:
    council = a_council()
    a_desk(council, "Governance", use=DeskUse.GOVERNANCE, email="ig@test.example")
    assert rung(council, MONDAY_NOON) == "Governance"
    a_desk(council, "Zulu duty", openings=WEEKDAYS_9_TO_5, rank=5, email="duty@test.example")
    assert rung(council, FRIDAY_NIGHT) == "Zulu duty"
    assert rung(council, FRIDAY_NIGHT, DeskUse.GOVERNANCE) == "Governance"
    assert queries.addresses_for([council.pk]) == {council.pk: "duty@test.example"}


def test_the_first_desk_by_rank_and_name_is_rung_and_written_to() -> None:
    council = a_council()
    a_desk(council, "Beta", email="beta@test.example")
    a_desk(council, "Alpha", email="alpha@test.example")
    a_desk(council, "Early", rank=1, email="early@test.example")
    ended = a_desk(council, "Aaa", rank=-1, email="ended@test.example")
    with recording("test", by=THE_SERVICE):
        ended.ended_at = SETTLED
        ended.save()
    assert rung(council, MONDAY_NOON) == "Alpha"
    assert queries.addresses_for([council.pk]) == {council.pk: "alpha@test.example"}


def test_an_agency_without_desk_or_address_is_left_out() -> None:
    council = a_council()
    assert queries.desks_for([council.pk], at=MONDAY_NOON) == {}
    a_desk(council, "Duty")
    assert queries.addresses_for([council.pk]) == {}


def test_every_desk_is_on_the_printed_list() -> None:
    council = a_council()
    a_desk(council, "Nights", openings=NIGHTS)
    listed = queries.list_desks(at=MONDAY_NOON)
    assert len(listed) == 11
    assert {desk.name: desk.is_open for desk in listed}["Nights"] is False


def test_a_person_is_who_their_appointment_says() -> None:
    actor = queries.find_actor(COORDINATOR.person_id, at=MONDAY_NOON, door=Door.API)
    assert actor
    assert (actor.agency_id, actor.roles) == (
        EXAMPLESHIRE,
        frozenset({Role.COUNCIL_COORDINATOR}),
    )
    assert actor.byline == "Cora Dinator, Exampleshire Council"
    assert queries.find_actor(COORDINATOR.person_id, at=SETTLED - timedelta(days=1)) is None
    assert queries.find_actor(uuid4(), at=MONDAY_NOON) is None


def test_one_of_several_appointments_is_acted_for_at_a_time() -> None:
    person = queries.signed_in(COORDINATOR.person_id, at=MONDAY_NOON)
    assert person
    second = actions.appoint(
        person,
        queries.get_agency(SAMPLEFORD),
        [Role.SOCIAL_WORKER],
        title="Bank",
        at=SETTLED + timedelta(days=1),
        by=THE_SERVICE,
    )
    person = queries.signed_in(COORDINATOR.person_id, at=MONDAY_NOON)
    assert person
    first, chosen = queries.actor_of(person), queries.actor_of(person, appointment_id=second.pk)
    assert first and chosen
    assert (first.agency_id, chosen.agency_id) == (EXAMPLESHIRE, SAMPLEFORD)
    assert queries.actor_of(person, appointment_id=uuid4()) is None
    listed = queries.list_appointments(person.pk, at=MONDAY_NOON)
    assert [name for _, name, _ in listed] == ["Exampleshire Council", "Sampleford Borough Council"]
    assert queries.find_actor(person.pk, at=MONDAY_NOON, appointment_id=second.pk) == chosen


def test_somebody_without_appointment_is_still_a_person() -> None:
    Appointment.objects.filter(person_id=ADMINISTRATOR.person_id)
    early = SETTLED - timedelta(days=1)
    person = queries.signed_in(ADMINISTRATOR.person_id, at=early)
    assert person and queries.actor_of(person) is None
    assert queries.signed_in(uuid4(), at=early) is None


def test_a_key_acts_for_its_agency_until_it_is_revoked_or_runs_out() -> None:
    agency = queries.get_agency(HARBOUR_VIEW)
    soon = MONDAY_NOON + timedelta(hours=1)
    client, key = actions.make_token(
        agency, "Care system", [Role.CARER], expires_at=soon, at=MONDAY_NOON, by=THE_SERVICE
    )
    actor = queries.find_client_actor(key, at=MONDAY_NOON, asserted="Kay Rer")
    assert actor
    assert (actor.agency_id, actor.door, actor.asserted) == (HARBOUR_VIEW, Door.API, "Kay Rer")
    assert actor.byline == "Kay Rer, Harbour View"
    assert queries.find_client_actor(key, at=soon, asserted="") is None
    assert queries.find_client_actor("sr_nothing", at=MONDAY_NOON, asserted="") is None
    assert [row.pk for row in queries.list_clients()] == [client.pk]
    actions.revoke_token(client, at=MONDAY_NOON, by=THE_SERVICE)
    assert queries.find_client_actor(key, at=MONDAY_NOON, asserted="") is None
    assert queries.list_clients() == []


def test_the_directory() -> None:
    assert queries.get_agency(FARAWAY).name == "Faraway Council"
    with pytest.raises(NotFound):
        queries.get_agency(uuid4())
    homes = queries.list_agencies(AgencyKind.CHILDRENS_HOME)
    assert [agency.pk for agency in homes] == [HARBOUR_VIEW]
    assert len(queries.list_agencies()) == 10
    assert queries.names([HARBOUR_VIEW]) == {HARBOUR_VIEW: "Harbour View"}
    assert queries.kinds([HARBOUR_VIEW]) == {HARBOUR_VIEW: AgencyKind.CHILDRENS_HOME}
    assert queries.without_accounts([HARBOUR_VIEW, COLLEGE]) == {COLLEGE}
    person = COORDINATOR.person_id
    assert queries.person_names([person]) == {person: "Cora Dinator"}


def test_a_published_code_names_the_agency_and_an_empty_one_nobody() -> None:
    body = ReferenceBody.objects.create(
        code="T99999999", kind="police", name="Test force", dfe_code=""
    )
    force = actions.set_up(AgencyKind.POLICE, "Test force", by=THE_SERVICE, reference=body)
    assert queries.find_by_reference("T99999999") == force
    assert queries.find_by_reference("") is None
    assert queries.find_by_reference("nothing") is None
    assert body in queries.list_reference_bodies("police")


def test_the_invented_people_are_listed_agency_by_agency() -> None:
    person = queries.signed_in(COORDINATOR.person_id, at=MONDAY_NOON)
    assert person
    assert queries.demonstration_people(at=MONDAY_NOON) == []
    person.is_demonstration = True
    person.save()
    [group] = queries.demonstration_people(at=MONDAY_NOON)
    assert group["agency"] == "Exampleshire Council"
    assert email_of(COORDINATOR) == person.email
