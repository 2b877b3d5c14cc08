"""Whether a copy is right: its rows against their own history, each index against its table,
the log against its seals and against what the witnesses hold."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from safereturn.audit import exporting, verifier, witnesses
from safereturn.audit.verifier import Head
from safereturn.ops.backup.recovering import Opened

Connection = psycopg.Connection[tuple[Any, ...]]
# A head is sent away a moment after it is committed.
SENT_WITHIN = timedelta(seconds=30)


@dataclass
class Checked:
    """What was looked at, and what is wrong."""

    tables: int = 0
    rows: int = 0
    indexes: int = 0
    how: str = ""
    lines: int = 0
    newest: Head | None = None
    witnessed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def head(self) -> int:
        """Return the number of the newest head in the copy; 0 where there is none."""
        return self.newest.number if self.newest else 0


_TABLES = """
select c.oid::regclass::text, exists (
         select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
          where t.tgrelid = c.oid and p.proname = 'audit_guard')
  from pg_class c where c.relkind in ('r', 'p') and not c.relispartition
   and c.relnamespace = 'public'::regnamespace order by 1
"""
# What the row history says must be there: whoever was added and not removed since.
_HISTORY = """
select table_name, count(*) filter (where op = 'INSERT') - count(*) filter (where op = 'DELETE')
  from audit_change group by 1
"""
_INDEXES = """
select i.indexrelid, i.indrelid, i.indexrelid::regclass::text, i.indrelid::regclass::text,
       pg_get_expr(i.indpred, i.indrelid), a.amname
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
  join pg_class t on t.oid = i.indrelid
 where i.indisvalid and c.relkind = 'i' and t.relnamespace = 'public'::regnamespace order by 3
"""


def check(copied: Opened, *, at: datetime | None) -> Checked:
    """Look at everything; nothing is skipped because something else is wrong."""
    found = Checked()
    with copied.connect(copied.database()) as connection:
        _count(connection, found)
        _look_at_indexes(connection, found)
        _verify_log(connection, found, at=at)
    return found


def _count(connection: Connection, found: Checked) -> None:
    """Count every row; a table that keeps its history has no fewer than that says.

    It may have more: what a migration wrote before the table had its trigger.
    """
    connection.execute("set enable_indexscan = off")
    connection.execute("set enable_indexonlyscan = off")
    rows = connection.execute(_HISTORY).fetchall()
    wanted: dict[str, int] = {str(table): int(count) for table, count in rows}
    for name, kept in connection.execute(_TABLES).fetchall():
        count = _number(connection, sql.SQL("select count(*) from ") + sql.SQL(name))
        found.tables += 1
        found.rows += count
        short = name.strip('"')
        if kept and count < wanted.get(short, 0):
            found.wrong.append(f"{short} has {count:,} rows, its history says {wanted[short]:,}")
    connection.execute("reset all")


def _number(connection: Connection, statement: sql.Composed) -> int:
    row = connection.execute(statement).fetchone()
    assert row, "a count has one row"
    return int(row[0])


def _look_at_indexes(connection: Connection, found: Checked) -> None:
    """Compare each index with its table: by amcheck where it is installed, else by counting."""
    row = connection.execute(
        "select exists (select from pg_available_extensions where name = 'amcheck')"
    ).fetchone()
    amcheck = bool(row and row[0])
    if amcheck:
        connection.execute("create extension if not exists amcheck")
    found.how = (
        "amcheck, every row in its index" if amcheck else "rows by index against rows by table"
    )
    for index, table, name, of, where, method in connection.execute(_INDEXES).fetchall():
        found.indexes += 1
        try:
            if amcheck and method == "btree":
                connection.execute("select bt_index_check(%s::oid, true)", [index])
            elif words := _differs(connection, index, table, of, where):
                found.wrong.append(f"the index {name} {words}")
        except psycopg.Error as error:
            found.wrong.append(f"the index {name} cannot be read ({type(error).__name__})")


def _differs(connection: Connection, index: int, table: int, of: str, where: str | None) -> str:
    """Count the rows by this index alone, and by the table; return what is different."""
    condition = sql.SQL(" where " + where) if where else sql.SQL("")
    statement = sql.SQL("select count(*) from only ") + sql.SQL(of) + condition
    with connection.transaction(force_rollback=True):
        # A copy that is thrown away: hide the table's other indexes from the planner.
        connection.execute(
            "update pg_index set indisvalid = false where indrelid = %s and indexrelid <> %s",
            [table, index],
        )
        for name in ("enable_seqscan", "enable_bitmapscan", "max_parallel_workers_per_gather"):
            connection.execute(sql.SQL("set local {} = 0").format(sql.Identifier(name)))
        plan = connection.execute(sql.SQL("explain ") + statement).fetchall()
        if not any("Index" in line for (line,) in plan):
            return ""  # an index that cannot give all rows: of another kind
        by_index = _number(connection, statement)
    with connection.transaction():
        connection.execute("set local enable_indexscan = off")
        connection.execute("set local enable_indexonlyscan = off")
        connection.execute("set local enable_bitmapscan = off")
        by_table = _number(connection, statement)
    return f"knows {by_index:,} rows, the table has {by_table:,}" if by_index != by_table else ""


def held_heads() -> list[Head]:
    """Return the heads that this machine's witnesses of the kind `file` hold."""
    named = witnesses.named(settings.AUDIT_WITNESSES)
    paths = [Path(witness.where) for witness in named if witness.kind == "file"]
    texts = [path.read_text(errors="replace") for path in paths if path.exists()]
    return [head for text in texts for head in verifier.heads_in(text)]


def _verify_log(connection: Connection, found: Checked, *, at: datetime | None) -> None:
    """Check the log and the row history with the stand-alone verifier."""
    with tempfile.TemporaryDirectory(prefix="safereturn-drill-") as folder:
        log = Path(folder) / "log"
        with connection.transaction():
            connection.execute("set transaction isolation level repeatable read, read only")
            found.lines = exporting.export(connection.cursor(), log, history=True)
        heads = verifier.heads_in((log / "heads.jsonl").read_text())
        found.newest = heads[-1] if heads else None
        held = [head for head in held_heads() if head.number <= found.head]
        found.witnessed = len(held)
        found.wrong += list(_too_late(found.head, at))
        report = verifier.verify(log, held)
    found.wrong += [f"{one.kind}: {one.words}" for one in report.findings]


def _too_late(newest: int, at: datetime | None) -> Iterator[str]:
    """A head that a witness had well before the moment must be in the copy."""
    if at is None:
        return
    before = [h for h in held_heads() if datetime.fromisoformat(h.at) < at - SENT_WITHIN]
    last = max((head.number for head in before), default=0)
    if last > newest:
        yield f"the log ends with head {newest}; a witness had head {last} by then"
