"""Every page and operation while the log cannot be written: nothing shown, nothing changed.

Generated from the addresses and the served schema, so that a new one is tried by itself.
Each is asked as somebody whom it answers, first while all is well, so that it is known
what it would have shown, written down and changed; then while the log fails. One way of
failing in `make test`, all three under `matrix`. What the service writes to its own log
meanwhile names nobody.
"""

import copy
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Person
from safereturn.audit.models import Change, Entry
from safereturn.casework.models import Draft
from safereturn.foundation import spool, standby
from safereturn.foundation.actor import Actor
from safereturn.ops.logs import Line, NoSecrets
from safereturn.risk.models import Ask
from safereturn.web.http import SECRETS
from safereturn.web.spooling import REPORTS
from tests import people
from tests.access.faulty import FAULTS, TYPED, Form, Forms, State, differing, failing, state
from tests.api import test_nobody_else as operations
from tests.api.conftest import System, key_for
from tests.beside_journey import NAME, WORD
from tests.web import test_nobody_else as pages
from tests.whole_journey import Journey, a_journey, settle_other_home

pytestmark = pytest.mark.django_db(transaction=True)

WHO = (
    people.COORDINATOR,
    people.SUPERVISOR,
    people.INTERVIEWER,
    people.HOME_MANAGER,
    people.NURSE,
    people.a_lead(people.EXAMPLESHIRE),
)
NOT_FOR_THEM = {403, 404, 405}
HOLE = re.compile(r"<(\w+):\w+>")
# An address of a stranger's: nobody finds it, which is written down as a refusal.
ELSEWHERE = {"uuid": "00000000-0000-4000-8000-000000000000", "str": "XX-0000000", "int": "1"}
# Its pages end, lock and change a session: each is asked with a browser of its own.
SESSIONS = "sign_in"
TOGETHER = 10


# Operations that report a child; the pages that do are named by themselves.
CALLS = re.compile(r"^(/children/[^/]+)?/episodes$|^/episodes/(together|[^/]+/(reports|missing))$")


@dataclass
class Asked:
    """One request, and what came of it while all was well."""

    name: str
    browser: Any
    method: str
    path: str
    body: Any
    entries: int = 0
    changes: int = 0
    cookies: Any = None

    def __post_init__(self) -> None:
        """Remember who the browser was: a page before may have signed it out."""
        if isinstance(self.browser, Client):
            self.cookies = copy.deepcopy(self.browser.cookies)

    @property
    def reports(self) -> bool:
        """Say whether this reports a child missing: it is taken into the spool."""
        path = urlsplit(self.path).path
        sent = self.method == "POST" and bool(self.body)
        return sent and (self.name in REPORTS or bool(CALLS.search(path)))

    @property
    def session(self) -> str:
        """Say by which session the browser is known now; a system has none."""
        return self.session_of(getattr(self.browser, "cookies", None))

    @staticmethod
    def session_of(cookies: Any) -> str:
        """Say which session a browser names that holds these cookies."""
        held = (cookies or {}).get(settings.SESSION_COOKIE_NAME)
        return held.value if held else ""

    def ask(self) -> Any:
        """Ask, as a page or as an operation."""
        if isinstance(self.browser, System):
            return operations.call(self.browser, self.method, self.path, self.body)
        self.browser.cookies = copy.deepcopy(self.cookies)
        if self.method == "GET":
            return self.browser.get(self.path)
        return self.browser.post(self.path, self.body)


@pytest.fixture
def journey(town: None) -> Journey:
    settle_other_home()
    people.settle_more(people.a_lead(people.EXAMPLESHIRE))
    made = a_journey()
    made.ids["ask_id"] = Ask.objects.get(ref=made.ask_ref).pk
    return made


def well(asked: Asked) -> Any:
    """Ask while all is well, count what was written, and undo it."""
    with transaction.atomic():
        entries, changes = Entry.objects.count(), Change.objects.count()
        answer = asked.ask()
        asked.entries = Entry.objects.count() - entries
        asked.changes = Change.objects.count() - changes
        transaction.set_rollback(True)
    return answer


def path_of(name: str, declared: str, of: Journey) -> str:
    try:
        return pages.filled(name, declared, of, of.open.ref)
    except AssertionError:
        return "/" + HOLE.sub(lambda hole: ELSEWHERE.get(hole[1], "x"), declared)


def signed_in(actor: Actor) -> Client:
    """Return a browser that has been on a page, so that it holds a pass."""
    browser = people.client_for(actor)
    browser.raise_request_exception = False
    browser.get("/help/")
    return browser


def of_pages(of: Journey) -> Iterator[Asked]:
    """Go through every page: read as the first whom it answers, then each of its forms sent."""
    browsers = [signed_in(actor) for actor in WHO]
    first: dict[str, list[Client]] = {}  # whom the page before it, of the same room, answered
    for name, declared in pages.addresses():
        path = path_of(name, declared, of)
        room = name.partition(":")[0]
        theirs = browsers if room != SESSIONS else [signed_in(people.SOCIAL_WORKER)]
        for browser in [*first.get(room, []), *theirs]:
            asked = Asked(name, browser, "GET", path, None)
            answer = well(asked)
            if answer.status_code not in NOT_FOR_THEM:
                first[room] = [browser] if room != SESSIONS else []
                break
        yield asked
        browser.cookies = copy.deepcopy(asked.cookies)
        for form in forms_of(answer, path):
            asked = Asked(name, browser, "POST", path, form.filled())
            well(asked)
            browser.cookies = copy.deepcopy(asked.cookies)
            yield asked


def forms_of(answer: Any, path: str) -> list[Form]:
    if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
        return [Form(path)]
    here = [form for form in Forms(answer.content.decode()).found if form.action in {"", path}]
    return here[:2] or [Form(path)]


def of_operations(of: Journey) -> Iterator[Asked]:
    """Go through every operation, with a body that its schema accepts."""
    systems = [System(key_for(actor), actor.name) for actor in WHO]
    for method, path, operation in all_operations():
        filled = operations.filled(path, of, of.open.ref) if "{" in path else path
        for system in systems:
            body = operations.body_of(operation, of)
            asked = Asked(operation["operationId"], system, method, filled, body)
            if well(asked).status_code not in NOT_FOR_THEM:
                break
        yield asked


def all_operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in operations.DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path.removeprefix("/api/v1"), operation


def wrong_in(some: Sequence[Asked], before: State) -> Iterator[str]:
    """Ask some while the log fails; say what should not have happened.

    Every row of every table is counted once for all of them: counting costs more than asking.
    """
    for asked in some:
        yield from wrong(asked)
    if changed := differing(before):
        before.update(state())
        names = ", ".join(f"{asked.name} {asked.method}" for asked in some)
        yield f"one of {names}: {changed} changed and no line says who"


def wrong(asked: Asked) -> Iterator[str]:
    """Ask one; say what was shown or lost, and what was not refused."""
    said = f"{asked.name} {asked.method}"
    answer = asked.ask()
    words = answer.content.decode(errors="replace")
    if asked.session != asked.session_of(asked.cookies):
        yield f"{said}: the browser is no longer who it was, and no line says so"
    if not asked.entries:
        # What is written down nowhere shows nothing of anybody: the form to report, help.
        if NAME in words or WORD in words.lower():
            yield f"{said}: something is shown, and no line says so"
        return
    if answer.status_code not in ({202} if asked.reports else {503}):
        yield f"{said}: {answer.status_code}, which would have been written down"
    shown = words.replace(TYPED, "")
    if NAME in shown or "4 March 2011" in shown:
        yield f"{said}: something of the record is shown"
    if not isinstance(asked.browser, System):
        yield from (f"{said}: {lost}" for lost in lost_of(asked, words))


def lost_of(asked: Asked, words: str) -> Iterator[str]:
    """What a page must say: whom to ring; and it keeps what was typed."""
    if "01632 960001" not in words or "999" not in words:
        yield "no number to ring"
    typed = [value for name, value in (asked.body or {}).items() if name not in SECRETS]
    if asked.method == "POST" and [TYPED] in typed:
        if TYPED not in words:
            yield "the typed words are gone"
        if asked.reports:
            return
        kept = [draft for draft in Draft.objects.all() if [TYPED] in draft.data.values()]
        if not kept:
            yield "the typed words are in no draft"
    elif TYPED in words:
        yield "a password is on the page"


def named_in(log: pytest.LogCaptureFixture) -> set[str]:
    """Return what the log, as the service writes it, says of anybody."""
    written = Line("%(levelname)s %(name)s %(message)s")
    lines = [written.format(one) for one in log.records if NoSecrets().filter(one)]
    assert any("was not answered" in line for line in lines)
    names = {NAME, WORD, TYPED, "Amira", "2011-03-04", "EX 77/26"}
    names |= {actor.name for actor in WHO} | {people.email_of(actor) for actor in WHO}
    return {name for name in names for line in lines if name.lower() in line.lower()}


def in_tens(asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    for first in range(0, len(asked), TOGETHER):
        yield asked[first : first + TOGETHER]


def swept(of: Journey, how: str, log: pytest.LogCaptureFixture) -> None:
    log.set_level(logging.INFO)
    asked = [*of_pages(of), *of_operations(of)]
    recorded = [one for one in asked if one.entries]
    changing = [one for one in asked if one.changes]
    # The sweep reaches what it is about: not merely forms that are refused as empty.
    assert len({one.name for one in recorded}) > 180
    assert len({one.name for one in changing}) > 60
    standby.write_desks(agencies.standby_agencies(), at=timezone.now())
    standby.write_keys(agencies.standby_keys(at=timezone.now()))
    with failing(how):
        before = state()
        found = [line for some in in_tens(asked) for line in wrong_in(some, before)]
    # Each report that was taken can be read again, by whoever has the key.
    kept = [line.said for line in spool.waiting()]
    assert len(kept) >= sum(one.reports and bool(one.entries) for one in asked) >= 3
    assert all(kept)
    assert not found, "\n".join(found)
    # Each page and operation, answered and not: nobody's name, nothing anybody said.
    assert not named_in(log)


def test_nothing_is_shown_or_changed_that_cannot_be_recorded(
    journey: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    swept(journey, FAULTS[0], caplog)


@pytest.mark.matrix
@pytest.mark.parametrize("how", FAULTS)
def test_however_the_log_fails(
    journey: Journey, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    swept(journey, how, caplog)


@pytest.mark.parametrize("how", FAULTS)
def test_nobody_signs_in_unrecorded(town: None, how: str) -> None:
    person = Person.objects.get(pk=people.CARER.person_id)
    person.set_password("a long enough password")
    person.save()
    browser = Client(raise_request_exception=False)
    words = {"login": person.email, "password": "a long enough password"}
    with failing(how):
        answer = browser.post("/account/login/", words)
    assert answer.status_code == 503
    assert "a long enough password" not in answer.content.decode()
    assert browser.get("/worklist/").status_code == 302  # to the sign-in
    assert browser.post("/account/login/", words).status_code == 302
    assert browser.get("/worklist/").status_code == 200
