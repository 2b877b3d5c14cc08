"""Every door against the slow model: none shows deeper, none less, no two differ.

In `make test` each value of each factor meets each value of every other at least once; with
the mark `matrix` each kind of agency meets every cell at every door, its roles in turn.
Every cell through the function itself is in test_decisions.py.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby, product
from typing import Any

import pytest

from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.risk.queries import eyes
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Depth, Kind
from tests.access import addresses, asking, cells, marked
from tests.access import operations as calls
from tests.access.asking import Reader
from tests.access.cells import SHIELDS, WORKS_FOR, Cell
from tests.access.doors import OPERATIONS, PAGES, Door
from tests.access.marked import Record
from tests.access.pairs import all_pairs
from tests.access.staging import standing_in
from tests.api.test_nobody_else import DOCUMENT

pytestmark = pytest.mark.django_db

# A PDF takes long to draw: the page of the same words is asked instead, but for `matrix`.
DRAWN = frozenset({"assess_risk:form", "ledger:pdf", "ledger:child_pdf"})
DOORS = tuple(door for door in (*PAGES, *OPERATIONS) if door.name not in DRAWN)
AROUND = tuple(
    Door(name, given=name.startswith("return_interview:received"))
    for name in sorted(addresses.AROUND | calls.AROUND)
)
OPEN = SHIELDS[0]


def readers() -> list[Actor]:
    """Return a reader in each role, at the agency where it is met; and at one of no kind."""
    named = [cells.reader(kinds[0], role) for role, kinds in WORKS_FOR.items()]
    return [*named, cells.reader(AgencyKind.OTHER, Role.YOUTH_JUSTICE_WORKER)]


@pytest.fixture
def record(town: None) -> Record:
    marked.settle_readers()
    return marked.a_record()


Asked = tuple[Actor, Cell, Door]


def wrong(
    asked: Iterable[Asked], record: Record, papers: asking.Papers | None = None
) -> Iterator[str]:
    """Ask each door in its cell; readers are signed in once, cells entered as they come."""
    by_reader = sorted(asked, key=lambda one: (str(one[0].person_id), one[1].words))
    for actor, of_reader in groupby(by_reader, key=lambda one: one[0]):
        reader = Reader.of(actor)
        for cell, in_cell in groupby(of_reader, key=lambda one: one[1]):
            with standing_in(cell, actor, record):
                for _actor, _cell, door in in_cell:
                    for difference in asking.differences(door, cell, reader, record, papers):
                        yield f"{actor.name} of {actor.agency_kind}; {cell.words}: {difference}"


def pairs() -> Iterator[Asked]:
    """Let each reader, relation, circumstance and shield meet each other, and each door."""
    told_by_one = [
        frozenset({Basis.ASKED, Basis.HEALTH}),
        frozenset({Basis.ASKED, Basis.EMERGENCY}),
        frozenset({Basis.EMERGENCY, Basis.SCHOOL}),
    ]
    rows = all_pairs(
        {
            "door": DOORS,
            "bases": [frozenset(), *(frozenset({basis}) for basis in Basis), *told_by_one],
            "actor": readers(),
            "going_on": list(cells.circumstances()),
            "shield": SHIELDS,
        }
    )
    for row in rows:
        yield row["actor"], Cell(row["bases"], row["going_on"], row["shield"]), row["door"]


def test_no_door_differs_in_any_pair(record: Record) -> None:
    asked = list(pairs())
    assert 400 < len(asked) < 1_000
    found = list(wrong(asked, record))
    assert not found, "\n".join(found)


TELLING = (
    (Role.SCHOOL_LEAD, Basis.SCHOOL, OPEN),
    (Role.CARER, Basis.PLACEMENT, OPEN),
    (Role.POLICE_SUPERVISOR, Basis.ASKED, OPEN),
    (Role.SOCIAL_WORKER, Basis.RESPONSIBLE_AUTHORITY, SHIELDS[2]),
    (Role.SCHOOL_LEAD, Basis.EMERGENCY, OPEN),
)


@pytest.mark.parametrize(("role", "basis", "shield"), TELLING)
def test_nothing_around_a_record_says_more_than_its_doors(
    record: Record, role: Role, basis: Basis, shield: cells.Shield
) -> None:
    actor = cells.reader(WORKS_FOR[role][0], role)
    cell = Cell(frozenset({basis}), frozenset({Circumstance.MISSING_NOW}), shield)
    asked = [(actor, cell, door) for door in (*AROUND, *DOORS) if door.name not in DRAWN]
    found = list(wrong(asked, record))
    assert not found, "\n".join(found)


# In the open the agreement tells these apart; each circumstance alone is in the pairs.
WHILES: tuple[frozenset[Circumstance], ...] = (
    frozenset(),
    frozenset({Circumstance.MISSING_NOW}),
    frozenset({Circumstance.INTERVIEW_DUE, Circumstance.ITEMS_OPEN}),
    frozenset(Circumstance),
)
UNDER_SHIELDS = [frozenset({basis}) for basis in (
    Basis.ASKED, Basis.EMERGENCY, Basis.RESPONSIBLE_AUTHORITY, Basis.PLACEMENT,
)]  # fmt: skip


def everywhere(kind: AgencyKind, doors: Iterable[Door]) -> Iterator[Asked]:
    """Ask every door in every cell; those who work for such an agency take turns."""
    turns = [one for one in cells.readers().values() if one.agency_kind is kind and one.roles]
    turns = [one for one in turns if one.agency_name]
    of_all = [Cell(b, c, OPEN) for b, c in product(cells.relations(), WHILES)]
    of_all += [Cell(b, WHILES[1], s) for b, s in product(UNDER_SHIELDS, SHIELDS[1:])]
    for place, (cell, door) in enumerate(product(dict.fromkeys(of_all), doors)):
        yield turns[(place // len(DOORS)) % len(turns)], cell, door


@pytest.mark.matrix
@pytest.mark.parametrize("kind", AgencyKind)
def test_no_door_differs_in_any_cell(record: Record, kind: AgencyKind) -> None:
    found = list(wrong(everywhere(kind, DOORS), record))
    assert not found, "\n".join(found)


@pytest.mark.matrix
@pytest.mark.pdf
@pytest.mark.parametrize("role", WORKS_FOR)
def test_nothing_around_or_drawn_differs_in_any_relation(record: Record, role: Role) -> None:
    drawn = tuple(door for door in PAGES if door.name in DRAWN)
    relations = [frozenset(), *UNDER_SHIELDS, frozenset({Basis.OTHER})]
    of_all = [Cell(bases, WHILES[1], OPEN) for bases in relations]
    actor = cells.reader(WORKS_FOR[role][0], role)
    found = list(wrong(product([actor], of_all, (*AROUND, *drawn)), record))
    assert not found, "\n".join(found)


def without_row() -> set[str]:
    """Return the addresses of ours that no row speaks of, and rows that speak of none."""
    pages = {door.name for door in PAGES} | addresses.AROUND
    pages |= addresses.BY_OTHER_REFERENCE | addresses.ABOUT_NO_CHILD
    operations = {door.name for door in OPERATIONS} | calls.AROUND
    operations |= calls.BY_OTHER_REFERENCE | calls.ABOUT_NO_CHILD
    operations |= calls.THAT_WRITE
    return (set(asking.pages()) ^ pages) | (set(asking.operations()) ^ operations)


def test_every_address_has_its_row() -> None:
    assert not without_row()


def test_what_writes_answers_with_nothing_to_read() -> None:
    """An operation in the row of those that write gives references and states, no words."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if operation["operationId"] in calls.THAT_WRITE:
                assert method != "get", path
                assert answers_with(operation) <= PLAIN, path


# What a writing operation may answer with: references, states, times, a link to pass on.
PLAIN = frozenset(
    {
        "AcknowledgedOut",
        "AskMadeOut",
        "EmergencyOut",
        "EpisodeMadeOut",
        "IdOut",
        "InterviewMadeOut",
        "LinkOut",
        "OpenedOut",
        "RefOut",
        "TimeOut",
    }
)


def answers_with(operation: dict[str, Any]) -> set[str]:
    """Return the names of what an operation answers with when it has succeeded."""
    said = [answer for code, answer in operation["responses"].items() if str(code)[:1] == "2"]
    return set(re.findall(r"#/components/schemas/(\w+)", str(said)))


def test_every_kind_has_its_words_and_its_doors() -> None:
    """A new kind has a word of its own, and a page and an operation that show it."""
    assert {spot.kind for spot in marked.SPOTS.values()} == set(Kind)
    for doors in (PAGES, OPERATIONS):
        shown = {marked.SPOTS[word].kind for door in doors for word in door.shows}
        assert shown == set(Kind)
    shown_somewhere = {word for door in (*PAGES, *OPERATIONS) for word in door.shows}
    assert shown_somewhere == set(marked.SPOTS)


def a_teacher_who_may_know_the_gist() -> tuple[Actor, Cell]:
    actor = cells.reader(AgencyKind.SCHOOL, Role.SCHOOL_LEAD)
    return actor, Cell(frozenset({Basis.SCHOOL}), frozenset({Circumstance.MISSING_NOW}), OPEN)


def test_a_door_that_shows_deeper_is_found(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """The matrix can fail: the picture alone forgets what the agreement says of risk."""
    honest = decide_with

    def generous(actor: Actor, kind: Kind, ties: Ties) -> Answer:
        return Answer(Depth.FULL, "") if kind is Kind.RISK else honest(actor, kind, ties)

    monkeypatch.setattr(eyes, "decide_with", generous)
    cell = a_teacher_who_may_know_the_gist()
    found = list(wrong([(*cell, door) for door in DOORS], record))
    assert any("assess_risk:picture: zriskreasons is deeper than 2" in one for one in found)
    assert any("get_picture: zriskreasons is deeper than 2" in one for one in found)
    assert not [one for one in found if "child:" in one]


def test_a_kind_whose_door_has_gone_is_found(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: Any) -> tuple[()]:
        return ()

    about = sys.modules["safereturn.children.queries.about"]  # the name is its function's too
    monkeypatch.setattr(about, "_warnings", nothing)
    cell = a_teacher_who_may_know_the_gist()
    found = list(wrong([(*cell, door) for door in DOORS], record))
    assert any("child:flags: zriskwarning is not there" in one for one in found)
    assert any("get_child: zriskwarning is not there" in one for one in found)


def test_an_address_without_a_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(asking.pages(), "child:new_page", "children/<str:ref>/new/")
    assert without_row() == {"child:new_page"}
    monkeypatch.setitem(asking.operations(), "get_new", ("GET", "/children/{ref}/new"))
    assert without_row() == {"child:new_page", "get_new"}
