"""Fills the log of one database with as many entries as asked, over ten months.

Set by set inside the database, each month before its indexes: what a year of looks leaves.
The transactions' numbers are spread, as if many had written them.
"""

import sys
from typing import Any

import psycopg
from psycopg import sql

MONTHS = 10
CHILDREN_A_MILLION = 20_000
SCHEMA = sql.SQL("create table {} (like audit_entry including defaults)")
FILL = sql.SQL(
    """
insert into {} (id, at, act, name, person_id, agency_id, appointment_id, roles, child_id,
                child_ids, refs, rule, door, origin, xact)
select gen_random_uuid(), {}::timestamptz + i * interval '27 days' / {}, 'consultation',
       'child.child', md5('person ' || i % 4000)::uuid, md5('agency ' || i % 200)::uuid,
       md5('appointment ' || i % 4000)::uuid, 'social_worker',
       case when i % 19 > 0 then md5('child ' || i % {})::uuid end,
       case when i % 19 = 0 then array(
           select md5('child ' || (i + n) % {})::uuid from generate_series(1, 10) n) end,
       jsonb_build_array('MC-' || lpad((i % {})::text, 6, '0')), '2 4', 'page',
       jsonb_build_object('path', '/children/MC-' || i % {} || '/', 'method', 'GET',
                          'address', '10.0.0.' || i % 250),
       (3 + ({} + i::bigint) * {} / {})::text::xid8
  from generate_series(0, {} - 1) i
"""
)


def main() -> None:
    """Fill the database of DATABASE_URL with as many entries as the argument says."""
    from safereturn.ops import databases
    from safereturn.ops.migrating import bring_up_to_date, set_up_django

    set_up_django()
    bring_up_to_date(verbosity=0)
    with databases.connect(databases.owner()) as owner:
        fill(owner, int(sys.argv[1]))


def children(entries: int) -> int:
    """Return how many children that many entries are about."""
    return max(100, entries * CHILDREN_A_MILLION // 1_000_000)


def fill(owner: psycopg.Connection[tuple[Any, ...]], entries: int) -> None:
    """Make the partitions of the months past, each filled and then joined to the log."""
    many, each = children(entries), max(1, entries // MONTHS)
    row = owner.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint").fetchone()
    assert row, "a function gives a row"
    for past in range(MONTHS, 0, -1):
        [(since, until, name)] = owner.execute(
            "select m, m + interval '1 month', 'audit_entry_' || to_char(m, 'YYYYMM')"
            " from (select date_trunc('month', now() at time zone 'utc')"
            " - make_interval(months => %s) as m) d",
            [past],
        ).fetchall()
        table = sql.Identifier(name)
        with owner.transaction():
            owner.execute("set local synchronous_commit = off")
            owner.execute(SCHEMA.format(table))
            values = (
                *(since, each, many, many, many, many),
                *((MONTHS - past) * each, row[0] - 10, each * MONTHS, each),
            )
            owner.execute(FILL.format(table, *(sql.Literal(value) for value in values)))
            joined = sql.SQL(
                "alter table audit_entry attach partition {} for values from ({}) to ({})"
            )
            bounds = (sql.Literal(f"{one:%Y-%m-%d}+00") for one in (since, until))
            owner.execute(joined.format(table, *bounds))
            owner.execute("select audit_fence(%s)", [name])


if __name__ == "__main__":
    main()
