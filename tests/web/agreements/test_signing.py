"""Proposed, signed or declined, dated, withdrawn: by whoever may, and with what it lacks said."""

from datetime import datetime

import pytest
from django.utils import timezone

from safereturn.agencies.actions.people import leave
from safereturn.agencies.models import Agency, Person
from safereturn.agencies.rules import LONDON
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import NotAllowed
from safereturn.sharing import actions
from safereturn.sharing.models import Version
from safereturn.sharing.rules import State
from tests.domain.sharing.agreeing import KEEPER, POLICE_LEAD, a_draft, an_area, dated
from tests.people import OFFICER, client_for
from tests.web.agreements.cases import boxes, draft, in_days, party_of, proposed, signed, words

pytestmark = pytest.mark.usefixtures("leads")


def test_an_area_starts_its_next_version_from_what_holds() -> None:
    area, browser = an_area(), client_for(KEEPER)
    path = f"/agreements/areas/{area}/"
    assert "Start the next version" in words(browser.get(path))
    refused = words(client_for(OFFICER).get(path))
    assert "Start the next version" not in refused
    assert "Only the governance lead of the agency that keeps this agreement" in refused
    answer = browser.post(f"{path}start/")
    made = Version.objects.get(area=area)
    assert answer.headers["Location"] == f"/agreements/{made.pk}/"
    assert made.clauses.count() == 24
    assert "Start the next version" not in words(browser.get(path))
    assert browser.post(f"{path}start/").status_code == 409
    assert client_for(OFFICER).post(f"{path}start/").status_code == 403


def test_what_a_draft_lacks_is_said_at_once_and_nothing_is_proposed() -> None:
    version = a_draft()
    path = f"/agreements/{version.pk}/propose/"
    page = words(client_for(KEEPER).post(path))
    assert "It is not ready to be signed" in page
    assert "Say on which day it is reviewed" in page
    version.refresh_from_db()
    assert version.state == State.DRAFT


def test_each_party_signs_for_itself() -> None:
    version = draft()
    keeper, police = client_for(KEEPER), client_for(POLICE_LEAD)
    assert keeper.post(f"/agreements/{version.pk}/propose/").status_code == 302
    party = party_of(version, POLICE_LEAD)
    path = f"/agreements/{version.pk}/parties/{party.pk}/"
    page = words(police.post(path, {"says": "sign", "name": ""}))
    assert "Enter the full name of who signs" in page
    assert "Enter the post of who signs" in page
    put = {"says": "sign", "name": "Chief Signatory", "title": "Chief Constable"}
    assert police.post(path, put).headers["Location"].endswith("#parties")
    party.refresh_from_db()
    assert (party.signed_by_name, party.on_paper) == ("Chief Signatory", False)
    assert "Chief Signatory" in words(keeper.get(f"/agreements/{version.pk}/"))
    assert police.post(path, put).status_code == 404  # answered: there is nothing to sign


def test_a_no_has_a_reason_and_is_read_by_all() -> None:
    version = proposed(draft())
    party = party_of(version, POLICE_LEAD)
    path = f"/agreements/{version.pk}/parties/{party.pk}/"
    browser = client_for(POLICE_LEAD)
    assert "Enter why it declines" in words(browser.post(path, {"says": "decline"}))
    assert browser.post(path, {"says": "decline", "because": "Too narrow."}).status_code == 302
    page = words(client_for(KEEPER).get(f"/agreements/{version.pk}/"))
    assert "Declined" in page
    assert "Too narrow." in page


def test_whoever_keeps_it_writes_down_a_signature_on_paper() -> None:
    version = proposed(draft())
    party = party_of(version, POLICE_LEAD)
    path = f"/agreements/{version.pk}/parties/{party.pk}/"
    other = party_of(version, KEEPER)
    strange = f"/agreements/{version.pk}/parties/{other.pk}/"
    assert client_for(POLICE_LEAD).get(strange).status_code == 404
    assert client_for(OFFICER).get(strange).status_code == 404
    browser = client_for(KEEPER)
    leave(
        Person.objects.get(pk=POLICE_LEAD.person_id),
        Agency.objects.get(pk=POLICE_LEAD.agency_id), at=timezone.now(), by=the_service(),
    )  # fmt: skip
    assert "Keep the paper." in words(browser.get(path))
    browser.post(path, {"says": "sign", "name": "Chief Signatory", "title": "Chief"})
    party.refresh_from_db()
    assert party.on_paper is True


def test_nobody_writes_down_a_paper_for_a_party_whose_lead_signs_in_here() -> None:
    version = proposed(draft())
    party = party_of(version, POLICE_LEAD)
    path = f"/agreements/{version.pk}/parties/{party.pk}/"
    browser, theirs = client_for(KEEPER), client_for(POLICE_LEAD)
    assert browser.get(path).status_code == 404
    with pytest.raises(NotAllowed, match="ask them to answer"):
        actions.sign(party.pk, name="A", title="B", on_paper=True, at=timezone.now(), by=KEEPER)
    with pytest.raises(NotAllowed, match="ask them to answer"):
        actions.decline(party.pk, "Too narrow", on_paper=True, at=timezone.now(), by=KEEPER)
    assert path not in browser.get(f"/agreements/{version.pk}/").text
    assert path in theirs.get(f"/agreements/{version.pk}/").text


def test_it_is_dated_for_a_midnight_when_all_have_answered() -> None:
    version, browser = proposed(draft()), client_for(KEEPER)
    path = f"/agreements/{version.pk}/date/"
    day = in_days(5)
    page = words(browser.post(path, boxes("on", day)))
    assert "Every party signs or declines first." in page or "signs first" in page
    signed(version)
    past = words(browser.post(path, boxes("on", in_days(-1))))
    assert "The day it begins must be today or in the future" in past
    assert browser.post(path, boxes("on", day)).status_code == 302
    version.refresh_from_db()
    begins = version.effective_from
    assert begins == datetime(day.year, day.month, day.day, tzinfo=LONDON)
    assert client_for(POLICE_LEAD).get(path).status_code == 403


def test_a_proposal_is_taken_back_and_every_party_answers_anew() -> None:
    version, browser = signed(proposed(draft())), client_for(KEEPER)
    assert "Take back to a draft" in words(browser.get(f"/agreements/{version.pk}/"))
    assert "Take back" not in words(client_for(POLICE_LEAD).get(f"/agreements/{version.pk}/"))
    assert browser.post(f"/agreements/{version.pk}/reopen/").status_code == 302
    version.refresh_from_db()
    assert version.state == State.DRAFT
    assert not version.parties.exclude(signed_at=None).exists()


def test_a_version_is_withdrawn_with_a_reason_that_is_read() -> None:
    version, browser = dated(draft()), client_for(KEEPER)
    path = f"/agreements/{version.pk}/withdraw/"
    assert "In force now" in words(browser.get(f"/agreements/{version.pk}/"))
    assert "Enter why it is withdrawn" in words(browser.post(path, {"because": ""}))
    assert browser.post(path, {"because": "We start again."}).status_code == 302
    page = words(client_for(OFFICER).get(f"/agreements/{version.pk}/"))
    assert "No longer in force" in page
    assert "We start again." in page
    assert client_for(POLICE_LEAD).get(path).status_code == 403


def test_two_presses_sign_once() -> None:
    version = proposed(draft())
    party = party_of(version, KEEPER)
    path = f"/agreements/{version.pk}/parties/{party.pk}/"
    once = "0e8f6a36-6d3f-4a26-9f0e-3f5b9c4e1a11"
    put = {"says": "sign", "name": "A Signatory", "title": "Director", "once": once}
    browser = client_for(KEEPER)
    first, second = browser.post(path, put), browser.post(path, put)
    assert first.headers["Location"] == second.headers["Location"]
    assert timezone.now() > (party_of(version, KEEPER).signed_at or timezone.now())
