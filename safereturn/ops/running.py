"""The whole service on one machine: what `safereturn run` does, in order."""

import fcntl
import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from safereturn.ops import checkout, databases, web_server
from safereturn.ops.backup import place, server
from safereturn.ops.begin import begun
from safereturn.ops.faults import Fault
from safereturn.ops.supervisor import Child, Supervisor

TOWN = "safereturn.ops.demo.town"
START_SECONDS = 60


class Town(Protocol):
    """What the demonstration offers: ops/demo/town.py."""

    PASSWORD: str
    TRY_FIRST: Sequence[str]

    def ensure(self) -> Sequence[tuple[str, str, str, str]]:
        """Write the town if the database is empty; give name, role, agency, e-mail of each."""
        ...


def run(*, host: str, port: int | None) -> None:
    """Start everything, hold it up, stop it at Ctrl-C. Raises Fault for what is expected."""
    started = time.monotonic()
    with _alone(), begun():
        people, password = _prepare()
        port = web_server.free_port(host, port)
        address = f"http://{host}:{port}"
        listening = web_server.listen(host, port)
        children = _children(host, port, address)
        children[0].handed = (listening.fileno(),)
        children[0].environment |= {"SAFERETURN_SOCKET": str(listening.fileno())}
        supervisor = Supervisor(children, watch=_database_watch())
        supervisor.start()
        try:
            _wait_until_served(supervisor, host, port)
            _note_address(address)
            _welcome(address, people, password, time.monotonic() - started)
            supervisor.stay(_say)
        finally:
            supervisor.stop()
            listening.close()
    _say("Stopped.")


@contextmanager
def _alone() -> Iterator[None]:
    """Refuse to be the second in this checkout: say where the first one is."""
    checkout.data_dir().mkdir(parents=True, exist_ok=True)
    with open(checkout.data_dir() / "run.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where = lock.read().strip() or "and is starting up"
            raise Fault(f"Safe Return is already running from this folder: {where}") from None
        lock.truncate(0)
        yield


def _note_address(address: str) -> None:
    (checkout.data_dir() / "run.lock").write_text(address)


def _prepare() -> tuple[Sequence[tuple[str, str, str, str]], str]:
    """Bring database, town and static files up to date; give the people to sign in as."""
    from django.conf import settings

    from safereturn.ops import checks, static_files
    from safereturn.ops.migrating import bring_up_to_date

    _say("Bringing the database up to date …")
    bring_up_to_date(verbosity=0)
    checks.require_safe_start()
    people: Sequence[tuple[str, str, str, str]] = ()
    password = ""
    if settings.DEMO and (town := find_town()):
        people, password = town.ensure(), town.PASSWORD
    static_files.collect_if_changed()
    return people, password


def find_town() -> Town | None:
    """Find the demonstration town."""
    try:
        found = importlib.util.find_spec(TOWN)
    except ModuleNotFoundError:
        return None
    return importlib.import_module(TOWN) if found else None


def _children(host: str, port: int, address: str) -> list[Child]:
    """The web server and the worker: told the app role's address, not the owner's."""
    from django.conf import settings

    environment = os.environ | {
        "DATABASE_APP_URL": databases.app(settings.SECRET_KEY).url,
        "SAFERETURN_SUPERVISED": "1",
        "SAFERETURN_URL": os.environ.get("SAFERETURN_URL", address),
    }
    environment.pop("DATABASE_URL", None)
    console = [sys.executable, "-m", "safereturn.ops.cli"]
    children = [
        Child("web server", [*console, "web", "--host", host, "--port", str(port)], environment),
        Child("worker", [*console, "worker"], environment),
    ]
    if place.is_wanted():
        children.append(Child("archive", [*console, "archive"], environment | _backup_url()))
    return children


def _backup_url() -> dict[str, str]:
    """Where the changes are read: the role of the backups, by an address of its own."""
    return {"SAFERETURN_BACKUP_URL": server.backup_address().url}


def _database_watch() -> Callable[[], None]:
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_APP_URL"):
        return lambda: None
    from safereturn.ops.embedded import Cluster
    from safereturn.ops.embedded.use import is_kept, start

    cluster = Cluster(checkout.data_dir() / "postgres")

    def watch() -> None:
        # The keeper holds PostgreSQL up; we hold up the keeper.
        if not is_kept(cluster):
            _say("The database has stopped: starting it again.")
            start(cluster)

    return watch


def _wait_until_served(supervisor: Supervisor, host: str, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not web_server.responds(host, port):
        if supervisor.asked_to_stop:
            return
        if time.monotonic() > deadline or not supervisor.children[0].is_up():
            raise Fault("The web server does not start. What it said stands above.")
        time.sleep(0.05)


def _welcome(
    address: str, people: Sequence[tuple[str, str, str, str]], password: str, seconds: float
) -> None:
    from django.conf import settings

    _say(f"\nSafe Return is running (started in {seconds:.1f} s):  {address}\n")
    if people:
        _say("Sign in as")
        width = max(len(email) for *_, email in people)
        for name, role, agency, email in people:
            _say(f"  {email:<{width}}  {name}, {role}, {agency}")
        _say(f"with the password  {password}\n")
        town = find_town()
        _say("Try first")
        for line in town.TRY_FIRST if town else ():
            _say(f"  {line}")
    if settings.DEMO:
        _say(f"E-mails that would be sent are written to {checkout.data_dir() / 'mail'}")
    _say("Ctrl-C stops everything that was started here.")


def _say(words: str) -> None:
    print(words, flush=True)
