"""The embedded PostgreSQL: starts, stops with its last user, and loses nothing to kill -9."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from safereturn.ops.embedded import Cluster, programs, running
from safereturn.ops.embedded.use import answers, is_kept


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the system user of PostgreSQL can reach, as pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="safereturn-test-"))
    folder.chmod(0o755)
    yield folder / "postgres"
    shutil.rmtree(folder)


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])


def connect(cluster: Cluster, name: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(cluster.url(name), autocommit=True)


def eventually(true: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_kill_9_of_postgres_loses_no_committed_row_and_it_comes_back(home: Path) -> None:
    with running(home) as cluster:
        cluster.ensure_database("safe")
        with connect(cluster, "safe") as connection:
            connection.execute("create table kept (x int)")
            connection.execute("insert into kept select generate_series(1, 1000)")
            killed = postmaster(cluster)
            os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: answers(cluster) and postmaster(cluster) != killed)
        with connect(cluster, "safe") as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (1000,)
    assert not is_kept(cluster)
    assert not answers(cluster)


def test_it_stops_when_its_user_was_killed_and_the_next_start_recovers(home: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from safereturn.ops.embedded import running\n"
        "with running(Path(sys.argv[1])) as cluster: print('up', flush=True); time.sleep(60)"
    )
    user = subprocess.Popen([sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE)
    with user:
        assert user.stdout and user.stdout.readline() == b"up\n"
        cluster = Cluster(home)
        assert answers(cluster)
        user.kill()
    assert eventually(lambda: not is_kept(cluster))
    assert not (cluster.data / "postmaster.pid").exists()
    with running(home) as cluster:
        assert answers(cluster)


def test_a_note_left_by_a_killed_server_does_not_stop_the_next_start(home: Path) -> None:
    with running(home) as cluster:
        pass
    # As after a restart of the machine: the number now belongs to something else, of the
    # same user, so PostgreSQL itself would believe the note.
    with subprocess.Popen(["sleep", "60"], **cluster.run_as.options) as stranger:
        note = cluster.data / "postmaster.pid"
        note.write_text(f"{stranger.pid}\n{cluster.data}\n1700000000\n5432\n/nowhere\n\n\n")
        cluster.run_as.own(note)
        with running(home) as cluster:
            assert answers(cluster)
        assert stranger.poll() is None
        stranger.kill()


def test_two_users_share_one_and_the_last_one_turns_off_the_light(home: Path) -> None:
    with running(home) as first:
        with running(home) as second:
            assert postmaster(first) == postmaster(second)
        assert answers(first)
    assert not is_kept(first)


def test_two_checkouts_side_by_side_do_not_meet(home: Path) -> None:
    other_home = home.with_name("other")
    with running(home) as one, running(other_home) as other:
        assert one.ensure_database("safe")
        assert other.ensure_database("safe")
        assert postmaster(one) != postmaster(other)
        swapped = one.url("safe").replace(one.password, other.password)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(swapped)


def test_the_owner_is_no_superuser_and_its_password_is_for_us_alone(home: Path) -> None:
    with running(home) as cluster, connect(cluster) as connection:
        row = connection.execute(
            "select rolsuper, rolbypassrls from pg_roles where rolname = current_user"
        ).fetchone()
    assert row == (False, False)
    assert (home / "owner-password").stat().st_mode & 0o077 == 0


def test_a_path_too_long_for_a_socket_is_answered_with_a_short_one(home: Path) -> None:
    cluster = Cluster(home / ("long" * 25))
    assert len(str(cluster.sockets)) < 90
    assert cluster.sockets != Cluster(home / ("gnol" * 25)).sockets


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_root_in_a_folder_nobody_else_can_reach(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home.parent.chmod(0o700)
    cluster = Cluster(home)
    assert cluster.place.parent == programs.ELSEWHERE
    try:
        with running(home) as cluster:
            assert answers(cluster)
        assert f"lies in {cluster.place}" in capfd.readouterr().out
        assert home.parent.stat().st_mode & 0o777 == 0o700
    finally:
        shutil.rmtree(cluster.place)
