"""Sees, from outside, when a report, its first notice and its first message are committed.

A trigger of the bench's own notifies with each row; PostgreSQL delivers that when the
transaction has committed, so that one listener has both moments by one clock.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from safereturn.ops import databases
from safereturn.ops.databases import Address

REPORTED, LISTED, QUEUED, SENT = "reported", "listed", "queued", "sent"
CHANNEL = "bench_telling"
_WATCH = """
create function bench_reported() returns trigger language plpgsql as $$ begin
    perform pg_notify('bench_telling', json_build_array('reported', new.ref)::text);
    return null;
end $$;
create function bench_listed() returns trigger language plpgsql as $$ begin
    perform pg_notify('bench_telling', json_build_array('listed', new.reference)::text);
    return null;
end $$;
create function bench_sent() returns trigger language plpgsql security definer as $$ begin
    perform pg_notify('bench_telling', json_build_array(new.state, n.reference)::text)
       from notifications_notice n where n.id = new.notice_id;
    return null;
end $$;
create trigger bench_reported after insert on episodes_episode
   for each row execute function bench_reported();
create trigger bench_listed after insert on notifications_notice
   for each row when (new.kind = 'episode.reported') execute function bench_listed();
create trigger bench_sent after insert or update on notifications_delivery
   for each row when (new.state in ('queued', 'sent')) execute function bench_sent();
"""


@dataclass
class Seen:
    """The first moment of each, by the reference of the episode."""

    moments: dict[str, dict[str, float]] = field(
        default_factory=lambda: {name: {} for name in (REPORTED, LISTED, QUEUED, SENT)}
    )

    def waits(self, until: str) -> list[float]:
        """Return, for each report, how long it took from its commit; those that have come."""
        came = self.moments[until]
        return sorted(
            came[ref] - began for ref, began in self.moments[REPORTED].items() if ref in came
        )

    def lacking(self, until: str) -> int:
        """Return how many have not come so far: of all reports, or of those with a message."""
        begun = self.moments[QUEUED if until == SENT else REPORTED]
        return len(begun.keys() - self.moments[until].keys())


@contextmanager
def watched(owner: Address) -> Iterator[Seen]:
    """Watch a database to the end of the block."""
    with databases.connect(owner) as connection:
        connection.execute(_WATCH)
    seen, stop = Seen(), threading.Event()
    listener = psycopg.connect(owner.url, autocommit=True)
    listener.execute(f"listen {CHANNEL}")
    thread = threading.Thread(target=_listen, args=(listener, seen, stop), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()
        listener.close()


def _listen(listener: psycopg.Connection, seen: Seen, stop: threading.Event) -> None:
    while not stop.is_set():
        for notice in listener.notifies(timeout=0.2, stop_after=1):
            now = time.monotonic()
            what, ref = json.loads(notice.payload)
            seen.moments[what].setdefault(ref, now)
