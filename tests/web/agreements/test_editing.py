"""Changing a draft: clauses, text and parties; two leads at once; no word is lost."""

from collections.abc import Mapping

import pytest
from django.http import HttpResponse
from django.utils import timezone

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import the_service
from safereturn.sharing import actions
from safereturn.sharing.models import ClauseRow, Version
from safereturn.sharing.rules import Gateway
from tests.domain.sharing.agreeing import KEEPER, POLICE_LEAD
from tests.people import EXAMPLESHIRE, EXAMPLESHIRE_POLICE, VOICES, client_for
from tests.web.agreements.cases import draft, fields_of, in_days, proposed, words

pytestmark = pytest.mark.usefixtures("leads")


def clause(version: Version, number: str) -> ClauseRow:
    return version.clauses.get(number=number)


def post(path: str, data: Mapping[str, object], actor: object = KEEPER) -> HttpResponse:
    return client_for(actor).post(path, data)  # type: ignore[arg-type, return-value]


def test_a_clause_is_written_as_it_was_entered() -> None:
    version = draft()
    path = f"/agreements/{version.pk}/clauses/new/"
    data = fields_of(client_for(KEEPER), path) | {
        "kinds": ["exploitation", "risk"],
        "to_agencies": [str(EXAMPLESHIRE_POLICE)],
        "to_bases": ["searching_force"],
        "going_on": ["missing_now"],
        "depth": "3",
        "gateway": "vital_interests",
        "until": "while the child is missing",
        "for_days": "90",
        "told": "The police know who may hurt you.",
    }
    assert data["number"] == "25"
    answer = post(path, data)
    assert answer.headers["Location"] == f"/agreements/{version.pk}/#clause-25"
    row = clause(version, "25")
    assert (row.kinds, row.to_kinds) == (["exploitation", "risk"], [])
    assert (row.to_agencies, row.to_bases) == ([EXAMPLESHIRE_POLICE], ["searching_force"])
    assert (row.going_on, row.depth, row.gateway) == (["missing_now"], 3, "vital_interests")
    assert (row.for_days, row.told, row.ask) == (90, data["told"], True)
    page = words(client_for(POLICE_LEAD).get(f"/agreements/{version.pk}/"))
    assert "Exampleshire Police. Only an agency that is looking for the child" in page
    assert "Kept for 90 days after the episode is closed" in page


def test_a_clause_is_changed_from_what_stands_there() -> None:
    version = draft()
    path = f"/agreements/{version.pk}/clauses/6/"
    data = fields_of(client_for(POLICE_LEAD), path) | {"note": "Asked for by the force."}
    assert post(path, data, POLICE_LEAD).status_code == 302
    row = clause(version, "6")
    assert row.note == "Asked for by the force."
    assert (row.going_on, row.edits) == (["interview_due", "items_open"], 1)


def test_words_stay_when_something_has_to_be_mended() -> None:
    version = draft()
    path = f"/agreements/{version.pk}/clauses/6/"
    data = fields_of(client_for(KEEPER), path) | {"note": "Kept words.", "until": "", "number": "7"}
    page = words(post(path, data))
    assert "Kept words." in page
    assert "There is a problem" in page
    assert "There is a clause 7 already: give another number." in page
    assert "Say until when, in words" in page
    page = words(post(path, {"note": "Kept words."}))
    assert "Select at least one kind of information" in page
    assert "Select how deep they may see it" in page
    assert "Kept words." in page


def test_the_second_of_two_sees_both_texts_and_loses_nothing() -> None:
    version = draft()
    path = f"/agreements/{version.pk}/clauses/7/"
    mine = fields_of(client_for(KEEPER), path)
    theirs = fields_of(client_for(POLICE_LEAD), path)
    assert post(path, mine | {"note": "First."}).status_code == 302
    answer = post(path, theirs | {"note": "Second.", "depth": "2"}, POLICE_LEAD)
    page = words(answer)
    assert answer.status_code == 409
    assert "What stands now" in page
    assert "First." in page
    assert page.count("Second.") == 2  # in the comparison and still in the form
    assert clause(version, "7").note == "First."
    again = answer.context["form"]["edits"].value()  # type: ignore[attr-defined]
    put = theirs | {"note": "First. Second.", "depth": "2", "edits": again}
    assert post(path, put, POLICE_LEAD).status_code == 302
    assert (clause(version, "7").note, clause(version, "7").depth) == ("First. Second.", 2)


def test_a_clause_taken_out_meanwhile_can_be_put_back() -> None:
    version = draft()
    path = f"/agreements/{version.pk}/clauses/7/"
    mine = fields_of(client_for(KEEPER), path)
    actions.remove_clause(
        version.pk, "7", based_on=mine["edits"], at=timezone.now(), by=POLICE_LEAD
    )
    assert post(path, mine).status_code == 404
    add = f"/agreements/{version.pk}/clauses/new/"
    assert post(add, mine).status_code == 302
    assert clause(version, "7").kinds == ["exploitation"]


def test_a_clause_is_taken_out_after_a_look_at_what_it_says_now() -> None:
    version = draft()
    path = f"/agreements/{version.pk}/clauses/7/remove/"
    assert "Exploitation" in words(client_for(KEEPER).get(path))
    stale = post(path, {"edits": "5"})
    assert stale.status_code == 409
    assert "Somebody else has changed this clause" in words(stale)
    assert post(path, {"edits": "no number"}).status_code == 409
    assert post(path, {"edits": "0"}).status_code == 302
    assert not version.clauses.filter(number="7").exists()
    assert client_for(KEEPER).get(path).status_code == 404


def test_a_law_is_offered_from_its_commencement_and_not_before() -> None:
    path = f"/agreements/{draft().pk}/clauses/new/"
    browser = client_for(KEEPER)
    assert "16LA" not in words(browser.get(path))
    actions.commence(
        Gateway.CHILDREN_ACT_2004_S16LA,
        Nation.ENGLAND,
        in_days(-1),
        "The Commencement Regulations",
        at=timezone.now(),
        by=the_service(),
    )
    assert "16LA" in words(browser.get(path))


def test_the_text_is_changed_and_the_second_of_two_is_told() -> None:
    version = draft()
    path = f"/agreements/{version.pk}/text/"
    mine = fields_of(client_for(KEEPER), path)
    theirs = fields_of(client_for(POLICE_LEAD), path)
    assert post(path, mine | {"purpose": "To find children."}).status_code == 302
    answer = post(path, theirs | {"purpose": "To keep children safe."}, POLICE_LEAD)
    assert answer.status_code == 409
    page = words(answer)
    assert "To find children." in page
    assert page.count("To keep children safe.") == 2
    version.refresh_from_db()
    assert version.purpose == "To find children."
    put = theirs | {"edits": answer.context["form"]["edits"].value()}  # type: ignore[attr-defined]
    assert post(path, put, POLICE_LEAD).status_code == 302


def test_a_review_date_in_the_past_is_refused_beside_its_field() -> None:
    path = f"/agreements/{draft().pk}/text/"
    data = fields_of(client_for(KEEPER), path) | {"review_on_year": "2020", "purpose": "My words."}
    page = words(post(path, data))
    assert "The review date must be today or in the future" in page
    assert "My words." in page


def test_parties_are_named_and_a_slip_is_asked_about() -> None:
    version = draft()
    path = f"/agreements/{version.pk}/parties/"
    data = fields_of(client_for(KEEPER), path)
    assert data["agencies"] == "Exampleshire Council\nExampleshire Police"
    slip = words(
        post(path, {"agencies": "exampleshire council\nVoises\nNobody At All", "kinds": []})
    )
    assert "“Voises” is not an agency here. Did you mean “Voices”?" in slip
    assert "“Nobody At All” is not an agency here: enter its full name" in slip
    assert "Voises" in slip
    good = {"agencies": "exampleshire council\n\nVoices\nVoices", "kinds": ["school"]}
    assert post(path, good).status_code == 302
    parties = {(p.agency_id, p.kind) for p in version.parties.all()}
    assert parties == {(EXAMPLESHIRE, ""), (VOICES, ""), (None, "school")}


def test_what_has_been_proposed_cannot_be_changed() -> None:
    version = proposed(draft())
    for part in ("text/", "parties/", "clauses/4/", "clauses/new/", "upload/"):
        refused = client_for(KEEPER).get(f"/agreements/{version.pk}/{part}")
        assert refused.status_code == 403
        assert "Only a draft can be changed" in words(refused)


def test_words_that_a_lock_caught_are_there_again() -> None:
    version, browser = draft(), client_for(KEEPER)
    key = f"agreement-{version.pk}-7"
    browser.post(f"/drafts/keep/{key}/", {"note": "Half a sentence", "kinds": ["risk"]})
    page = words(browser.get(f"/agreements/{version.pk}/clauses/7/"))
    assert "Half a sentence" in page
    assert "There is a problem" not in page
    browser.post(f"/drafts/keep/agreement-{version.pk}-text/", {"purpose": "Half a purpose"})
    assert "Half a purpose" in words(browser.get(f"/agreements/{version.pk}/text/"))
    assert "Information-sharing agreement" in words(browser.get("/drafts/"))
