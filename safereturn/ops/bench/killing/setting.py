"""Running clocks, written into a running service, due in the next minute; and what fired.

Run as a program, because the service has its own environment: printed as JSON.
"""

import json
import sys
from datetime import timedelta
from uuid import UUID, uuid4

from safereturn.ops.begin import begun

AHEAD = timedelta(seconds=10)
SPREAD = timedelta(seconds=60)
# A first grading is warned of a quarter of an hour before its hour is over (clocks, seeds).
WARNED_AFTER = timedelta(minutes=45)
STEP = "15 minutes before"


def write(count: int) -> dict[str, object]:
    """Write that many gradings owed, whose first step is due one after the other."""
    from django.utils import timezone

    from safereturn.audit.record import recording
    from safereturn.children import actions as children
    from safereturn.children.rules import NewChild
    from safereturn.clocks import actions
    from safereturn.clocks.models import Clock
    from safereturn.clocks.rules import ClockKind
    from safereturn.foundation.actor import the_service
    from safereturn.foundation.identity import acting
    from safereturn.involvement.rules import Basis
    from safereturn.ops.demo import cast as casts

    now = timezone.now()
    cast = casts.settle(since=now - timedelta(days=30))
    with acting(cast["coordinator"], at=now) as by:
        new = NewChild(name="Child Invented", basis=Basis.RESPONSIBLE_AUTHORITY)
        child = children.add(new, at=now, by=by)
    # Counted from when the last is written: writing a thousand takes its time.
    begins = now + AHEAD + timedelta(milliseconds=10) * count
    with (
        acting(the_service(), at=now, child_id=child.pk) as service,
        recording("bench.clocks", by=service, child_id=child.pk),
    ):
        for number in range(count):
            actions.start(
                ClockKind.FIRST_GRADING,
                child_id=child.pk,
                subject_id=uuid4(),
                owner=by.agency_id,
                at=begins + SPREAD * number / count - WARNED_AFTER,
            )
        written = Clock.objects.filter(child_id=child.pk).count()
    return {"child": str(child.pk), "clocks": written, "begins": begins.timestamp()}


def read(child: str) -> dict[str, object]:
    """Give what has fired of that child: how long after it was due, with how many notices."""
    from django.utils import timezone

    from safereturn.clocks.models import Firing
    from safereturn.foundation.actor import the_service
    from safereturn.foundation.identity import acting
    from safereturn.notifications.models import Notice

    with acting(the_service(), at=timezone.now(), child_id=UUID(child)):
        theirs = Notice.objects.filter(child_id=child)  # the town has notices about nobody too
        notices = {str(pk) for pk in theirs.values_list("pk", flat=True)}
        rows = Firing.objects.filter(step=STEP)
        fired = [
            (
                str(row.clock_id),
                (row.fired_at - row.due_at).total_seconds(),
                sum(one.get("notice") in notices for one in row.told),
            )
            for row in rows
        ]
    return {"fired": fired, "notices": len(notices)}


if __name__ == "__main__":
    with begun():
        doing = sys.argv[1]
        print(json.dumps(write(int(sys.argv[2])) if doing == "write" else read(sys.argv[2])))
