"""An agency’s system gives a handover for a colleague it names; the one who accepts signs in."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from safereturn.agencies.models import Appointment
from safereturn.audit.record import looking, recording
from safereturn.casework import jobs
from safereturn.casework.actions import handover
from safereturn.casework.models import Handover
from safereturn.casework.queries import handover as queries
from safereturn.casework.rules import HandoverWords
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.identity import acting
from safereturn.notifications.models import Notice
from tests.api.conftest import System, key_for
from tests.api.setting import done
from tests.domain.episodes.cases import a_child, a_report
from tests.people import (
    ADMINISTRATOR,
    CALL_HANDLER,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    OFFICER,
    OTHER_OFFICER,
    SUPERVISOR,
    email_of,
)

pytestmark = pytest.mark.django_db
WORDS = {"stands": "House searched, phone off.", "to_do": "Ring the aunt by six."}


@pytest.fixture
def at(town: None) -> datetime:
    return timezone.now()


@pytest.fixture
def episode(at: datetime) -> Episode:
    with looking("test", by=OFFICER):
        made = a_report(a_child(at=at - timedelta(days=9)), at=at - timedelta(hours=3))
        handover.take(made.ref, at=at - timedelta(hours=2), by=OFFICER)
    return made


def system_of(actor: Actor, person: Actor | None = None) -> System:
    """Return an agency's system with the roles of one person, naming another as who asks."""
    return System(key_for(actor), "Whoever", email_of(person or actor))


def to(person: Actor) -> dict[str, Any]:
    return WORDS | {"to": str(person.person_id)}


def test_it_is_given_for_the_colleague_who_is_named_and_stays_theirs(
    episode: Episode, at: datetime
) -> None:
    system = system_of(OFFICER)
    ref = done(system.post(f"/episodes/{episode.ref}/handover", to(CALL_HANDLER)))["ref"]
    row = Handover.objects.get(ref=ref)
    assert (row.given_by_id, row.from_person_id) == (OFFICER.person_id, OFFICER.person_id)
    assert row.through == "System of Exampleshire Police"
    hand = done(system.get(f"/episodes/{episode.ref}/in-hand"), 200)
    assert hand == {
        "name": OFFICER.name,
        "waiting_ref": ref,
        "waiting_for": CALL_HANDLER.name,
    }
    [listed] = done(system.get("/handovers"), 200)
    assert (listed["ref"], listed["given_by"], listed["to"]) == (
        ref, OFFICER.name, CALL_HANDLER.name,
    )  # fmt: skip
    assert "House searched" not in str(listed)
    assert done(system.get(f"/handovers/{ref}"), 200)["stands"] == WORDS["stands"]


def test_no_system_accepts_declines_or_takes_in_hand(episode: Episode, at: datetime) -> None:
    system = system_of(OFFICER)
    ref = done(system.post(f"/episodes/{episode.ref}/handover", to(CALL_HANDLER)))["ref"]
    for answer in ("accepted", "declined"):
        assert system.post(f"/handovers/{ref}/{answer}", {}).status_code == 404
    for key in (system_of(CALL_HANDLER), system_of(SUPERVISOR, CALL_HANDLER)):
        assert key.post(f"/episodes/{episode.ref}/in-hand", {}).status_code in {404, 405}
    with looking("test", by=CALL_HANDLER):
        named = handover.accept(ref, at=at, by=CALL_HANDLER)
    assert named.answered_by_id == CALL_HANDLER.person_id


@pytest.mark.parametrize("reference", ["PC 1234", "nobody@police.example", "administrator"])
def test_a_reference_of_nobody_who_works_with_children_gives_nothing(
    episode: Episode, reference: str
) -> None:
    system = system_of(OFFICER)
    system.reference = reference
    if reference == "administrator":
        with recording("test.number", by=the_service()):
            Appointment.objects.filter(person_id=ADMINISTRATOR.person_id).update(
                agency_id=EXAMPLESHIRE_POLICE
            )
        system.reference = email_of(ADMINISTRATOR)
    answer = system.post(f"/episodes/{episode.ref}/handover", to(CALL_HANDLER))
    assert answer.status_code == 422
    assert "X-User-Reference" in answer.content.decode()
    assert not Handover.objects.exists()


def test_what_a_colleague_has_is_given_only_by_who_sees_to_it(episode: Episode) -> None:
    path = f"/episodes/{episode.ref}/handover"
    assert system_of(OFFICER, CALL_HANDLER).post(path, to(SUPERVISOR)).status_code == 403
    done(system_of(SUPERVISOR).post(path, to(CALL_HANDLER)))


def test_oneself_and_another_agency_are_refused(episode: Episode) -> None:
    path = f"/episodes/{episode.ref}/handover"
    supervisors = system_of(SUPERVISOR)
    for person in (SUPERVISOR, OTHER_OFFICER, COORDINATOR, OFFICER):
        assert supervisors.post(path, to(person)).status_code == 422


def test_the_system_takes_back_for_whoever_gave_it(episode: Episode, at: datetime) -> None:
    with looking("test", by=OFFICER):
        words = HandoverWords(stands="As before.")
        row = handover.give(episode.ref, CALL_HANDLER.person_id, words, at=at, by=OFFICER)
    path = f"/handovers/{row.ref}/withdrawn"
    assert system_of(OFFICER, CALL_HANDLER).post(path, {}).status_code == 403
    unnamed = system_of(SUPERVISOR)
    unnamed.reference = "PC 1234"
    assert unnamed.post(path, {}).status_code == 422
    done(system_of(OFFICER).post(path, {}))
    row.refresh_from_db()
    assert (row.answer, row.answered_by_id) == ("withdrawn", OFFICER.person_id)
    assert system_of(OFFICER).post(path, {}).status_code == 409


def test_another_agencys_system_sees_none(episode: Episode, at: datetime) -> None:
    system = system_of(OFFICER)
    ref = done(system.post(f"/episodes/{episode.ref}/handover", to(CALL_HANDLER)))["ref"]
    council = system_of(COORDINATOR)
    assert done(council.get("/handovers"), 200) == []
    assert council.get(f"/handovers/{ref}").status_code == 404
    assert council.post(f"/handovers/{ref}/withdrawn", {}).status_code == 404


def test_a_no_reaches_whoever_was_named(episode: Episode, at: datetime) -> None:
    system = system_of(OFFICER)
    ref = done(system.post(f"/episodes/{episode.ref}/handover", to(CALL_HANDLER)))["ref"]
    with looking("test", by=CALL_HANDLER):
        row = handover.decline(ref, "I am off in ten minutes.", at=at, by=CALL_HANDLER)
    jobs.tell_handover_answered(child_id=str(episode.child_id), handover_id=str(row.pk))
    with acting(OFFICER, at=at):
        told = Notice.objects.get(kind="handover.declined")
    assert told.person_id == OFFICER.person_id
    with looking("test", by=OFFICER):
        assert queries.get_handover(OFFICER, ref, at=at).through
