"""Another system reads what is owed, arranges the meeting, writes it down, reads its version."""

from datetime import timedelta

import pytest
from django.utils import timezone

from safereturn.audit.record import looking
from safereturn.casework.models import MeetingDuty, MeetingInvite
from safereturn.casework.queries.meetings import get_meeting
from safereturn.episodes.models import Task
from safereturn.foundation.identity import acting
from tests.api.setting import Made, done
from tests.domain.casework.repeating import missing_again
from tests.domain.episodes.cases import a_child
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    HARBOUR_VIEW,
    HOME_MANAGER,
    OFFICER,
    POLICE_COORDINATOR,
    SOCIAL_WORKER,
    email_of,
)

pytestmark = pytest.mark.django_db


def test_from_the_duty_to_the_minutes(system: Made, town: None) -> None:
    now = timezone.now()
    with looking("test", by=OFFICER):
        child = a_child(at=now - timedelta(days=9))
        missing_again(child, 3, last=now - timedelta(hours=3))
    council, home, police = system(COORDINATOR), system(HOME_MANAGER), system(POLICE_COORDINATOR)
    owed = done(council.get("/meetings"), 200)["duties"]
    assert {(one["times"], one["days"]) for one in owed} == {(2, None), (3, 30), (3, 90)}
    pattern = done(council.get(f"/children/{child.ref}/pattern"), 200)
    assert (pattern["total"], pattern["few"], pattern["found"]["known"]) == (3, True, 3)
    new = {
        "kind": "strategy_discussion",
        "starts_at": (now + timedelta(days=2)).isoformat(),
        "how": "phone",
        "where": "01632 960010",
        "agency_ids": [str(EXAMPLESHIRE_POLICE), str(HARBOUR_VIEW)],
        "duty_refs": [one["ref"] for one in owed[:2]],
    }
    path = f"/children/{child.ref}/meetings"
    assert council.post(path, new | {"agency_ids": [str(FARAWAY)]}).status_code == 422
    assert home.post(path, new).status_code == 403
    ref = done(council.post(path, new))["ref"]
    done(home.post(f"/meetings/{ref}/answer", {"answer": "coming", "words": "Homa"}))
    held = {
        "held_at": (now - timedelta(minutes=5)).isoformat(),
        "discussed": "The van.",
        "childs_views": "She wants to see her aunt.",
        "child_told": "told",
        "parents_told": "not_told",
    }
    came = [
        {"invite_id": str(pk), "came": True}
        for pk in MeetingInvite.objects.values_list("pk", flat=True)
    ]
    silent = council.post(f"/meetings/{ref}/held", held | {"attended": came})
    assert silent.status_code == 422, "not told, and no word why"
    whole = held | {"attended": came, "parents_told_words": "Danger."}
    done(council.post(f"/meetings/{ref}/held", whole))
    action = {"text": "Meet her", "agency_id": str(HARBOUR_VIEW), "due_at": new["starts_at"]}
    decision = {"text": "Meet her daily", "because": "The van.", "action": action}
    done(council.post(f"/meetings/{ref}/decisions", decision))
    done(home.post(f"/meetings/{ref}/dissents", {"text": "Not at noon.", "number": 1}))
    done(council.post(f"/meetings/{ref}/minutes", {}))
    assert council.post(f"/meetings/{ref}/minutes", {}).status_code == 422
    assert Task.objects.get().owner_agency_id == HARBOUR_VIEW
    read = done(council.get(f"/meetings/{ref}"), 200)
    assert read["decisions"][0]["dissents"] and len(read["minutes"]) == 1
    theirs = done(police.get(f"/meetings/{ref}"), 200)["minutes"][0]["parts"]
    kept = {one["part"] for one in theirs if one["withheld"]}
    assert kept == {"childs_views"}, "what the child said is not theirs to read on paper"
    with looking("test", by=COORDINATOR), acting(COORDINATOR, at=timezone.now()) as by:
        shown = get_meeting(by, ref, at=timezone.now())
    assert shown.arranged_by == "System of Exampleshire Council", "somebody has done it"
    [left] = MeetingDuty.objects.filter(closed_at=None)
    done(council.post(f"/duties-to-meet/{left.ref}/not-held", {"because": "The same table."}))
    assert done(council.get(f"/duties-to-meet/{left.ref}"), 200)["ending"] == "not_held"


def test_somebody_is_asked_later_and_somebody_no_more(system: Made, town: None) -> None:
    now = timezone.now()
    with looking("test", by=OFFICER):
        child = a_child(at=now - timedelta(days=9))
        missing_again(child, 1, last=now - timedelta(hours=3))
    council, home = system(COORDINATOR), system(HOME_MANAGER)
    new = {
        "kind": "multi_agency",
        "starts_at": (now + timedelta(days=2)).isoformat(),
        "how": "phone",
        "where": "01632 960010",
        "agency_ids": [str(HARBOUR_VIEW)],
    }
    ref = done(council.post(f"/children/{child.ref}/meetings", new))["ref"]
    more = f"/meetings/{ref}/invites"
    assert council.post(more, {}).status_code == 422
    assert home.post(more, {"others": ["Her aunt"]}).status_code == 403
    done(council.post(more, {"agency_ids": [str(EXAMPLESHIRE_POLICE)], "others": ["Her aunt"]}))
    invites = {
        one["name"]: one["id"] for one in done(council.get(f"/meetings/{ref}"), 200)["invites"]
    }
    assert {"Harbour View", "Exampleshire Police", "Her aunt"} <= set(invites)
    path = f"{more}/{invites['Harbour View']}/dropped"
    assert council.post(path, {}).status_code == 422
    done(council.post(path, {"because": "Another home."}))
    assert home.get(f"/meetings/{ref}").status_code == 404
    [gone] = done(council.get(f"/meetings/{ref}"), 200)["dropped"]
    assert (gone["name"], gone["dropped_because"]) == ("Harbour View", "Another home.")
    assert council.post(f"{more}/{invites['Exampleshire Council']}/dropped", {}).status_code == 409


def test_a_meeting_is_moved_rung_about_and_its_record_put_right(system: Made, town: None) -> None:
    now = timezone.now()
    with looking("test", by=OFFICER):
        child = a_child(at=now - timedelta(days=9))
        missing_again(child, 2, last=now - timedelta(hours=3))
    council, home = system(COORDINATOR), system(HOME_MANAGER)
    [owed] = done(council.get("/meetings"), 200)["duties"]
    taken = f"/duties-to-meet/{owed['ref']}/taken"
    assert council.post(taken).status_code == 422, "a key owns nothing"
    council.reference = email_of(SOCIAL_WORKER)
    done(council.post(taken))
    duty = done(council.get(f"/duties-to-meet/{owed['ref']}"), 200)
    assert duty["owner"] == SOCIAL_WORKER.name
    new = {
        "kind": "multi_agency",
        "starts_at": (now + timedelta(days=2)).isoformat(),
        "how": "phone",
        "where": "01632 960010",
    }
    whom = {"agency_ids": [str(HARBOUR_VIEW)], "others": ["Her aunt"]}
    ref = done(council.post(f"/children/{child.ref}/meetings", new | whom))["ref"]
    path = f"/meetings/{ref}"
    done(council.post(f"{path}/moved", new | {"where": "Room 9"}))
    page = done(council.get(path), 200)
    assert page["where"] == "Room 9"
    invites = {one["name"]: one["id"] for one in page["invites"]}
    rung = {"spoke_to": "Her aunt", "phone": "01632 960009", "answer": "coming"}
    done(council.post(f"{path}/invites/{invites['Her aunt']}/rung", rung))
    held = {
        "held_at": (now - timedelta(minutes=5)).isoformat(),
        "discussed": "The van.",
        "childs_views": "She wants to see her aunt.",
        "child_told": "told",
        "parents_told": "told",
        "attended": [{"invite_id": invites["Harbour View"], "came": True}],
    }
    assert council.put(f"{path}/record", held).status_code == 409, "it was not held yet"
    nobody = held | {"attended": [{"invite_id": str(child.pk), "came": True}]}
    assert council.post(f"{path}/held", nobody).status_code == 422
    done(council.post(f"{path}/held", held))
    right = held | {"attended": [{"invite_id": invites["Her aunt"], "came": True}]}
    assert home.put(f"{path}/record", right).status_code == 403
    done(council.put(f"{path}/record", right), 200)
    came = {one["name"]: one["attended"] for one in done(council.get(path), 200)["invites"]}
    assert (came["Her aunt"], came["Harbour View"]) == (True, False)
    done(council.post(f"{path}/decisions", {"text": "Meet", "because": "The van."}))
    done(council.post(f"{path}/decisions/1/withdrawn", {"because": "Two days."}))
    [said] = done(council.get(path), 200)["decisions"]
    assert said["withdrawn_because"] == "Two days."
