"""The ticker's place in the worker: every second it fires the steps that are due, in order.

Not a job: a legal time is a row, never a queue's schedule. It looks at one index, so that ten
thousand running clocks cost no more than ten. As many workers as you like may tick at once;
the one that has a row in hand fires it, the others pass over it.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from safereturn.clocks import actions as clocks
from safereturn.clocks.actions import Queue, Ripe
from safereturn.clocks.actions.moving import apply_published
from safereturn.oversight.actions.owing import firer

log = logging.getLogger("safereturn.ticker")

# A due step fires within five seconds of its time, and of the database being back.
EVERY_SECONDS = 1.0
AT_ONCE = 500
# In one transaction: what is told waits no longer than that for those after it.
TOGETHER = 50


class Ticker:
    """Fires what is due. `now` is the clock on the wall; a test gives its own."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self.now = now
        self.firer = firer()
        self.asked_to_stop = False

    def tick(self) -> int:
        """Fire every step that is due, in the order of their times; return how many.

        Whatever goes wrong is logged, without its text, and tried again at the next tick. One
        clock that cannot be fired does not hold up the others.
        """
        close_old_connections()
        try:
            apply_published(at=self.now())
            return self._fire_all()
        except DatabaseError as error:
            log.error("The clocks could not be read: %s", type(error).__name__)
            return 0

    def _fire_all(self) -> int:
        count, failed = 0, set[object]()
        while not self.asked_to_stop:
            at = self.now()
            ripe = clocks.due_now(at=at, most=AT_ONCE)
            fired = self._fire([one for one in ripe if one.id not in failed], at, failed)
            count += fired
            if not fired or len(ripe) < AT_ONCE:
                break
        return count

    def _fire(self, ripe: list[Ripe], at: datetime, failed: set[object]) -> int:
        """Fire these in order, some dozens in one transaction; a clock's next step among them.

        Where one of some dozens fails, nothing of those has happened: each is tried alone.
        """
        until = ripe[-1].next_at if len(ripe) == AT_ONCE else at
        queue = Queue(ripe, until)
        count = 0
        while queue and not self.asked_to_stop:
            before, now = queue.copy(), max(at, self.now())
            try:
                count += clocks.fire_together(queue, self.firer, at=now, most=TOGETHER)
            except Exception as error:  # noqa: BLE001 - said below, one by one
                log.warning("Clocks could not be fired together: %s", type(error).__name__)
                queue = before
                count += self._one_by_one(queue, at, failed)
        return count

    def _one_by_one(self, queue: Queue, at: datetime, failed: set[object]) -> int:
        count = 0
        for _ in range(TOGETHER):
            if not queue or self.asked_to_stop:
                break
            one = queue.pop()
            try:
                queue.again(one, clocks.fire(one, self.firer, at=max(at, self.now())))
                count += 1
            # Whatever one clock comes upon (a rule, a row, a lock), the others are owed in time;
            # its kind is logged, and it is tried again at the next tick.
            except Exception as error:  # noqa: BLE001
                failed.add(one.id)
                log.error("A clock could not be fired: %s", type(error).__name__)
        return count


async def for_ever() -> None:
    """Tick until cancelled; the tick under way is finished."""
    ticker = Ticker()
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="ticker") as thread:
        try:
            while True:
                await loop.run_in_executor(thread, ticker.tick)
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            ticker.asked_to_stop = True
            thread.submit(connections.close_all)
