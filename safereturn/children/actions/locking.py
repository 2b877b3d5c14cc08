"""Take children for the length of an action, so that two people change them in turn."""

from collections.abc import Iterable
from uuid import UUID

from safereturn.children.models import Child
from safereturn.children.queries import same_child, same_children, together
from safereturn.foundation.identity import about


def hold_unseen(child_ids: Iterable[UUID]) -> None:
    """Lock every record of these children, also of those whom the agency may not see yet.

    A report is taken of any child. With `hold`, whoever sees none of them would lock none, and
    two that name them in opposite order would each wait for what the other holds.
    """
    order = []
    for child_id in set(child_ids):
        with about(child_id):
            order.append((min(same_child(child_id)), child_id))
    for _first, child_id in sorted(order):
        with about(child_id):
            hold([child_id])


def hold(child_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Lock every record of these children until the transaction ends; return which there are.

    Always in the same order, and first of all that an action locks: an action about several
    children calls this once with all of them, so that two which name them in opposite order
    wait for each other instead of each holding what the other needs. Rows that point at a
    child can be written meanwhile (`no_key`): whoever holds the episode may go on.
    """
    wanted = set(child_ids)
    groups = same_children(wanted)
    everybody = wanted.union(*groups.values())
    rows = Child.objects.select_for_update(no_key=True).filter(pk__in=everybody).order_by("pk")
    return frozenset(rows.values_list("pk", flat=True))


def hold_together(child_id: UUID) -> list[UUID]:
    """Lock every record of a child for a job, which sees only one of them; return which.

    In the order of `hold`: a page that locks several of them waits, and is waited for.
    """
    records = sorted(together(child_id))
    for record in records:
        with about(record):
            hold([record])
    return records
