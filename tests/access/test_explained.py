"""Every record page explains itself: rule, relation, and since when (trust.md, goal 4).

All our addresses are asked, by whoever may open them first; the list comes from the table of
addresses, so that a new page or operation is asked without anybody adding it. What shows
anything of the child must say why, whether or not its author thought of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from html import unescape
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.audit.record import recording
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.identity import acting
from safereturn.involvement import actions as involvement
from safereturn.risk import actions as risk
from safereturn.risk.models import Ask
from safereturn.sharing.queries.explaining import NOTHING_SHOWN
from safereturn.web import why
from tests import people
from tests.access import asking
from tests.access import operations as rows
from tests.access.addresses import ABOUT_NO_CHILD
from tests.access.asking import content_of
from tests.api import test_nobody_else as api
from tests.api.conftest import System, key_for
from tests.beside_journey import NAME, WORD
from tests.web import test_nobody_else as web
from tests.whole_journey import Journey, a_journey, settle_other_home, with_records_desk

pytestmark = pytest.mark.django_db

GOVERNANCE = people.a_lead(people.EXAMPLESHIRE)
# Who asks, in this order, until a page opens: each opens some that none before them does.
READERS = (
    people.SUPERVISOR, people.COORDINATOR, people.INTERVIEWER, people.CARER, people.NURSE,
    people.INTERVIEW_MANAGER, people.HOME_MANAGER, people.SOCIAL_WORKER, GOVERNANCE,
)  # fmt: skip
# Rule, relation and since when, in one sentence: under a clause; in an emergency; as one who
# was only asked; or as the duty of whoever answers for the work or for its information.
_DAY = r"ince \d{1,2} [A-Z]\w+ 20\d\d\b"
_IN_BRACKETS = r"\((?:[^()]|\([^()]*\))*\)"
EXPLAINED = re.compile(
    rf"because your [\w ’']+ \([^()]+, clause \w+; (?:[^()]|\([^()]*\))*\) s{_DAY}"
    rf"|because you opened it in an emergency {_IN_BRACKETS} s{_DAY}"
    rf"|You were asked what you know: this is to match the child\. S{_DAY}"
    rf"|because your work for [^()]* includes it {_IN_BRACKETS} s{_DAY}"
)
# What a child is given: theirs by right, in words that a child reads.
FOR_THE_CHILD = re.compile("because it is about you")
THE_CHILDS_OWN = frozenset({"ledger:child_print", "ledger:child_pdf"})
# References without a word of a child; opening what they lead to is the look.
REFERENCES_ONLY = frozenset({"notices:list", "notices:open", "list_notices"})


# Reached by a form, not by an address; asked below.
WITHOUT_ADDRESS = frozenset({"find_child:results"})
# Not met by the sweep: they only lead on or only take a press; a secret is their address
# (the reply page is asked below); or the record of the sweep has not what they are about.
NEVER_MET = WITHOUT_ADDRESS | {
    ":home", "episode:open", "ledger:from_pointer", "report_missing:find",
    "assess_risk:link", "episode:reviewed", "return_interview:remove_item",
    "assess_risk:reply", "oversight:emergency", "report_missing:elsewhere",
    "episode:authority", "oversight:look", "oversight:named", "oversight:reviewers",
    "handover:take", "notices:acknowledge",
    # Only pressed, of a Welsh council, of a plan or task in another state, or a number alone.
    "episode:debrief", "plans:phone", "plans:propose", "plans:remove", "plans:review",
    "plans:settle", "plans:take_back",
    "tasks:take", "tasks:told", "worklist:new_count",
    # For an agency without an account: none is asked. Of a meeting to come: it was held.
    "meetings:drop", "meetings:give", "meetings:paper_for",
    "rights:lines", "rights:pdf", "rights:prepare", "rights:zip",
}  # fmt: skip

Opened = tuple[str, Actor, Any]


@pytest.fixture
def journey(town: None) -> Journey:
    settle_other_home()
    people.settle_more(GOVERNANCE)
    return with_records_desk(a_journey())


def explained(name: str, response: Any) -> bool:
    """Say whether an answer gives its reasons, where a person or a system reads them."""
    if name in REFERENCES_ONLY:
        return not any(word.lower() in content_of(response).lower() for word in (NAME, WORD))
    words = response.headers.get("Shown-Because", "")
    if response.headers["Content-Type"].startswith(("text/html", "application/pdf")):
        words = unescape(re.sub(r"<[^>]+>", " ", content_of(response)))
    wanted = FOR_THE_CHILD if name in THE_CHILDS_OWN else EXPLAINED
    return wanted.search(" ".join(words.split())) is not None


def shows_the_child(response: Any, of: Journey) -> bool:
    """Say whether anything of the child stands in an answer: a name, a number, a word."""
    said = (NAME, WORD, of.child.ref, of.open.ref, of.over.ref)
    content = content_of(response).lower()
    return any(word.lower() in content for word in said)


def pages(of: Journey, readers: Iterable[Actor], *, every: bool) -> Iterator[Opened]:
    """Open every page of ours: by the first reader who may, or by every one of them."""
    browsers = [(reader, people.client_for(reader)) for reader in readers]
    for name, declared in web.addresses():
        if name in ABOUT_NO_CHILD or name in web.BY_SECRET or name in WITHOUT_ADDRESS:
            continue
        asked = ((reader, partial(browser.get, path)) for reader, browser in browsers
                 for path in paths(name, declared, of))  # fmt: skip
        yield from opened(name, asked, every=every)


def opened(
    name: str, asked: Iterable[tuple[Actor, Callable[[], Any]]], *, every: bool
) -> Iterator[Opened]:
    """Ask in turn, up to the first that is answered, or all."""
    for reader, ask in asked:
        answer = ask()
        if answer.status_code == HTTPStatus.OK:
            yield name, reader, answer
            if not every:
                return


def paths(name: str, declared: str, of: Journey) -> dict[str, None]:
    """Return where a page stands: about either episode, or once."""
    if "<" not in declared:
        return {f"/{declared}": None}
    return dict.fromkeys(web.filled(name, declared, of, one.ref) for one in (of.over, of.open))


def operations(of: Journey, readers: Iterable[Actor], *, every: bool) -> Iterator[Opened]:
    """Call every operation that reads: by the first agency's system that may, or by each."""
    systems = [(reader, System(key_for(reader), reader.name)) for reader in readers]
    for name, (method, declared) in asking.operations().items():
        if name in rows.THAT_WRITE | rows.ABOUT_NO_CHILD or method != "GET":
            continue
        paths = [api.filled(declared, of, one.ref) for one in (of.over, of.open)]
        asked = ((reader, partial(system.get, path)) for reader, system in systems
                 for path in dict.fromkeys(paths))  # fmt: skip
        yield from opened(name, asked, every=every)


def silent(met: Iterable[Opened], of: Journey) -> tuple[set[str], list[str]]:
    """Return which show the child, and who met which of them without its reasons."""
    showing, without = set(), []
    for name, reader, answer in met:
        if not shows_the_child(answer, of) and name not in THE_CHILDS_OWN:
            continue
        showing.add(name)
        if not explained(name, answer):
            without.append(f"{name}, as {reader.name} sees it")
    return showing, without


def test_every_record_page_says_why_it_is_shown(journey: Journey) -> None:
    met = list(pages(journey, READERS, every=False))
    showing, without = silent(met, journey)
    assert not without
    assert len(showing) > 80
    never = {name for name, _ in web.addresses()} - {name for name, _, _ in met} - ABOUT_NO_CHILD
    assert never == NEVER_MET, " ".join(sorted(never ^ NEVER_MET))


def test_every_answer_of_the_api_says_why_it_is_shown(journey: Journey) -> None:
    met = list(operations(journey, READERS, every=False))
    showing, without = silent(met, journey)
    assert not without
    assert len(showing) > 15


@pytest.mark.matrix
def test_every_reader_is_told_why(journey: Journey) -> None:
    """Each of a dozen people at each address, and their agencies' systems at each operation."""
    everybody = (*READERS, people.OFFICER, people.POLICE_COORDINATOR, people.OUT_OF_HOURS,
                 people.HOST_COORDINATOR, people.CALL_HANDLER)  # fmt: skip
    for all_of in (pages, operations):
        showing, without = silent(all_of(journey, everybody, every=True), journey)
        assert showing
        assert not without


def test_a_page_that_does_not_say_why_is_found(
    journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why, "explain", lambda *_, **__: NOTHING_SHOWN)
    page = people.client_for(people.SUPERVISOR).get(f"/children/{journey.child.ref}/")
    assert silent([("child:child", people.SUPERVISOR, page)], journey) == (
        {"child:child"},
        ["child:child, as Sue Pervisor sees it"],
    )


def test_what_a_search_finds_says_why(journey: Journey) -> None:
    browser = people.client_for(people.SUPERVISOR)
    page = browser.post("/search/", {"q": f"Amira {NAME}"}, follow=True)
    assert silent([("find_child:results", people.SUPERVISOR, page)], journey) == (
        {"find_child:results"},
        [],
    )


def test_whoever_holds_a_reply_link_is_told_why(journey: Journey) -> None:
    at = timezone.now()
    ask = Ask.objects.get(ref=journey.ask_ref)
    with acting(people.SUPERVISOR, at=at):
        token = risk.make_reply_link(ask.pk, at=at, by=people.SUPERVISOR)
    page = Client().get(f"/reply/{token}/")
    assert silent([("assess_risk:reply", people.NURSE, page)], journey) == (
        {"assess_risk:reply"},
        [],
    )


def test_whoever_broke_the_glass_is_told_why(journey: Journey) -> None:
    at = timezone.now()
    with acting(people.OUTSIDER, at=at), recording("test", by=the_service()):
        involvement.open_emergency(
            journey.child.pk, people.FARAWAY, people.OUTSIDER.person_id,
            until=at + timedelta(hours=1), because="test", at=at,
        )  # fmt: skip
    page = people.client_for(people.OUTSIDER).get(f"/children/{journey.child.ref}/")
    assert "because you opened it in an emergency" in page.content.decode()
    assert explained("child:child", page)


def test_where_nothing_is_shown_there_is_nothing_to_explain(journey: Journey) -> None:
    browser = people.client_for(people.OUTSIDER)
    for path in (f"/children/{journey.child.ref}/", "/worklist/", "/help/"):
        assert "Why you see this" not in browser.get(path).content.decode()
    answer = System(key_for(people.OUTSIDER), "Out").get(f"/children/{journey.child.ref}")
    assert "Shown-Because" not in answer.headers
