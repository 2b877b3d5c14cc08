"""`safereturn run`, whole: it survives kill -9 of each part, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from safereturn.ops.processes import STOP_SECONDS
from tests.ops.service import START_SECONDS, Service, a_service, eventually


@pytest.fixture
def service() -> Iterator[Service]:
    with a_service() as running:
        yield running


def test_each_part_comes_back_after_kill_9_and_ctrl_c_leaves_nothing(service: Service) -> None:
    assert service.status() == 404
    for words in ("safereturn.ops.cli worker", "safereturn.ops.cli web"):
        assert kill_9_and_see_it_come_back(service, words)
    assert eventually(lambda: service.status() == 404)

    postmaster = int((service.folder / "postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    keeper = service.part("embedded.keeper")
    assert keeper
    os.kill(keeper, signal.SIGKILL)
    check = [sys.executable, "-m", "safereturn.ops.cli", "check"]
    assert eventually(
        lambda: (
            subprocess.run(
                check, env=service.environment, capture_output=True, check=False
            ).returncode
            == 0
        )
    )

    again = subprocess.run(
        [sys.executable, "-m", "safereturn.ops.cli", "run"],
        env=service.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    assert f"already running from this folder: http://127.0.0.1:{service.port}" in again.stderr

    service.process.send_signal(signal.SIGINT)
    said = service.rest_of_output()
    assert service.process.wait(timeout=START_SECONDS) == 0
    assert "The worker has stopped: starting it again." in said
    assert "Stopped." in said
    assert service.processes() == []


def kill_9_and_see_it_come_back(service: Service, words: str) -> bool:
    killed = service.part(words)
    assert killed
    os.kill(killed, signal.SIGKILL)
    return eventually(lambda: service.part(words) not in (None, killed), 3)


# Both are held up while the supervisor dies. The worker then finds no database to take its
# leave of; the web server's signal goes to a thread that cannot act on it.
@pytest.mark.parametrize("held_up", ["nobody", "ops.cli worker", "ops.cli web"])
def test_nothing_is_orphaned_when_the_supervisor_is_killed(service: Service, held_up: str) -> None:
    assert len(service.processes()) > 4
    part = service.part(held_up)
    if part:
        os.kill(part, signal.SIGSTOP)
    service.process.kill()
    service.process.wait()
    if part:
        assert eventually(lambda: service.part("postgres") is None)
        os.kill(part, signal.SIGCONT)
    assert eventually(lambda: service.processes() == [], 2 * STOP_SECONDS)
