"""Sealed means absent: random outsiders, through the database and through the product."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID, uuid4

from psycopg import sql

from safereturn.foundation.actor import Actor
from safereturn.ops.bench.access.agreeing import Sides
from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.access.plan import worker
from safereturn.ops.bench.access.turns import acting, connected

OUTSIDERS = 1_000
SEARCHES = 50  # so many of them ask for their worklist and search, too


@dataclass(slots=True)
class Absence:
    """What outsiders met of sealed children; whoever is named must meet them."""

    sealed: int = 0
    outsiders: int = 0
    tables: int = 0
    rows: int = 0
    decisions: int = 0
    listed: int = 0
    searches: int = 0
    hits: int = 0
    named: int = 0

    @property
    def figures(self) -> list[Figure]:
        """Return the lines of the table."""
        who = f"{self.outsiders:,} outsiders, {self.sealed} children"
        through = f"{self.rows} rows in {self.tables} tables"
        right = self.rows == 0 and self.tables > 0 and self.named > 0
        product = (
            f"{self.decisions} yes, {self.listed} listed, {self.hits} of {self.searches} found"
        )
        absent = self.decisions + self.listed + self.hits == 0 and self.searches > 0
        return [
            Figure(9, f"Sealed, through row-level security: {who}", through, "0 rows", right),
            Figure(9, "Sealed, by decision, worklist and search", product, "0", absent),
        ]


def absent(sides: Sides, *, outsiders: int = OUTSIDERS) -> Absence:
    """Let outsiders ask for every sealed child, half of them of agencies that work with one."""
    dice, found = Random(3), Absence()  # noqa: S311 - chance, not secrecy
    sealed = _sealed(sides)
    rows, found.tables = _count_of(sides)
    found.sealed, found.outsiders = len(sealed), outsiders
    people = _outsiders(sides, sealed, dice, outsiders)
    ids = [child for child, _, _ in sealed]
    with connected(sides.app, keep_plans=True) as fenced:
        for actor in people:
            with acting(fenced, actor, at=sides.plan.at):
                [(seen,)] = fenced.execute(rows, {"children": ids}).fetchall()
            found.rows += seen
    found.named = _named(sides, sealed, rows)
    _by_product(sides, found, people, sealed)
    return found


Sealed = tuple[UUID, UUID, str]


def _sealed(sides: Sides) -> list[Sealed]:
    """Return every sealed child, an agency that works with it, and the child's number."""
    return list(sides.open.execute(_SEALED).fetchall())


_SEALED = """
select s.child_id, s.desk_agency_id,
       (select substr(k.key, 3) from children_searchkey k where k.child_id = s.child_id
           and k.source = 'children.identifiers' limit 1)
  from involvement_seal s where s.ended_at is null order by md5(s.child_id::text) limit 200
"""


def _count_of(sides: Sides) -> tuple[sql.Composed, int]:
    """Count, in one statement, the rows about some children in every fenced table."""
    columns = sides.open.execute(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'public' and column_name = 'child_id'"
        " and table_name = any(%s) order by 1",
        [list(sides.tables)],
    ).fetchall()
    named = [*columns, ("children_child", "id")]
    one = "(select count(*) from {} where {} = any(%(children)s))"
    counts = [
        sql.SQL(one).format(sql.Identifier(table), sql.Identifier(column))
        for table, column in named
    ]
    return sql.SQL("select ") + sql.SQL(" + ").join(counts), len(named)


def _outsiders(sides: Sides, sealed: Sequence[Sealed], dice: Random, wanted: int) -> list[Actor]:
    workers = sides.actors(200)
    found = []
    for number in range(wanted):
        one = dice.choice(workers)
        agency = dice.choice(sealed)[1] if number % 2 else one.agency_id
        # Somebody whom nobody has named: a person of their own.
        found.append(replace(one, person_id=uuid4(), agency_id=agency))
    return found


def _named(sides: Sides, sealed: Sequence[Sealed], rows: sql.Composed) -> int:
    """Return how many rows somebody sees who is named for one: the count must be able to find."""
    child, desk, _ = sealed[0]
    person = sides.open.execute(
        "select person_id from involvement_named where child_id = %s", [child]
    ).fetchone()
    assert person, "a sealed child of the plan has somebody who is named"
    actor = replace(worker("council-0"), person_id=person[0], agency_id=desk)
    with acting(sides.fenced, actor, at=sides.plan.at):
        [(seen,)] = sides.fenced.execute(rows, {"children": [child]}).fetchall()
    return int(seen)


def _by_product(
    sides: Sides,
    found: Absence,
    people: Sequence[Actor],
    sealed: Sequence[Sealed],
) -> None:
    """Ask the product: the decision of everybody, lists and searches of some."""
    from safereturn.audit.record import looking
    from safereturn.casework.queries import worklist
    from safereturn.children import queries as children
    from safereturn.foundation.identity import acting as product_acting
    from safereturn.involvement import queries as involvement
    from safereturn.sharing.policies import decide_with
    from safereturn.sharing.rules import Kind

    at, ids = sides.plan.at, [child for child, _, _ in sealed]
    refs = _refs(sides, ids)
    for number, actor in enumerate(people):
        with product_acting(actor, at=at), looking("bench", by=actor):
            for child in ids[number % len(ids)], ids[number * 7 % len(ids)]:
                ties = involvement.ties_for(actor, child, at=at)
                found.decisions += any(decide_with(actor, kind, ties) for kind in Kind)
            if number >= SEARCHES:
                continue
            shown = worklist.worklist(actor, at=at)
            found.listed += sum(row.child.ref in refs for row in (*shown.missing, *shown.back))
            result = children.search(actor, sealed[number % len(sealed)][2], at=at)
            found.searches += 1
            found.hits += len(result) + len(result.pointers)


def _refs(sides: Sides, ids: Sequence[UUID]) -> set[str]:
    rows = sides.open.execute("select ref from children_child where id = any(%s)", [list(ids)])
    return {str(row[0]) for row in rows.fetchall()}
