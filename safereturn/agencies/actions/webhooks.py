"""Whoever looks after an agency's systems learns that one is told nothing any more."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies.queries.who import people_in_role
from safereturn.foundation.actor import Role, the_service
from safereturn.foundation.identity import acting
from safereturn.notifications.actions import notify
from safereturn.notifications.queries import switched_off


def tell_switched_off(receiver_id: UUID, *, at: datetime) -> None:
    """Tell each administrator of its agency, in their own list and by mail, once.

    Where nobody administers any more, the agency's list.
    """
    found = switched_off(receiver_id)
    if found is None:
        return
    agency_id, off_at = found
    with acting(the_service(), at=at):
        keepers = people_in_role([agency_id], Role.ADMINISTRATOR, at=at)
        told: list[tuple[UUID | None, str]] = [
            (keeper.person_id, keeper.email) for keeper in keepers
        ]
        for person_id, email in told or [(None, "")]:
            notify(
                agency_id,
                "webhook.switched_off",
                key=f"off:{receiver_id}:{off_at.isoformat()}:{person_id or ''}",
                reference="",
                path=f"/people/webhooks/{receiver_id}/",
                person_id=person_id,
                urgent=True,
                addresses=[email] if email else [],
                at=at,
            )
