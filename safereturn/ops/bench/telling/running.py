"""The run: reports at a steady rate by the page, a real web server, a real worker, a mail server.

Open loop: a report is sent at its time whether or not the one before was answered.
"""

import itertools
import os
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

import psycopg

from safereturn.ops import databases, processes, web_server
from safereturn.ops.bench import reports, stock, table
from safereturn.ops.bench.browsing import Loopback
from safereturn.ops.bench.log.running import Figure
from safereturn.ops.bench.processor import Processes
from safereturn.ops.bench.running import connected
from safereturn.ops.bench.sample import Sample
from safereturn.ops.bench.telling.watching import LISTED, SENT, Seen, watched
from safereturn.ops.databases import Address
from safereturn.ops.faults import Fault

RATE, SECONDS = 20, 60
GOAL = 1.0
CLIENTS = 12
# After the last report so long is waited for what has not come.
PATIENCE = 60.0
START_SECONDS = 60
CATCHING_UP_SECONDS = 300
_LEFT = """
select count(*) from procrastinate_jobs
 where status in ('todo', 'doing') and coalesce(scheduled_at, now()) <= now()
"""
# One of each: for what others wait for, for mails, for texts.
_BEATS = """
select count(*) >= 3 from procrastinate_workers where last_heartbeat > now() - interval '12 s'
"""


@dataclass
class Sent:
    """What the clients did: how many were answered as they should be, how late they began."""

    answered: int = 0
    refused: int = 0
    lateness: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def run(
    *, children: int, say: Callable[[str], None], rate: int = RATE, seconds: int = SECONDS
) -> bool:
    """Measure, say the table, and tell whether the goal is met."""
    for line in table.head():
        say(line)
    wanted = rate * seconds
    with stock.server() as server:
        filled = stock.ensure(server, children)
        with connected(server, filled, wanted=wanted) as (database, sample):
            if len(sample.to_report) < wanted:
                raise Fault(f"The region has {len(sample.to_report)} children to report: more.")
            with (
                _mailbox() as port,
                watched(server.on(database.name)) as seen,
                _at_work(database, port, server.on(database.name)) as (web, pids),
            ):
                _caught_up(server.on(database.name))
                work = [Processes(pid, database.name, server) for pid in pids]
                before, began = _spent(work), time.monotonic()
                sent = _reported(sample, web, rate, wanted)
                took = time.monotonic() - began
                left = _wait(seen, server.on(database.name))
                cost = (_spent(work) - before) / wanted
    cores = os.cpu_count() or 1
    say(
        f"\n{sent.answered:,} reports by the page in {took:.0f} s ({sent.answered / took:.1f} a"
        f" second; {sent.refused} refused), one web server, one worker, on {cores}"
        f" processors; a report began at most {max(sent.lateness):.1f} s after its time and was"
        f" answered in {_p(sent.seconds, 0.5):.2f} s median, {_p(sent.seconds, 0.99):.2f} s p99."
        f"\nA report with all that follows from it cost {1000 * cost:.0f} ms of a processor:"
        f" {cores} processors carry {cores / max(cost, 1e-9):.0f} a second."
        + (f" {left:,} jobs were not done by then: it costs more than that." if left else "")
    )
    kept_pace = sent.answered / took >= 0.95 * rate and not sent.refused
    found = [
        _figure("Report committed → in the first list", seen, LISTED, kept_pace=kept_pace),
        _figure("Report committed → handed to the mail server", seen, SENT, kept_pace=kept_pace),
    ]
    say("")
    for figure in found:
        say(figure.cells)
    say(f"\nLoad at the end {os.getloadavg()[0]:.2f}.")
    return all(figure.met for figure in found)


def _figure(title: str, seen: Seen, until: str, *, kept_pace: bool) -> Figure:
    waits, lacking = seen.waits(until), seen.lacking(until)
    figure = f"{_p(waits, 0.5):.2f} s median, {_p(waits, 0.99):.2f} s p99, {lacking} lacking"
    met = bool(waits) and not lacking and _p(waits, 0.99) < GOAL and kept_pace
    return Figure(title, figure, f"p99 < {GOAL:.0f} s", met)


def _caught_up(owner: Address) -> None:
    """Let the worker do first what filling the region has left: lines to seal, steps to fire."""
    from safereturn.audit import sealing

    deadline = time.monotonic() + CATCHING_UP_SECONDS
    with databases.connect(owner) as connection:
        while sealing.waiting().lines > RATE or _fires(connection):
            if time.monotonic() > deadline:
                raise Fault("The worker does not catch up. What it said stands above.")
            time.sleep(1)


def _fires(connection: "psycopg.Connection[tuple[object, ...]]") -> bool:
    row = connection.execute("select exists (select from clocks_due(now(), 1))").fetchone()
    assert row, "an exists gives a row"
    return bool(row[0])


def _spent(work: list[Processes]) -> float:
    """Return the processor time of web server, worker and database so far."""
    web, worker = work
    return (web.seconds() or 0.0) + (worker.own_seconds() or 0.0)


def _p(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def _reported(sample: Sample, port: int, rate: int, wanted: int) -> Sent:
    """Send reports by some clients, each at its own time on one clock."""
    sent, numbers, lock = Sent(), itertools.count(), threading.Lock()
    began = time.monotonic() + 1

    def client() -> None:
        with closing(Loopback(port, sample.session)) as browser:
            while (number := next(numbers)) < wanted:
                due = began + number / rate
                time.sleep(max(0.0, due - time.monotonic()))
                late = max(0.0, time.monotonic() - due)
                path, form = reports.form(sample.to_report[number], at=sample.at)
                answer = browser.ask("POST", path, form)
                with lock:
                    sent.lateness.append(late)
                    sent.seconds.append(answer.seconds)
                    sent.answered += answer.status == HTTPStatus.FOUND
                    sent.refused += answer.status != HTTPStatus.FOUND

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sent


def _wait(seen: Seen, owner: Address) -> int:
    """Wait for what has not come, and for all that follows; return how many jobs are left."""
    until, left = time.monotonic() + PATIENCE, 0
    with databases.connect(owner) as connection:
        while True:
            row = connection.execute(_LEFT).fetchone()
            assert row, "an aggregate gives a row"
            left = int(row[0])
            lacking = seen.lacking(LISTED) or seen.lacking(SENT)
            if time.monotonic() > until or not (left or lacking):
                return left
            time.sleep(0.2)


@contextmanager
def _at_work(database: Address, mail_port: int, owner: Address) -> Iterator[tuple[int, list[int]]]:
    """Have the product's own web server and worker at work on a database; give port and pids."""
    port = web_server.free_port(web_server.HOST, None)
    environment = os.environ | {
        "DATABASE_APP_URL": database.url,
        "SAFERETURN_SUPERVISED": "1",
        "SAFERETURN_SMTP_HOST": web_server.HOST,
        "SAFERETURN_SMTP_PORT": str(mail_port),
        "SAFERETURN_SMTP_PLAIN": "1",
    }
    environment.pop("DATABASE_URL", None)
    parts = (["web", "--port", str(port)], ["worker"])
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "safereturn.ops.cli", *part],
            env=environment,
            preexec_fn=processes.dies_with_parent(),  # noqa: PLW1509 - it calls nothing but prctl
        )
        for part in parts
    ]
    try:
        _wait_for(port, running, owner)
        yield port, [process.pid for process in running]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _wait_for(port: int, running: "list[subprocess.Popen[bytes]]", owner: Address) -> None:
    """Wait until the web server answers and the worker has said that it is there."""
    deadline = time.monotonic() + START_SECONDS
    with databases.connect(owner) as connection:
        while not (web_server.responds(web_server.HOST, port) and _at_its_place(connection)):
            dead = any(process.poll() is not None for process in running)
            if dead or time.monotonic() > deadline:
                raise Fault("What is to be measured does not start. What it said stands above.")
            time.sleep(0.1)


def _at_its_place(connection: "psycopg.Connection[tuple[object, ...]]") -> bool:
    row = connection.execute(_BEATS).fetchone()
    assert row, "an aggregate gives a row"
    return bool(row[0])


_SAYS = {b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}


class _Postman(socketserver.StreamRequestHandler):
    """Takes every message and keeps none."""

    def handle(self) -> None:
        self.wfile.write(b"220 bench\r\n")
        in_data = False
        for line in self.rfile:
            if in_data:
                in_data = line != b".\r\n"
                if not in_data:
                    self.wfile.write(b"250 Taken\r\n")
                continue
            verb = line[:4].upper()
            in_data = verb == b"DATA"
            self.wfile.write(_SAYS.get(verb, b"250 OK\r\n"))
            if verb == b"QUIT":
                return


class _Mailbox(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 100


@contextmanager
def _mailbox() -> Iterator[int]:
    """Have a mail server on loopback that takes everything; give its port."""
    with _Mailbox((web_server.HOST, 0), _Postman) as server:
        port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield port
        finally:
            server.shutdown()
            thread.join()
