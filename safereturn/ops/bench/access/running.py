"""The run: a million children for statements and decisions, a region for the picture page."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import sql

from safereturn.foundation.actor import Actor
from safereturn.ops import databases, migrating
from safereturn.ops.bench import stock, table
from safereturn.ops.bench.access import (
    absent,
    agreeing,
    catalogue,
    deciding,
    figures,
    glass,
    passing,
    pictures,
    statements,
    turns,
)
from safereturn.ops.bench.access.agreeing import Sides
from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.access.plan import MILLION, Plan
from safereturn.ops.bench.stock import Recipe, Stock
from safereturn.ops.databases import Address

RECIPE = Recipe(
    "bench_access",
    "safereturn.ops.bench.access.filling",
    tuple(f"ops/bench/access/{name}.py" for name in ("bulk", "filling", "names", "plan")),
)
REGION = 20_000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Amounts:
    """How often each thing is done."""

    times: int = 300
    pairs: int = agreeing.PAIRS
    turns: int = passing.TURNS
    outsiders: int = absent.OUTSIDERS


def run(amounts: Amounts, *, say: Say, children: int = MILLION, region: int = REGION) -> bool:
    """Measure, say the tables, and tell whether every goal that was measured is met.

    `region` is the size of the other database, for the page through the whole stack; 0
    leaves the page out, and the table says so.
    """
    for line in table.head():
        say(line)
    with stock.server() as server:
        filled = stock.ensure(server, children, RECIPE)
        found = measured(server, filled, amounts, say)
        if region:
            filled = stock.ensure(server, region)
            compared = pictures.compare(server, filled, times=amounts.times)
            found += compared.figures
        else:
            found.append(NO_PAGE)
    for line in figures.table("Access goals", sorted(found, key=lambda one: one.number)):
        say(line)
    say(f"\nLoad at the end {os.getloadavg()[0]:.2f}.")
    return figures.all_met(found)


NO_PAGE = Figure(
    5, "The picture page, fenced or not", "–", f"≤ {pictures.MOST} times", None, "it was left out"
)


def measured(server: Address, filled: Stock, amounts: Amounts, say: Say) -> list[Figure]:
    """Take every measure that needs the large database, in a copy of it."""
    with opened(server, filled) as sides:
        how = "was there" if filled.was_there else f"filled in {filled.seconds:.0f} s"
        say(
            f"\n{filled.children:,} children, {filled.episodes:,} episodes"
            f" ({filled.megabytes:,} MB on disc, {how}); {len(sides.tables)} tables fenced"
        )
        found = [*catalogue.held(sides), *_statements(sides, amounts.times, say)]
        found += deciding.decide(sides).figures
        found.append(agreeing.compare(sides, pairs=amounts.pairs).figure)
        found += passing.interleave(sides, turns=amounts.turns).figures
        found += absent.absent(sides, outsiders=amounts.outsiders).figures
        found.append(passing.withdraw(sides).figure)
        found += glass.break_glass(sides).figures
    return [*found, *catalogue.elsewhere()]


@contextmanager
def opened(server: Address, filled: Stock) -> Iterator[Sides]:
    """Have a copy that can be read with the fences and, as the owner, without them."""
    stock.set_up_django(server, filled)
    from django.conf import settings
    from django.db import connections

    with stock.copied(server, filled, settings.SECRET_KEY) as app:
        owner = server.on(app.name)
        tables = open_to_owner(owner)
        migrating.connect_as(app)
        with turns.connected(app) as fenced, turns.connected(owner) as open_:
            try:
                yield Sides(_plan(filled, open_), tables, app, owner, fenced, open_)
            finally:
                connections.close_all()


def open_to_owner(owner: Address) -> list[str]:
    """Let the owner of a copy past its fences; return the tables that have one."""
    with databases.connect(owner) as connection:
        names = stock.fenced(connection)
        for name in names:
            statement = sql.SQL("alter table {} no force row level security")
            connection.execute(statement.format(sql.Identifier(name)))
    return names


def _plan(filled: Stock, owner: stock.Connection) -> Plan:
    """Return the plan that the database was filled by, at the moment it was filled."""
    row = owner.execute(
        "select max(started_at) + interval '20 minutes', (select count(*) from children_child)"
        " from episodes_episode"
    ).fetchone()
    assert row, "an aggregate gives a row"
    return Plan(row[1], row[0])


def _statements(sides: Sides, times: int, say: Say) -> list[Figure]:
    ground = statements.Ground(sides.plan, sides.open)
    sent = turns.Pair(sides.fenced, sides.open)
    found = []
    for line in statements.HEAD:
        say(line)
    with turns.pair(sides.app, sides.owner, keep_plans=True) as kept:
        for kind in statements.KINDS:
            taken = {}
            for of, actor in statements.actors(sides.plan).items():
                made = kind.make(ground, actor)
                both = (_taken(made, pair, actor, sides, times) for pair in (sent, kept))
                taken[of] = statements.Both(*both)
                say(statements.line(kind, of, taken[of]))
            found += statements.figures(kind, taken)
    return found


def _taken(
    made: turns.Statement, pair: turns.Pair, actor: Actor, sides: Sides, times: int
) -> turns.Taken:
    # The owner says who asks as well: a function may go by it that passes the fences.
    with (
        turns.acting(pair.fenced, actor, at=sides.plan.at),
        turns.acting(pair.open, actor, at=sides.plan.at),
    ):
        return turns.take(made, pair, times=times)
