"""Who may set up agencies, people and keys; and what nobody may be given."""

from datetime import UTC, datetime

import pytest

from safereturn.agencies import actions, policies, queries
from safereturn.agencies.models import Agency, Appointment, ContactPoint, Person, Team
from safereturn.agencies.rules import CALL_KEPT
from safereturn.audit.models import Entry
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    EVERYBODY,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    email_of,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
THE_SERVICE = the_service()

OTHERS = [actor for actor in EVERYBODY if actor is not ADMINISTRATOR]
NOT_YOURS = "You can change only your own agency’s people, teams and desks."
NOT_YOU = "Only an administrator can change people, teams and desks."
NO_SUCH_ROLE = "This kind of agency has no such role."


@pytest.mark.parametrize("actor", OTHERS, ids=lambda actor: actor.name)
def test_only_administrators_set_things_up(actor: Actor) -> None:
    assert policies.can_administer(actor, actor.agency_id).reason == NOT_YOU


def test_an_administrator_sets_up_their_own_agency_alone() -> None:
    assert policies.can_administer(ADMINISTRATOR, EXAMPLESHIRE)
    assert policies.can_administer(ADMINISTRATOR, FARAWAY).reason == NOT_YOURS
    assert policies.can_administer(ADMINISTRATOR, None).reason == NOT_YOURS
    assert policies.can_administer(THE_SERVICE, FARAWAY)


@pytest.mark.parametrize(
    ("roles", "reason"),
    [
        ([Role.SOCIAL_WORKER], ""),
        ([Role.SYSTEM], NO_SUCH_ROLE),
        ([Role.SOCIAL_WORKER, Role.SYSTEM], NO_SUCH_ROLE),
        ([Role.POLICE_SUPERVISOR], NO_SUCH_ROLE),
    ],
)
def test_nobody_gives_a_role_that_is_not_theirs_to_give(roles: list[Role], reason: str) -> None:
    council = Agency(pk=EXAMPLESHIRE, kind=AgencyKind.LOCAL_AUTHORITY)
    assert policies.can_give_roles(ADMINISTRATOR, council, roles).reason == reason
    assert policies.can_give_roles(THE_SERVICE, council, roles).reason == reason


def test_giving_roles_needs_an_administrator_too() -> None:
    council = Agency(pk=EXAMPLESHIRE, kind=AgencyKind.LOCAL_AUTHORITY)
    assert policies.can_give_roles(COORDINATOR, council, []).reason == NOT_YOU


@pytest.mark.usefixtures("town")
class TestInTheTown:
    """What the administrator of Exampleshire does."""

    def council(self) -> Agency:
        return queries.get_agency(EXAMPLESHIRE)

    def test_the_services_own_role_cannot_be_had(self) -> None:
        person = actions.enrol("new@council.example", "Newt", password=None, by=ADMINISTRATOR)
        with pytest.raises(NotAllowed, match="no such role"):
            actions.appoint(person, self.council(), [Role.SYSTEM], at=NOON, by=ADMINISTRATOR)
        with pytest.raises(NotAllowed, match="no such role"):
            actions.make_token(self.council(), "x", [Role.SYSTEM], at=NOON, by=ADMINISTRATOR)
        assert not Appointment.objects.filter(person=person).exists()

    def test_a_team_with_a_desk(self) -> None:
        council = self.council()
        far = queries.get_agency(FARAWAY)
        team = actions.add_team(council, "Nights", acts_for=[far], by=ADMINISTRATOR)
        desk = actions.add_desk(council, "Night desk", "01632 960100", team=team, by=ADMINISTRATOR)
        assert list(Team.objects.get(pk=team.pk).acts_for.all()) == [far]
        assert ContactPoint.objects.get(pk=desk.pk).openings == []
        names = set(Entry.objects.filter(act="setting").values_list("name", flat=True))
        assert {"agency.team_added", "agency.desk_added"} <= names

    def test_somebody_else_is_refused_and_nothing_is_written(self) -> None:
        council = self.council()
        tries = (
            lambda: actions.set_up(AgencyKind.POLICE, "My own", by=ADMINISTRATOR),
            lambda: actions.add_team(council, "x", by=COORDINATOR),
            lambda: actions.add_desk(council, "x", "1", by=COORDINATOR),
            lambda: actions.enrol("a@b.example", "x", password=None, by=COORDINATOR),
            lambda: actions.make_token(council, "x", [], at=NOON, by=COORDINATOR),
        )
        for attempt in tries:
            with pytest.raises(NotAllowed):
                attempt()
        assert not Agency.objects.filter(name="My own").exists()
        assert not Team.objects.exists()

    def test_enrolling_checks_the_address_and_the_password(self) -> None:
        person = actions.enrol("New@Council.Example", "Newt", password=PASSWORD, by=ADMINISTRATOR)
        assert person.email == "new@council.example"
        assert Person.objects.get_by_natural_key("NEW@council.example") == person
        assert str(person) == str(person.pk)
        with pytest.raises(Conflict):
            actions.enrol(email_of(COORDINATOR).upper(), "x", password=None, by=ADMINISTRATOR)
        with pytest.raises(Invalid) as weak:
            actions.enrol("weak@council.example", "x", password="short", by=ADMINISTRATOR)
        assert set(weak.value.fields) == {"password"}

    def test_an_appointment_begins_and_ends(self) -> None:
        person = actions.enrol("new@council.example", "Newt", password=None, by=ADMINISTRATOR)
        appointment = actions.appoint(
            person, self.council(), [Role.SOCIAL_WORKER], at=NOON, by=ADMINISTRATOR
        )
        assert queries.find_actor(person.pk, at=NOON)
        ended = actions.end_appointment(appointment, at=NOON, by=ADMINISTRATOR)
        assert queries.find_actor(person.pk, at=NOON) is None
        again = actions.end_appointment(ended, at=NOON.replace(hour=13), by=ADMINISTRATOR)
        assert again.ends_at == NOON

    def test_a_police_role_is_held_at_a_force(self) -> None:
        force = queries.get_agency(EXAMPLESHIRE_POLICE)
        _, key = actions.make_token(force, "x", [Role.CALL_HANDLER], at=NOON, by=THE_SERVICE)
        actor = queries.find_client_actor(key, at=NOON, asserted="")
        assert actor and actor.has(Role.CALL_HANDLER)


@pytest.mark.django_db
class TestCallsOfOtherSystems:
    """The same call acts once."""

    def test_the_first_answer_is_given_again(self) -> None:
        asked = []

        def act() -> tuple[int, str]:
            asked.append(1)
            return 201, "made"

        first = actions.answer_once("k", "d", act, at=NOON, by=COORDINATOR)
        second = actions.answer_once("k", "d", act, at=NOON, by=COORDINATOR)
        assert (first.status, first.answer, first.repeated) == (201, "made", False)
        assert (second.status, second.answer, second.repeated) == (201, "made", True)
        assert len(asked) == 1
        with pytest.raises(actions.KeyUsedBefore):
            actions.answer_once("k", "other", act, at=NOON, by=COORDINATOR)

    def test_old_answers_are_forgotten(self) -> None:
        actions.answer_once("k", "d", lambda: (200, ""), at=NOON, by=COORDINATOR)
        assert actions.forget_calls(at=NOON + CALL_KEPT) == 0
        later = NOON + 2 * CALL_KEPT
        assert actions.forget_calls(at=later) == 1
        assert actions.forget_calls(at=later) == 0
