"""The run: `safereturn run` with a folder of its own, killed part by part with kill -9."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from safereturn.ops import processes
from safereturn.ops.bench import table
from safereturn.ops.bench.killing.setting import SPREAD
from safereturn.ops.bench.log.running import Figure, Say
from safereturn.ops.faults import Fault

CLOCKS = 1_000
PARTS = ("worker", "web", "database")
BETWEEN = 2.0  # seconds from one kill to the next
PATIENCE = 120.0
# Five seconds once database and ticker are back (decisions.md 10), and as long to get back.
MOST_LEFT = 10.0

Fired = tuple[str, float, int]


@dataclass(slots=True)
class Found:
    """What fired: clock, seconds after it was due, notices that stand for it."""

    wanted: int
    fired: list[Fired] = field(default_factory=list)
    notices: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    left: float = 0.0
    """Seconds from the last kill until nothing was left that was due, or patience ended."""

    @property
    def figures(self) -> list[Figure]:
        """Return the lines of the table."""
        clocks = {clock for clock, _, _ in self.fired}
        early = sum(seconds < 0 for _, seconds, _ in self.fired)
        late = max((seconds for _, seconds, _ in self.fired), default=0.0)
        untold = sum(notices != 1 for _, _, notices in self.fired)
        kills = ", ".join(f"{part} {self.kills[part]}" for part in PARTS)
        said = f"{len(clocks):,} of {self.wanted:,} ({kills} killed)"
        lost = len(clocks) != self.wanted or not all(self.kills[part] for part in PARTS)
        return [
            Figure("Steps fired while all is killed in turn", said, "all", not lost),
            Figure("Steps fired twice", str(len(self.fired) - len(clocks)), "0",
                   len(self.fired) == len(clocks)),
            Figure("Steps fired early", str(early), "0", not early),
            Figure("Notices", f"{self.notices:,}; {untold} steps without just one",
                   "one a step", not untold and self.notices == len(clocks)),
            Figure("From the last kill until nothing is left",
                   f"≤ {self.left:.1f} s; the latest step {late:.1f} s",
                   f"≤ {MOST_LEFT:.0f} s", self.left <= MOST_LEFT),
        ]  # fmt: skip


def run(*, say: Say, clocks: int = CLOCKS) -> bool:
    """Measure, say the table, and tell whether nothing was lost, early or doubled."""
    for line in table.head():
        say(line)
    with _service() as (service, folder):
        written = _ask(folder, "write", str(clocks))
        if written["clocks"] != clocks:
            raise Fault(f"{written['clocks']} clocks of {clocks} were written.")
        found = Found(clocks)
        time.sleep(max(0.0, written["begins"] - time.time()))
        last = time.monotonic()
        ends = last + SPREAD.total_seconds()
        for part in cycle(PARTS):
            if time.monotonic() > ends:
                break
            found.kills[part] += _kill(part, service, folder)
            last = time.monotonic()
            time.sleep(BETWEEN)
        _wait(found, folder, str(written["child"]), since=last)
    say("")
    for figure in found.figures:
        say(figure.cells)
    say(f"\nLoad at the end {os.getloadavg()[0]:.2f}.")
    return all(figure.met for figure in found.figures)


def _wait(found: Found, folder: Path, child: str, *, since: float) -> None:
    while (asked := time.monotonic()) < since + PATIENCE:
        seen = _ask(folder, "read", child)
        found.fired = [(clock, seconds, notices) for clock, seconds, notices in seen["fired"]]
        found.notices, found.left = int(seen["notices"]), asked - since
        if len(found.fired) >= found.wanted:
            return


@contextmanager
def _service() -> Iterator[tuple[int, Path]]:
    """Have the whole service at work; give the process that holds it up, and its folder."""
    folder = Path(tempfile.mkdtemp(prefix="safereturn-bench-"))
    folder.chmod(0o755)  # the database runs as somebody else where we are root
    environment = _environment(folder)
    with subprocess.Popen(
        [sys.executable, "-m", "safereturn.ops.cli", "run"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=processes.dies_with_parent(),  # noqa: PLW1509 - it calls nothing but prctl
    ) as process:
        try:
            assert process.stdout
            if not any(re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout):
                raise Fault("The service that is to be killed does not start.")
            yield process.pid, folder
        finally:
            process.terminate()
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    environment = os.environ | {"SAFERETURN_DATA_DIR": str(folder)}
    for name in ("DATABASE_URL", "DATABASE_APP_URL"):
        environment.pop(name, None)
    return environment


def _ask(folder: Path, *words: str) -> dict[str, Any]:
    """Run the other half, again if the database was killed under it."""
    done = None
    for _ in range(10):
        done = subprocess.run(
            [sys.executable, "-m", "safereturn.ops.bench.killing.setting", *words],
            env=_environment(folder),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
            return answer
        time.sleep(1)
    assert done
    raise Fault(f"The clocks could not be written or read: {done.stderr[-300:]}")


def _kill(part: str, service: int, folder: Path) -> bool:
    """Kill a part at once; say whether it was there, and not on its way up again."""
    with suppress(ProcessLookupError, FileNotFoundError, IndexError, ValueError):
        if part == "database":
            file = folder / "postgres/data/postmaster.pid"
            os.kill(int(file.read_text().split()[0]), signal.SIGKILL)
            return True
        for pid in _below(service):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            if f"safereturn.ops.cli {part}" in words:
                os.kill(pid, signal.SIGKILL)
                return True
    return False


def _below(pid: int) -> Sequence[int]:
    """Return the children of a process, and theirs (Linux)."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [one for child in map(int, text.split()) for one in (child, *_below(child))]
