"""What leaves the page: print, text, the officers' form; and what a page costs."""

import re
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safereturn.audit.models import Entry
from safereturn.audit.rules import Act
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import PROFILE_FIELDS, FlagKind
from safereturn.episodes.models import Episode
from safereturn.risk import actions
from safereturn.risk.rules import Level
from tests.domain.children.making import a_child, a_warning
from tests.domain.risk.making import (
    a_missing_child,
    back,
    nurse_adds,
    says,
    withholds,
)
from tests.people import (
    CARER,
    COORDINATOR,
    NURSE,
    OFFICER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
HOUR = timedelta(hours=1)
ANSWER = {"kind_1": "health_safety", "kind_2": "risk", "kind_3": "plans"}
WHO = {"supplier_name": "Noor Se", "supplier_contact": "01632 960002"}


def now() -> datetime:
    """Return the machine's now: pages have no other."""
    return datetime.now(tz=UTC)


@pytest.fixture
def episode() -> Episode:
    """A child of the town, missing for an hour."""
    return a_missing_child(at=now() - HOUR)


def url(name: str, *args: object) -> str:
    """Return the address of one of these pages."""
    return reverse(f"assess_risk:{name}", args=args)


def page(client: Client, path: str, status: int = 200) -> str:
    """Return what a page says, without its markup's spaces."""
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:2000]
    return " ".join(unescape(response.content.decode()).split())


def picture_id(html: str) -> str:
    """Return the picture that a grading page was shown with."""
    found = re.search(r'name="picture_id" value="([^"]+)"', html)
    assert found
    return found[1]


def test_printing_and_copying_are_recorded_as_such(episode: Episode) -> None:
    nurse_adds(episode, at=now())
    client = client_for(OFFICER)
    sheet = page(client, url("print", episode.ref))
    assert "Printed by Olu Officer, Exampleshire Police" in sheet
    assert "Destroy after use" in sheet
    text = page(client, url("text", episode.ref))
    assert "Name: Ada Invented" in text, text
    assert "silence is not a sign of safety" in text
    acts = set(Entry.objects.values_list("act", "name"))
    assert {(Act.PRINT, "risk.form_printed"), (Act.EXPORT, "risk.copied_as_text")} <= acts


def unpacked(content: bytes) -> bytes:
    """Return a PDF's objects with their streams inflated, so that words can be looked for."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    inflated = []
    for part in parts:
        with suppress(zlib.error):
            inflated.append(zlib.decompress(part))
    return content + b"".join(inflated)


@pytest.mark.pdf
def test_the_officers_form_is_a_tagged_pdf_of_one_page(episode: Episode) -> None:
    child = Child.objects.get(pk=episode.child_id)
    for kind in list(FlagKind)[:8]:
        a_warning(child, kind, by=COORDINATOR)
    answers = {name: f"{name}. " + "Words that a carer wrote. " * 8 for name in PROFILE_FIELDS}
    children.save_profile(child.pk, answers, at=now(), by=CARER)
    for actor in (NURSE, CARER, COORDINATOR):
        for _ in range(6):
            actions.contribute(episode.pk, says("Long words. " * 30), at=now(), by=actor)
    response = client_for(OFFICER).get(url("form", episode.ref))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert f"missing-{episode.ref}.pdf" in response.headers["Content-Disposition"]
    inside = unpacked(response.content)
    assert len(re.findall(rb"/Type /Page\b", inside)) == 1
    assert b"/StructTreeRoot" in inside
    assert b"pdfuaid" in inside
    assert Entry.objects.filter(act=Act.PRINT).exists()


def test_without_the_libraries_the_form_is_the_print_page(
    episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safereturn.web.assess_risk.pdf.can_draw", lambda: False)
    response = client_for(OFFICER).get(url("form", episode.ref))
    assert response.headers["Location"] == url("print", episode.ref)


@pytest.mark.parametrize("name", ["picture", "risk"])
def test_a_page_asks_the_database_little(episode: Episode, name: str) -> None:
    nurse_adds(episode, at=now())
    client = client_for(OFFICER)
    client.get(url(name, episode.ref))  # the first look discloses, once
    with CaptureQueriesContext(connection) as seen:
        client.get(url(name, episode.ref))
    asked = [q["sql"] for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 15, "\n".join(sql[:160] for sql in asked)


def test_the_carer_sees_a_share_and_no_grade_button(episode: Episode) -> None:
    html = page(client_for(CARER), url("picture", episode.ref))
    assert url("risk", episode.ref) not in html
    assert url("contribute", episode.ref) in html


def tick(html: str, words: str) -> str:
    """Return the tick whose label holds these words."""
    for box, label in re.findall(
        r'(<input [^>]*name="relied_on"[^>]*>)<label [^>]*>(.*?)</label>', html
    ):
        if words in label:
            return str(box)
    raise AssertionError(words)


def test_what_can_be_relied_on_is_ticked_where_it_is_read() -> None:
    child = a_child()
    a_warning(child, FlagKind.MEDICAL, by=COORDINATOR)
    first = a_missing_child(child, at=now() - 30 * HOUR)
    back(first, at=now() - 20 * HOUR)
    missing = a_missing_child(child, at=now() - HOUR)
    nurse_adds(missing, withholds(), at=now())
    actions.screen(missing.pk, Level.HIGH, "Exploited", at=now(), by=COORDINATOR)
    client = client_for(OFFICER)
    html = page(client, url("risk", missing.ref))
    lines = (
        "Act on medical",
        "Ring: Duty nurse 01632 960002",
        "Exampleshire Council, own screening",
        "Found: Harbour View",
    )
    for line in lines:
        assert "checked" not in tick(html, line)
    assert html.count('name="relied_on"') == len(lines)
    assert "of 4 things in the picture are ticked" in html
    assert html.index('name="relied_on"') < html.index('name="level"')
    key = re.search('value="([^"]+)"', tick(html, "own screening"))
    assert key
    again = client.post(
        url("risk", missing.ref), {"relied_on": [key[1]], "picture_id": picture_id(html)}
    )
    html = " ".join(again.content.decode().split())
    assert "checked" in tick(html, "own screening")
    assert "checked" not in tick(html, "Act on medical")


def test_nothing_in_the_picture_is_nothing_to_tick(episode: Episode) -> None:
    html = page(client_for(OFFICER), url("risk", episode.ref))
    assert 'name="relied_on"' not in html and "Tick what you rely on" not in html
    html = page(client_for(OFFICER), url("picture", episode.ref))
    assert 'name="relied_on"' not in html


def test_words_left_unfinished_come_back_without_a_telling_off(episode: Episode) -> None:
    client = client_for(OFFICER)
    path = url("risk", episode.ref)
    keep = reverse("drafts:keep", args=[f"risk-{episode.ref}"])
    kept = client.post(keep, {"reasons": "Half a sentence", "page": path})
    assert kept.status_code == 200
    html = page(client, path)
    assert "Half a sentence" in html
    assert "There is a problem" not in html
    done = {"level": "high", "reasons": "Whole", "review_in": "2", "picture_id": picture_id(html)}
    assert client.post(path, done).status_code == 302
    assert "Half a sentence" not in page(client, path)
