"""Typed words are kept until the form they belong to is finished.

A draft belongs to one person, who needs no policy to keep their own words. It is no
case record: it is outside `recording` and outside the row history.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.casework.models import Draft
from safereturn.casework.rules import KEEP_DRAFTS, KEEP_PRESSES, LARGEST_DRAFT, LONGEST_KEY
from safereturn.foundation.errors import Invalid


def keep_draft(
    owner_id: UUID, key: str, path: str, data: Mapping[str, Sequence[str]], *, at: datetime
) -> None:
    """Keep what was typed, in place of what was kept before. Raises Invalid if too long."""
    if len(json.dumps(data)) > LARGEST_DRAFT or len(key) > LONGEST_KEY:
        raise Invalid("This is too long to keep as a draft.")
    Draft.objects.update_or_create(
        owner_id=owner_id, key=key, defaults={"path": path, "data": dict(data), "saved_at": at}
    )


def drop_draft(owner_id: UUID, *keys: str) -> None:
    """Forget a draft: its form is finished, or its owner has dropped it."""
    Draft.objects.filter(owner_id=owner_id, key__in=keys).delete()


def sweep(*, at: datetime) -> int:
    """Forget what is too old; return how many drafts went."""
    # The sweep is nobody, and drafts are somebody's: a function of the database deletes them.
    with connection.cursor() as cursor:
        cursor.execute("select casework_forget(%s, %s)", [at - KEEP_DRAFTS, at - KEEP_PRESSES])
        (dropped,) = cursor.fetchone() or (0,)
    return int(dropped)


_PRESS = """
insert into casework_press (key, owner_id, path, pressed_at) values (%s, %s, %s, %s)
    on conflict (owner_id, key) do nothing
"""


def press(key: UUID, owner_id: UUID, path: str, *, at: datetime) -> bool:
    """Remember that this person's form was acted on; False if it had been already.

    Two presses at once: the second waits here for the first to commit. The caller then
    undoes its own transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PRESS, [key, owner_id, path, at])
        return bool(cursor.rowcount == 1)
