"""The pages of a meeting: arranged, answered, held, decided, minuted, as its people use them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.agencies.models import Agency
from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.audit.rules import Act
from safereturn.casework.models import Meeting, MeetingDuty, MeetingInvite
from safereturn.children.models import Child
from safereturn.episodes.models import Task
from safereturn.foundation.actor import the_service
from safereturn.sharing.models import Disclosure
from safereturn.web.ledger import pdf
from safereturn.web.ui import times
from tests.access.asking import content_of
from tests.domain.casework.repeating import missing_again
from tests.domain.episodes.cases import a_child
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HOME_MANAGER,
    NURSE,
    OFFICER,
    POLICE_COORDINATOR,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
HELD = {
    "held_at_day": "yesterday",
    "held_at_time": "1000",
    "discussed": "The van at the bus station.",
    "childs_views": "She wants to see her aunt.",
    "child_told": "will_be",
    "parents_told": "not_told",
    "parents_told_words": "Her father is the danger.",
}


@pytest.fixture
def child(town: None) -> Child:
    now = timezone.now()
    with looking("test", by=OFFICER):
        child = a_child(at=now - timedelta(days=9))
        missing_again(child, 3, last=now - timedelta(hours=3))
    return child


def plan() -> dict[str, object]:
    then = timezone.now().astimezone(times.LONDON) + timedelta(days=3)
    return {
        "kind": "strategy_discussion",
        "starts_at_day": "other",
        "starts_at_date_day": str(then.day),
        "starts_at_date_month": str(then.month),
        "starts_at_date_year": str(then.year),
        "starts_at_time": "1000",
        "how": "both",
        "where": "Room 4",
        "agencies": [str(EXAMPLESHIRE_POLICE), str(HARBOUR_VIEW)],
        "others": "Her reviewing officer",
        "duties": list(MeetingDuty.objects.values_list("ref", flat=True)),
    }


def arranged(client: Client, child: Child) -> str:
    answer = client.post(f"/children/{child.ref}/meeting/", plan())
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def held(client: Client, path: str) -> None:
    invites = MeetingInvite.objects.filter(meeting__ref=path.split("/")[2])
    came = {"attendance": [str(one.pk) for one in invites]}
    answer = client.post(f"{path}held/", HELD | came)
    assert answer.status_code == 302, answer.content.decode()


def test_whom_the_protocol_asks_is_ticked_and_what_is_wrong_comes_back(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = f"/children/{child.ref}/meeting/"
    page = client.get(path).content.decode()
    assert page.count("checked") >= 3 + 3, "three duties, and those they ask"
    back = client.post(path, plan() | {"where": "", "chair": "Cora D."}).content.decode()
    assert "Enter the place, the link or the number to ring" in back and "Cora D." in back
    assert client_for(NURSE).get(path).status_code == 403


def test_from_the_duty_to_the_minutes(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    page = client.get(path).content.decode()
    assert "Still to be rung:" in page and "a meeting widens nobody" in page
    assert "3 times missing, 3 of them" in page and "0 owed, 0 held" in page
    home = client_for(HOME_MANAGER)
    assert b"Does somebody of your agency come?" in home.get(path).content
    assert home.post(path, {"answer": "coming", "words": "Homa"}).status_code == 302
    phone = MeetingInvite.objects.get(who="Her reviewing officer")
    rung = {"spoke_to": "Ira", "phone_number": "01632 960009", "answer": "apologies"}
    client.post(f"{path}rung/{phone.pk}/", rung)
    assert b"01632 960009" in client.get(path).content
    held(client, path)
    assert not MeetingDuty.objects.filter(closed_at=None).exists()
    decision = {"text": "Meet her at the gate", "because": "The van waits there."}
    wrong = client.post(f"{path}decision/", decision | {"action": "Meet her"}).content
    assert b"Choose which agency does it" in wrong and b"Meet her at the gate" in wrong
    day = plan()
    due = {f"due_at_{end}": day[f"starts_at_{end}"] for end in
           ("day", "date_day", "date_month", "date_year", "time")}  # fmt: skip
    whole = decision | {"action": "Meet her", "owner": str(HARBOUR_VIEW)} | due
    assert client.post(f"{path}decision/", whole).status_code == 302
    task = Task.objects.get()
    assert task.ref.encode() in home.get(path).content
    home.post(f"{path}disagree/", {"text": "We have nobody at noon.", "decision": "1"})
    assert client.post(f"{path}issue/", {}).status_code == 302
    read = client.get(path).content.decode()
    for words in ("Meet her at the gate", "We have nobody at noon.", "Version 1", "Her father is"):
        assert words in read, words
    assert b"Enter what is put right" in client.post(f"{path}issue/", {}).content
    assert client.post(f"{path}decision/1/withdraw/", {"because": "Two days."}).status_code == 302


def test_minutes_are_printed_in_the_version_of_the_reader(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    held(client, path)
    client.post(f"{path}issue/", {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "can_draw", lambda: False)
        own = client.get(f"{path}minutes/1.pdf").content.decode()
        theirs = client_for(POLICE_COORDINATOR).get(f"{path}minutes/1.pdf").content.decode()
    assert "She wants to see her aunt." in own
    assert "She wants to see her aunt." not in theirs and "Not given to your agency" in theirs
    assert Entry.objects.filter(name="meeting.minutes_printed", act=Act.PRINT).count() == 2
    assert client.get(f"{path}minutes/9.pdf").status_code == 404


def test_an_agency_without_an_account_is_given_its_version_on_paper(child: Child) -> None:
    with recording("test", by=the_service()):
        Agency.objects.filter(pk=EXAMPLESHIRE_POLICE).update(has_accounts=False)
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    force, other = (MeetingInvite.objects.get(**which).pk for which in (
        {"agency_id": EXAMPLESHIRE_POLICE}, {"who": "Her reviewing officer"}))  # fmt: skip
    rung = {"spoke_to": "Desk", "phone_number": "101", "answer": "coming"}
    client.post(f"{path}rung/{force}/", rung)
    held(client, path)
    client.post(f"{path}issue/", {})
    give, paper = f"{path}minutes/1/give/{force}/", f"{path}minutes/1/{force}.pdf"
    assert give in client.get(path).content.decode()
    assert client.get(paper).status_code == 404, "no paper without its line in the ledger"
    page = client.get(give).content.decode()
    assert "Left out" in page and "On the paper" in page
    back = client.post(give, {"to": "", "how": "posted"}).content.decode()
    assert "Enter who you give it to" in back
    before = Disclosure.objects.filter(agency_id=EXAMPLESHIRE_POLICE).count()
    assert client.post(give, {"to": "PC Noor", "how": "posted"}).status_code == 302
    after = Disclosure.objects.filter(agency_id=EXAMPLESHIRE_POLICE, inputs__how="posted")
    assert after.exists() and after.count() + before >= before
    assert {row.kind for row in after}.isdisjoint({"childs_account"})
    entry = Entry.objects.get(name="meeting.minutes_given", act=Act.DISCLOSURE)
    assert entry.child_id == child.pk and "PC Noor" not in str(entry.__dict__)
    shown = client.get(path).content.decode()
    assert "for PC Noor," in shown and paper in shown and give not in shown
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "can_draw", lambda: False)
        drawn = client.get(paper).content.decode()
        own = client.get(f"{path}minutes/1.pdf").content.decode()
    assert "She wants to see her aunt." in own
    assert "She wants to see her aunt." not in drawn and "For Exampleshire Police" in drawn
    # Whoever reads here, or is of no agency, is given nothing on paper; nor does another give it.
    home = MeetingInvite.objects.get(agency_id=HARBOUR_VIEW).pk
    for stranger in (home, other):
        assert client.get(f"{path}minutes/1/give/{stranger}/").status_code == 404
    assert client_for(HOME_MANAGER).get(give).status_code == 403
    assert client_for(HOME_MANAGER).get(paper).status_code == 403


@pytest.mark.pdf
def test_the_minutes_are_drawn_as_a_tagged_paper(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    held(client, path)
    client.post(f"{path}issue/", {})
    answer = client.get(f"{path}minutes/1.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert child.name not in answer.headers["Content-Disposition"]
    words = content_of(answer)
    for said in ("Version 1", "She wants to see her aunt.", "Printed by Cora Dinator"):
        assert said in words, words


def test_called_off_or_moved(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    assert client.post(f"{path}move/", plan() | {"where": "Room 5"}).status_code == 302
    assert b"Room 5" in client.get(path).content
    assert b"Enter why the meeting is called off" in client.post(f"{path}call-off/", {}).content
    assert client.post(f"{path}call-off/", {"because": "Snow."}).status_code == 302
    assert b"Called off" in client.get(path).content
    assert Meeting.objects.get().cancelled_because == "Snow."
    assert client_for(POLICE_COORDINATOR).get(f"{path}move/").status_code == 403


def test_somebody_is_asked_later_and_somebody_no_more(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    page = client.get(f"{path}ask/").content.decode()
    assert "Example Health" in page or "Health" in page
    assert f'value="{HARBOUR_VIEW}"' not in page, "asked already"
    assert b"Select who is asked to come" in client.post(f"{path}ask/", {}).content
    assert client.post(f"{path}ask/", {"others": "Her aunt"}).status_code == 302
    assert b"Her aunt" in client.get(path).content
    home = MeetingInvite.objects.get(agency_id=HARBOUR_VIEW)
    drop = f"{path}drop/{home.pk}/"
    page = client.get(drop).content.decode()
    assert "Why are they not asked any more?" in page and "Who was rung" not in page
    assert b"Enter why they are not asked" in client.post(drop, {}).content
    assert client.post(drop, {"because": "Another home."}).status_code == 302
    page = client.get(path).content.decode()
    assert "Not asked any more" in page and "Another home." in page
    assert client_for(HOME_MANAGER).get(path).status_code == 404
    aunt = MeetingInvite.objects.get(who="Her aunt")
    rung = {"spoke_to": "Her aunt", "phone_number": "01632 960009", "answer": "none"}
    client.post(f"{path}rung/{aunt.pk}/", rung)
    drop = f"{path}drop/{aunt.pk}/"
    client.post(drop, {"because": "She is away.", "told": ""})
    assert "Not told yet: ring." in client.get(path).content.decode()
    assert b"Enter who was rung" in client.post(drop, {}).content
    client.post(drop, {"told": "Her aunt, 01632 960009"})
    page = client.get(path).content.decode()
    assert "Rung: Her aunt, 01632 960009" in page and "Not told yet" not in page
    own = MeetingInvite.objects.get(agency_id=COORDINATOR.agency_id)
    assert client.get(f"{path}drop/{own.pk}/").status_code == 404
    for here in ("ask/", f"drop/{aunt.pk}/"):
        assert client_for(POLICE_COORDINATOR).get(path + here).status_code == 403


def test_another_chair_asks_nobody_anew(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    row = Meeting.objects.get()
    form = client.get(f"{path}move/").content.decode()
    assert "Change the time or place" in form
    here = row.starts_at.astimezone(times.LONDON)
    same = plan() | {
        "starts_at_date_day": str(here.day),
        "starts_at_date_month": str(here.month),
        "starts_at_date_year": str(here.year),
        "chair": "Another",
    }
    said = client.post(f"{path}move/", same, follow=True).content.decode()
    assert "Changed" in said and "asked anew" not in said
    said = client.post(f"{path}move/", same | {"where": "Room 9"}, follow=True).content.decode()
    assert "asked anew" in said


def test_what_was_typed_of_a_decision_stays_where_a_child_was_never_missing(town: None) -> None:
    with looking("test", by=OFFICER):
        child = a_child(at=timezone.now() - timedelta(days=9))
    client = client_for(COORDINATOR)
    new = {**plan(), "agencies": [str(HARBOUR_VIEW)], "duties": []}
    path = str(client.post(f"/children/{child.ref}/meeting/", new).headers["Location"])
    held(client, path)
    day = plan()
    due = {f"due_at_{end}": day[f"starts_at_{end}"] for end in
           ("day", "date_day", "date_month", "date_year", "time")}  # fmt: skip
    said = {"text": "Meet her at the gate", "because": "The van.", "action": "Meet her",
            "owner": str(HARBOUR_VIEW)} | due  # fmt: skip
    back = client.post(f"{path}decision/", said)
    page = back.content.decode()
    assert back.status_code == 200 and "This child was never missing" in page
    assert "Meet her at the gate" in page


def test_who_came_is_put_right_too(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    held(client, path)
    aunt = MeetingInvite.objects.get(who="Her reviewing officer")
    page = client.get(f"{path}correct/").content.decode()
    assert "Who came?" in page and "The van at the bus station." in page
    came = {"attendance": [str(aunt.pk)], f"who_{aunt.pk}": "Ira"}
    assert b"Select who came" in client.post(f"{path}correct/", HELD).content
    assert client.post(f"{path}correct/", HELD | came).status_code == 302
    there = MeetingInvite.objects.filter(attended=True).values_list("who", "attended_by")
    assert list(there) == [("Her reviewing officer", "Ira")]


def test_whoever_runs_it_answers_nothing_by_an_empty_press(child: Child) -> None:
    client = client_for(COORDINATOR)
    path = arranged(client, child)
    before = MeetingInvite.objects.get(agency_id=COORDINATOR.agency_id).answered_at
    assert client.post(path, {}).status_code == 200
    assert MeetingInvite.objects.get(agency_id=COORDINATOR.agency_id).answered_at == before
    assert client_for(NURSE).post(path, {}).status_code == 404
