"""The form of a report, filled in as a call handler does."""

from datetime import datetime
from uuid import uuid4

from django.urls import reverse

from safereturn.ops.bench.browsing import Form


def form(ref: str, *, at: datetime) -> tuple[str, Form]:
    """Return the address and the fields of a report about a child."""
    return reverse("report_missing:report") + f"?child={ref}", {
        "once": str(uuid4()),
        "unknown_when": "on",
        "last_seen_where": "Placeholder Road bus stop",
        "why_worried": "Left without a coat and does not answer the phone.",
        "dangers": ["none"],
        "reporter_name": "Rita Testcase",
        "relation": "carer",
        "phone": "01632 960030",
        "may_be_told": "yes",
    }
