"""An agreement as a file: every mistake at once, what it would change, and only then taken in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safereturn.sharing.models import Version
from tests.domain.sharing.agreeing import KEEPER, POLICE_LEAD
from tests.people import client_for
from tests.web.agreements.cases import draft, words

pytestmark = pytest.mark.usefixtures("leads")

SPOILS = (
    ("nation: england", "nation: englund"),
    ("depth: full", "depth: fully"),
    ("kinds: [", "kinds: [everything, "),
    ("to: [", "to: [somebody, "),
    ("gateway: ", "gateway: gate_"),
    ("depth: ", "depth: half_"),
    ("kinds: [", "kinds: [family_tree, "),
    ("gateway: ", "gateway: my_"),
    ("to: [", "to: [neighbours, "),
    ("depth: ", "depth: very_"),
)


def spoilt(text: str) -> str:
    """Put ten mistakes into a file: each in the next line that has what it spoils."""
    lines = text.splitlines()
    left = list(SPOILS)
    for place, line in enumerate(lines):
        if left and left[0][0] in line:
            lines[place] = line.replace(*left.pop(0))
    assert not left, f"no line for {left}"
    return "\n".join(lines)


def file_of(browser: Client, version: Version) -> str:
    return browser.get(f"/agreements/{version.pk}/file/").content.decode()


def clauses(version: Version) -> list[tuple[object, ...]]:
    return list(version.clauses.values_list("number", "kinds", "to_kinds", "depth", "gateway"))


def test_ten_mistakes_are_ten_rows_and_nothing_is_changed() -> None:
    version, browser = draft(), client_for(KEEPER)
    before = clauses(version)
    path = f"/agreements/{version.pk}/upload/"
    for press in ("check", "take"):
        answer = browser.post(path, {"words": spoilt(file_of(browser, version)), "press": press})
        page = words(answer)
        assert "The file has 10 mistakes. Nothing was changed" in page
        assert len(answer.context["mistakes"]) == 10
        line, said, what = answer.context["mistakes"][0]
        assert (line, said) == (4, "nation: englund")
        assert "did you mean “england”?" in what
        assert "Put this in place of the draft" not in page
        assert "englund" in page.split("<textarea")[1]  # to be mended on the page
    assert clauses(version) == before


def test_a_good_file_is_looked_at_first_and_taken_in_by_a_second_press() -> None:
    version, browser = draft(), client_for(POLICE_LEAD)
    text = file_of(browser, version).replace("depth: summary", "depth: exists", 1)
    before = clauses(version)
    path = f"/agreements/{version.pk}/upload/"
    sent = SimpleUploadedFile("agreement.yaml", text.encode(), "application/yaml")
    answer = browser.post(path, {"upload": sent, "press": "check"})
    page = words(answer)
    assert [change.of for change in answer.context["changes"]] == ["Clause 3"]
    assert "Put this in place of the draft" in page
    assert clauses(version) == before
    shown = answer.context["form"]["words"].value()
    assert browser.post(path, {"words": shown, "press": "take"}).status_code == 302
    assert version.clauses.get(number="3").depth == 1


def test_parties_and_days_are_among_what_it_would_change() -> None:
    version, browser = draft(), client_for(KEEPER)
    text = file_of(browser, version)
    text = text.replace("review: 2027-04-01", "begins: 2027-01-01\nreview: 2028-04-01")
    head, rest = text.split("clauses:", 1)
    text = head.replace("Exampleshire Police", "school") + "clauses:" + rest
    answer = browser.post(f"/agreements/{version.pk}/upload/", {"words": text, "press": "check"})
    assert answer.context["mistakes"] == []
    changes = {change.of: (change.was, change.becomes) for change in answer.context["changes"]}
    assert changes["Next review"] == ("1 April 2027", "1 April 2028")
    assert changes["Begins"] == ("", "1 January 2027")
    assert changes["Parties"] == (
        "Exampleshire Council, Exampleshire Police",
        "Exampleshire Council, schools and colleges",
    )


def test_the_same_file_changes_nothing_and_says_so() -> None:
    version, browser = draft(), client_for(KEEPER)
    answer = browser.post(
        f"/agreements/{version.pk}/upload/",
        {"words": file_of(browser, version), "press": "check"},
    )
    assert "there is nothing to take in" in words(answer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "The file is not text"),
        (b"x" * 500_001, "The file must be smaller than 500 KB"),
    ],
)
def test_what_is_no_file_of_ours_is_said(content: bytes, said: str) -> None:
    sent = SimpleUploadedFile("agreement.yaml", content)
    path = f"/agreements/{draft().pk}/upload/"
    assert said in words(client_for(KEEPER).post(path, {"upload": sent, "words": "kept"}))


def test_nothing_sent_is_asked_for() -> None:
    page = client_for(KEEPER).post(f"/agreements/{draft().pk}/upload/", {"words": " "})
    assert "Choose a file, or put its text below" in words(page)
