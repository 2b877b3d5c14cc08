"""Who is told what somebody at an agency did: who watches over them, never they themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Appointment
from safereturn.foundation.actor import Role

# Where each sees what to do: the lead looks at it; an administrator names a lead.
_LOOKS_AT = {Role.GOVERNANCE_LEAD: "/oversight/", Role.ADMINISTRATOR: "/people/"}


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who is told, in a list of their own, and where that leads them."""

    person_id: UUID
    agency_id: UUID
    email: str
    role: Role
    path: str


def watchers(agency_ids: Iterable[UUID], *, at: datetime, but: UUID | None = None) -> list[Watcher]:
    """Return who governs information at these agencies now; where nobody does, who administers.

    `but` is whom it is about: never told, so that an agency whose only lead it is has its
    administrators told. An agency with neither is left out. One query.
    """
    rows = Appointment.objects.current(at).filter(
        agency_id__in=set(agency_ids), roles__overlap=list(_LOOKS_AT), person__is_active=True
    )
    rows = rows.exclude(person_id__in=[but] if but else [])
    rows = rows.select_related("person").order_by("person__name", "id")
    found: dict[UUID, dict[Role, dict[UUID, Watcher]]] = {}
    for row in rows:
        for role, path in _LOOKS_AT.items():
            if role in row.roles:
                one = Watcher(row.person_id, row.agency_id, row.person.email, role, path)
                found.setdefault(row.agency_id, {}).setdefault(role, {})[row.person_id] = one
    told = (held.get(Role.GOVERNANCE_LEAD) or held[Role.ADMINISTRATOR] for held in found.values())
    return [one for watching in told for one in watching.values()]
