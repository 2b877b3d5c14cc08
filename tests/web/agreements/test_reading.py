"""Reading an agreement: who may, in how many queries, as tables and on paper."""

import re
import subprocess
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.sharing import actions, queries
from safereturn.sharing.models import Version
from safereturn.sharing.rules import CommentKind, Readable
from safereturn.web.agreements import tables
from tests.domain.sharing.agreeing import HOME_LEAD, KEEPER, POLICE_LEAD, STRANGER, dated
from tests.people import CARER, OFFICER, OUTSIDER, TEACHER, client_for
from tests.web.agreements.cases import NO_TABLE, draft, proposed, signed, words

pytestmark = pytest.mark.usefixtures("leads")

MOST_QUERIES = 15


def region() -> Version:
    return Version.objects.get(area__is_region=True)


def read(version: Version, actor: Actor = KEEPER) -> Readable:
    return queries.readable(actor, version.pk, at=timezone.now())


@pytest.mark.parametrize("actor", [OFFICER, CARER, TEACHER, STRANGER])
def test_what_is_in_force_is_for_everybody(actor: Actor) -> None:
    browser = client_for(actor)
    assert "Shipped" in words(browser.get("/agreements/"))
    for part in ("", "who/", "file/"):
        assert browser.get(f"/agreements/{region().pk}/{part}").status_code == 200


@pytest.mark.parametrize("actor", [OUTSIDER, STRANGER, CARER, HOME_LEAD])
def test_a_draft_is_not_there_for_others(actor: Actor) -> None:
    version = draft()
    comment = actions.comment(
        version.pk, "4", CommentKind.COMMENT, "Why?", at=timezone.now(), by=KEEPER
    )
    browser = client_for(actor)
    pages = (
        "", "who/", "paper/", "file/", "upload/", "simulate/", "text/", "parties/",
        f"parties/{version.parties.all()[0].pk}/", "clauses/new/", "clauses/4/",
        "clauses/4/remove/", "comment/", f"comments/{comment}/", "propose/", "date/",
        "withdraw/",
    )  # fmt: skip
    for part in pages:
        assert browser.get(f"/agreements/{version.pk}/{part}").status_code == 404, part
        for method in (browser.post, browser.head):
            answer = method(f"/agreements/{version.pk}/{part}")
            assert answer.status_code in {404, 405}, part
    assert browser.post(f"/agreements/{version.pk}/reopen/").status_code == 404
    changes = f"/agreements/areas/{version.area_id}/changes/{version.pk}/"
    assert browser.get(changes).status_code == 404


def test_whoever_works_for_a_party_reads_a_draft_and_changes_nothing() -> None:
    version, browser = draft(), client_for(OFFICER)
    page = words(browser.get(f"/agreements/{version.pk}/"))
    assert "Change clause 4" not in page
    assert "comment on clause 4" in page
    for part in ("text/", "parties/", "clauses/4/", "clauses/new/", "upload/", "propose/"):
        refused = browser.get(f"/agreements/{version.pk}/{part}")
        assert refused.status_code == 403, part
        assert "governance lead" in words(refused)


def test_no_page_asks_more_than_fifteen_times() -> None:
    version = draft()
    for actor in (KEEPER, POLICE_LEAD):
        said = actions.comment(
            version.pk, "4", CommentKind.DISSENT, "No.", at=timezone.now(), by=actor
        )
    actions.answer_comment(said, "Yes.", at=timezone.now(), by=KEEPER)
    browser = client_for(KEEPER)
    ours, area = f"/agreements/{version.pk}/", f"/agreements/areas/{version.area_id}/"
    parts = (
        "", "who/", "paper/", "text/", "parties/", "clauses/new/", "clauses/4/",
        "clauses/4/remove/", "comment/", "propose/", "withdraw/", "upload/", "simulate/",
    )  # fmt: skip
    others = ["/agreements/", "/agreements/desk/", "/agreements/gateways/", area]
    others += [f"{area}changes/{version.pk}/", f"{area}reviews/{timezone.now().year}/"]
    for path in [*(ours + part for part in parts), *others]:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200, path
        asked = [q["sql"] for q in seen if not q["sql"].startswith(NO_TABLE)]
        assert len(asked) <= MOST_QUERIES, (path, len(asked))


def test_a_page_says_when_it_begins_and_what_it_follows() -> None:
    version = signed(proposed(draft()))
    day = timezone.localdate() + timedelta(days=9)
    actions.put_in_force_from(version.pk, day, at=timezone.now(), by=KEEPER)
    browser = client_for(OFFICER)
    said = f"{day.day} {day:%B %Y}"
    assert f"at midnight, as {said} begins" in words(browser.get("/agreements/"))
    page = words(browser.get(f"/agreements/{version.pk}/"))
    assert f"Begins at midnight, as {said} begins." in page
    assert "In force now" not in page


def test_each_agency_finds_what_it_receives() -> None:
    parts = {part.key: part for part in tables.by_agency(read(region()))}
    school = {(str(line.kind), str(line.depth)) for line in parts[AgencyKind.SCHOOL].lines}
    assert ("Where the child is or may be", "In summary") in school
    assert ("Police intelligence", "In full") not in school
    # What another line gives at any time and deeper is left out.
    assert ("Where the child is or may be", "That it is held, and whom to ask") not in school
    # A clause for a relation that a school cannot stand in is not a school's.
    assert not [line for line in parts[AgencyKind.SCHOOL].lines if line.number == "16"]
    police = [line for line in parts[AgencyKind.POLICE].lines if line.number == "22"]
    assert police[0].when == (
        "While the child is missing or the child is late or away and not reported missing"
    )


def test_each_kind_of_information_says_who_receives_it() -> None:
    parts = {part.key: part for part in tables.by_kind(read(region()))}
    account = parts["childs_account"].lines
    assert [line.number for line in account] == ["16", "17"]
    assert account[0].to == (
        "Every party that is involved with the child."
        " Only an agency that is the responsible authority or holds the return interview"
    )


def test_the_changes_are_those_to_the_version_before() -> None:
    browser = client_for(KEEPER)
    first = dated(draft())
    second = Version.objects.get(
        pk=actions.start_draft(first.area_id, at=timezone.now(), by=KEEPER)
    )
    path = f"/agreements/areas/{first.area_id}/changes/"
    assert "none before it" in words(browser.get(f"{path}{first.pk}/"))
    assert "It says the same as Exampleshire agreement v1" in words(
        browser.get(f"{path}{second.pk}/")
    )
    row = second.clauses.get(number="7")
    actions.remove_clause(second.pk, "7", based_on=row.edits, at=timezone.now(), by=KEEPER)
    page = words(browser.get(f"{path}{second.pk}/"))
    assert "1 difference from Exampleshire agreement v1" in page
    assert "Clause 7" in page


@pytest.mark.pdf
@pytest.mark.filterwarnings("default")
def test_the_printed_agreement_reads_well(tmp_path: object) -> None:
    version = draft()
    at = timezone.now()
    actions.comment(version.pk, "7", CommentKind.DISSENT, "We need it all.", at=at, by=POLICE_LEAD)
    answer = client_for(KEEPER).get(f"/agreements/{version.pk}/paper/")
    assert answer["Content-Type"] == "application/pdf"
    assert "agreement-version-1.pdf" in answer["Content-Disposition"]
    text = pdf_text(answer.content)
    for heading in ("What your school receives", "Police intelligence", "Clause 7", "Signatures"):
        assert heading in text
    assert "Exampleshire Police (" in text
    assert "We need it all." in text
    pages = text.split("\f")[:-1]
    today = timezone.localdate()
    foot = f"Exampleshire agreement v1. Draft. Printed {today.day} {today:%B %Y}"
    for number, page in enumerate(pages, 1):
        assert foot in page
        assert re.search(rf"\b{number} / {len(pages)}\b", page)


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF, page after page."""
    done = subprocess.run(
        ["/usr/bin/pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode()


def test_the_file_is_named_for_its_version_and_nothing_else() -> None:
    answer = client_for(OFFICER).get(f"/agreements/{region().pk}/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="agreement-version-1.yaml"'
    assert b"clauses:" in answer.content
