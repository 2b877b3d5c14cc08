"""The sequencer's place in the worker: every few seconds, in a thread of its own.

Not a job: it must not wait for jobs, and jobs must not wait for it. As many workers as
you like may do it at once; the database lets one of them seal at a time.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from safereturn.audit import keys, sealing, witnesses
from safereturn.audit.keys import SigningKey, UnusableKey
from safereturn.ops.faults import Fault

log = logging.getLogger("safereturn.sequencer")

# A head for each round in which somebody did something: 17,280 a day at most.
EVERY_SECONDS = 5.0


def signing_key() -> SigningKey:
    """Return the key of the settings; in the demonstration it is made at first use."""
    if settings.AUDIT_KEY_FILE is None:
        raise Fault("SAFERETURN_AUDIT_KEY names no key: see `safereturn audit key --help`.")
    read = keys.load if settings.PRODUCTION else keys.load_or_make
    return read(settings.AUDIT_KEY_FILE)


class Rounds:
    """What one worker does for the log, again and again."""

    def __init__(self) -> None:
        self.key: SigningKey | None = None
        self.asked_to_stop = False

    def one(self) -> int:
        """Seal all that is due and tell the witnesses; return how many seals were made.

        Whatever goes wrong is logged, without its text, and tried again at the next round.
        """
        close_old_connections()
        try:
            return self._seal()
        except (DatabaseError, UnusableKey, sealing.BrokenTree, Fault) as error:
            # The texts of the last three are ours; a database's may quote a record.
            words = type(error).__name__ if isinstance(error, DatabaseError) else str(error)
            log.error("The audit log was not sealed: %s", words)
            return 0

    def _seal(self) -> int:
        if self.key is None:
            key = signing_key()
            sealing.introduce(key)
            self.key = key
        count = sealing.seal_due(self.key, asked_to_stop=lambda: self.asked_to_stop)
        witnesses.tell_all(witnesses.named(settings.AUDIT_WITNESSES), at=timezone.now())
        return count


async def for_ever() -> None:
    """Do one round after the other until cancelled; the round under way is finished."""
    rounds = Rounds()
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="sequencer") as thread:
        try:
            while True:
                await loop.run_in_executor(thread, rounds.one)
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            rounds.asked_to_stop = True
            thread.submit(connections.close_all)
