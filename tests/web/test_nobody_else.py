"""Nobody else: each page of a child's journey, tried by people who have nothing to do with it.

The addresses come from the table of addresses itself, so that a new page is tried without
anybody remembering to add it. Each is asked with the real references of one journey.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.involvement import actions as involvement
from safereturn.involvement.models import Involvement
from safereturn.involvement.rules import Basis
from tests import people
from tests.beside_journey import NAME, WORD
from tests.whole_journey import (
    OTHER_CARER,
    Journey,
    a_journey,
    settle_other_home,
    with_records_desk,
)

pytestmark = pytest.mark.django_db

STRANGERS = {
    "an uninvolved council": people.OUTSIDER,
    "another force": people.OTHER_OFFICER,
    "a carer of another home": OTHER_CARER,
    "an administrator of the child’s own council": people.ADMINISTRATOR,
}
# A number of our own for each kind of address; what is about no record has no place here.
ABOUT_NOBODY = frozenset(
    {
        "agreements",
        "drafts",
        "duty",
        "find_child",
        "help",
        "paper",
        "people",
        "protocols",
        "settings",
        "sign_in",
        "worklist",
    }
)
# Where a secret in the address is the whole of the right to be there; tested by themselves.
# A search's pointer is kept with the searcher's own session, as `find_child` keeps its hits.
BY_SECRET = frozenset(
    {
        "assess_risk:reply",
        "ledger:from_pointer",
        "notices:receipt",
        "oversight:emergency",
        "report_missing:elsewhere",
    }
)
LISTS = frozenset(
    {
        ":home",
        "episode:open",
        "handover:shift",
        "tasks:list",
        "meetings:list",
        "notices:list",
        "oversight:front",
        "oversight:keep_out",
        "oversight:many",
        "oversight:openings",
        "oversight:odd_looks",
        "oversight:own_looks",
        "oversight:reviewers",
        "report_missing:report",
        "report_missing:find",
        "report_missing:new",
        "return_interview:received_items",
        "ledger:requests",
        "spooled:taken",
    }
)


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, under: str = "", within: str = ""
) -> Iterator[tuple[str, str]]:
    """Go through our pages: each one's name and its address as it is declared."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        path = under + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, path, str(one.namespace or within))
        elif one.callback.__module__.startswith("safereturn.web"):
            yield f"{within}:{one.name}", path


def of_records() -> list[tuple[str, str]]:
    return [
        (name, path)
        for name, path in addresses()
        if name.partition(":")[0] not in ABOUT_NOBODY
        and name not in BY_SECRET | LISTS
        # One's own ways to sign in, about nobody else: tests/web/sign_in.
        and not path.startswith("account/")
    ]


def filled(name: str, path: str, of: Journey, episode_ref: str) -> str:
    """Put the journey's own references into an address."""
    room = name.partition(":")[0]
    ref = {
        "child": of.child.ref,
        "oversight": of.child.ref,
        "report_missing": of.child.ref,
        "ledger": of.child.ref,
        "return_interview": of.interview_ref,
    }.get(room, episode_ref)
    if name == "assess_risk:answer":
        ref = of.ask_ref
    if room == "rights":
        ref = of.child.ref if name == "rights:new" else of.rights_ref
    named = {f"<uuid:{key}>": str(value) for key, value in of.ids.items()}
    named |= {
        "<str:ref>": ref,
        "<str:key>": "small",
        "<str:child_ref>": of.child.ref,
        "<str:ask_ref>": of.ask_ref,
        "<str:request_ref>": of.request_ref,
        "<str:correction_ref>": of.correction_ref,
        "<str:handover_ref>": of.handover_ref,
        "<str:task_ref>": of.task_ref,
        "<str:duty_ref>": of.duty_ref,
        "<str:plan_ref>": of.plan_ref,
        "<str:meeting_ref>": of.meeting_ref,
        "<int:number>": "1",
        "<uuid:agency_id>": str(people.HEALTH),
    }
    for hole, value in named.items():
        path = path.replace(hole, value)
    assert "<" not in path, f"give {path} a reference of the journey"
    return f"/{path}"


@pytest.fixture
def journey(town: None) -> Journey:
    settle_other_home()
    return with_records_desk(a_journey())


def answers(browser: Client, path: str) -> Iterator[tuple[str, int, str]]:
    for method in ("get", "post"):
        response = getattr(browser, method)(path)
        words = response.content.decode(errors="replace") + str(response.headers)
        yield method, response.status_code, words.lower()


def said_of(journey: Journey) -> tuple[str, ...]:
    return (NAME.lower(), WORD, "4 march 2011", "2011-03-04", "ex 77/26")


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_gets_nothing_at_any_address(journey: Journey, who: str) -> None:
    browser, stranger = people.client_for(STRANGERS[who]), STRANGERS[who]
    wrong, tried = [], 0
    for name, declared in of_records():
        for episode in (journey.over, journey.open):
            path = filled(name, declared, journey, episode.ref)
            for method, status, words in answers(browser, path):
                tried += 1
                if status not in {403, 404, 405} or any(w in words for w in said_of(journey)):
                    wrong.append((name, method, status))
    assert not wrong, wrong
    assert tried > 200
    assert not looks(stranger, journey)


def looks(actor: Actor, of: Journey) -> list[str]:
    """Return what the trail holds of this actor with the child, refusals aside."""
    rows = Entry.objects.filter(person_id=actor.person_id, child_id=of.child.pk)
    return list(rows.exclude(act=Act.REFUSED).values_list("name", flat=True))


# Where an agency that was only asked may match the child by name, and answer.
TO_MATCH = frozenset({"assess_risk:answer"})


def test_who_was_only_asked_may_match_the_child_and_nothing_else(journey: Journey) -> None:
    browser = people.client_for(people.NURSE)
    wrong = []
    for name, declared in of_records():
        for episode in (journey.over, journey.open):
            path = filled(name, declared, journey, episode.ref)
            for method, status, words in answers(browser, path):
                if WORD in words or "ex 77/26" in words:
                    wrong.append((name, method, status, "content"))
                elif (
                    name not in TO_MATCH
                    and not name.startswith(("child:", "oversight:known_to_me", "meetings:pattern"))
                    and (status not in {403, 404, 405} or NAME.lower() in words)
                ):
                    wrong.append((name, method, status, "reached"))
    assert not wrong, wrong


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize(
    "path", ["/worklist/", "/notices/", "/drafts/", "/received-items/", "/requests/"]
)
def test_no_list_of_a_stranger_names_the_child(journey: Journey, who: str, path: str) -> None:
    page = people.client_for(STRANGERS[who]).get(path)
    words = page.content.decode().lower()
    assert page.status_code == 200
    assert not [word for word in (*said_of(journey), journey.child.ref.lower()) if word in words]


def test_a_police_reference_and_a_search_give_a_stranger_only_a_desk(journey: Journey) -> None:
    browser = people.client_for(people.OUTSIDER)
    for path, words in (
        ("/episodes/open/", {"number": "EX 77/26", "police_ref": "EX 77/26"}),
        ("/search/", {"q": f"Amira {NAME}"}),
        ("/report/find/", {"q": f"Amira {NAME} 04/03/2011"}),
    ):
        page = browser.post(path, words, follow=True).content.decode()
        assert WORD not in page
        assert journey.child.ref not in page
        assert journey.open.ref not in page


def test_the_page_after_a_relation_has_ended_is_refused(journey: Journey) -> None:
    browser = people.client_for(people.CARER)
    pages = [f"/children/{journey.child.ref}/", f"/episodes/{journey.open.ref}/"]
    assert [browser.get(path).status_code for path in pages] == [200, 200]
    with recording("test.left", by=people.COORDINATOR, child_id=journey.child.pk):
        held = Involvement.objects.filter(agency_id=people.HARBOUR_VIEW, ends_at=None)
        for basis in list(held.values_list("basis", flat=True)):
            involvement.end(
                journey.child.pk,
                people.HARBOUR_VIEW,
                Basis(basis),
                because="left",
                at=timezone.now(),
            )
    assert [browser.get(path).status_code for path in pages] == [404, 404]
