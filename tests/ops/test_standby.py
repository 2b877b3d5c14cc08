"""A warm standby takes over: each acknowledged fact is there, and the head of the log is the same.

By the steps of docs/deploy.md, “A standby”, with the embedded server’s own programs, on one
machine: the first server is killed with kill -9 while it writes, and does not come back.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from safereturn.ops import checkout
from tests.ops.embedded_setting import Setting
from tests.ops.service import command, eventually

GUIDE = (checkout.ROOT / "docs/deploy.md").read_text()
SYNCHRONOUS = "synchronous_standby_names = 'ANY 1 (standby)'"


class Standby:
    """A second server that follows the first."""

    def __init__(self, setting: Setting) -> None:
        self.first = setting.cluster
        self.folder = Path(tempfile.mkdtemp(prefix="safereturn-standby-"))
        self.folder.chmod(0o700)
        self.first.run_as.own(self.folder)
        self.data = self.folder / "data"

    def program(self, name: str, *arguments: str) -> str:
        done = subprocess.run(
            [self.first.programs / name, *arguments], cwd="/", capture_output=True, text=True,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}, check=False,
            **self.first.run_as.options,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return str(done.stdout)

    def copy(self) -> None:
        self.program(
            "pg_basebackup", f"--dbname={self.first.backup_url}", f"--pgdata={self.data}",
            "--wal-method=stream", "--checkpoint=fast", "--create-slot", "--slot=standby",
            "--write-recovery-conf",
        )  # fmt: skip

    def start(self) -> None:
        options = (
            f"-c cluster_name=standby -c listen_addresses= -c unix_socket_directories={self.folder}"
        )
        log = f"--log={self.folder}/log"
        self.program(
            "pg_ctl", "start", "--wait", f"--pgdata={self.data}", log, f"--options={options}"
        )

    def stop(self) -> None:
        self.program("pg_ctl", "stop", "--wait", f"--pgdata={self.data}", "--mode=immediate")

    def promote(self) -> None:
        self.program("pg_ctl", "promote", "--wait", f"--pgdata={self.data}")

    @property
    def url(self) -> str:
        there = quote(str(self.folder), safe="")
        return self.first.url("safereturn").partition("?")[0] + f"?host={there}"


@pytest.fixture
def setting() -> Iterator[Setting]:
    folder = Path(tempfile.mkdtemp(prefix="safereturn-first-"))
    folder.chmod(0o755)
    yield Setting(folder)
    shutil.rmtree(folder)


@contextmanager
def a_standby(setting: Setting) -> Iterator[Standby]:
    found = Standby(setting)
    found.copy()
    found.start()
    try:
        yield found
    finally:
        found.stop()
        shutil.rmtree(found.folder)


def wait_for_the_standby(setting: Setting) -> None:
    """Let no commit be acknowledged before the standby has it; the superuser's to say."""
    with open(setting.cluster.data / "postgresql.auto.conf", "a") as file:
        file.write(f"{SYNCHRONOUS}\n")
    postmaster = int((setting.cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGHUP)

    def holds() -> bool:
        with setting.connect() as connection:
            row = connection.execute("show synchronous_standby_names").fetchone()
            return bool(row and row[0])

    assert eventually(holds)


def burn(setting: Setting) -> None:
    """Kill server and keeper in the middle of their work, so that neither comes back."""
    home = str(setting.cluster.home)
    pids = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    [keeper] = [pid for pid in pids if f"embedded.keeper {home}" in command(pid)]
    postmaster = int((setting.cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(keeper, signal.SIGSTOP)
    os.kill(postmaster, signal.SIGKILL)
    os.kill(keeper, signal.SIGKILL)


def written_until_it_burns(setting: Setting) -> set[int]:
    """Write facts, four at a time, while the server is killed; return those it acknowledged."""
    acknowledged: set[int] = set()
    over = threading.Event()

    def write(first: int) -> None:
        for number in range(first, 100_000, 4):
            if over.is_set() or not setting.write(number):
                return
            acknowledged.add(number)

    threads = [threading.Thread(target=write, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    burn(setting)
    over.set()
    for thread in threads:
        thread.join(30)
    return acknowledged


def heads(setting: Setting) -> list[str]:
    done = setting.say("audit", "heads", "--last", "50")
    return [line for line in done.stdout.splitlines() if line.startswith("{")]


def test_the_standby_takes_over_with_every_acknowledged_fact_and_the_same_head(
    setting: Setting,
) -> None:
    assert setting.say("migrate", "--quiet").returncode == 0
    worker = setting.start("worker")  # seals the log; keeps the first server running
    try:
        assert eventually(setting.write_table, 20)
        assert setting.say("agency", "load", "docs/samples/agencies.yaml").returncode == 0
        with a_standby(setting) as standby:
            wait_for_the_standby(setting)
            council = ("--agency", "Sampleshire Council", "--role", "administrator")
            for name in ("ada", "ben"):
                words = (f"{name}@council.example", "--name", name.title(), *council)
                assert setting.say("person", "invite", *words).returncode == 0
            assert eventually(lambda: len(heads(setting)) > 0, 30)
            time.sleep(2)  # what was done is sealed by now
            before = heads(setting)
            acknowledged = written_until_it_burns(setting)
            assert len(acknowledged) > 50
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            standby.promote()
            the_second_is_as_the_first(setting, standby, acknowledged, before)
    finally:
        worker.kill()
        worker.wait()


def the_second_is_as_the_first(
    setting: Setting, standby: Standby, acknowledged: set[int], before: list[str]
) -> None:
    with psycopg.connect(standby.url, autocommit=True) as connection:
        found = {n for (n,) in connection.execute("select number from written").fetchall()}
        people = connection.execute("select count(*) from agencies_person").fetchone()
    assert acknowledged - found == set(), "an acknowledged fact was lost"
    assert people == (2,)
    setting.environment["DATABASE_URL"] = standby.url
    after = heads(setting)
    assert before and set(before) <= set(after), "each head that was signed is there, unchanged"
    verified = setting.say("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert setting.say("migrate", "--quiet").returncode == 0, "the app role comes in there too"
    invited = setting.say(
        "person", "invite", "cy@council.example", "--name", "Cy",
        "--agency", "Sampleshire Council", "--role", "administrator",
    )  # fmt: skip
    assert invited.returncode == 0, "and it takes what is new"


def test_the_guide_says_what_was_tried() -> None:
    for words in (
        SYNCHRONOUS,
        "--create-slot",
        "--write-recovery-conf",
        "pg_ctlcluster",
        "promote",
    ):
        assert words in GUIDE, words
    assert re.search(r"audit heads", GUIDE)
