"""`safereturn bench --only access`, whole, over two thousand children; and with broken fences."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from safereturn.children.rules import finding
from safereturn.ops.bench import stock
from safereturn.ops.bench.access import (
    absent,
    agreeing,
    catalogue,
    figures,
    filling,
    names,
    passing,
    pictures,
    running,
    statements,
)
from safereturn.ops.bench.access.agreeing import Sides
from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.access.plan import SIZES, Plan
from safereturn.ops.bench.access.turns import Taken
from safereturn.ops.bench.stock import Stock
from safereturn.ops.databases import Address
from tests import own_database

CHILDREN = 2_000
FEW = running.Amounts(times=5, pairs=3_000, turns=300, outsiders=60)


@pytest.fixture(scope="module")
def records(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Address, Stock]]:
    """Fill a database of our own as the bench fills a million; restore the connection after."""
    before = dict(connection.settings_dict)
    with (
        django_db_blocker.unblock(),
        own_database.server() as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        own = own_database.OwnDatabase(server, own_database.ensure_template(server))
        own.create()
        try:
            plan = Plan(CHILDREN, datetime.now(UTC))
            filling.fill(server.on(own.name).conninfo, plan, say=lambda _: None)
            filled = Stock(own.name, CHILDREN, CHILDREN, seconds=1.0, megabytes=30)
            patch.setattr(stock, "ensure", lambda *_: filled)
            patch.setattr(stock, "server", lambda: nullcontext(server))
            patch.setenv("DATABASE_URL", own.app.url)
            yield server, filled
        finally:
            connections.close_all()
            connection.settings_dict.update(before)
            own.drop()


@pytest.fixture
def sides(records: tuple[Address, Stock]) -> Iterator[Sides]:
    with running.opened(*records) as found:
        yield found


def break_(sides: Sides, table: str) -> None:
    """Let a fence let everybody in, as a mistake in a policy would."""
    sides.open.execute(f"alter policy fence on {table} using (true)")


def test_the_table_has_every_goal_and_what_must_hold_holds(
    records: tuple[Address, Stock],
) -> None:
    said: list[str] = []
    running.run(FEW, children=CHILDREN, region=0, say=said.append)
    # Whether a time is met on a busy machine is not what is tested here.
    table = said[said.index(next(line for line in said if "Access goals" in line)) :]
    goals = [line[:2].strip() for line in table if line[:2].strip().isdigit()]
    assert set(goals) == {str(number) for number in range(1, 10)}
    for number in (1, 2, 6, 7, 9):
        lines = [line for line in table if line.startswith(f"{number:>2}  ")]
        assert lines and not [line for line in lines if "NOT MET" in line], lines
    [elsewhere] = [line for line in table if line.startswith(" 3")]
    assert "not measured here: see tests/" in elsewhere
    sizes = [line for line in said if line.startswith("Point read: a child")]
    assert len(sizes) == len(SIZES)
    assert not [line for line in said if "OTHER ROWS" in line]


def test_a_fence_that_lets_everybody_in_is_found_by_the_pairs(sides: Sides) -> None:
    assert agreeing.compare(sides, pairs=2_000).figure.met
    break_(sides, "episodes_episode")
    broken = agreeing.compare(sides, pairs=2_000).figure
    assert broken.met is False
    assert "NOT MET" in broken.cells


def test_a_fence_that_lets_everybody_in_is_found_by_turns(sides: Sides) -> None:
    assert all(figure.met for figure in passing.interleave(sides, turns=200).figures)
    break_(sides, "children_child")
    by_turns, nobody = passing.interleave(sides, turns=200).figures
    assert (by_turns.met, nobody.met) == (False, False)


def test_a_fence_that_shuts_everybody_out_is_found_too(sides: Sides) -> None:
    sides.open.execute("alter policy fence on children_child using (false)")
    assert agreeing.compare(sides, pairs=1_000).figure.met is False
    by_turns, _ = passing.interleave(sides, turns=100).figures
    assert by_turns.met is False


def test_a_sealed_child_that_shows_is_found(sides: Sides) -> None:
    through, product = absent.absent(sides, outsiders=60).figures
    assert (through.met, product.met) == (True, True)
    break_(sides, "children_child")
    through, _ = absent.absent(sides, outsiders=60).figures
    assert through.met is False


def test_a_table_without_a_fence_is_found(sides: Sides) -> None:
    fenced, _ = catalogue.held(sides)
    assert fenced.met
    sides.open.execute("create table forgotten (id int, child_id uuid)")
    fenced, _ = catalogue.held(sides)
    assert fenced.met is False
    assert "forgotten" in fenced.note


def test_a_fence_that_is_slow_misses_its_goal() -> None:
    [kind] = [kind for kind in statements.KINDS if kind.title == "Point read: a child by its key"]
    quick = Taken(fenced=[[0.00031], [0.00014]], open=[[0.0001], [0.0002]])
    slow = Taken(fenced=[[0.0009], [0.0008]], open=[[0.0001], [0.0002]], spent=[(0.0003, 0.0001)])
    [line] = statements.figures(kind, {"home of 58": statements.Both(sent=quick, kept=slow)})
    assert line.met is False
    assert "+0.200 ms (home of 58; waiting +0.700)" in line.figure
    # What is planned each time is for comparison: the product keeps its plans.
    [line] = statements.figures(kind, {"home of 58": statements.Both(sent=slow, kept=quick)})
    assert line.met is True


def test_rows_that_only_the_fences_show_are_told() -> None:
    taken = Taken()
    taken.see([1], [1, 2])
    assert (taken.hidden, taken.others) == (1, False)
    taken.see([3], [1])
    assert taken.others


def test_what_is_not_measured_is_never_met() -> None:
    figure = Figure(3, "Something", "–", "0", None, "see tests/web")
    assert figure.verdict == "not measured here"
    assert figures.all_met([figure, Figure(1, "Other", "0", "0", True)])
    assert not figures.all_met([figure, Figure(1, "Other", "1", "0", False)])


def test_the_keys_are_those_that_the_product_writes(sides: Sides) -> None:
    rows = sides.open.execute(
        "select c.name, c.born_on, array_agg(k.key) from children_child c"
        " join children_searchkey k on k.child_id = c.id and k.source = 'children.names'"
        " group by c.id order by c.ref limit 50"
    ).fetchall()
    assert len(rows) == 50
    for name, born, keys in rows:
        assert set(keys) == finding.identity_keys([name], born)


def test_names_are_invented_and_each_is_there_once() -> None:
    for made, many in ((names.first_names(), names.FIRST), (names.surnames(), names.LAST)):
        assert len(set(made)) == many


def test_without_a_fence_the_page_says_not_met() -> None:
    compared = pictures.Compared(with_=[0.01], without=[0.01], fences=0)
    assert [figure.met for figure in compared.figures] == [False]
    assert pictures.Compared(with_=[0.0109], without=[0.01], fences=9).figures[0].met
    assert not pictures.Compared(with_=[0.0112], without=[0.01], fences=9).figures[0].met
