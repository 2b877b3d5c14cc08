"""Holding processes up: what dies is started again, and nothing outlives the holder."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from safereturn.ops.supervisor import Child, Supervisor

# A child with a child of its own, as the web server is: both write their number down.
FAMILY = """
import os, sys, time
from pathlib import Path
notes = Path(sys.argv[1])
name = "parent" if os.fork() else "grandchild"
(notes / f"{name}-{os.getpid()}").touch()
time.sleep(60)
"""
HOLDER = """
import sys
from safereturn.ops.supervisor import Child, Supervisor
child = Child("family", [sys.executable, "-c", sys.argv[2], sys.argv[1]], {})
holder = Supervisor([child], watch=lambda: None)
holder.start()
print("started", flush=True)
holder.stay(print)
holder.stop()
"""


def numbers(notes: Path, name: str) -> set[int]:
    return {int(path.name.partition("-")[2]) for path in notes.glob(f"{name}-*")}


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def eventually(true: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_killed_child_is_back_within_two_seconds_and_its_own_child_is_gone(
    tmp_path: Path,
) -> None:
    child = Child("family", [sys.executable, "-c", FAMILY, str(tmp_path)], {})
    supervisor = Supervisor([child], watch=lambda: None)
    child.start()
    assert eventually(lambda: len(list(tmp_path.iterdir())) == 2)
    [parent], [grandchild] = numbers(tmp_path, "parent"), numbers(tmp_path, "grandchild")
    os.kill(parent, signal.SIGKILL)
    killed_at = time.monotonic()

    def watch() -> None:
        supervisor.asked_to_stop = len(numbers(tmp_path, "grandchild")) == 2

    supervisor.watch = watch
    said: list[str] = []
    supervisor.stay(said.append)
    assert time.monotonic() - killed_at < 2
    assert said == ["The family has stopped: starting it again."]
    assert not lives(grandchild)
    supervisor.stop()
    everyone = numbers(tmp_path, "parent") | numbers(tmp_path, "grandchild")
    assert eventually(lambda: not any(lives(pid) for pid in everyone))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_stopping_leaves_no_process(tmp_path: Path, number: int) -> None:
    holder = hold(tmp_path)
    holder.send_signal(number)
    assert holder.wait(timeout=10) == 0
    everyone = numbers(tmp_path, "parent") | numbers(tmp_path, "grandchild")
    assert len(everyone) == 2
    assert eventually(lambda: not any(lives(pid) for pid in everyone))


def test_a_child_does_not_outlive_a_killed_holder(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    holder.kill()
    holder.wait(timeout=10)
    [parent], [grandchild] = numbers(tmp_path, "parent"), numbers(tmp_path, "grandchild")
    assert eventually(lambda: not lives(parent))
    # Deeper ones ask for the same themselves (processes.end_with_parent); this one did not.
    os.kill(grandchild, signal.SIGKILL)


def test_one_that_keeps_dying_waits_longer_and_holds_nobody_else_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child = Child("short-lived", [sys.executable, "-c", ""], {})
    pauses = []
    for _ in range(3):
        child.start()
        assert eventually(lambda: not child.is_up())
        with monkeypatch.context() as patch:
            patch.setattr(time, "sleep", pytest.fail)
            child.fall()
        pauses.append(child.pause)
    assert pauses == [0.5, 1.0, 2.0]
    assert child.again_at > child.started


def hold(notes: Path) -> "subprocess.Popen[bytes]":
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(notes), FAMILY], stdout=subprocess.PIPE
    )
    assert holder.stdout and holder.stdout.readline() == b"started\n"
    holder.stdout.close()
    assert eventually(lambda: len(list(notes.iterdir())) == 2)
    return holder
