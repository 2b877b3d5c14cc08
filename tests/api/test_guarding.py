"""Seals, emergencies, reviews, looks and personal links, through the API."""

import pytest

from safereturn.children.models import Opening, SealedReport
from safereturn.involvement.models import KeptOut
from tests import people
from tests.api.setting import Made, day, done
from tests.domain.children.making import a_child
from tests.domain.shield.making import a_report, a_sealed_child, the_job
from tests.people import CARER, COORDINATOR, HOME_MANAGER, OFFICER, OTHER_OFFICER

pytestmark = pytest.mark.usefixtures("town")


def test_an_emergency_opens_the_core_and_is_reviewed(system: Made) -> None:
    child = a_child("Ada Invented")
    force, council = system(OTHER_OFFICER), system(COORDINATOR)
    [pointer] = done(force.post("/children/search", {"q": "Ada Invented 04/03/2011"}), 200)[
        "pointers"
    ]
    body = {"ticket": pointer["emergency_ticket"], "what": "Hurt", "why_now": "Now", "rung": "No"}
    opened = done(force.post("/emergencies", body))
    assert opened["ref"] == child.ref
    assert done(force.get(f"/children/{child.ref}"), 200)["name"] == child.name
    [line] = done(council.get("/openings"), 200)["openings"]
    assert (line["child_ref"], line["reason"], line["verdict"]) == (child.ref, "Hurt", None)
    review = {"verdict": "justified", "words": "They rang us too"}
    done(council.post(f"/openings/{line['id']}/review", review))
    assert Opening.objects.get().verdict == "justified"
    assert council.post(f"/openings/{line['id']}/review", review).status_code == 409


def test_a_record_is_sealed_and_only_a_named_system_finds_it(system: Made) -> None:
    child = a_child("Ada Invented")
    council, force = system(COORDINATOR), system(OFFICER)
    path = f"/children/{child.ref}"
    body = {
        "why": "A refuge",
        "review_on": day(90),
        "desk_agency_id": str(people.EXAMPLESHIRE),
        "desk_contact": "Protected desk, 01632 960777",
        "people": [str(people.SOCIAL_WORKER.person_id)],
    }
    assert force.put(f"{path}/seal", body).status_code == 403
    done(council.put(f"{path}/seal", body), 200)
    assert force.get(path).status_code == 404
    assert council.put(f"{path}/seal", body).status_code == 409
    who = {"person_id": str(people.OUT_OF_HOURS.person_id)}
    done(council.post(f"{path}/named", who))
    done(council.post(f"{path}/unnamed", who))
    done(council.post(f"{path}/unsealed", {"because": "She has moved"}))
    assert force.get(path).status_code == 200


def test_the_caller_is_rung(system: Made) -> None:
    a_sealed_child()
    the_job(a_report())
    link = SealedReport.objects.get()
    body = {"because": "Spoke to Ann: she is safe"}
    stranger = system(OTHER_OFFICER).post(f"/protected-reports/{link.pk}/rung", body)
    assert stranger.status_code == 404


def test_looks_are_listed_by_agency_and_role(system: Made) -> None:
    child = a_child()
    force, council = system(OFFICER), system(COORDINATOR)
    done(force.get(f"/children/{child.ref}"), 200)
    looks = done(council.get(f"/children/{child.ref}/looks"), 200)["looks"]
    assert ("Exampleshire Police", ["police_officer"]) in [(o["agency"], o["roles"]) for o in looks]
    assert OFFICER.name not in str(looks)
    assert force.get(f"/children/{child.ref}/looks").status_code == 403


def test_a_colleague_is_kept_out_and_let_in(system: Made) -> None:
    child = a_child()
    home = system(HOME_MANAGER)
    body = {"person_id": str(CARER.person_id), "why": "family"}
    done(home.post(f"/children/{child.ref}/kept-out", body))
    carer = people.client_for(CARER)
    assert carer.get(f"/children/{child.ref}/").status_code == 404
    done(home.post(f"/kept-out/{KeptOut.objects.get().pk}/let-in", {"because": "Another family"}))
    assert carer.get(f"/children/{child.ref}/").status_code == 200
