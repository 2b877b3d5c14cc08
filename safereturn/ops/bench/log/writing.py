"""How fast entries are written: by eight at once, beside plain inserts of the same row."""

import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

import psycopg

from safereturn.audit import sealing
from safereturn.audit.keys import SigningKey
from safereturn.ops import databases
from safereturn.ops.bench.processor import spent_by
from safereturn.ops.databases import Address

WRITERS = 8
SLICES = 6
HELD_MS = 5
PACE_SECONDS = 1.0  # harder than the service's own

# The same columns and indexes, without partitions, numbers of transactions and sequencer.
# The loop is in the database, so that what is measured is not the client.
PLAIN = """
create table bench_plain (like audit_entry including defaults);
alter table bench_plain drop column xact, add primary key (id, at);
create index on bench_plain (child_id) where child_id is not null;
create index on bench_plain using gin (child_ids) where child_ids is not null;
create index on bench_plain (person_id);
"""
# Ids that sort by time, as the service makes them; people and children who come up again.
DRAWN = """
create function bench_id() returns uuid language sql volatile as $$
select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
        || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid $$;
create function bench_one(kind text, of int) returns uuid language sql volatile as $$
select md5(kind || ' ' || (random() * of)::int)::uuid $$;
"""
WRITE = """
create procedure {name}(seconds float, held float, inout made int default 0)
language plpgsql as $$
declare until timestamptz := clock_timestamp() + make_interval(secs => seconds);
begin
    while clock_timestamp() < until loop
        insert into {table} (id, act, name, person_id, agency_id, appointment_id, roles, child_id,
                             refs, rule, door, origin)
        values (bench_id(), 'consultation', 'child.child', bench_one('person', 4000),
                bench_one('agency', 200), bench_one('appointment', 4000), 'social_worker',
                bench_one('child', 20000),
                '["MC-123456"]', '2 4', 'page',
                '{{"path": "/children/MC-123456/", "method": "GET", "address": "10.0.0.9"}}');
        if held > 0 then perform pg_sleep(held / 1000); end if;
        commit;
        made := made + 1;
    end loop;
end $$;
grant execute on procedure {name} to public;
"""


@dataclass(frozen=True, slots=True)
class Rates:
    """Entries a second, the log's and the plain table's, slice by slice.

    `log_spent`, `plain_spent`: the processor seconds of an entry, the sequencer's among the log's.
    """

    log: list[float]
    plain: list[float]
    log_spent: list[float] = field(default_factory=list)
    plain_spent: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Return the log's part of the plain rate: the median of neighbouring slices."""
        return statistics.median(a / b for a, b in zip(self.log, self.plain, strict=True))

    @property
    def by_processor(self) -> float:
        """Return what the share would be were the processor all that is scarce."""
        return statistics.median(self.plain_spent) / statistics.median(self.log_spent)


def prepare(owner: Address, app: Address) -> None:
    """Make the plain table and the two loops."""
    with databases.connect(owner) as connection:
        connection.execute(PLAIN)
        connection.execute(DRAWN)
        connection.execute(f'grant insert on bench_plain to "{app.user}"')
        for name, table in (("bench_log", "audit_entry"), ("bench_plainly", "bench_plain")):
            connection.execute(WRITE.format(name=name, table=table).encode())


def compare(app: Address, key: SigningKey, *, held_ms: float, seconds: float) -> Rates:
    """Write to each in turn, the log with the sequencer at work as in the service."""
    rates = Rates([], [])
    with ThreadPoolExecutor(WRITERS) as pool, ThreadPoolExecutor(1) as worker:
        connections = [databases.connect(app) for _ in range(WRITERS)]
        try:
            pids = [connection.info.backend_pid for connection in connections]
            for number in range(SLICES):
                # Each goes first as often: what the one leaves behind for the checkpointer and
                # the cache is the other's burden.
                turn = ("bench_plainly", "bench_log")[:: 1 if number % 2 == 0 else -1]
                for name in turn:
                    logs = name == "bench_log"
                    before = spent_by(*pids)
                    with sealing_beside(key, worker) if logs else nullcontext([0.0]) as sequencer:
                        made, rate = _slice(pool, connections, name, held_ms, seconds)
                    spent = spent_by(*pids) - before + sequencer[0]
                    (rates.log if logs else rates.plain).append(rate)
                    (rates.log_spent if logs else rates.plain_spent).append(spent / made)
        finally:
            worker.submit(_go_home).result()
            for connection in connections:
                connection.close()
    return rates


def _slice(
    pool: ThreadPoolExecutor,
    connections: list["psycopg.Connection[tuple[object, ...]]"],
    name: str,
    held_ms: float,
    seconds: float,
) -> tuple[int, float]:
    def write(connection: "psycopg.Connection[tuple[object, ...]]") -> int:
        row = connection.execute(f"call {name}(%s, %s)".encode(), [seconds, held_ms]).fetchone()
        assert row, "an inout parameter comes back as a row"
        return int(str(row[0]))

    began = time.perf_counter()
    made = sum(pool.map(write, connections))
    return made, made / (time.perf_counter() - began)


@contextmanager
def sealing_beside(key: SigningKey, worker: ThreadPoolExecutor) -> Iterator[list[float]]:
    """Have the sequencer at work, a round each second; at the end it seals what is left.

    `worker` has one thread: its session stays, with its plans, from slice to slice, as in the
    service. Yields a list that holds, after the block, the processor seconds of that session.
    """
    stop, spent = threading.Event(), [0.0]

    def work() -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            (pid,) = cursor.fetchone() or (0,)
        before = spent_by(pid) - spent_by()
        while not stop.wait(PACE_SECONDS):
            sealing.seal_due(key, asked_to_stop=stop.is_set)
        while sealing.seal(key):
            pass
        spent[0] = spent_by(pid) - spent_by() - before

    done = worker.submit(work)
    try:
        yield spent
    finally:
        stop.set()
        done.result()


def _go_home() -> None:
    from django.db import connection

    connection.close()
