"""Backups are restores: a chosen second comes back whole, nothing after it, and damage is found.

One embedded server, one copy, changes followed while rows are written and the server is
killed with kill -9.
"""

import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safereturn.audit import keys
from safereturn.audit.verifier import Head
from safereturn.ops.backup import crypt, drill
from safereturn.ops.backup.repository import Base, Repository, segment_of
from safereturn.ops.embedded import running
from safereturn.ops.faults import Fault
from tests.ops.embedded_setting import Setting
from tests.ops.service import eventually

pytestmark = pytest.mark.skipif(
    not (shutil.which("age") and shutil.which("zstd")), reason="age and zstd are not installed"
)


@pytest.fixture
def setting() -> Iterator[Setting]:
    folder = Path(tempfile.mkdtemp(prefix="safereturn-backup-"))
    folder.chmod(0o755)
    yield Setting(folder)
    shutil.rmtree(folder)


def test_a_chosen_second_comes_back_with_every_acknowledged_fact_and_none_after_it(
    setting: Setting,
) -> None:
    """The whole of it, small: Shows 7."""
    assert setting.say("migrate", "--quiet").returncode == 0
    following = setting.start("archive")  # keeps the server running as well
    try:
        assert eventually(setting.write_table, 20)
        setting.add_a_neighbour()
        done = setting.say("backup")
        assert done.returncode == 0, done.stderr
        before = written_while_killed(setting)
        time.sleep(1.1)
        moment = datetime.now(UTC)
        time.sleep(0.2)
        assert setting.write(9_999)
        assert eventually(lambda: setting.reached() > moment, 30)

        drilled = setting.say("backup", "--drill", "--at", moment.isoformat())
        assert drilled.returncode == 0, drilled.stdout + drilled.stderr
        assert "MB/s" in drilled.stdout and "All is as it was" in drilled.stdout
        # Of two databases on the server it was ours that was looked at.
        assert int(re.search(r"rows in (\d+) tables", drilled.stdout)[1]) > 50  # type: ignore[index]
        assert setting.say("backup", "--verify").returncode == 0
        with setting.connect() as connection:
            row = connection.execute("select kind, good from foundation_upkeep where kind='drill'")
            assert row.fetchall() == [("drill", True)]
    finally:
        following.send_signal(signal.SIGTERM)
        following.wait()

    refused = setting.say("restore", "--replace", "--at", moment.isoformat())
    assert refused.returncode != 0 and "Into" in refused.stdout
    back = setting.say("restore", "--replace", "--yes", "--at", moment.isoformat())
    assert back.returncode == 0, back.stderr
    with running(setting.cluster.home), setting.connect() as connection:
        found = {n for (n,) in connection.execute("select number from written").fetchall()}
    assert before - found == set(), "an acknowledged fact was lost"
    assert 9_999 not in found, "what came after the moment is not there"
    aside = [p.name for p in setting.cluster.place.glob("data.before-*")]
    assert len(aside) == 1, "what was there is moved, not removed"
    damage_is_found(setting)


def written_while_killed(setting: Setting) -> set[int]:
    """Write facts, with the server killed in the middle; return those it acknowledged."""
    acknowledged = {n for n in range(40) if setting.write(n)}
    os.kill(int((setting.cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    acknowledged |= {n for n in range(40, 60) if setting.write(n)}
    assert eventually(lambda: setting.write(60))
    return acknowledged | {n for n in range(60, 100) if setting.write(n)}


def damage_is_found(setting: Setting) -> None:
    [copy] = (setting.folder / "backup").glob("*/base-*.age")
    with open(copy, "r+b") as file:
        file.seek(copy.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))
    looked = setting.say("backup", "--verify")
    assert looked.returncode == 1
    assert f"DAMAGED   {copy.name}" in looked.stdout


def a_base(ended: datetime, first: int) -> Base:
    return Base(
        name=f"base-{ended:%Y%m%dT%H%M%SZ}",
        began=ended,
        ended=ended,
        first=segment_of(f"0/{first * 0x1000000:X}", 1, 0x1000000),
        last=segment_of(f"0/{first * 0x1000000 + 40:X}", 1, 0x1000000),
        size=1,
        stored=1,
        seconds=1,
        major=18,
        segment=0x1000000,
        superuser="postgres",
        matched={},
    )


def a_repository(folder: Path, days: list[int], segments: int) -> Repository:
    kept = Repository(folder, "1")
    kept.prepare()
    for n, day in enumerate(days):
        base = a_base(datetime(2026, 3, day, 2, tzinfo=UTC), n * 10)
        kept.keep(base)
        kept.archive_of(base).touch()
    for n in range(segments):
        (kept.wal / f"{segment_of(f'0/{n * 0x1000000:X}', 1, 0x1000000)}.zst.age").touch()
    return kept


def test_what_any_second_of_the_kept_days_needs_stays(tmp_path: Path) -> None:
    kept = a_repository(tmp_path, [1, 8, 15, 22, 29], 50)
    kept.prune(keep_days=10, at=datetime(2026, 3, 30, tzinfo=UTC))
    # 20 March is the limit: the copy of the 15th and what was changed since bring it back.
    assert [base.ended.day for base in kept.bases()] == [15, 22, 29]
    assert min(kept.segments()) == "000000010000000000000014"
    assert kept.base_for(datetime(2026, 3, 20, tzinfo=UTC)).ended.day == 15
    with pytest.raises(Fault, match="no backup from before that moment"):
        kept.base_for(datetime(2026, 3, 14, tzinfo=UTC))


def test_two_copies_stay_however_old(tmp_path: Path) -> None:
    kept = a_repository(tmp_path, [1, 2], 5)
    assert kept.prune(keep_days=1, at=datetime(2026, 12, 1, tzinfo=UTC)) == []


def test_a_missing_segment_is_named(tmp_path: Path) -> None:
    kept = a_repository(tmp_path, [1], 9)
    assert kept.gaps(kept.bases()[0]) == []
    (kept.wal / "000000010000000000000005.zst.age").unlink()
    assert kept.gaps(kept.bases()[0]) == ["0000000000000005"]


def test_only_the_private_key_opens_what_is_sealed(tmp_path: Path) -> None:
    public = crypt.make_key(tmp_path / "key")
    crypt.make_key(tmp_path / "other")
    sealed = tmp_path / "sealed"
    with open(tmp_path / "key", "rb") as file:
        crypt.seal(file, sealed, crypt.recipients([public]))
    assert b"AGE-SECRET" not in sealed.read_bytes()
    size = crypt.open_into(sealed, crypt.Nowhere(), crypt.private(tmp_path / "key"))
    assert size == (tmp_path / "key").stat().st_size
    with pytest.raises(Fault, match="wrong key"):
        crypt.open_into(sealed, crypt.Nowhere(), crypt.private(tmp_path / "other"))
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(Fault, match="open to others"):
        crypt.private(tmp_path / "key")
    with pytest.raises(Fault, match="not overwritten"):
        crypt.make_key(tmp_path / "key")


def test_the_newest_head_is_the_services_by_root_and_signature(tmp_path: Path) -> None:
    """A head of the right number proves nothing: it must be over the same lines, and signed."""
    key = keys.make(tmp_path / "key.json")
    bare = Head(7, 40, "ab" * 32, 9, "2026-03-02T12:00:00.000000Z", key.id, key.public)
    head = replace(bare, signature=key.sign(bare.signed))
    assert drill.against_the_living(head, head) == []
    [gone] = drill.against_the_living(head, None)
    [other] = drill.against_the_living(head, replace(head, root="cd" * 32))
    [forged] = drill.against_the_living(head, replace(head, signature="00" * 64))
    [later] = drill.against_the_living(head, replace(head, at="2026-03-02T13:00:00.000000Z"))
    assert "no head 7" in gone and "other lines" in other
    assert "signature" in forged and "signature" in later
