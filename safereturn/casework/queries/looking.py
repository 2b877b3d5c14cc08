"""How many children beside the worklist an agency lets its people open in an hour."""

from safereturn.casework.models import LookLimit
from safereturn.casework.rules import PAUSE_AT, STOP_AT
from safereturn.foundation.actor import Actor


def look_limit(actor: Actor) -> tuple[int, int]:
    """Return from which number on they are asked why, and at which they are stopped."""
    row = LookLimit.objects.filter(agency_id=actor.agency_id).first()
    return (row.pause_at, row.stop_at) if row else (PAUSE_AT, STOP_AT)
