"""Many running clocks, written into a running service, due in the next seconds; and what fired.

Run as a program by test_no_fact_lost, and by the measure of the same: printed as JSON.
"""

import json
import sys
from datetime import timedelta

from safereturn.ops.begin import begun

# ruff: noqa: PLC0415, T201 - Django is loaded by `begun`, and standard output is the answer

SPREAD = timedelta(seconds=8)


def write(count: int) -> dict[str, object]:
    """Write that many gradings owed, whose first step is due one after the other."""
    from django.utils import timezone

    from safereturn.agencies.models import Agency
    from safereturn.audit.record import recording
    from safereturn.children import actions as children
    from safereturn.children.rules import NewChild
    from safereturn.clocks import actions
    from safereturn.clocks.models import Clock
    from safereturn.clocks.rules import ClockKind
    from safereturn.foundation.actor import the_service
    from safereturn.foundation.identity import acting
    from safereturn.involvement.rules import Basis
    from tests import people

    now = timezone.now()
    with acting(the_service(), at=now):
        if not Agency.objects.filter(pk=people.EXAMPLESHIRE).exists():
            people.settle()
    with acting(people.COORDINATOR, at=now - timedelta(days=1)) as by:
        new = NewChild(name="Child Invented", basis=Basis.RESPONSIBLE_AUTHORITY)
        child = children.add(new, at=now - timedelta(days=1), by=by)
    begins = now + timedelta(seconds=2)
    with (
        acting(the_service(), at=now, child_id=child.pk) as service,
        recording("test.clocks", by=service, child_id=child.pk),
    ):
        for number in range(count):
            warn = begins + SPREAD * number / count
            actions.start(
                ClockKind.FIRST_GRADING,
                child_id=child.pk,
                subject_id=people._id(f"subject {number}"),
                owner=people.EXAMPLESHIRE,
                at=warn - timedelta(minutes=45),
            )
        written = Clock.objects.filter(child_id=child.pk).count()
    return {"child": str(child.pk), "clocks": written}


def read(child: str) -> list[dict[str, object]]:
    """Give what has fired of that child: when it was due, when it did, how many notices."""
    from uuid import UUID

    from django.utils import timezone

    from safereturn.clocks.models import Firing
    from safereturn.foundation.actor import the_service
    from safereturn.foundation.identity import acting
    from safereturn.notifications.models import Notice

    now = timezone.now()
    with acting(the_service(), at=now, child_id=UUID(child)):
        notices = [str(pk) for pk in Notice.objects.values_list("pk", flat=True)]
        return [
            {
                "clock": str(row.clock_id),
                "step": row.step,
                "seconds": (row.fired_at - row.due_at).total_seconds(),
                "notices": sum(one.get("notice") in notices for one in row.told),
                "told": len(row.told),
                "all": len(notices),
            }
            for row in Firing.objects.all()
        ]


if __name__ == "__main__":
    with begun():
        doing = sys.argv[1]
        print(json.dumps(write(int(sys.argv[2])) if doing == "write" else read(sys.argv[2])))
