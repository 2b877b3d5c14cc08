"""The run: ticks over many clocks and over ten, and a thousand steps that are due at once."""

import os
import statistics
import time

from safereturn.ops import databases
from safereturn.ops.bench import stock, table
from safereturn.ops.bench.log.running import Figure, Say, opened
from safereturn.ops.bench.stock import Recipe
from safereturn.ops.databases import Address

RECIPE = Recipe(
    "bench_clocks", "safereturn.ops.bench.ticking.filling", ("ops/bench/ticking/filling.py",)
)
CLOCKS, FEW, DUE = 100_000, 10, 1_000
TICKS = 200
LONGEST_TICK = 0.050
MOST_LATE = 5.0

_RIPEN = """
update clocks_clock set due_at = now() + interval '15 minutes', starts_at = now() - interval
       '45 minutes', next_at = now()
 where id in (select id from clocks_clock order by next_at limit %s)
"""


def run(*, say: Say, clocks: int = CLOCKS) -> bool:
    """Measure, say the table, and tell whether every goal is met."""
    for line in table.head():
        say(line)
    found: list[Figure] = []
    with stock.server() as server:
        for count in (FEW, clocks):
            filled = stock.ensure(server, count, RECIPE)
            with opened(server, filled) as (owner, _app):
                found.append(_ticks(count))
                if count > FEW:
                    found.append(_fired(owner))
    say("")
    for figure in found:
        say(figure.cells)
    say(f"\nLoad at the end {os.getloadavg()[0]:.2f}.")
    return all(figure.met for figure in found)


def _ticks(count: int) -> Figure:
    """Tick while nothing is due."""
    from safereturn.ops.ticker import Ticker

    ticker, times = Ticker(), []
    for _ in range(TICKS + 10):
        began = time.perf_counter()
        fired = ticker.tick()
        times.append(time.perf_counter() - began)
        assert not fired, "nothing is due"
    times = sorted(times[10:])
    median, high = statistics.median(times), times[-TICKS // 100 - 1]
    figure = f"{1000 * median:.1f} ms median, {1000 * high:.1f} ms p99 of {TICKS}"
    goal = f"p99 < {1000 * LONGEST_TICK:.0f} ms"
    return Figure(f"A tick, {count:,} running clocks, none due", figure, goal, high < LONGEST_TICK)


def _fired(owner: Address) -> Figure:
    """Fire a thousand steps that fall due in one moment, each in its own transaction."""
    from safereturn.casework.actions.clocks import recipients
    from safereturn.clocks.actions import Firer
    from safereturn.ops.ticker import Ticker

    with databases.connect(owner) as connection, connection.transaction():
        connection.execute("alter table clocks_clock disable trigger user")
        connection.execute("alter table clocks_clock no force row level security")
        connection.execute(_RIPEN, [DUE])
        connection.execute("alter table clocks_clock force row level security")
        connection.execute("alter table clocks_clock enable trigger user")
    ticker = Ticker()
    # The clocks of the bench are about nobody: there is no record to lead to.
    ticker.firer = Firer(recipients, lambda clock: ("ME-BENCH", "/"))
    began = time.perf_counter()
    fired = ticker.tick()
    took = time.perf_counter() - began
    figure = f"{fired:,} in {took:.1f} s ({1000 * took / max(1, fired):.1f} ms each)"
    met = fired == DUE and took < MOST_LATE
    return Figure("Steps due in one moment, one ticker", figure, f"all in {MOST_LATE:.0f} s", met)
