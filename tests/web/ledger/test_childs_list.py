"""The child's own list as a page: a reason stands once, and what came of things beside it."""

import re
from html import unescape

import pytest
from django.test import Client

from safereturn.casework.queries.childs_list import Because, Said, ToldOf
from safereturn.casework.queries.ledger_shapes import Party
from safereturn.casework.rules import Came, Why, Wish
from safereturn.foundation.actor import AgencyKind
from safereturn.sharing.rules import Depth, Kind
from safereturn.web.ledger.childs import _spoken
from tests.domain.children.making import NOON
from tests.people import EXAMPLESHIRE_POLICE, INTERVIEWER, client_for
from tests.whole_journey import a_journey, settle_other_home

POLICE = Party(EXAMPLESHIRE_POLICE, "Police", AgencyKind.POLICE, has_accounts=True)
FULL = Depth.FULL
WHERE = Said(Kind.WHEREABOUTS, FULL, Came.READ, None)


def spoken(*said: Said) -> tuple[str, tuple[tuple[str, str], ...], str]:
    because = Because(Why.FOUND, said, NOON, NOON)
    made = _spoken(ToldOf(POLICE, (because,)), because)
    return made.sentence, made.things, " ".join((*made.more, made.closing)).strip()


def test_one_thing_is_a_sentence() -> None:
    assert spoken(WHERE) == (
        "The police were told where you might be, because they found you.",
        (),
        "They have read it.",
    )


def test_what_came_of_all_is_said_once() -> None:
    plans = Said(Kind.PLANS, Depth.SUMMARY, Came.READ, Wish.AGREED)
    assert spoken(WHERE, plans) == (
        "The police were told these things, because they found you:",
        (
            ("where you might be", ""),
            ("a bit about the plans for you", "You said that we could share this."),
        ),
        "They have read all of this.",
    )


def test_what_came_of_one_alone_stands_with_it() -> None:
    plans = Said(Kind.PLANS, FULL, Came.ACTED, None)
    risk = Said(Kind.RISK, FULL, Came.READ, None)
    _lead, things, closing = spoken(WHERE, risk, plans)
    assert things[2][1] == "They did something about it. You can ask us what they did."
    assert closing == "They have read the rest."
    _lead, things, closing = spoken(plans, Said(Kind.FAMILY, FULL, Came.RECALLED, None))
    assert all(more for _words, more in things) and closing == ""


@pytest.mark.usefixtures("town")
def test_the_page_says_a_reason_once_for_an_agency_and_the_paper_says_the_same() -> None:
    settle_other_home()
    journey = a_journey()
    client = client_for(INTERVIEWER)
    page = _text(client, f"/children/{journey.child.ref}/shared/child/")
    paper = _text(client, f"/children/{journey.child.ref}/shared/child/print/")
    assert page.count("When you were missing:") > 1
    assert "The police were told these things, because" in page
    for section in re.split(r"When you were missing:", page)[1:]:
        for lead in re.findall(r"[^.:]* were told these things, because [^:]*:", section):
            assert section.count(lead) == 1
    assert paper.count("were told") == page.count("were told")


def _text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))
