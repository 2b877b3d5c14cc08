"""Starting child processes that never outlive their parent."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Names a file that a web server makes once it can answer.
READY = "SAFERETURN_READY"


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
