"""What stands for a child whom another agency knows, so that a first report can name them.

It shows nothing, opens nothing but a report, and is good for one agency and one hour.
"""

from uuid import UUID

from django.core import signing

from safereturn.api.edge import Call
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import NotFound

SALT = "api-report-known-elsewhere"
LASTS_SECONDS = 60 * 60


def handle_for(request: Call, child_id: UUID) -> str | None:
    """Return the handle; None for those who may not report a child they do not work with."""
    if request.actor.agency_kind is not AgencyKind.POLICE:
        return None
    return signing.dumps([str(child_id), str(request.actor.agency_id)], salt=SALT)


def child_behind(request: Call, handle: str) -> UUID:
    """Return whom a handle stands for; one that is wrong, old or another's is NotFound."""
    try:
        child_id, agency_id = signing.loads(handle, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        raise NotFound from None
    if agency_id != str(request.actor.agency_id):
        raise NotFound
    return UUID(child_id)
