"""What the domain says is said in the reader's language: refusals, mistakes, reasons, why."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed
from safereturn.foundation.saying import spoken
from safereturn.foundation.sentences import sentence
from tests.domain.episodes.cases import DAY, a_child
from tests.domain.sharing.agreeing import KEEPER, a_draft, an_area
from tests.people import NURSE, SOCIAL_WORKER, client_for
from tests.web.agreements.cases import settle_leads
from tests.welsh import ASKED, spoken_here, welsh

KEEPS = "A supervisor, coordinator, manager or administrator keeps the rota."


@pytest.fixture(autouse=True)
def _welsh(town: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken_here(tmp_path / "locale", settings, monkeypatch)


def read(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def get(actor: Actor, path: str) -> Any:
    return client_for(actor).get(path, headers=ASKED)


def post(actor: Actor, path: str, **said: object) -> Any:
    return client_for(actor).post(path, said, headers=ASKED)


def test_a_refused_page_says_why_in_the_readers_language() -> None:
    answer = post(NURSE, "/duty/", do="save")
    assert answer.status_code == 403
    assert welsh(KEEPS) in read(answer)
    english = read(client_for(NURSE).post("/duty/", {"do": "save"}))
    assert KEEPS in english and "ŵ" not in english


def test_the_reason_that_stands_where_the_button_is_missing_is_the_same() -> None:
    assert welsh(KEEPS) in read(get(NURSE, "/duty/"))


def test_a_conflict_says_what_its_class_says() -> None:
    settle_leads()
    path = f"/agreements/areas/{an_area()}/start/"
    assert post(KEEPER, path).status_code == 302
    answer = post(KEEPER, path)
    assert answer.status_code == 409
    assert "ŵThere is a draft already, or a version waits to be signed" in read(answer)


def test_a_form_comes_back_with_the_domains_words_filled_in() -> None:
    settle_leads()
    page = read(post(KEEPER, "/settings/looks/", pause_at=0, stop_at=60))
    assert "ŵEnter a number from 5 to 1000ŵ" in page
    page = read(post(KEEPER, "/settings/looks/", pause_at=60, stop_at=20))
    assert "ŵPeople must be asked before they are stopped: enter a smaller numberŵ" in page


def test_what_is_wrong_with_a_draft_or_a_file_is_said_part_by_part() -> None:
    settle_leads()
    path = f"/agreements/{a_draft().pk}/"
    page = read(post(KEEPER, f"{path}propose/"))
    assert "ŵSay on which day it is reviewed, after it begins.ŵ" in page
    page = read(post(KEEPER, f"{path}upload/", words="clause: 4", press="check"))
    assert "ŵ“clause” is not a field of ŵthe agreementŵŵ (did you mean “clauses”?)ŵ.ŵ" in page


def test_a_page_says_why_it_is_shown() -> None:
    child = a_child(at=timezone.now() - 30 * DAY)
    page = read(get(SOCIAL_WORKER, f"/children/{child.ref}/"))
    assert "ŵŵYou see thisŵ because ŵyour councilŵ ŵis the responsible authorityŵ (" in page
    assert "ŵ since " in page and "ŵwho the child isŵ" in page


def test_what_agreements_and_protocols_are_made_of_is_said_too() -> None:
    settle_leads()
    page = read(get(KEEPER, f"/agreements/{a_draft().pk}/propose/"))
    assert "ŵŵcouncilsŵ, all of themŵ" in page
    page = read(get(KEEPER, "/protocols/"))
    assert "ŵstatutory guidance in England (DfE 2014)ŵ" in page


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotAllowed(KEEPS), welsh(KEEPS)),
        (NotAllowed(), welsh("You are not allowed to do this.")),
        (Conflict(sentence("Clause {number}", number="4a")), "ŵClause 4aŵ"),
        (
            Invalid(fields={"a": "Enter why", "b": sentence("Clause {number}", number=9)}),
            "ŵEnter whyŵ ŵClause 9ŵ",
        ),
    ],
)
def test_each_kind_of_refusal_is_translated_whole(error: Exception, said: str) -> None:
    with translation.override("cy"):
        assert spoken(str(error)) == said
    assert spoken(str(error)) == str(error)
