"""A month leaves the database for a file, and the proof holds as before."""

import lzma
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from safereturn.audit import archiving, exporting, queries, verifier
from safereturn.ops import audit_console, databases
from safereturn.ops.faults import Fault
from tests.domain.audit.sealed import a_key, a_look, a_sign_in, as_owner, owner_address, seal_all

pytestmark = pytest.mark.django_db(transaction=True)

ADD = """
insert into audit_entry (id, at, act, name, person_id, agency_id)
select gen_random_uuid(), %s::timestamptz + n * interval '1 hour', 'sign_in', 'sign_in',
       gen_random_uuid(), gen_random_uuid() from generate_series(1, %s) n
"""


def months_ago(many: int) -> datetime:
    now = timezone.now()
    month = now.year * 12 + now.month - 1 - many
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def old(many: int, lines: int) -> str:
    """Make a month of the past, as it was made in its time, with lines in it."""
    month, name = months_ago(many), f"{months_ago(many):%Y%m}"
    with as_owner() as owner:
        owner.execute(
            f"create table audit_entry_{name} partition of audit_entry for values"
            f" from ('{month:%Y-%m-%d} 00:00+00') to ('{months_ago(many - 1):%Y-%m-%d} 00:00+00')"
        )
        owner.execute("select audit_fence(%s)", [f"audit_entry_{name}"])
        owner.execute(ADD, [month, lines])
    return name


@pytest.fixture
def sealed(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    settings.AUDIT_ARCHIVE = tmp_path / "archive"
    monkeypatch.setattr(databases, "owner", owner_address)
    key = a_key(tmp_path)
    names = [old(16, 30), old(15, 20)]
    a_look()
    old(12, 10)
    a_sign_in()
    seal_all(key, most=7)
    return names


def checked(folder: Path, archives: Path | None) -> verifier.Report:
    with connection.cursor() as cursor:
        exporting.export(cursor, folder, archives=archives)
    return verifier.verify(folder)


def kinds(report: verifier.Report) -> set[str]:
    return {finding.kind for finding in report.findings}


def test_what_has_left_is_proved_from_its_file(
    sealed: list[str], tmp_path: Path, settings: Any
) -> None:
    before = checked(tmp_path / "before", None)
    said = audit_console.archived()
    assert [line[:6] for line in said] == sealed
    assert "30 lines" in said[0] and "20 lines" in said[1]
    with connection.cursor() as cursor:
        cursor.execute(
            "select to_regclass('audit_entry_' || m) from unnest(%s::text[]) m", [sealed]
        )
        assert cursor.fetchall() == [(None,), (None,)]
    after = checked(tmp_path / "after", settings.AUDIT_ARCHIVE)
    assert not after.findings and after.lines == before.lines
    # Without the files it is what it would be if somebody had deleted the rows.
    assert kinds(checked(tmp_path / "without", None)) == {"deleted"}
    assert audit_console.archived() == ["No month is old enough."]


def test_that_a_month_has_left_stands_in_the_log(sealed: list[str]) -> None:
    audit_console.archived()
    with as_owner() as owner:
        rows = owner.execute("select refs from audit_entry where name = 'audit.archived'")
        said = [row[0][0][:9] for row in rows.fetchall()]
    assert said == [f"{sealed[0]}:30", f"{sealed[1]}:20"]


def changed(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace(b"sign_in", b"sign_on"), *lines[1:]]


def shortened(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def turned(lines: list[bytes]) -> list[bytes]:
    return [lines[1], lines[0], *lines[2:]]


@pytest.mark.parametrize("how", [changed, shortened, turned])
def test_a_file_that_somebody_has_touched_is_found(
    sealed: list[str], tmp_path: Path, settings: Any, how: Any
) -> None:
    audit_console.archived()
    path = settings.AUDIT_ARCHIVE / f"audit_entry_{sealed[0]}.jsonl.xz"
    lines = lzma.decompress(path.read_bytes()).splitlines()
    path.write_bytes(lzma.compress(b"\n".join(how(lines)) + b"\n"))
    found = kinds(checked(tmp_path / "out", settings.AUDIT_ARCHIVE))
    assert found & {"changed", "deleted"}


def test_a_line_too_many_in_a_file_is_found(
    sealed: list[str], tmp_path: Path, settings: Any
) -> None:
    audit_console.archived()
    path = settings.AUDIT_ARCHIVE / f"audit_entry_{sealed[0]}.jsonl.xz"
    text = lzma.decompress(path.read_bytes())
    path.write_bytes(lzma.compress(text + text.splitlines()[0] + b"\n"))
    assert "inserted" in kinds(checked(tmp_path / "out", settings.AUDIT_ARCHIVE))


def test_nothing_leaves_that_is_not_sealed_or_not_as_sealed(
    sealed: list[str], tmp_path: Path, settings: Any
) -> None:
    with as_owner() as owner:
        owner.execute(f"update audit_entry_{sealed[0]} set name = 'x' where true")  # noqa: S608
    with pytest.raises(Fault, match="not what was sealed"):
        audit_console.archived()
    old(14, 3)
    with as_owner() as owner:
        owner.execute(f"update audit_entry_{sealed[0]} set name = 'sign_in'")  # noqa: S608
    with pytest.raises(Fault, match="not sealed yet"):
        audit_console.archived()
    # What was in order before it has left; what was not is there.
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_class where relname ~ '^audit_entry_20[0-9]+$'")
        assert cursor.fetchone()[0] >= 2


def test_months_are_made_ahead_and_too_few_are_an_alarm() -> None:
    assert queries.months_ahead() == 3 and not queries.runs_short()
    with as_owner() as owner:
        rows = owner.execute(
            "select relname from pg_class where relname ~ '^audit_entry_[0-9]+$' order by 1"
        ).fetchall()
        for (name,) in rows[-2:]:
            owner.execute(f"drop table {name}")
    assert queries.months_ahead() == 1 and queries.runs_short()
    with connection.cursor() as cursor:
        cursor.execute("select audit_make_partitions(3)")
    assert queries.months_ahead() == 3


def test_only_months_over_for_thirteen_are_due() -> None:
    name = old(14, 1)
    old(13, 1)
    month = months_ago(0)
    with as_owner() as owner:
        assert archiving.due(owner, at=month) == [name]
        assert archiving.due(owner, at=month - timedelta(days=1)) == []
