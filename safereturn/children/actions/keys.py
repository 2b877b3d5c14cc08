"""Search keys: written by whoever learns something that a child can be found by."""

from collections.abc import Iterable
from uuid import UUID

from safereturn.children.models import SearchKey
from safereturn.foundation.recording import require_recording


def set_keys(child_id: UUID, source: str, keys: Iterable[str]) -> None:
    """Make these the keys of a child from one source, inside the caller's action.

    Only what differs is written: the history then shows when a key came, not each time
    that a record was saved.
    """
    require_recording()
    wanted = set(keys)
    rows = SearchKey.objects.filter(child_id=child_id, source=source)
    there = set(rows.values_list("key", flat=True))
    if there - wanted:
        rows.filter(key__in=there - wanted).delete()
    SearchKey.objects.bulk_create(
        SearchKey(child_id=child_id, source=source, key=key) for key in sorted(wanted - there)
    )
