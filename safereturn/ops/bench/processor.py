"""Processor time, read from the kernel: it says what a page costs when others use the machine.

The time a client waits grows with whatever else runs. The time that the processes of the
server and of the database spend on a processor hardly does.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from safereturn.ops import databases
from safereturn.ops.databases import Address

NANO = 1e-9


@dataclass(frozen=True, slots=True)
class Processes:
    """The server's processes, and the database's that serve it."""

    server: int
    database: str
    owner: Address

    def seconds(self) -> float | None:
        """Return the processor time of all of them so far; None where the kernel says none."""
        return _sum([*_family(self.server), *self._backends()])

    def own_seconds(self) -> float | None:
        """Return that of the processes alone, without the database's."""
        return _sum(_family(self.server))

    def _backends(self) -> Iterable[int]:
        with databases.connect(self.owner) as connection:
            rows = connection.execute(
                "select pid from pg_stat_activity where datname = %s", [self.database]
            ).fetchall()
        return [row[0] for row in rows]


def _sum(pids: Iterable[int]) -> float | None:
    times = [spent(pid) for pid in pids]
    return None if None in times else sum(time for time in times if time)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            yield from _family(int(child))


def spent(pid: int) -> float | None:
    """Return the processor seconds of one process so far; None where the kernel says none."""
    found = list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
    if not found:
        return None
    try:
        return sum(int(path.read_text().split()[0]) for path in found) * NANO
    except OSError:
        return None


def spent_by(*pids: int) -> float:
    """Return the processor seconds of this process, those it has waited for, and others."""
    seconds = sum(os.times()[:4])
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds
