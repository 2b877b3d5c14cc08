"""The API, version 1: every journey's operations under one roof."""

from safereturn.api.operations import ROUTER, Api
from safereturn.api.v1 import (
    children,
    directory,
    disclosures,
    duty,
    episodes,
    files,
    guarding,
    handovers,
    interviews,
    investigation,
    invites,
    meeting_changes,
    meetings,
    notices,
    picture,
    placements,
    plans,
    records,
    reporting,
    reports,
    returning,
    risk,
    searching,
    sharing_back,
    tasks,
    warnings,
    webhooks,
)

DESCRIPTION = """\
The shared record for children who go missing, for agencies' own systems. Whatever the
pages do can be done here, through the same actions, with the same refusals and the same
trail; but a handover is accepted or declined by the colleague, signed in. Every call
carries a key (`Authorization: Bearer …`) and names the person who asks
(`X-User-Reference`, `X-User-Name`). Every write carries an `Idempotency-Key`. Every error
is `application/problem+json`. Times are ISO 8601 with their offset; references are opaque.
"""

api = Api(
    title="Safe Return",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    openapi_url=None,
    docs_url=None,
)
# In the order of the documentation; importing a module has declared its operations.
JOURNEYS = list(
    dict.fromkeys(
        module.journey.name
        for module in (
            children,
            records,
            warnings,
            files,
            guarding,
            placements,
            reporting,
            reports,
            episodes,
            searching,
            tasks,
            plans,
            investigation,
            handovers,
            picture,
            risk,
            returning,
            interviews,
            sharing_back,
            disclosures,
            meetings,
            invites,
            meeting_changes,
            notices,
            duty,
            webhooks,
            directory,
        )
    )
)
api.add_router("", ROUTER)
