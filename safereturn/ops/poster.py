"""The poster's place in the worker: it sends webhooks, each receiver by itself.

Not jobs: a receiver that never answers would hold one of the worker's few places, and a queue's
lock would keep all that waits behind what is being tried again. Here each receiver is asked by
a task of its own, one call at a time, in a thread that does nothing else; the database is only
spoken to before and after. Whoever is slow, wrong or gone keeps itself waiting, nobody else.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, connections, transaction
from django.utils import timezone

from safereturn.agencies.actions.webhooks import tell_switched_off
from safereturn.foundation import outside
from safereturn.notifications import actions
from safereturn.notifications.actions import Call, Outcome
from safereturn.notifications.rules import webhooks

log = logging.getLogger("safereturn.poster")

EVERY_SECONDS = 1.0
R = TypeVar("R")


def attempt(call: Call, *, at: datetime) -> Outcome:
    """Ask a receiver once; whatever comes of it is an outcome."""
    if not call.secrets:
        return Outcome(fault=webhooks.UNREADABLE)
    headers = webhooks.headers(call.secrets, str(call.post_id), at, call.body)
    terms = outside.Terms(
        seconds=webhooks.CALL_SECONDS,
        networks=outside.networks(settings.WEBHOOK_NETWORKS),
        trust=settings.WEBHOOK_TRUST,
    )
    try:
        answer = outside.post(call.url, call.body, headers, terms)
    except outside.Unanswered as error:
        return Outcome(fault=error.fault)
    return Outcome(status=answer.status, retry_after=answer.headers.get("retry-after", ""))


def settle(call: Call, outcome: Outcome, *, at: datetime) -> None:
    """Write down what became of an attempt; nobody is switched off without being told."""
    with transaction.atomic():
        if actions.settle(call, outcome, at=at):
            tell_switched_off(call.receiver_id, at=at)


class Poster:
    """Sends what is due. `now` is the clock on the wall; a test gives its own."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self.now = now
        self.asked_to_stop = False
        self.places = asyncio.Semaphore(webhooks.AT_ONCE)
        self.busy: dict[UUID, asyncio.Task[None]] = {}
        self.database = ThreadPoolExecutor(1, thread_name_prefix="poster")
        self.outside = ThreadPoolExecutor(webhooks.AT_ONCE, thread_name_prefix="webhook")

    async def look(self) -> None:
        """Begin with each receiver for which something waits, unless we are at it already."""
        for receiver_id in await self._db(actions.receivers_due, at=self.now()):
            if receiver_id not in self.busy:
                task = asyncio.create_task(self._serve(receiver_id))
                self.busy[receiver_id] = task
                task.add_done_callback(partial(self._done, receiver_id))

    def _done(self, receiver_id: UUID, _task: object) -> None:
        self.busy.pop(receiver_id, None)

    async def _serve(self, receiver_id: UUID) -> None:
        """Send what waits for one receiver, oldest first, until nothing does or a call fails."""
        try:
            while not self.asked_to_stop:
                # Taken when a place is free: while it waited for one, its hold would run out.
                async with self.places:
                    if not await self._send_next(receiver_id):
                        return
        except Exception as error:  # noqa: BLE001 - one receiver must not stop the others
            log.error("A receiver of webhooks could not be served: %s", type(error).__name__)

    async def _send_next(self, receiver_id: UUID) -> bool:
        """Send one; say whether the next may follow at once."""
        call = await self._db(actions.take_next, receiver_id, at=self.now())
        if call is None:
            return False
        loop = asyncio.get_running_loop()
        outcome = await loop.run_in_executor(self.outside, self._attempt, call)
        await self._db(settle, call, outcome, at=self.now())
        return outcome.taken

    def _attempt(self, call: Call) -> Outcome:
        # Signed when a place is free for it: a receiver takes no signature that is old.
        return attempt(call, at=self.now())

    async def _db(self, do: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.database, partial(_fresh, do, *args, **kwargs))

    def close(self) -> None:
        """Begin nothing more; what is under way is let go by time, and repeated with its id."""
        self.asked_to_stop = True
        self.outside.shutdown(wait=False, cancel_futures=True)
        self.database.submit(connections.close_all)
        self.database.shutdown(wait=False)


def _fresh(do: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    close_old_connections()
    return do(*args, **kwargs)


async def for_ever() -> None:
    """Look every second until cancelled."""
    poster = Poster()
    try:
        while True:
            try:
                await poster.look()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                log.error("What waits for receivers could not be read: %s", type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)
    finally:
        poster.close()
