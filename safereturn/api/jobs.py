"""What the API leaves to the worker: entering reports that were taken into the spool."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.api import spooling
from safereturn.foundation.retrying import KEEP_TRYING


@app.task(name="api.enter_spooled", retry=KEEP_TRYING)
def enter_spooled(*, report_id: str, **_: str) -> None:
    """Enter one report by the operation it was sent to. Run twice it is entered once."""
    spooling.enter(UUID(report_id), at=timezone.now())
