"""Eight threads, eight forces, eight children: no word of another's on any page.

The pages are asked for at the same time in one process, through the whole middleware, each
thread with a connection of its own. Whatever a page keeps in memory or on a connection
between requests would show here as another child's word.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid5

import pytest
from django.db import connection, connections

from safereturn.agencies.models import Agency, Appointment, Person
from safereturn.audit.record import recording
from safereturn.children import actions as children
from safereturn.children.rules import FlagKind, NewChild, NewFlag
from safereturn.episodes import actions as episodes
from safereturn.episodes.rules import Circumstances, Relation, Reporter
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.foundation.identity import acting
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from tests import people

pytestmark = pytest.mark.django_db(transaction=True)

# Words that stand nowhere in our pages by themselves, one for each child.
WORDS = ("aardwolf", "bongo", "caracal", "dugong", "eland", "fossa", "gaur", "hoatzin")


@dataclass(frozen=True, slots=True)
class Case:
    """One force's child, the word that is in all that is written of them, and the pages."""

    word: str
    officer: Actor
    paths: tuple[str, ...]


def an_officer(word: str) -> Actor:
    ids = {part: uuid5(people.SPACE, f"{word} {part}") for part in ("force", "officer", "post")}
    officer = Actor(
        person_id=ids["officer"],
        agency_id=ids["force"],
        agency_kind=AgencyKind.POLICE,
        roles=frozenset({Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR}),
        name=f"Officer {word}",
        agency_name=f"{word} force",
        appointment_id=ids["post"],
    )
    with recording("test.town", by=the_service()):
        Agency(pk=ids["force"], name=officer.agency_name, kind=AgencyKind.POLICE).save(
            force_insert=True
        )
        Person.objects.create(
            pk=officer.person_id, name=officer.name, email=f"{word}@police.example", password="!"
        )
        Appointment.objects.create(
            pk=ids["post"],
            person_id=officer.person_id,
            agency_id=ids["force"],
            roles=sorted(officer.roles),
            title="officer",
            starts_at=people.SETTLED,
        )
    return officer


def a_case(word: str, at: datetime) -> Case:
    officer = an_officer(word)
    with acting(officer, at=at):
        child = children.add(
            NewChild(name=f"Child {word}", born_on=at.date().replace(year=2012, day=1),
                     basis=Basis.HOME_FORCE),
            at=at, by=officer,
        )  # fmt: skip
        flag = NewFlag(
            kind=FlagKind.MEDICAL,
            text=f"{word} medicine",
            evidence=word,
            review_on=at.date() + timedelta(days=90),
        )
        children.set_flag(child.pk, flag, at=at, by=officer)
        what = Circumstances(
            last_seen_at=at - timedelta(hours=1),
            last_seen_where=f"{word} Road",
            why_worried=f"{word} worry",
            circumstances=f"{word} happened",
        )
        reporter = Reporter(name=f"Reporter {word}", relation=Relation.OTHER, phone="01632 960123")
        episode = episodes.report(child.pk, what, reporter, reported_at=at, at=at, by=officer)
    paths = (
        "/worklist/",
        f"/children/{child.ref}/",
        f"/episodes/{episode.ref}/",
        f"/episodes/{episode.ref}/picture/",
    )
    return Case(word, officer, paths)


@pytest.fixture
def cases() -> list[Case]:
    people.settle()
    at = datetime.now(UTC)
    return [a_case(word, at) for word in WORDS]


def foreign_words(case: Case, pages: int, start: Barrier) -> Iterator[str]:
    """Ask for this force's pages in turn; give what of another's stands on them."""
    client = people.client_for(case.officer)
    start.wait(timeout=30)
    for turn in range(pages):
        path = case.paths[turn % len(case.paths)]
        answer = client.get(path)
        text = answer.content.decode()
        if answer.status_code != 200 or case.word not in text:
            yield f"{path}: {answer.status_code} without our own word"
        yield from (f"{path}: {word}" for word in WORDS if word != case.word and word in text)


def in_a_thread(case: Case, pages: int, start: Barrier) -> list[str]:
    try:
        return list(foreign_words(case, pages, start))
    finally:
        connections.close_all()


def asked_together(cases: list[Case], pages: int) -> list[str]:
    start = Barrier(len(cases))
    with ThreadPoolExecutor(len(cases)) as pool:
        found = pool.map(lambda case: in_a_thread(case, pages // len(cases), start), cases)
        return [word for words in found for word in words]


def test_no_word_of_anothers_child(cases: list[Case]) -> None:
    assert asked_together(cases, 320) == []


@pytest.mark.matrix
def test_no_word_of_anothers_child_in_five_thousand_pages(cases: list[Case]) -> None:
    assert asked_together(cases, 5_000) == []


def test_a_word_that_does_leak_is_found(cases: list[Case]) -> None:
    """The test above can fail: a relation with another's child puts its word on the list."""
    first, second = cases[0], cases[1]
    with connection.cursor() as cursor:
        cursor.execute(
            "select child_id from involvement_involvement where agency_id = %s",
            [second.officer.agency_id],
        )
        child_id: UUID = cursor.fetchone()[0]
    at = datetime.now(UTC)
    with acting(second.officer, at=at), recording("test", by=second.officer, child_id=child_id):
        involvement.open_(
            child_id, first.officer.agency_id, Basis.FINDING_FORCE, because="test", at=at
        )
    assert asked_together([first], 4) != []
