"""Holding processes up until asked to stop.

Each child has its own process group, so Ctrl-C reaches only us, and whatever a killed
child leaves behind goes with its group. Should we be killed ourselves, the kernel asks
the children to end, and each sees to it that it does (processes.py).
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from safereturn.ops.processes import READY, STOP_SECONDS, SUPERVISOR, dies_with_parent

LOOK_SECONDS = 0.1
READY_SECONDS = 60.0
# One that lived this long is started again at once; a quicker death waits a little.
SETTLED_SECONDS = 5.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.25, 4.0


@dataclass
class Child:
    """One process that is to be there for as long as we are."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = field(default=SHORTEST_PAUSE)
    again_at: float = 0.0
    handed: tuple[int, ...] = ()  # sockets that outlive it

    def start(self) -> None:
        """Start it, in a group of its own, never to outlive us."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment | {SUPERVISOR: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=self.handed,
            preexec_fn=dies_with_parent(),  # noqa: PLW1509 - see processes.py
        )

    def exchange(self) -> bool:
        """Start another beside it, and end it once that is ready; say whether that went well."""
        old = self.process
        with tempfile.TemporaryDirectory(prefix="safereturn-ready-") as folder:
            ready = Path(folder) / "ready"
            self.environment[READY] = str(ready)
            self.start()
            deadline = time.monotonic() + READY_SECONDS
            while not ready.exists() and self.is_up() and time.monotonic() < deadline:
                time.sleep(LOOK_SECONDS)
            came = ready.exists()
        self.environment.pop(READY)
        new = self.process
        if not came:
            new, old = old, new
        self.process = old
        if old is not None:
            old.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                old.wait(STOP_SECONDS)
            self.signal_group(signal.SIGKILL)
            old.wait()
        self.process = new
        return came

    def is_up(self) -> bool:
        """Say whether it runs."""
        return self.process is not None and self.process.poll() is None

    def signal_group(self, number: int) -> None:
        """Send a signal to it and to everything it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def fall(self) -> None:
        """Note that it has died: end what it left, and when it may start again.

        At once if it had settled; a little later each time it dies young. Nobody waits
        for it here: the others, and the database, must not wait for one that keeps dying.
        """
        self.signal_group(signal.SIGKILL)
        settled = time.monotonic() - self.started > SETTLED_SECONDS
        self.pause = SHORTEST_PAUSE if settled else min(self.pause * 2, LONGEST_PAUSE)
        self.again_at = time.monotonic() + (0 if settled else self.pause)
        self.process = None


class Supervisor:
    """Keeps its children up; stops them, and nothing else, when asked."""

    def __init__(self, children: Sequence[Child], *, watch: Callable[[], None]) -> None:
        self.children = children
        self.watch = watch
        self.asked_to_stop = False
        self.asked_to_exchange = False

    def start(self) -> None:
        """Start all, and from now on take Ctrl-C and SIGTERM as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGUSR1, self._exchange)
        for child in self.children:
            child.start()

    def stay(self, say: Callable[[str], None]) -> None:
        """Hold everything up until asked to stop."""
        while not self.asked_to_stop:
            self.watch()
            if self.asked_to_exchange:
                self.asked_to_exchange = False
                self.exchange(say)
            for child in self.children:
                self._hold_up(child, say)
            time.sleep(LOOK_SECONDS)

    def _hold_up(self, child: Child, say: Callable[[str], None]) -> None:
        if child.is_up() or self.asked_to_stop:
            return
        if child.process is not None:
            say(f"The {child.name} has stopped: starting it again.")
            child.fall()
        if time.monotonic() >= child.again_at:
            child.start()

    def stop(self) -> None:
        """Ask every child to end, wait, and end what would not."""
        for child in self.children:
            if child.is_up() and child.process:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.is_up() for child in self.children) and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS / 2)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()

    def exchange(self, say: Callable[[str], None]) -> None:
        """Put another in the place of each child that was handed a socket.

        Both answer until the new one is ready; then the old one answers what it has taken
        and ends. If the new one does not become ready, the old one stays.
        """
        for child in self.children:
            if child.handed and child.is_up():
                done = child.exchange()
                say(f"The {child.name} was {'' if done else 'not '}exchanged for another.")

    def _exchange(self, *_: object) -> None:
        self.asked_to_exchange = True

    def _stop(self, *_: object) -> None:
        self.asked_to_stop = True
