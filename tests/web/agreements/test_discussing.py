"""Comments, proposals and dissent, clause by clause; answers beside them; a desk of what waits."""

import pytest
from django.template import Context, Template
from django.utils import timezone

from safereturn.foundation.actor import Actor
from safereturn.sharing import actions
from safereturn.sharing.models import Comment, Version
from safereturn.sharing.rules import Answer, CommentKind, Depth
from tests.domain.sharing.agreeing import HOME_LEAD, KEEPER, NOON, POLICE_LEAD, STRANGER, dated
from tests.people import ADMINISTRATOR, CARER, OFFICER, client_for
from tests.web.agreements.cases import draft, in_days, proposed, signed, words

pytestmark = pytest.mark.usefixtures("leads")


def test_a_group_speaks_through_whoever_met_it() -> None:
    version, browser = draft(), client_for(OFFICER)
    path = f"/agreements/{version.pk}/comment/?clause=15"
    form = browser.get(path).context["form"]
    assert form["clause"].value() == "15"
    said = {"clause": "15", "kind": "proposal", "group": "0", "text": "Tell us first."}
    answer = browser.post(path, said)
    assert answer.headers["Location"].endswith("#clause-15")
    row = Comment.objects.get()
    assert (row.clause, row.kind, row.group) == ("15", "proposal", "children’s group")
    assert row.agency_id == OFFICER.agency_id
    page = words(client_for(KEEPER).get(f"/agreements/{version.pk}/"))
    assert "children’s group, written down by Exampleshire Police" in page


def test_something_is_said_of_the_whole() -> None:
    version = draft()
    said = {"clause": "whole", "kind": "comment", "group": "agency", "text": "It is long."}
    answer = client_for(KEEPER).post(f"/agreements/{version.pk}/comment/", said)
    assert answer.headers["Location"].endswith("#comments")
    assert (Comment.objects.get().clause, Comment.objects.get().group) == ("", "")


def test_a_comment_without_words_keeps_the_rest() -> None:
    version = draft()
    path = f"/agreements/{version.pk}/comment/"
    page = client_for(KEEPER).post(path, {"clause": "4", "kind": "dissent", "text": "   "})
    said = words(page)
    assert "Enter what they say" in said
    assert "Select who says this" in said
    assert page.context["form"]["clause"].value() == "4"


def a_dissent(version: Version) -> str:
    pk = actions.comment(
        version.pk, "4", CommentKind.DISSENT, "Too much.", at=timezone.now(), by=POLICE_LEAD
    )
    return f"/agreements/{version.pk}/comments/{pk}/"


def test_whoever_keeps_it_answers_once_and_the_dissent_stays() -> None:
    version = draft()
    path, browser = a_dissent(version), client_for(KEEPER)
    assert "Too much." in words(browser.get(path))
    assert "Enter what you answer" in words(browser.post(path, {"answer": ""}))
    assert browser.post(path, {"answer": "It is needed."}).headers["Location"].endswith("#clause-4")
    page = words(browser.get(f"/agreements/{version.pk}/"))
    assert "Too much." in page
    assert "It is needed." in page
    assert browser.post(path, {"answer": "Again."}).status_code == 409


def test_nobody_else_answers() -> None:
    path = a_dissent(draft())
    assert client_for(POLICE_LEAD).get(path).status_code == 403
    other = path.replace("/comments/", "/comments/00000000-0000-4000-8000-")[:-37]
    assert client_for(KEEPER).get(f"{other}000000000000/").status_code in {403, 404}


@pytest.mark.parametrize("actor", [OFFICER, CARER, ADMINISTRATOR])
def test_the_first_page_of_whoever_works_with_children_is_the_worklist(actor: Actor) -> None:
    browser = client_for(actor)
    assert browser.get("/").headers["Location"] == "/worklist/"
    assert browser.get("/agreements/desk/").status_code == 403
    assert "Information governance" not in words(browser.get("/worklist/"))


def test_a_lead_begins_at_what_waits_for_them() -> None:
    browser = client_for(KEEPER)
    assert browser.get("/").headers["Location"] == "/agreements/desk/"
    assert "Nothing waits for you." in words(browser.get("/agreements/desk/"))
    version = draft()
    a_dissent(version)
    page = words(browser.get("/agreements/desk/"))
    assert "Work on the draft: Exampleshire agreement v1" in page
    assert "1 to answer" in page
    assert "the region’s holds" in page
    signed(proposed(version))
    page = words(browser.get("/agreements/desk/"))
    assert "Put in force: Exampleshire agreement v1" in page
    assert "Sign or decline" not in page
    actions.put_in_force_from(version.pk, in_days(1), at=timezone.now(), by=KEEPER)
    assert "Version 1 begins at midnight" in words(browser.get("/agreements/desk/"))


def test_a_party_is_asked_to_sign_and_to_work_on_the_draft_and_others_are_not() -> None:
    version = draft()
    assert "Work on the draft" in words(client_for(POLICE_LEAD).get("/agreements/desk/"))
    proposed(version)
    assert "Sign or decline: Exampleshire agreement v1" in words(
        client_for(POLICE_LEAD).get("/agreements/desk/")
    )
    for actor in (HOME_LEAD, STRANGER):
        assert "Nothing waits for you." in words(client_for(actor).get("/agreements/desk/"))


def reviewed_in(days: int) -> Version:
    """Return a version in force whose review is so many days away."""
    version = draft()
    actions.save_text(version.pk, {}, in_days(days), based_on=version.edits, at=NOON, by=KEEPER)
    return dated(version)


@pytest.mark.parametrize(("days", "announced"), [(-1, True), (20, True), (40, False)])
def test_a_review_is_announced_when_its_day_comes(days: int, announced: bool) -> None:
    reviewed_in(days)
    page = words(client_for(KEEPER).get("/agreements/desk/"))
    assert ("Yearly review: Exampleshire agreement v1" in page) is announced


def test_what_has_not_begun_is_not_reviewed_yet() -> None:
    version = reviewed_in(40)
    near = Version.objects.get(
        pk=actions.start_draft(version.area_id, at=timezone.now(), by=KEEPER)
    )
    at = timezone.now()
    actions.save_text(near.pk, {}, in_days(9), based_on=near.edits, at=at, by=KEEPER)
    signed(proposed(near))
    actions.put_in_force_from(near.pk, in_days(1), at=timezone.now(), by=KEEPER)
    assert "Yearly review" not in words(client_for(KEEPER).get("/agreements/desk/"))


def test_an_answer_leads_to_the_clause_it_rests_on() -> None:
    version = dated(draft())
    drawn = Template("{% load agreements %}{% why answer %}")

    def why(**about: object) -> str:
        answer = Answer(Depth.FULL, "You see this because …", **about)  # type: ignore[arg-type]
        return " ".join(drawn.render(Context({"answer": answer})).split())

    assert f'href="/agreements/{version.pk}/#clause-4"' in why(clause="4", version_id=version.pk)
    assert "Read clause 4" in why(clause="4", version_id=version.pk)
    assert 'href="/agreements/#clause-0"' in why(clause="0")
    for clause in ("", "asked", "emergency", "service", "7"):
        assert why(clause=clause) == "You see this because …"
    assert 'id="clause-4"' in words(client_for(OFFICER).get(f"/agreements/{version.pk}/"))
    assert 'id="clause-0"' in words(client_for(OFFICER).get("/agreements/"))
