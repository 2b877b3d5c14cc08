"""What another agreement would have changed, and how a year of one went."""

from datetime import datetime
from uuid import UUID

from safereturn.foundation.actor import Actor
from safereturn.sharing.rules import Simulation, YearReview


def simulate(
    actor: Actor, version_id: UUID, *, since: datetime, until: datetime, at: datetime
) -> Simulation:
    """Replay the ledger's own rows under a version; never the audit log (DPA 2018 s62(4)).

    Only disclosures and refusals about children of the authorities the area covers.
    """
    raise NotImplementedError


def review_year(actor: Actor, area_id: UUID, year: int, *, at: datetime) -> YearReview:
    """Return a calendar year of an area's agreement, clause by clause."""
    raise NotImplementedError
