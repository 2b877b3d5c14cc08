"""Webhooks: how one is signed, when it is tried again, when a receiver is switched off.

By the Standard Webhooks specification 1.0.0 (standardwebhooks.com): three headers, the
signature `v1` (HMAC-SHA256 over id, time and body), its example schedule of retries.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlsplit

from safereturn.notifications.rules.pushes import CLIMBING

SECRET_PREFIX = "whsec_"  # noqa: S105 - how the specification marks a secret, not one
SECRET_BYTES = 32  # the specification: 24 to 64
PING = "webhook.test"
# Why nothing was asked: what signs cannot be read any more.
UNREADABLE = "UnreadableSecret"

# What one person is told for themselves, of a colleague or of a record that is not there for
# others: a system never is, whatever it has chosen.
FOR_A_PERSON = frozenset({"look", "sealed", "sign_in"})
# What can be chosen, whole or a single kind of it.
GROUPS = frozenset({
    "agreement", "child", "climb", "clock", "correction", "episode", "handover", "interview",
    "meeting", "opening", "report", "request", "rights", "risk", "task", "trigger",
})  # fmt: skip
# Groups whose notices are one person's, while any colleague may read what they are about.
BETWEEN_COLLEAGUES = frozenset({"handover"})

# All of one call: the specification recommends 15 to 30 seconds.
CALL_SECONDS = 15.0
# So long another worker leaves a receiver alone that is being called; then it was killed.
HELD_FOR = timedelta(seconds=30)
# The first attempt is at once; then the specification's example schedule, 76 hours in all.
RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.2
# After a call that failed a receiver is left alone for a while, whatever else waits for it.
REST_FIRST, REST_LONGEST = timedelta(seconds=2), timedelta(minutes=5)
# Nothing got through for so long: it is switched off, and its administrator told.
SWITCHED_OFF_AFTER = timedelta(days=3)
# While secrets are changed over, the one before signs as well.
SECRET_OVERLAP = timedelta(days=14)
MOST_RECEIVERS = 5  # of one agency
MOST_REPLAYED = 1000  # at once
# What a system was told can be sent again for so long, given up or not.
KEEP_POSTS = timedelta(days=90)
# So many may be under way in one worker; each is another receiver.
AT_ONCE = 32

# A group; a kind; a step of a deadline (`clock.due.elapsed.missing_48_hours`).
KIND = r"[a-z_]{1,40}(\.[a-z0-9_]{1,80}){0,3}"


class PostState(StrEnum):
    """Where one webhook stands."""

    QUEUED = "queued"
    SENT = "sent"
    # Given up: a dead letter, until somebody replays it.
    DEAD = "dead"
    # Its record was sealed, or the agency's relation had ended, before it had gone.
    WITHHELD = "withheld"


class Off(StrEnum):
    """Why a receiver is switched off."""

    FAILING = "failing"
    GONE = "gone"
    # What it signs with was sealed under a key that is no longer there.
    UNREADABLE = "unreadable"


def new_secret() -> str:
    """Return a secret for one receiver, as it is shown once."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, post_id: str, at: int, body: bytes) -> str:
    """Return `v1,…` for one secret: over the id, the second of the attempt, and the body."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b".".join((post_id.encode(), str(at).encode(), body))
    made = hmac.digest(key, signed, hashlib.sha256)
    return f"v1,{base64.b64encode(made).decode()}"


def headers(owned: Iterable[str], post_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of one attempt, signed with each secret that is good."""
    second = int(at.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": "safereturn-webhooks/1",
        "webhook-id": post_id,
        "webhook-timestamp": str(second),
        "webhook-signature": " ".join(signature(one, post_id, second, body) for one in owned),
    }


def payload(kind: str, at: datetime, data: Mapping[str, object]) -> bytes:
    """Return the body: what happened, when, and identifiers. The same for every attempt."""
    said = {"type": kind, "timestamp": at.isoformat(), "data": dict(data)}
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()


def next_try(attempts: int, luck: float) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None: it is a dead letter.

    `luck` is a number from 0 to 1: no two receivers' retries keep step for long.
    """
    if attempts > len(RETRY_AFTER):
        return None
    return RETRY_AFTER[attempts - 1] * (1 + JITTER * luck)


def rest(failures: int, luck: float, asked: str = "") -> timedelta:
    """Return how long a receiver is left alone after so many failed calls in a row.

    `asked` is its own Retry-After, in seconds, if it gave one: heeded within reason.
    """
    doubled: timedelta = REST_FIRST * 2 ** min(failures - 1, 10)
    wait = min(doubled, REST_LONGEST) * (1 + JITTER * luck)
    if asked.isascii() and asked.isdigit():
        wait = max(wait, min(timedelta(seconds=int(asked[:6])), REST_LONGEST))
    return wait


def is_taken(status: int) -> bool:
    """Say whether a status means that a receiver has taken it: any 2xx, nothing else."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def wants(kinds: Iterable[str], kind: str) -> bool:
    """Say whether a receiver has chosen a kind: none chosen is all, and a group takes its own.

    Never what one person is told for themselves.
    """
    chosen = list(kinds)
    if kind.removeprefix(CLIMBING).partition(".")[0] in FOR_A_PERSON:
        return False
    return not chosen or any(kind == one or kind.startswith(f"{one}.") for one in chosen)


def can_choose(kind: str) -> bool:
    """Say whether this is a group, or can be a kind of one: else nothing would ever come."""
    return bool(re.fullmatch(KIND, kind)) and kind.partition(".")[0] in GROUPS


def is_between_colleagues(kind: str) -> bool:
    """Say whether a notice is in one person's list, and yet the whole agency's to know."""
    return kind.partition(".")[0] in BETWEEN_COLLEAGUES


def fault_of(url: str) -> str:
    """Return what is wrong with a receiver's address, or nothing: the kind of the mistake."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "address"
    if parts.scheme != "https":
        return "https"
    if not parts.hostname or port == 0 or parts.username or parts.password or parts.fragment:
        return "address"
    if any(sign.isspace() or not sign.isprintable() for sign in url) or not url.isascii():
        return "address"
    return ""
