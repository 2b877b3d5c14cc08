"""Starting child processes that never outlive their parent."""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Names a file that a web server makes once it can answer.
READY = "SAFERETURN_READY"
# Holds the number of the process that holds this one up.
SUPERVISOR = "SAFERETURN_SUPERVISOR"
# How long whoever was asked to stop may take: what is under way is finished in it.
STOP_SECONDS = 12.0
LOOK_SECONDS = 1.0


def dies_with_parent(last_signal: int = signal.SIGTERM) -> Callable[[], None]:
    """Give a `preexec_fn`: the kernel sends the child `last_signal` when we die.

    However we die, kill -9 included. Linux only; elsewhere the child must notice itself.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def in_child() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, last_signal)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return in_child


def say_ready() -> None:
    """Tell whoever started us, if they asked, that requests can be answered."""
    if path := os.environ.get(READY):
        with suppress(OSError):
            Path(path).touch()


def end_with_parent() -> None:
    """Ask for the same from within, in a process that something else started for us."""
    if os.environ.get("SAFERETURN_SUPERVISED") and sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_after_supervisor() -> None:
    """See to it that this process and all it started are gone soon after its supervisor is.

    The kernel asks us to end when the supervisor dies. That may not be enough: a signal that
    comes while we are held up may go to a thread that cannot act on it, and a worker whose
    database went first waits half a minute for it. Whoever still runs after `STOP_SECONDS`
    is killed, as the supervisor itself would have done. Nothing is done elsewhere.
    """
    supervisor = os.environ.get(SUPERVISOR, "")
    if supervisor.isdecimal() and os.getppid() == int(supervisor):
        threading.Thread(target=_outlive_briefly, args=(int(supervisor),), daemon=True).start()


def _outlive_briefly(supervisor: int) -> None:
    while os.getppid() == supervisor:
        time.sleep(LOOK_SECONDS)
    time.sleep(STOP_SECONDS)
    os.killpg(0, signal.SIGKILL)  # a group of its own: see supervisor.py
