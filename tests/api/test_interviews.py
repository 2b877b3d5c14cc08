"""Every operation of a return interview, beside the documented journey."""

from uuid import uuid4

import pytest

from safereturn.episodes.models import Episode
from safereturn.return_interviews import jobs as interview_jobs
from tests.api.conftest import System
from tests.api.setting import Made, ago, day, done, report
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    HARBOUR_VIEW,
    INTERVIEWER,
    NURSE,
    OFFICER,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(system: Made) -> System:
    return system(COORDINATOR)


@pytest.fixture
def child(council: System) -> str:
    """A child of the council's who lives at Harbour View."""
    body = {"name": "Robin Placeholder", "born_on": "2011-05-03", "basis": "responsible_authority"}
    ref = str(done(council.post("/children", body))["ref"])
    stay = {"kind": "childrens_home", "provider_id": str(HARBOUR_VIEW)}
    done(council.post(f"/children/{ref}/placements", stay))
    return ref


@pytest.fixture
def episode(council: System, child: str) -> str:
    body = report(police_ref="EX 1234/26")
    return str(done(council.post(f"/children/{child}/episodes", body))["ref"])


@pytest.fixture
def interview(system: Made, council: System, child: str, episode: str) -> str:
    """An interview that is owed: the job that a return starts has run."""
    back = {"at": ago(hours=1), "where": "Home", "finder": "family", "safe_to_return": "Yes."}
    done(council.post(f"/episodes/{episode}/returned", back))
    back_again = Episode.objects.get(ref=episode)
    interview_jobs.make_due(child_id=str(back_again.child_id), episode_id=str(back_again.pk))
    [due] = done(council.get("/interviews"), 200)
    return str(due["ref"])


def account(**more: object) -> dict[str, object]:
    return {
        "held_at": ago(minutes=5),
        "mode": "in_person",
        "place": "A quiet room",
        "limits_explained": True,
        "own_words": "They said I owe them money.",
        "summary": "Robin is in debt to older people.",
        "sharing_wish": "all",
    } | more


def test_an_interview_is_arranged_held_and_acted_on(
    system: Made, council: System, interview: str
) -> None:
    voices, path = system(INTERVIEWER), f"/interviews/{interview}"
    named = {"name": "Inti Viewer"}
    done(council.put(f"{path}/interviewer", named), 200)
    tried = {"tried_at": ago(minutes=30), "how": "Visit", "outcome": "Nobody in"}
    done(voices.post(f"{path}/attempts", tried))
    done(voices.put(f"{path}/account", account()), 200)
    referral = done(voices.post(f"{path}/act-now", {"text": "Robin was hurt."}))["id"]
    rung = {"rung_at": ago(minutes=1), "spoke_to": "The duty desk"}
    done(voices.post(f"{path}/referrals/{referral}/rung", rung))
    kept = done(voices.post(f"{path}/items", {"kind": "place", "text": "The pier."}))["id"]
    back = done(voices.post(f"{path}/items", {"kind": "risk", "text": "A mistake."}))["id"]
    done(voices.post(f"{path}/items/{back}/removed"))
    promise = {"text": "Meet", "owner_agency_id": str(EXAMPLESHIRE), "due_on": day(7)}
    follow_up = done(voices.post(f"{path}/follow-ups", promise))["id"]
    assert done(voices.post(f"{path}/held", {}))["state"] == "held"
    finished = {"result": "They met.", "child_told": True}
    done(council.post(f"{path}/follow-ups/{follow_up}/finished", finished))
    seen = done(voices.get(path), 200)
    assert [item["id"] for item in seen["items"]] == [kept]
    assert seen["account"]["own_words"] == "They said I owe them money."
    assert seen["follow_ups"][0]["result"] == "They met."
    other = {"name": "Kit Specimen", "basis": "responsible_authority"}
    kit = done(council.post("/children", other))["ref"]
    shown = {"child": kit, "because": "Kit goes there too."}
    done(council.post(f"{path}/items/{kept}/other-child", shown))


def test_the_childs_own_words_stay_with_those_who_may_read_them(
    system: Made, council: System, interview: str
) -> None:
    voices, path = system(INTERVIEWER), f"/interviews/{interview}"
    done(voices.put(f"{path}/account", account()), 200)
    done(voices.post(f"{path}/held", {"no_actions_because": "None were wanted."}))
    seen = done(system(OFFICER).get(path), 200)
    assert (seen["account"], seen["items"]) == (None, [])
    assert seen["withheld"]
    assert "owe them" not in str(seen)
    assert system(NURSE).get(path).status_code == 404


def test_a_declined_interview_asks_the_carer_and_is_offered_again(
    system: Made, council: System, interview: str
) -> None:
    voices, path = system(INTERVIEWER), f"/interviews/{interview}"
    no = {"declined_by": "child", "reason": "Does not want to talk."}
    assert done(voices.post(f"{path}/declined", no))["state"] == "declined"
    carer = {
        "given_by": "Kay",
        "text": "Robin was cold.",
        "items": [{"kind": "place", "text": "A"}],
    }
    done(voices.post(f"{path}/carer-information", carer))
    again = {"trusted_adult": "The football coach"}
    assert done(voices.post(f"{path}/offered-again", again))["state"] != "declined"
    reason = {"reason": "Moved abroad."}
    assert done(voices.post(f"{path}/not-possible", reason))["state"] == "not_possible"
    child = done(council.get(path), 200)["child"]
    [told] = done(council.get(f"/children/{child}/interviews"), 200)
    assert told["ref"] == interview


def test_each_item_is_decided_received_and_answered(
    system: Made, council: System, interview: str
) -> None:
    voices, officer, path = system(INTERVIEWER), system(OFFICER), f"/interviews/{interview}"
    done(voices.put(f"{path}/account", account()), 200)
    done(voices.post(f"{path}/items", {"kind": "vehicle", "text": "A white van."}))
    done(voices.post(f"{path}/held", {"no_actions_because": "None were wanted."}))
    [line] = done(voices.get(f"{path}/grid"), 200)["lines"]
    decisions = [
        {
            "item_id": line["item"]["id"],
            "agency_id": one["agency_id"],
            "choice": "share" if one["kind"] == "police" else "hold",
            "reason": "Needed to find who waits there.",
        }
        for one in line["recipients"]
    ]
    done(voices.put(f"{path}/grid", {"decisions": decisions}), 200)
    [given] = done(officer.get("/received-items"), 200)
    item = f"/received-items/{given['id']}"
    assert done(officer.get(item), 200)["text"] == "A white van."
    done(officer.post(f"{item}/received"))
    nothing = officer.post(f"{item}/disposition", {"disposition": "none"})
    assert nothing.status_code == 422
    done(officer.post(f"{item}/disposition", {"disposition": "none", "reason": "Known."}))
    assert system(CARER).get(item).status_code == 404
    decided = done(voices.get(f"{path}/grid"), 200)["lines"][0]["recipients"]
    assert all(one["decided"] for one in decided)
    stray = decisions[0] | {"item_id": str(uuid4())}
    assert voices.put(f"{path}/grid", {"decisions": [stray]}).status_code == 404
