"""The pages of a duty to meet, as a council's coordinator and the others use them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.audit.record import looking
from safereturn.casework.models import MeetingDuty
from safereturn.clocks.rules import MeetingKind
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from tests.domain.casework.repeating import missing_again
from tests.domain.episodes.cases import a_child
from tests.people import COORDINATOR, OFFICER, OUTSIDER, SOCIAL_WORKER, client_for

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def duty(town: None) -> MeetingDuty:
    """A child missing for the second time, and the duty that this has opened."""
    now = timezone.now()
    with looking("test", by=OFFICER):
        missing_again(a_child(at=now - timedelta(days=9)), 2, last=now - timedelta(hours=3))
    return MeetingDuty.objects.get(kind=MeetingKind.MULTI_AGENCY)


def test_a_coordinator_finds_it_in_their_list_and_reads_why_and_who(duty: MeetingDuty) -> None:
    client = client_for(COORDINATOR)
    page = client.get("/meetings/")
    assert duty.ref.encode() in page.content and b"Multi-agency meeting" in page.content
    read = client.get(f"/meetings/duties/{duty.ref}/").content.decode()
    for words in ("Missing 2 times", "Exampleshire Council", "Harbour View", "Not verified"):
        assert words in read, words
    assert "Why you see this" in read
    assert Entry.objects.filter(name="meetings:duty", refs__contains=[duty.ref]).exists()


def test_it_is_closed_with_a_reason_and_says_by_whom(duty: MeetingDuty) -> None:
    client, path = client_for(SOCIAL_WORKER), f"/meetings/duties/{duty.ref}/"
    assert b"Enter why no meeting is held" in client.post(path, {}).content
    assert client.post(path, {"action": "take"}).status_code == 302
    assert b"Sol Worker has it" in client.get(path).content
    assert client.post(path, {"because": "The panel of Monday."}).status_code == 302
    read = client.get(path).content
    assert b"No meeting held" in read and b"The panel of Monday." in read and b"Sol Worker" in read
    assert client.post(path, {"because": "Again."}).status_code == 409


@pytest.mark.parametrize(
    ("by", "read", "written"), [(OFFICER, 200, 403), (OUTSIDER, 404, 404)], ids=["police", "none"]
)
def test_others_read_it_or_find_nothing(
    duty: MeetingDuty, by: Actor, read: int, written: int
) -> None:
    client, path = client_for(by), f"/meetings/duties/{duty.ref}/"
    assert client.get(path).status_code == read
    assert client.post(path, {"because": "No need."}).status_code == written


def test_the_deadlines_of_the_episode_lead_to_it(duty: MeetingDuty) -> None:
    episode = Episode.objects.get(child=duty.child, returned_at__gte=duty.opened_at)
    page = client_for(COORDINATOR).get(f"/episodes/{episode.ref}/deadlines/")
    assert f"/meetings/duties/{duty.ref}/".encode() in page.content
