"""The pages of a handover and of a shift, as the people of a police control room use them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.audit.record import looking
from safereturn.casework.models import Handover
from safereturn.casework.queries.handover import held_by
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from tests.domain.episodes.cases import a_child, a_report
from tests.people import (
    CALL_HANDLER,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    OFFICER,
    OUTSIDER,
    SUPERVISOR,
    client_for,
)

NO_TABLE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
pytestmark = pytest.mark.usefixtures("town")
WORDS = {"stands": "House searched.\nPhone off.", "to_do": "Ring the aunt.", "worry": "The car."}


@pytest.fixture
def episode(town: None) -> Episode:
    now = timezone.now()
    with looking("test", by=OFFICER):
        return a_report(a_child(at=now - timedelta(days=9)), at=now - timedelta(hours=3))


def hands(episode: Episode) -> object:
    return held_by(episode.pk, EXAMPLESHIRE_POLICE, at=timezone.now())


def give(client: Client, episode: Episode, to: Actor) -> Handover:
    path = f"/episodes/{episode.ref}/handover/"
    assert client.post(path, {"to": str(to.person_id), **WORDS}).status_code == 302
    return Handover.objects.latest("given_at")


def test_from_nobodys_hands_to_a_colleagues(episode: Episode) -> None:
    officer, handler = client_for(OFFICER), client_for(CALL_HANDLER)
    page = officer.get(f"/episodes/{episode.ref}/")
    assert b"In nobody\xe2\x80\x99s hands at your agency" in page.content
    officer.post(f"/episodes/{episode.ref}/take/")
    assert hands(episode) == OFFICER.person_id
    assert b"In your hands" in officer.get("/worklist/").content
    row = give(officer, episode, CALL_HANDLER)
    assert b"not accepted yet" in officer.get(f"/episodes/{episode.ref}/").content
    shift = handler.get("/shift/")
    assert row.ref.encode() in shift.content and episode.child.name.encode() in shift.content
    read = handler.get(f"/handovers/{row.ref}/")
    for words in (b"House searched.", b"Ring the aunt.", b"The car."):
        assert words in read.content
    assert Entry.objects.filter(name="handover:handover", refs__contains=[episode.ref]).exists()
    handler.post(f"/handovers/{row.ref}/", {"answer": "accept"})
    assert hands(episode) == CALL_HANDLER.person_id
    assert b"Accepted" in handler.get(f"/handovers/{row.ref}/").content


def test_a_no_without_its_reason_comes_back_with_what_to_do(episode: Episode) -> None:
    row = give(client_for(OFFICER), episode, CALL_HANDLER)
    handler = client_for(CALL_HANDLER)
    page = handler.post(f"/handovers/{row.ref}/", {"answer": "decline"})
    assert b"Enter why you cannot take it over" in page.content
    page = handler.post(f"/handovers/{row.ref}/", {})
    assert b"Select whether you take it over" in page.content
    handler.post(f"/handovers/{row.ref}/", {"answer": "decline", "because": "Off shift."})
    assert b"Off shift." in client_for(OFFICER).get(f"/handovers/{row.ref}/").content


def test_typed_words_come_back_when_nobody_was_chosen(episode: Episode) -> None:
    page = client_for(OFFICER).post(f"/episodes/{episode.ref}/handover/", {"to": "", **WORDS})
    assert b"Select who takes it over" in page.content
    assert b"House searched." in page.content


def test_who_gave_it_takes_it_back_and_who_did_not_is_refused(episode: Episode) -> None:
    row = give(client_for(OFFICER), episode, CALL_HANDLER)
    refused = client_for(CALL_HANDLER).post(f"/handovers/{row.ref}/", {"action": "withdraw"})
    assert refused.status_code == 403
    client_for(OFFICER).post(f"/handovers/{row.ref}/", {"action": "withdraw"})
    row.refresh_from_db()
    assert row.answer == "withdrawn"
    assert (
        client_for(CALL_HANDLER).post(f"/handovers/{row.ref}/", {"answer": "accept"}).status_code
        == 409
    )


@pytest.mark.parametrize("stranger", [COORDINATOR, OUTSIDER], ids=["the council", "a stranger"])
def test_another_agency_finds_no_handover(episode: Episode, stranger: Actor) -> None:
    row = give(client_for(OFFICER), episode, CALL_HANDLER)
    assert client_for(stranger).get(f"/handovers/{row.ref}/").status_code == 404


@pytest.mark.parametrize("person", [SUPERVISOR, COORDINATOR], ids=["police", "council"])
def test_the_list_can_be_narrowed_to_ones_own_and_nobodys(episode: Episode, person: Actor) -> None:
    client = client_for(person)
    name = episode.child.name.encode()
    assert name in client.get("/worklist/?held=nobodys").content
    assert name not in client.get("/worklist/?held=mine").content
    client.post(f"/episodes/{episode.ref}/take/")
    assert name not in client.get("/worklist/?held=nobodys").content
    assert name in client.get("/worklist/?held=mine").content


def test_a_shift_asks_fifteen_times_at_most(episode: Episode) -> None:
    client = client_for(OFFICER)
    give(client, episode, CALL_HANDLER)
    client.get("/shift/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/shift/")
    statements = [query["sql"] for query in asked if not query["sql"].startswith(NO_TABLE)]
    assert len(statements) <= 15, "\n".join(statements)
