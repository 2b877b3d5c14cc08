"""Acknowledging a notice: one press in the list, in the notice, on the episode, by the API."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from safereturn.casework.actions.clocks import firer
from safereturn.casework.jobs import follow_protocol
from safereturn.clocks.actions import due_now, fire
from safereturn.clocks.models import Senior
from safereturn.episodes.jobs import tell_agencies
from safereturn.episodes.models import Episode
from safereturn.foundation.models import PublishedFact
from safereturn.notifications.actions import notify
from safereturn.notifications.models import Notice
from tests.domain.episodes.cases import a_child, a_report
from tests.domain.risk.making import back
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    EXAMPLESHIRE,
    HEALTH,
    NURSE,
    OFFICER,
    SOCIAL_WORKER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
NOTICE = re.compile(r'href="/notices/([0-9a-f-]{36})/"')


@pytest.fixture
def episode(monkeypatch: pytest.MonkeyPatch) -> Episode:
    """A child reported an hour ago; the agencies were told then, and nobody has answered."""
    now = timezone.now()
    then = now - timedelta(minutes=40)
    found = a_report(a_child(at=now - timedelta(days=30)), at=then)
    fact = PublishedFact.objects.get(name="EpisodeReported")
    with monkeypatch.context() as patched:
        patched.setattr("django.utils.timezone.now", lambda: then)
        tell_agencies(fact_id=str(fact.pk), **fact.body)
    for minute in range(41):
        at = then + timedelta(minutes=minute)
        while ripe := due_now(at=at, most=50):
            for one in ripe:
                fire(one, firer(), at=at)
    return found


def ours() -> Notice:
    return Notice.objects.get(kind="episode.reported", agency_id=EXAMPLESHIRE)


def test_the_list_acknowledges_with_one_press(episode: Episode) -> None:
    client = client_for(SOCIAL_WORKER)
    page = client.get("/notices/").content.decode()
    [press] = re.findall(r'action="(/notices/[^"]+/acknowledge/)"', page)
    assert "Nobody has acknowledged this yet: A child has been reported missing" in page
    answer = client.post(press)
    assert answer.headers["Location"] == "/notices/"
    again = client.get("/notices/").content.decode()
    assert press not in again and "acknowledge/" not in again
    assert f"Acknowledged: {episode.ref}" in again


def test_the_notice_shows_how_far_it_has_got_and_leads_on_when_it_is_acknowledged(
    episode: Episode,
) -> None:
    client = client_for(COORDINATOR)
    path = f"/notices/{ours().pk}/"
    page = client.get(path).content.decode()
    assert "Sent on to the next on duty (Cora Dinator)" in page
    assert "out-of-hours team" in page
    assert "Not acknowledged." in page
    assert "It goes to the named senior" in page
    answer = client.post(path + "acknowledge/", {"then": "record"})
    assert answer.headers["Location"] == f"/episodes/{episode.ref}/"
    assert client.get(path).headers["Location"] == f"/episodes/{episode.ref}/"


def test_the_episode_says_who_has_not_answered_and_takes_the_call(episode: Episode) -> None:
    path = f"/episodes/{episode.ref}/"
    police = client_for(OFFICER)
    page = police.get(path).content.decode()
    assert "Exampleshire Council: A child has been reported missing" in page
    assert "Ring: " not in page, "it still goes to somebody"
    assert "Cora Dinator" not in page, "whom another agency has told is its own"
    assert f"/episodes/{episode.ref}/ring/{HEALTH}/" in page
    assert "Your agency has not acknowledged" not in page
    mine = client_for(NURSE).get(path).content.decode()
    assert "Your agency has not acknowledged" in mine
    rung = {
        "spoke_to": "Noor",
        "phone": "01632 960002",
        "rung_at_day": "today",
        "rung_at_time": "0000",
    }
    assert police.post(f"/episodes/{episode.ref}/ring/{HEALTH}/", rung).status_code == 302
    page = police.get(path).content.decode()
    later = timezone.now() + timedelta(minutes=30)
    while ripe := due_now(at=later, most=50):
        for one in ripe:
            fire(one, firer(), at=later)
    gone = police.get(path).content.decode()
    assert "It has gone to everybody there is: ring" in gone
    assert "Ring: Exampleshire Council, " in gone
    assert "Told by phone" in page and "Noor, 01632 960002. Rung by Olu Officer" in page


def test_what_waits_stands_first_once_and_asks_no_more_when_the_child_is_back(
    episode: Episode,
) -> None:
    now = timezone.now()
    for number in range(60):
        notify(EXAMPLESHIRE, "agreement.commented", key=f"later {number}", reference=f"A {number}",
               path="/", at=now - timedelta(seconds=60 - number))  # fmt: skip
    client, press = client_for(SOCIAL_WORKER), f"/notices/{ours().pk}/acknowledge/"
    page = client.get("/notices/").content.decode()
    assert page.count("Nobody has acknowledged this yet: A child has been reported missing") == 2
    assert page.index("Nobody has acknowledged this yet") < page.index("A 59")
    assert page.count('/acknowledge/"') == 1, "of a climb the last rung, and not each"
    older = client.get("/notices/?page=2").content.decode()
    assert '/acknowledge/"' not in older, "neither it again nor the rungs before it"
    assert "Sent on: the last stands first in the list" in older
    pages = [*NOTICE.findall(page), *NOTICE.findall(older)]
    assert len(pages) == len(set(pages)), "each stands on one page"
    mine = Notice.objects.filter(agency_id=EXAMPLESHIRE, person_id=None).count()
    assert len(pages) >= mine, "and none on no page"
    back(episode, at=now)
    follow_protocol(child_id=str(episode.child_id), episode_id=str(episode.pk))
    page = client.get("/notices/").content.decode()
    assert "/acknowledge/" not in page
    older = client.get("/notices/?page=2").content.decode()
    assert press not in older and "No longer: it is over" in older


def test_what_finds_no_place_among_the_first_asks_where_it_stands(
    episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safereturn.notifications.queries.list_unanswered", lambda actor: [])
    page = client_for(SOCIAL_WORKER).get("/notices/").content.decode()
    assert f"/notices/{ours().pk}/acknowledge/" in page and "Sent on:" not in page


def test_another_agency_acknowledges_nothing_for_us(episode: Episode) -> None:
    assert client_for(NURSE).post(f"/notices/{ours().pk}/acknowledge/").status_code == 404
    assert client_for(ADMINISTRATOR).post(f"/notices/{ours().pk}/acknowledge/").status_code == 404
    assert ours().acknowledged_at is None


def test_the_administrator_sees_what_a_senior_would_be_told_and_names_one() -> None:
    client = client_for(ADMINISTRATOR)
    path = "/settings/senior/"
    page = client.get(path).content.decode()
    assert "Nobody is named" in page and path in page
    chosen = {"person": str(SOCIAL_WORKER.person_id)}
    tried = client.post(path, chosen | {"do": "try"}).content.decode()
    assert "Sol Worker would be told:" in tried
    assert "Notice acknowledged: 30 minutes after" in tried
    assert not Senior.objects.exists()
    assert client.post(path, chosen | {"do": "save"}).status_code == 302
    page = client.get(path).content.decode()
    assert "Named by Adi Ministrator" in page and "Nobody is named" not in page
    assert "Choose who is told last" in client.post(path, {"do": "save"}).content.decode()
    assert client_for(COORDINATOR).get(path).status_code == 403
