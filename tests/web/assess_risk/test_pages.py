"""The pages of the picture and the grading, through a browser's eyes."""

import logging
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from safereturn.audit.models import Entry
from safereturn.casework.actions import knocking
from safereturn.casework.rules import KNOCKS
from safereturn.children.rules import FlagKind
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.risk import actions
from safereturn.risk.models import Ask, Assessment, Contribution, Disagreement, Picture, Screening
from safereturn.risk.rules import Level
from tests.domain.children.making import a_child, a_warning
from tests.domain.risk.making import (
    a_grade,
    a_missing_child,
    back,
    graded,
    nurse_adds,
    says,
    withholds,
)
from tests.people import (
    COLLEGE,
    COORDINATOR,
    HEALTH,
    NURSE,
    OFFICER,
    OUTSIDER,
    SUPERVISOR,
    YOUTH_JUSTICE,
    YOUTH_WORKER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
HOUR = timedelta(hours=1)
ANSWER = {"kind_1": "health_safety", "kind_2": "risk", "kind_3": "plans"}
WHO = {"supplier_name": "Noor Se", "supplier_contact": "01632 960002"}


def now() -> datetime:
    """Return the machine's now: pages have no other."""
    return datetime.now(tz=UTC)


@pytest.fixture
def episode() -> Episode:
    """A child of the town, missing for an hour."""
    return a_missing_child(at=now() - HOUR)


def url(name: str, *args: object) -> str:
    """Return the address of one of these pages."""
    return reverse(f"assess_risk:{name}", args=args)


def page(client: Client, path: str, status: int = 200) -> str:
    """Return what a page says, without its markup's spaces."""
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:2000]
    return " ".join(unescape(response.content.decode()).split())


def picture_id(html: str) -> str:
    """Return the picture that a grading page was shown with."""
    found = re.search(r'name="picture_id" value="([^"]+)"', html)
    assert found
    return found[1]


def test_the_picture_names_the_silent_and_offers_to_ask(episode: Episode) -> None:
    html = page(client_for(OFFICER), url("picture", episode.ref))
    assert "3 agencies have said nothing: Exampleshire Council, Exampleshire Health Trust" in html
    assert "Silence is not a sign of safety." in html
    assert "Not yet asked" in html
    assert url("ask", episode.ref) in html
    assert "score" not in html.lower()


def test_three_warnings_stand_open_and_the_rest_behind_and_more() -> None:
    child = a_child()
    for kind in (FlagKind.OTHER, FlagKind.MEDICAL, FlagKind.SUICIDE, FlagKind.TRAFFICKING):
        a_warning(child, kind, by=COORDINATOR)
    html = page(client_for(OFFICER), url("picture", a_missing_child(child, at=now() - HOUR).ref))
    kinds = ("suicide", "medical", "trafficking", "other")
    places = [html.index(f"Act on {kind}") for kind in kinds]
    assert places == sorted(places)
    assert places[2] < html.index("and 1 more") < places[3]


def test_each_state_has_its_words(episode: Episode) -> None:
    at = now()
    ask = actions.ask(episode.pk, HEALTH, "?", at=at, by=OFFICER)
    actions.ask_by_phone(
        episode.pk, COLLEGE, "?", spoke_to="Night porter", phone_number="01632 960009",
        at=at, by=OFFICER,
    )  # fmt: skip
    actions.ask(episode.pk, YOUTH_JUSTICE, "?", at=at, by=OFFICER)
    actions.answer(ask.pk, withholds(), at=at, by=NURSE)
    html = page(client_for(OFFICER), url("picture", episode.ref))
    assert "Asked and waiting" in html
    assert "Told by phone: Night porter, on 01632 960009" in html
    assert "Ring: Duty nurse 01632 960002" in html
    assert "It would put her at risk" not in html
    actions.record_by_phone(episode.pk, COLLEGE, says("Not in."), at=at, by=OFFICER)
    html = page(client_for(OFFICER), url("picture", episode.ref))
    assert "recorded by Olu Officer, Exampleshire Police, not yet confirmed" in html
    assert "/confirm/" in html
    html = page(client_for(COORDINATOR), url("picture", episode.ref))
    assert "not yet confirmed" in html
    assert "/confirm/" not in html  # only who said it, or who took the call


def test_an_agency_asked_in_the_service_is_then_rung(episode: Episode) -> None:
    actions.ask(episode.pk, HEALTH, "What?", at=now(), by=OFFICER)
    client, path = client_for(OFFICER), url("phone", episode.ref, HEALTH)
    assert "Record that they were told" in page(client, path)
    told = {"action": "told", "question": "?", "spoke_to": "Sister", "phone_number": "01632"}
    assert client.post(path, told).status_code == 302
    html = page(client, path)
    assert "Record that they were told" not in html and "Told by phone" in html
    html = page(client, url("picture", episode.ref))
    assert "Then told by phone: Sister, on 01632" in html


def test_the_title_and_address_hold_no_name(episode: Episode) -> None:
    html = page(client_for(OFFICER), url("picture", episode.ref))
    title = re.search("<title>(.*?)</title>", html)
    assert title
    assert episode.ref in title[1]
    assert "Ada" not in title[1]


@pytest.mark.parametrize("actor", [OUTSIDER, YOUTH_WORKER])
def test_to_the_uninvolved_there_is_no_picture(episode: Episode, actor: Actor) -> None:
    for name in ("picture", "risk", "ask", "contribute", "screening", "disagree", "text"):
        assert client_for(actor).get(url(name, episode.ref)).status_code == 404


def test_grading_keeps_the_picture_and_comes_back_to_it(episode: Episode) -> None:
    nurse_adds(episode, at=now())
    client = client_for(OFFICER)
    html = page(client, url("risk", episode.ref))
    assert "Needs insulin every twelve hours." in html
    key = re.search(r'value="(contribution:[^"]+)"', html)
    assert key
    response = client.post(
        url("risk", episode.ref),
        {
            "level": "high",
            "reasons": "No insulin.",
            "review_in": "2",
            "relied_on": [key[1]],
            "picture_id": picture_id(html),
        },
    )
    assert response.status_code == 302, response.content.decode()
    row = Assessment.objects.get()
    assert row.relied_on == [key[1]]
    assert row.picture_id == Picture.objects.get().pk
    html = page(client, url("picture", episode.ref))
    assert "High risk" in html
    nurse_adds(episode, says("Also asthma."), at=now())
    kept = page(client, url("kept", episode.ref, row.pk))
    assert "Relied on" in kept
    assert "Also asthma." not in kept


def test_a_grading_that_says_too_little_asks_back_and_keeps_the_words(episode: Episode) -> None:
    client = client_for(OFFICER)
    html = page(client, url("risk", episode.ref))
    response = client.post(
        url("risk", episode.ref), {"reasons": "My words", "picture_id": picture_id(html)}
    )
    assert response.status_code == 200
    assert "Select a grading" in response.content.decode()
    assert "My words" in response.content.decode()
    assert not Assessment.objects.exists()


def test_something_added_meanwhile_is_shown_and_the_words_are_kept(episode: Episode) -> None:
    client = client_for(OFFICER)
    html = page(client, url("risk", episode.ref))
    nurse_adds(episode, at=now())
    data = {"level": "high", "reasons": "My words", "review_in": "2"}
    response = client.post(url("risk", episode.ref), data | {"picture_id": picture_id(html)})
    assert response.status_code == 409
    again = unescape(response.content.decode())
    assert "Something has been added since you opened this page" in again
    assert "My words" in again
    assert "Needs insulin" in again
    response = client.post(url("risk", episode.ref), data | {"picture_id": picture_id(again)})
    assert response.status_code == 302
    assert Assessment.objects.get().reasons == "My words"


def test_a_lower_grade_for_a_child_with_repeats_is_asked_about() -> None:
    child = a_child()
    first = a_missing_child(child, at=now() - 30 * HOUR)
    graded(first, at=now() - 29 * HOUR)
    back(first, at=now() - 20 * HOUR)
    again = a_missing_child(child, at=now() - HOUR)
    client = client_for(OFFICER)
    html = page(client, url("risk", again.ref))
    assert "Going missing often never lowers risk." in html
    data = {"level": "medium", "reasons": "x", "review_in": "2", "picture_id": picture_id(html)}
    response = client.post(url("risk", again.ref), data)
    assert "Enter what makes the risk lower than last time" in response.content.decode()
    response = client.post(url("risk", again.ref), data | {"lower_because": "She rang"})
    assert response.status_code == 302


def test_only_the_searching_force_grades(episode: Episode) -> None:
    assert client_for(COORDINATOR).get(url("risk", episode.ref)).status_code == 403


def test_one_press_asks_every_silent_agency(episode: Episode) -> None:
    client = client_for(OFFICER)
    html = page(client, url("ask", episode.ref))
    ticked = re.findall(r'name="agencies" type="checkbox" value="([^"]+)" checked', html)
    assert len(ticked) == 3
    response = client.post(url("ask", episode.ref), {"agencies": ticked, "question": "What?"})
    assert response.status_code == 302
    assert Ask.objects.count() == 3
    client.post(url("ask", episode.ref), {"agencies": ticked, "question": "What?"})
    assert Ask.objects.count() == 3
    response = client.post(url("ask", episode.ref), {"question": "What?"})
    assert "Select at least one agency" in response.content.decode()


def test_the_asked_agency_answers_and_learns_nothing_else(episode: Episode) -> None:
    ask = actions.ask(episode.pk, YOUTH_JUSTICE, "What?", at=now(), by=OFFICER)
    client = client_for(YOUTH_WORKER)
    html = page(client, url("answer", ask.ref))
    assert "Ada Invented" in html
    assert "insulin" not in html
    response = client.post(url("answer", ask.ref), ANSWER | WHO)
    assert "Enter what you hold, or say that you hold nothing" in response.content.decode()
    response = client.post(url("answer", ask.ref), ANSWER | WHO | {"text_1": "Seen on Monday"})
    assert response.status_code == 302
    assert Contribution.objects.get().text == "Seen on Monday"
    assert "Your agency answered this" in page(client, url("answer", ask.ref))
    assert client_for(OFFICER).get(url("answer", ask.ref)).status_code == 404


def test_an_agency_adds_what_it_knows_or_is_sent_to_its_question(episode: Episode) -> None:
    client = client_for(NURSE)
    page(client, url("contribute", episode.ref))
    data = ANSWER | WHO | {"text_1": "Insulin", "text_3": "CAMHS plan"}
    assert client.post(url("contribute", episode.ref), data).status_code == 302
    assert Contribution.objects.count() == 2
    ask = actions.ask(episode.pk, HEALTH, "What?", at=now(), by=OFFICER)
    response = client.get(url("contribute", episode.ref))
    assert response.headers["Location"] == url("answer", ask.ref)


def test_the_phone_page_says_what_to_say_and_records_both_calls(episode: Episode) -> None:
    client = client_for(OFFICER)
    path = url("phone", episode.ref, COLLEGE)
    html = page(client, path)
    assert "Ada Invented" in html
    response = client.post(path, {"action": "told", "question": "?"})
    assert "Enter who you spoke to" in response.content.decode()
    told = {"action": "told", "question": "In?", "spoke_to": "Porter", "phone_number": "01632"}
    assert client.post(path, told).status_code == 302
    assert "Make a reply link" in page(client, path)
    said = ANSWER | WHO | {"action": "said", "text_1": "Not in"}
    assert client.post(path, said).status_code == 302
    row = Contribution.objects.get()
    confirm = url("confirm", episode.ref, row.pk)
    assert "Not in" in page(client, confirm)
    assert "Enter how it was confirmed" in client.post(confirm, {"how": ""}).content.decode()
    assert client.post(confirm, {"how": "Rang back"}).status_code == 302
    assert client.get(confirm).status_code == 404


def test_a_reply_link_is_shown_once_opens_without_sign_in_and_is_spent(episode: Episode) -> None:
    ask = actions.ask_by_phone(
        episode.pk, COLLEGE, "In?", spoke_to="P", phone_number="1", at=now(), by=OFFICER
    )
    html = client_for(OFFICER).post(url("link", episode.ref, ask.ref)).content.decode()
    found = re.search(r"(/reply/[^/<]+/)", html)
    assert found
    nobody = Client()
    shown = page(nobody, found[1])
    assert "Ada Invented" in shown
    assert "insulin" not in shown
    response = nobody.post(found[1], ANSWER | WHO | {"text_1": "Not in"})
    assert "Your answer has been received" in response.content.decode()
    assert page(nobody, found[1], 404)
    assert page(nobody, "/reply/nonsense/", 404)
    doors = Entry.objects.filter(door="reply").values_list("name", flat=True)
    assert {"assess_risk:reply", "risk.answered_by_reply"} <= set(doors)
    # The token of the address is nowhere in the log.
    token = found[1].split("/")[2]
    assert token not in str(list(Entry.objects.values()))


def test_a_token_is_in_no_line_of_the_log(
    episode: Episode, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("django", "django.request"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        assert Client().get("/reply/SECRETSECRET/").status_code == 404
        assert Client(enforce_csrf_checks=True).post("/reply/SECRETSECRET/").status_code == 403
    assert "/reply/…/" in caplog.text
    assert "SECRET" not in caplog.text


def test_who_opens_a_link_too_often_is_kindly_asked_to_ring(
    episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = now()  # knocks are counted by windows, and one could end meanwhile
    monkeypatch.setattr(knocking, "window_of", lambda at: window)
    ask = actions.ask_by_phone(
        episode.pk, COLLEGE, "In?", spoke_to="P", phone_number="1", at=now(), by=OFFICER
    )
    token = actions.make_reply_link(ask.pk, at=now(), by=OFFICER)
    nobody = Client()
    answers = {nobody.get(f"/reply/{token}/").status_code for _ in range(KNOCKS["token"] // 2)}
    assert answers == {200}
    for _ in range(2 * KNOCKS["token"]):
        last = nobody.get(f"/reply/{token}/")
    assert last.status_code == 429
    assert last.headers["Retry-After"] == "600"
    html = last.content.decode()
    assert "Ring the desk that sent you the link" in html and "Ada Invented" not in html
    assert nobody.post(f"/reply/{token}/", ANSWER | WHO | {"text_1": "x"}).status_code == 429
    assert not Contribution.objects.exists()


def test_the_council_screens_disagrees_and_is_answered(episode: Episode) -> None:
    row = graded(episode, a_grade(Level.LOW), at=now())
    client = client_for(COORDINATOR)
    page(client, url("screening", episode.ref))
    data = {"level": "high", "reasons": "Exploited"}
    assert client.post(url("screening", episode.ref), data).status_code == 302
    assert Screening.objects.get().level == Level.HIGH
    page(client, url("disagree", episode.ref))
    assert client.post(url("disagree", episode.ref), {"reason": "Exploited"}).status_code == 302
    dispute = Disagreement.objects.get()
    assert dispute.assessment_id == row.pk
    supervisor = client_for(SUPERVISOR)
    path = url("dispute_answer", episode.ref, dispute.pk)
    assert path in page(supervisor, url("picture", episode.ref))
    page(supervisor, path)
    assert client_for(OFFICER).get(path).status_code == 403
    assert supervisor.post(path, {"answer": "Graded again"}).status_code == 302
    assert supervisor.get(path).status_code == 404
    assert "Graded again" in page(client, url("picture", episode.ref))


def test_without_a_grade_there_is_nothing_to_disagree_with(episode: Episode) -> None:
    response = client_for(COORDINATOR).get(url("disagree", episode.ref))
    assert response.headers["Location"] == url("picture", episode.ref)
