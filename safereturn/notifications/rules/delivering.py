"""How a message is delivered, and when it is tried again. Nothing here knows Django."""

from datetime import timedelta
from enum import StrEnum


class Channel(StrEnum):
    """By which way a notice reaches a desk, besides its list in the service."""

    EMAIL = "email"
    TEXT = "text"

    @classmethod
    def of(cls, address: str) -> "Channel":
        """Return by which way an address is reached: a mailbox or a mobile number."""
        return cls.EMAIL if "@" in address else cls.TEXT


class State(StrEnum):
    """Where one delivery stands."""

    QUEUED = "queued"
    SENT = "sent"
    # The provider says that it is in the mailbox or on the phone. Nobody need have read it.
    DELIVERED = "delivered"
    FAILED = "failed"
    # The record was sealed, or the reader kept out, before the message had gone.
    # Final, and nobody's fault: no page says that it waits.
    WITHHELD = "withheld"


class Acknowledgement(StrEnum):
    """How an agency said that it has a notice."""

    PRESSED = "pressed"
    # Somebody there has taken the case in hand, or done what the notice asks for.
    ACTED = "acted"
    # It was rung: by whom, whom they spoke to, on what number.
    PHONE = "phone"


# Retries: soon at first, then every five minutes for four hours (the ladder of GOV.UK
# Notify). After that a person must ring, and the delivery says so.
RETRY_AFTER = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))
RETRY_EVERY = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=4)

# A page says that messages have not gone out when one has waited this long.
LATE_AFTER = timedelta(seconds=60)
# A message given up is said on every page until its notice is opened, and no longer than
# this: somebody has rung by then, and an old failure must not hide a new one.
FAILURE_SHOWN_FOR = timedelta(days=3)

# Where a message went is somebody's mailbox or phone: forgotten when nobody asks for it any more.
KEEP_ADDRESSES = timedelta(days=90)
# A notice of a child goes with the child's record. One about no record has nothing to go with.
KEEP_NOTICES = timedelta(days=2 * 365)


def next_try(attempts: int, first: timedelta) -> timedelta | None:
    """Return how long to wait after this many failed attempts; None means give up.

    `first` is how long ago the notice was made.
    """
    if first > GIVE_UP_AFTER:
        return None
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else RETRY_EVERY
