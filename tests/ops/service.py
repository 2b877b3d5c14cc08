"""One `safereturn run` in a test: a data folder of its own, its processes, its end."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60


class Service:
    """One `safereturn run` with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {"SAFERETURN_DATA_DIR": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "safereturn.ops.cli", "run"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._said: list[str] = []
        self._heard = threading.Event()
        # All along: a full pipe would hold up whichever part has something to say.
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.port = self._read_port()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._said.append(line)
            self._heard.set()

    def _read_port(self) -> int:
        while self._listener.is_alive() or self._said:
            for number, line in enumerate(self._said):
                if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                    del self._said[: number + 1]
                    return int(found[1])
            self._heard.clear()
            if not self._listener.is_alive():
                break
            self._heard.wait(0.1)
        raise AssertionError("".join(self._said))

    def rest_of_output(self) -> str:
        """Return what was said since the address, once all is over."""
        self._listener.join(60)
        return "".join(self._said)

    def status(self) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/static/nothing-here")
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def part(self, words: str) -> int | None:
        """The number of the process whose command has these words, of ours."""
        found = [pid for pid in self.processes() if words in command(pid)]
        return found[0] if found else None

    def processes(self) -> list[int]:
        """Whatever runs with our data folder in its environment, or in its command."""
        mark = str(self.folder).encode()
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                known = mark in (path / "environ").read_bytes() + (path / "cmdline").read_bytes()
            except OSError:
                continue
            if known and (path / "cmdline").read_bytes():
                found.append(int(path.name))
        return sorted(found)


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def eventually(true: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def a_service() -> Iterator[Service]:
    """Run the service for the length of one test; leave nothing of it behind."""
    folder = Path(tempfile.mkdtemp(prefix="safereturn-run-"))
    folder.chmod(0o755)
    service = Service(folder)
    try:
        yield service
    finally:
        service.process.kill()
        service.process.wait()
        eventually(lambda: not service.processes())
        service.rest_of_output()
        assert service.process.stdout
        service.process.stdout.close()
        shutil.rmtree(folder)
