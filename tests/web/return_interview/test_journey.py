"""The pages of a return interview, walked through by the people who use them."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.return_interviews import actions
from safereturn.return_interviews.models import (
    Attempt,
    CarerInformation,
    FollowUp,
    Item,
    ItemDecision,
    Referral,
    ReturnInterview,
)
from safereturn.return_interviews.rules import (
    DeclinedBy,
    ItemKind,
    NewFollowUp,
    NewItem,
    State,
)
from tests.domain.return_interviews.cases import a_child, an_account, an_episode, an_interview
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    INTERVIEWER,
    OFFICER,
    OUTSIDER,
    VOICES,
    client_for,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
QUERIES = 15
HELD = {"held_at_day": "today", "held_at_time": "0000", "mode": "phone"}
TOLD = HELD | {
    "own_words": "I wanted to see my mates.",
    "summary": "She went to see friends.",
    "sharing_wish": "all",
    "limits_explained": "on",
}


def due() -> ReturnInterview:
    """Return an interview whose child came back a few hours ago, by the machine's clock."""
    back = timezone.now() - timedelta(days=1)
    return an_interview(an_episode(back=back), at=back)


def at(interview: ReturnInterview, page: str = "") -> str:
    return f"/interviews/{interview.ref}/{page}"


def read(actor: Actor, path: str) -> str:
    answer = client_for(actor).get(path)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return unescape(answer.content.decode())


def test_where_it_stands_and_what_can_be_done() -> None:
    html = read(INTERVIEWER, at(due()))
    for words in ("Amira Testcase", "Voices", "Exampleshire Council", "Hold the interview"):
        assert words in html
    assert "<title>Return interview RI-" in html.replace("\n", "")


@pytest.mark.parametrize(
    "page",
    ["", "offer/", "attempt/", "allocate/", "not-possible/", "interview/", "items/", "actions/",
     "act-now/", "share/", "prompts/"],
)  # fmt: skip
def test_a_page_costs_at_most_fifteen_queries_and_names_no_child_in_its_title(
    page: str,
) -> None:
    interview = due()
    client = client_for(INTERVIEWER)
    client.get("/notices/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(at(interview, page))
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Amira" not in html.split("</title>")[0]
    counted = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(counted) <= QUERIES, "\n".join(sql[:120] for sql in counted)


@pytest.mark.parametrize("actor", [OUTSIDER, OFFICER, CARER])
def test_the_interview_is_not_everybodys(actor: Actor) -> None:
    answer = client_for(actor).get(at(due(), "interview/"))
    assert answer.status_code == (404 if actor == OUTSIDER else 403)


def test_the_officer_sees_that_it_is_due_and_no_button() -> None:
    html = read(OFFICER, at(due()))
    assert "Hold the interview" not in html
    assert "Add an offer" not in html


def press(client: Client, path: str, **typed: str) -> str:
    """Post a form and return where it led."""
    answer = client.post(path, typed)
    assert answer.status_code == 302, unescape(answer.content.decode())
    return str(answer["Location"])


def test_named_offered_attempted() -> None:
    interview, client = due(), client_for(INTERVIEWER)
    press(client, at(interview, "allocate/"), interviewer="Inti Viewer", agency=str(VOICES))
    press(
        client,
        at(interview, "attempt/"),
        tried_at_day="today",
        tried_at_time="0000",
        how="Rang",
        outcome="No answer",
    )
    offered = {"offered_at_day": "today", "offered_at_time": "0000"}
    said = {"made_to": "Amira", "made_by": "Inti Viewer", "answer": "accepted"}
    press(client, at(interview, "offer/"), **offered, **said)
    interview.refresh_from_db()
    assert interview.state == State.ACCEPTED
    assert Attempt.objects.count() == 1
    html = read(INTERVIEWER, at(interview))
    assert "Offered: Accepted" in html
    assert "Attempt: Rang" in html


def test_a_home_cannot_be_asked_to_hold_it_and_says_why() -> None:
    interview = due()
    client = client_for(COORDINATOR)
    form = {"interviewer": "Kay Rer", "agency": str(HARBOUR_VIEW)}
    html = unescape(client.post(at(interview, "allocate/"), form).content.decode())
    assert "Select a valid choice" in html


def test_declined_then_the_carer_is_asked_and_an_item_comes_of_it() -> None:
    interview, client = due(), client_for(INTERVIEWER)
    offered = {"offered_at_day": "today", "offered_at_time": "0000", "declined_by": "child"}
    said = {"made_to": "Amira", "made_by": "Inti", "answer": "declined"}
    to = press(client, at(interview, "offer/"), **offered, **said)
    assert to == at(interview, "declined/")
    assert "Ask whoever looks after the child" in read(INTERVIEWER, to)
    item = {"item-kind": "vehicle", "item-text": "Blue car", "item-use": "act_freely"}
    to = press(client, to, given_by="Kay Rer", text="A blue car waited.", **item)
    assert to == at(interview, "share/")
    assert CarerInformation.objects.count() == Item.objects.count() == 1
    assert "Offer it again" in read(INTERVIEWER, at(interview))
    press(client, at(interview, "offer/"), trusted_adult="Her coach")
    interview.refresh_from_db()
    assert (interview.state, interview.reoffer_by) == (State.DUE, "Her coach")


def test_a_carer_with_nothing_to_add_is_an_answer() -> None:
    interview, client = due(), client_for(INTERVIEWER)
    actions.decline(interview.pk, DeclinedBy.CHILD, at=timezone.now(), by=INTERVIEWER)
    html = unescape(client.post(at(interview, "declined/"), {"given_by": "Kay"}).content.decode())
    assert "select “Nothing to add”" in html
    to = press(client, at(interview, "declined/"), given_by="Kay", nothing_to_add="on")
    assert to == at(interview)


def test_not_possible_needs_a_reason() -> None:
    interview, client = due(), client_for(INTERVIEWER)
    assert "Enter why" in client.post(at(interview, "not-possible/"), {}).content.decode()
    press(client, at(interview, "not-possible/"), reason="She moved abroad.")
    assert "She moved abroad." in read(INTERVIEWER, at(interview))


def test_the_interview_from_draft_to_share() -> None:
    interview, client = due(), client_for(INTERVIEWER)
    to = press(client, at(interview, "interview/"), own_words="I wanted", action="save")
    html = read(INTERVIEWER, to)
    assert "I wanted" in html
    assert "There is a problem" not in html, "a draft is not told off"
    html = unescape(client.post(at(interview, "interview/"), HELD).content.decode())
    assert "Enter what the child told you, in their words" in html
    press(client, at(interview, "items/"), kind="person", text="A man called Z", use="act_freely")
    to = press(client, at(interview, "interview/"), **TOLD, action="finish")
    assert to == at(interview, "actions/")
    html = unescape(client.post(to, {"action": "finish"}).content.decode())
    assert "Say what will happen now, or why nothing will" in html
    soon = timezone.localtime() + timedelta(days=3)
    press(
        client,
        to,
        action="add",
        text="Ask for a bus pass",
        owner=str(EXAMPLESHIRE),
        due_on_day=str(soon.day),
        due_on_month=str(soon.month),
        due_on_year=str(soon.year),
        child_told="on",
    )
    assert press(client, to, action="finish") == at(interview, "share/")
    interview.refresh_from_db()
    assert interview.state == State.HELD
    html = read(INTERVIEWER, at(interview, "share/"))
    assert "A man called Z: Exampleshire Police" in html
    item = Item.objects.get()
    choices = {
        f"item_{item.pk}_{EXAMPLESHIRE_POLICE}": "share",
        f"item_{item.pk}_{EXAMPLESHIRE}": "share",
        f"item_{item.pk}_{HARBOUR_VIEW}": "hold",
    }
    html = unescape(client.post(at(interview, "share/"), choices).content.decode())
    assert "Enter why this is held" in html
    to = press(client, at(interview, "share/"), **choices, reason="Staff know the man.")
    kept = {d.agency_id: (d.choice, d.reason) for d in ItemDecision.objects.all()}
    assert kept[HARBOUR_VIEW] == ("hold", "Staff know the man.")
    assert kept[EXAMPLESHIRE_POLICE][1] == "The agreement gives this to the agency."
    assert "Not opened yet" in read(INTERVIEWER, to)
    promised = FollowUp.objects.get()
    path = at(interview, f"actions/{promised.pk}/")
    press(client_for(COORDINATOR), path, result="Bus pass given")
    assert "Bus pass given" in read(COORDINATOR, at(interview))


def test_harm_is_sent_and_says_not_to_question_further() -> None:
    interview, client = due(), client_for(INTERVIEWER)
    to = press(client, at(interview, "act-now/"), text="He hit me.")
    html = read(INTERVIEWER, to)
    assert "Do not question further; this may be evidence." in html
    assert "Nobody has been rung yet." in html
    sent = Referral.objects.get()
    assert sent.to_agency_id == EXAMPLESHIRE
    call = {"rung_at_day": "today", "rung_at_time": "0000", "spoke_to": "Duty desk"}
    press(client, f"{to}{sent.pk}/", **call)
    assert "Duty desk" in read(INTERVIEWER, to)
    other = at(due(), f"act-now/{sent.pk}/")
    assert client.get(other).status_code == 404
    assert "He hit me." in read(COORDINATOR, to)
    assert client_for(OFFICER).get(to).status_code == 403


def shared_with_police(text: str = "A man called Z", use: str = "act_freely") -> ItemDecision:
    interview = due()
    now = timezone.now()
    new = NewItem(kind=ItemKind.PERSON, text=text, use=use)  # type: ignore[arg-type]
    item = actions.add_item(interview.pk, new, at=now, by=INTERVIEWER)
    actions.hold(
        interview.pk,
        an_account(held_at=now),
        no_actions_because="All in place",
        at=now,
        by=INTERVIEWER,
    )
    client = client_for(INTERVIEWER)
    press(
        client,
        at(interview, "share/"),
        **{
            f"item_{item.pk}_{EXAMPLESHIRE_POLICE}": "share",
            f"item_{item.pk}_{EXAMPLESHIRE}": "share",
            f"item_{item.pk}_{HARBOUR_VIEW}": "hold",
        },
        reason="Staff know him.",
    )
    return ItemDecision.objects.get(agency_id=EXAMPLESHIRE_POLICE)


def test_the_police_open_it_and_answer() -> None:
    kept = shared_with_police()
    html = read(OFFICER, "/received-items/")
    assert "1 item waits" in html
    assert "A man called Z" not in html, "the list holds no content"
    path = f"/received-items/{kept.pk}/"
    assert "A man called Z" in read(OFFICER, path)
    kept.refresh_from_db()
    assert kept.received_by_id == OFFICER.person_id
    client = client_for(OFFICER)
    html = unescape(client.post(path, {"disposition": "intelligence"}).content.decode())
    assert "Enter the intelligence reference" in html
    press(client, path, disposition="intelligence", reference="INT-4471")
    assert "INT-4471" in read(OFFICER, path)
    html = read(INTERVIEWER, at(kept.interview, "items/"))
    assert "Put on our intelligence system INT-4471" in html
    assert client_for(CARER).get(path).status_code == 404


def test_a_protected_source_shows_neither_child_nor_worker() -> None:
    kept = shared_with_police(use="hide_source")
    for path in ("/received-items/", f"/received-items/{kept.pk}/"):
        html = read(OFFICER, path)
        assert "Amira" not in html
        assert INTERVIEWER.name not in html
    assert "Protected." in html


def test_an_item_is_taken_back_or_put_in_another_childs_picture() -> None:
    interview, client = due(), client_for(INTERVIEWER)
    for text in ("One", "Two"):
        press(client, at(interview, "items/"), kind="place", text=text, use="act_freely")
    one, two = Item.objects.order_by("made_at")
    press(client, at(interview, f"items/{one.pk}/remove/"))
    assert list(Item.objects.all()) == [two]
    other = a_child("Bo Invented")
    path = at(interview, f"items/{two.pk}/other-child/")
    answer = client.post(path, {"child": other.ref, "because": "Same flat"})
    assert answer.status_code == 404, "the worker has no tie to that child"
    with_tie = an_interview(an_episode(other))
    assert with_tie.interviewing_agency_id == VOICES
    press(client, path, child=other.ref.lower(), because="Same flat")
    assert "another child’s picture" in read(INTERVIEWER, at(interview, "items/"))
    stranger = at(with_tie, f"items/{two.pk}/remove/")
    assert client.post(stranger).status_code == 404


def test_the_sheet_of_prompts_names_nobody_and_is_logged_as_printed() -> None:
    interview = due()
    html = read(INTERVIEWER, at(interview, "prompts/"))
    assert "Amira" not in html
    assert Entry.objects.filter(act=Act.PRINT, refs__contains=[interview.ref]).exists()


def test_what_was_recorded_stands_in_the_form_until_the_interview_is_finished() -> None:
    interview, client = due(), client_for(INTERVIEWER)
    press(client, at(interview, "interview/"), **TOLD, push="rules", action="finish")
    html = read(INTERVIEWER, at(interview, "interview/"))
    assert "I wanted to see my mates." in html
    assert "Carry on with the interview" in read(INTERVIEWER, at(interview))


@pytest.mark.parametrize(
    ("page", "typed", "says"),
    [
        ("offer/", {}, "Enter who was asked"),
        ("attempt/", {"how": "Rang"}, "Enter what happened"),
        ("interview/", HELD, "Select what the child wants"),
        ("act-now/", {"text": "Hit", "rung_at_day": "today", "rung_at_time": "0000"},
         "Enter who you spoke to"),
        ("items/", {"text": "Z"}, "Select what it is about"),
        ("actions/", {"action": "add"}, "Enter what will be done"),
    ],
)  # fmt: skip
def test_a_form_that_lacks_something_says_what_to_do(
    page: str, typed: dict[str, str], says: str
) -> None:
    answer = client_for(INTERVIEWER).post(at(due(), page), typed)
    assert answer.status_code == 200
    html = unescape(answer.content.decode())
    assert says in html
    assert "There is a problem" in html


def test_a_home_sees_what_it_promised_and_nothing_else_of_it() -> None:
    interview = due()
    now = timezone.now()
    for owner in (HARBOUR_VIEW, EXAMPLESHIRE):
        new = NewFollowUp(
            text=f"Promise of {owner}", owner_agency_id=owner, due_on=timezone.localdate()
        )
        actions.add_follow_up(interview.pk, new, at=now, by=INTERVIEWER)
    mine, theirs = (FollowUp.objects.get(owner_agency_id=a) for a in (HARBOUR_VIEW, EXAMPLESHIRE))
    html = read(CARER, at(interview))
    assert mine.text in html
    assert theirs.text not in html
    client = client_for(CARER)
    assert client.get(at(interview, f"actions/{theirs.pk}/")).status_code == 404
    press(client, at(interview, f"actions/{mine.pk}/"), result="Done", child_told="on")
