"""A call of another system acts once, however often it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, connection, transaction

from safereturn.agencies.models import ApiCall
from safereturn.agencies.rules import CALL_KEPT, CALL_WAIT
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid


class KeyUsedBefore(Invalid):
    """This Idempotency-Key was sent before, with another request. Use a new key."""


class StillUnderWay(Conflict):
    """The same call is still being dealt with. Send it again in a few seconds."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a write was answered with, now or the first time."""

    status: int
    answer: str
    repeated: bool = False


def answer_once(
    key: str, digest: str, do: Callable[[], tuple[int, str]], *, at: datetime, by: Actor
) -> Answered:
    """Do what a call asks for and keep the answer; for a repeated call give that answer.

    Needs an open transaction. The key's row is written before `do` acts: a second call
    with the same key waits for the first transaction to end, and then reads its answer,
    or acts itself if the first was undone. Raises KeyUsedBefore for another request
    under the same key, StillUnderWay when the first takes too long.
    """
    row, new = _claim(key, digest, at=at, by=by)
    if row.digest != digest:
        raise KeyUsedBefore
    if not new:
        assert row.status is not None, "row and answer are committed together"
        return Answered(row.status, row.answer, repeated=True)
    row.status, row.answer = do()
    row.save(update_fields=["status", "answer"])
    return Answered(row.status, row.answer)


def _claim(key: str, digest: str, *, at: datetime, by: Actor) -> tuple[ApiCall, bool]:
    with connection.cursor() as cursor:
        cursor.execute(f"set local lock_timeout = {int(CALL_WAIT.total_seconds() * 1000)}")
        try:
            with transaction.atomic():
                claimed = ApiCall.objects.get_or_create(
                    caller_id=by.person_id, key=key, defaults={"digest": digest, "made_at": at}
                )
        except OperationalError as error:  # lock_not_available
            raise StillUnderWay from error
        cursor.execute("set local lock_timeout to default")
    return claimed


def forget_calls(*, at: datetime) -> int:
    """Delete the answers that no system can still be asking for again; say how many."""
    # The sweep is nobody, and a call is its caller's: a function of the database deletes them.
    with connection.cursor() as cursor:
        cursor.execute("select agencies_forget_calls(%s)", [at - CALL_KEPT])
        (deleted,) = cursor.fetchone() or (0,)
    return int(deleted)
