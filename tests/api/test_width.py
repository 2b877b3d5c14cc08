"""What the journey of docs/api.md does not pass: each operation acts, and is read back."""

from uuid import uuid4

import pytest

from tests.api.conftest import System
from tests.api.setting import Made, ago, day, done, report
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    HARBOUR_VIEW,
    HEALTH,
    OFFICER,
    SUPERVISOR,
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


def test_who_a_child_is_can_be_corrected_and_added_to(council: System, child: str) -> None:
    corrected = {"name": "Robin Specimen", "age_estimate": 14, "sex": "female"}
    done(council.put(f"/children/{child}", corrected), 200)
    done(council.post(f"/children/{child}/names", {"kind": "alias", "value": "Birdie"}))
    number = {"kind": "nhs_number", "value": "943 476 5919"}
    numbered = done(council.post(f"/children/{child}/identifiers", number))["id"]
    status = {"code": "E1", "label": "Full care order", "starts_on": "2025-01-01"}
    done(council.post(f"/children/{child}/legal-statuses", status))
    seen = done(council.get(f"/children/{child}"), 200)
    assert (seen["name"], seen["age"]) == ("Robin Specimen", 14)
    assert "Birdie" in [name["value"] for name in seen["names"]]
    assert [n["value"] for n in seen["identifiers"]] == ["9434765919"]
    done(council.post(f"/children/{child}/identifiers/{numbered}/ended"))
    assert done(council.get(f"/children/{child}"), 200)["identifiers"] == []
    found = done(council.post("/children/search", {"q": "Birdie"}), 200)
    assert [hit["ref"] for hit in found["hits"]] == [child]


def test_people_details_and_warnings_are_added_checked_and_ended(
    council: System, child: str
) -> None:
    path = f"/children/{child}"
    person = {"name": "Alex Specimen", "relation": "Uncle", "may_tell": "yes"}
    uncle = done(council.post(f"{path}/people", person))["id"]
    changed = person | {"may_tell": "no", "not_told_because": "Danger"}
    done(council.put(f"{path}/people/{uncle}", changed), 200)
    detail = done(council.post(f"{path}/details", {"kind": "phone", "text": "01632 960077"}))["id"]
    done(council.post(f"{path}/details/{detail}/checked"))
    warning = {
        "kind": "self_harm",
        "text": "Stay with them.",
        "evidence": "Seen in May.",
        "review_on": day(30),
    }
    flag = done(council.post(f"{path}/warnings", warning))["id"]
    done(council.post(f"{path}/warnings/{flag}/checked", {"review_on": day(60)}))
    seen = done(council.get(path), 200)
    assert [one["review_on"] for one in seen["warnings"]] == [day(60)]
    people = [one for section in seen["sections"] for one in section["people"]]
    assert [(one["name"], one["may_tell"]) for one in people] == [("Alex Specimen", "no")]
    done(council.post(f"{path}/warnings/{flag}/ended", {"because": "Long over."}))
    done(council.post(f"{path}/details/{detail}/ended"))
    done(council.post(f"{path}/people/{uncle}/ended"))
    over = done(council.get(path), 200)
    assert over["warnings"] == []
    assert not any(s["people"] or s["details"] for s in over["sections"])
    assert council.post(f"{path}/warnings/{uuid4()}/ended", {"because": "x"}).status_code == 404


def test_the_profile_is_kept_by_the_home_and_released_to_the_council(
    system: Made, council: System, child: str
) -> None:
    carer = system(CARER)
    assert carer.get(f"/children/{child}/profile").status_code == 404
    answers = {"answers": {"what_helps": "A quiet voice."}}
    done(carer.put(f"/children/{child}/profile", answers), 200)
    done(carer.post(f"/children/{child}/profile/checked"))
    kept = done(council.get(f"/children/{child}/profile"), 200)
    assert kept["answers"]["what_helps"] == "A quiet voice."
    assert kept["review_is_due"] is False


def test_placements_and_relations_begin_and_end(council: System, child: str) -> None:
    relation = {"agency_id": str(HEALTH), "basis": "health"}
    done(council.post(f"/children/{child}/involvements", relation))
    ended = relation | {"because": "Moved away."}
    done(council.post(f"/children/{child}/involvements/ended", ended))
    done(council.post(f"/children/{child}/placements/ended", {}))
    lived = done(council.get(f"/children/{child}/placements"), 200)["placements"]
    assert [(one["provider"], one["ends_at"] is None) for one in lived] == [("Harbour View", False)]


def test_away_becomes_missing_with_its_words(system: Made, child: str) -> None:
    carer = system(CARER)
    away = {
        "since": ago(hours=1),
        "believed_where": "At a friend’s",
        "next_check_at": ago(hours=-1),
    }
    ref = done(carer.post(f"/children/{child}/away", away))["ref"]
    done(carer.post(f"/episodes/{ref}/next-check", {"next_check_at": ago(hours=-2)}))
    upgraded = {
        "reporter": {"name": "Kay Specimen", "relation": "carer"},
        "reported_at": ago(minutes=1),
        "why_worried": "The friend has not seen Robin.",
    }
    assert done(carer.post(f"/episodes/{ref}/missing", upgraded))["state"] == "missing"
    assert done(carer.get(f"/episodes/{ref}"), 200)["last_seen_where"] == "At a friend’s"


def test_children_are_reported_together_or_not_recorded_before(
    system: Made, council: System, child: str
) -> None:
    other = done(
        council.post("/children", {"name": "Kit Specimen", "basis": "responsible_authority"})
    )["ref"]
    both = done(council.post("/episodes/together", report(children=[child, other])))
    assert {one["child"] for one in both} == {child, other}
    unknown = report(child={"name": "Not Known", "age_estimate": 15})
    new = done(system(OFFICER).post("/episodes", unknown))
    named = {"authority_id": str(EXAMPLESHIRE)}
    done(system(OFFICER).post(f"/episodes/{new['ref']}/authority", named))
    assert done(council.get(f"/episodes/{new['ref']}"), 200)["child"] == new["child"]


def test_the_search_is_written_down_as_it_goes(system: Made, council: System, episode: str) -> None:
    officer = system(OFFICER)
    path = f"/episodes/{episode}"
    sighting = {"kind": "sighting", "text": "At the pier.", "how_known": "CCTV", "where": "Pier"}
    wrong = done(officer.post(f"{path}/entries", sighting))["id"]
    corrected = {"kind": "correction", "text": "It was another child.", "corrects_id": wrong}
    done(officer.post(f"{path}/entries", corrected))
    task = {"text": "Ring the friend", "owner_agency_id": str(EXAMPLESHIRE)}
    set_ = done(officer.post(f"{path}/tasks", task))["id"]
    done(council.post(f"{path}/tasks/{set_}/finished", {"result": "Not seen there."}))
    again = council.post(f"{path}/tasks/{set_}/finished", {"result": "Twice."})
    assert again.status_code == 409
    told = {
        "moment": "missing",
        "person_name": "Alex Specimen",
        "relation": "Uncle",
        "told": False,
        "not_told_because": "May be the danger.",
    }
    done(council.post(f"{path}/tellings", told))
    seen = done(council.get(path), 200)
    assert [entry["corrects_id"] for entry in seen["entries"]] == [None, wrong]
    assert seen["tasks"][0]["result"] == "Not seen there."
    assert seen["tellings"][0]["told"] is False
    lines = done(council.get(f"{path}/timeline"), 200)
    assert {"sighting", "correction", "task_done", "not_told"} <= {line["what"] for line in lines}


def test_what_the_police_did_can_be_challenged(system: Made, council: System, episode: str) -> None:
    officer, supervisor = system(OFFICER), system(SUPERVISOR)
    path = f"/episodes/{episode}/stances"
    stance = {
        "stance": "advice_only",
        "reason": "Often late.",
        "who_does_what": "The home rings round.",
        "until_at": ago(hours=-1),
    }
    taken = done(officer.post(path, stance))["id"]
    done(council.post(f"{path}/{taken}/challenge", {"text": "Robin is 13."}))
    done(supervisor.post(f"{path}/{taken}/answer", {"text": "We look now."}))
    done(supervisor.post(path, {"stance": "accepted"}))
    seen = done(council.get(f"/episodes/{episode}"), 200)["stances"]
    assert [one["answer"] for one in seen] == ["We look now.", ""]


def test_agencies_without_an_account_take_part_by_telephone(
    system: Made, council: System, episode: str
) -> None:
    path = f"/episodes/{episode}"
    asked = {
        "agency_id": str(HEALTH),
        "question": "Known to you?",
        "spoke_to": "Noor",
        "phone_number": "01632 960040",
    }
    done(council.post(f"{path}/asks/by-phone", asked))
    reply = {
        "agency_id": str(HEALTH),
        "supplier": {"name": "Noor", "contact": "01632 960040"},
        "pieces": [{"kind": "health_safety", "text": "Asthma."}],
    }
    [given] = done(council.post(f"{path}/contributions/by-phone", reply))
    picture = done(council.get(f"{path}/picture"), 200)
    [health] = [one for one in picture["agencies"] if one["agency_id"] == str(HEALTH)]
    assert (health["state"], picture["picture_id"]) == ("by_phone", None)
    confirmed = {"how": "Rang back on the known number."}
    done(council.post(f"{path}/contributions/{given['id']}/confirmed", confirmed))
    own = {"supplier": {"name": "Cora", "contact": "01632 960010"}, "nothing_held": True}
    done(council.post(f"{path}/contributions", own))


def test_the_council_disagrees_and_a_supervisor_answers(
    system: Made, council: System, episode: str
) -> None:
    supervisor, path = system(SUPERVISOR), f"/episodes/{episode}"
    picture = done(supervisor.get(f"{path}/picture"), 200)
    grade = {
        "picture_id": picture["picture_id"],
        "level": "low",
        "reasons": "Known friends.",
        "review_at": ago(hours=-4),
    }
    graded = done(supervisor.post(f"{path}/assessments", grade))["id"]
    done(council.post(f"{path}/screenings", {"level": "high", "reasons": "Debt."}))
    said = {"assessment_id": graded, "reason": "Robin is in debt."}
    dispute = done(council.post(f"{path}/disagreements", said))["id"]
    done(supervisor.post(f"{path}/disagreements/{dispute}/answer", {"answer": "Graded again."}))
    seen = done(council.get(f"{path}/picture"), 200)
    assert [one["answer"] for one in seen["disagreements"]] == ["Graded again."]
    work = done(council.get("/worklist", state="missing", level="low"), 200)
    assert [row["episode"] for row in work["missing"]] == [episode]
    [found] = [done(supervisor.post("/episodes/search", {"police_ref": "ex1234/26"}), 200)]
    assert found["ref"] == episode


def test_times_are_put_right_and_an_episode_ends_otherwise(
    system: Made, council: System, episode: str
) -> None:
    officer = system(OFFICER)
    times = {"because": "The clock was wrong.", "last_seen_at": ago(hours=4)}
    done(officer.post(f"/episodes/{episode}/times", times))
    done(officer.post(f"/episodes/{episode}/seen", {"seen_at": ago(minutes=2)}))
    end = {"ending": "reported_in_error", "detail": "Asleep upstairs.", "ended_at": ago(minutes=1)}
    assert done(council.post(f"/episodes/{episode}/ended", end))["state"] == "closed"
