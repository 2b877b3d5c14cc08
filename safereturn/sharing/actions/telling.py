"""Who must know is told of an agreement: that it waits for an answer, or was commented on.

About no child, and no content: what it is called and a link.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.foundation.actor import AgencyKind, Role
from safereturn.notifications import actions as notifications
from safereturn.sharing.models import Party, Version


def tell_proposed(version: Version, parties: Iterable[Party], *, at: datetime) -> None:
    """Tell each party that a version waits for its signature.

    Who governs information there gets it in their own list; where nobody does, the agency.
    """
    parties = list(parties)
    named = {party.agency_id for party in parties if party.agency_id}
    kinds = [AgencyKind(party.kind) for party in parties if party.kind]
    named |= {agency.pk for agency in agencies.list_agencies(*kinds)} if kinds else set()
    named -= agencies.without_accounts(named)
    _tell(
        version, "agreement.proposed", named, key=f"proposed:{version.pk}:{at.isoformat()}", at=at
    )


def tell_commented(version: Version, comment_id: UUID, by_agency_id: UUID, *, at: datetime) -> None:
    """Tell whoever keeps the agreement that somebody said something of it."""
    keeper = version.area.lead_agency_id
    if keeper is not None and keeper != by_agency_id:
        _tell(version, "agreement.commented", {keeper}, key=f"comment:{comment_id}", at=at)


def _tell(version: Version, kind: str, wanted: set[UUID], *, key: str, at: datetime) -> None:
    leads = agencies.people_in_role(wanted, Role.GOVERNANCE_LEAD, at=at)
    path = f"/agreements/{version.pk}/"
    for lead in leads:
        notifications.notify(
            lead.agency_id,
            kind,
            key=f"{key}:{lead.person_id}",
            reference=version.name,
            path=path,
            at=at,
            person_id=lead.person_id,
            addresses=[lead.email] if lead.email else [],
        )
    for agency_id in sorted(wanted - {lead.agency_id for lead in leads}):
        notifications.notify(agency_id, kind, key=key, reference=version.name, path=path, at=at)
