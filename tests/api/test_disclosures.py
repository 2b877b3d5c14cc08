"""What was shared, read by another system; asking for what is withheld, given and refused."""

import pytest

from tests.api.setting import Made, done
from tests.people import COORDINATOR, EXAMPLESHIRE, INTERVIEWER, OFFICER
from tests.whole_journey import a_journey, settle_other_home

pytestmark = pytest.mark.django_db
ASKED = {"agency_id": str(INTERVIEWER.agency_id), "kind": "childs_account", "reason": "The van."}


def test_a_ledger_is_read_and_a_request_answered(system: Made, town: None) -> None:
    settle_other_home()
    journey = a_journey()
    police, voices = system(OFFICER), system(INTERVIEWER)
    council = done(system(COORDINATOR).get(f"/children/{journey.child.ref}/disclosures"), 200)
    assert council["whole"] and council["disclosures"] and council["held"]
    own = done(police.get(f"/children/{journey.child.ref}/disclosures"), 200)
    assert not own["whole"] and not own["held"]
    assert {row["agency"] for row in own["disclosures"]} == {OFFICER.agency_name}
    asking = f"/children/{journey.child.ref}/information-requests"
    ref = done(police.post(asking, ASKED))["ref"]
    assert police.post(asking, ASKED).status_code == 409
    gift = {"words": "She named a house.", "gateway": "children_act_2004_s16la"}
    not_begun = voices.post(f"/information-requests/{ref}/given", gift)
    assert not_begun.status_code == 422  # never quoted before it has commenced
    gift["gateway"] = "children_act_2004_s11"
    done(voices.post(f"/information-requests/{ref}/given", gift))
    answer = done(police.get(f"/information-requests/{ref}"), 200)
    assert (answer["answer"], answer["given"]) == ("given", gift["words"])
    refused = f"/information-requests/{ref}/refused"
    assert voices.post(refused, {"detriment": "No."}).status_code == 409
    other = ASKED | {"agency_id": str(EXAMPLESHIRE)}
    again = done(police.post(asking, other))["ref"]
    harm = {"detriment": "She would not speak again."}
    done(system(COORDINATOR).post(f"/information-requests/{again}/refused", harm))
    assert done(police.get(f"/information-requests/{again}"), 200)["detriment"] == harm["detriment"]
