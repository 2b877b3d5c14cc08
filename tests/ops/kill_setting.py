"""The town, some children and a key, written into a running service; printed as JSON.

And afterwards: what the database holds of it. Run as a program by test_no_fact_lost.
"""

import json
import sys
from datetime import datetime, timedelta

from safereturn.ops.begin import begun

# ruff: noqa: PLC0415, T201 - Django is loaded by `begun`, and standard output is the answer

CHILDREN = 24
# Reported in the moment in which the database dies.
IN_THE_MOMENT = 5


def write() -> dict[str, object]:
    """Write it, and give the key and the children's references."""
    from django.utils import timezone

    from safereturn.agencies import actions as agencies
    from safereturn.agencies import queries
    from safereturn.agencies.models import Agency
    from safereturn.children import actions as children
    from safereturn.children.rules import NewChild
    from safereturn.foundation import standby
    from safereturn.foundation.actor import Role, the_service
    from safereturn.foundation.identity import acting
    from safereturn.involvement.rules import Basis
    from tests import people

    at = timezone.now() - timedelta(days=30)
    with acting(the_service(), at=at):
        people.settle()
    with acting(people.COORDINATOR, at=at) as by:
        refs = [
            children.add(
                NewChild(name=f"Child Number{n}", basis=Basis.RESPONSIBLE_AUTHORITY), at=at, by=by
            ).ref
            for n in range(CHILDREN + IN_THE_MOMENT)
        ]
    _, key = agencies.make_token(
        Agency.objects.get(pk=people.EXAMPLESHIRE),
        "Duty team",
        [Role.OUT_OF_HOURS],
        at=at,
        by=the_service(),
    )
    # As the worker does each minute: which keys are known while the database is not there.
    standby.write_keys(queries.standby_keys(at=timezone.now()))
    return {"key": key, "children": refs[:CHILDREN], "in_the_moment": refs[CHILDREN:]}


def read() -> dict[str, object]:
    """Give what there is now of the children: episodes, notices and deliveries."""
    from django.utils import timezone

    from safereturn.casework import jobs
    from safereturn.children.models import Child
    from safereturn.foundation.actor import the_service
    from safereturn.foundation.identity import acting
    from safereturn.notifications.rules import FAILURE_SHOWN_FOR
    from tests import people

    jobs.take_up_spool(0)  # as the worker does each minute: it may do so at the same time
    at = timezone.now()
    with acting(people.COORDINATOR, at=at):
        # Asked first: what is read below is then no older than the answer. Facts, messages
        # and jobs alike: a job of a killed worker waits after its fact has been reacted to.
        waiting = _waits(at - FAILURE_SHOWN_FOR)
        known = list(Child.objects.values_list("pk", flat=True))
    found: dict[str, list[object]] = {"episodes": [], "notices": [], "sent": []}
    for child_id in known:
        # Behind the fences as a job is, which sees one child.
        with acting(the_service(), at=at, child_id=child_id):
            _add(found)
    return found | {"waiting": waiting, "left": _left()}


def _waits(after: datetime) -> bool:
    """Say whether anything has not gone out: what the pages ask, without their patience."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select notifications_waiting_since(%s)", [after])
        (since,) = cursor.fetchone()
    return since is not None


def _left() -> list[object]:
    """Say which jobs are left: read when a test fails."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name, queue_name, status::text, attempts, scheduled_at::text"
            " from procrastinate_jobs where status in ('todo', 'doing')"
        )
        return [list(row) for row in cursor.fetchall()]


def _add(found: dict[str, list[object]]) -> None:
    """Add what there is of the one child in sight."""
    from safereturn.episodes.models import Episode
    from safereturn.notifications.models import Delivery, Notice

    reported = Notice.objects.filter(kind="episode.reported")
    found["episodes"] += Episode.objects.values_list("child__ref", "ref")
    found["notices"] += [[ref, str(a)] for ref, a in reported.values_list("reference", "agency_id")]
    sent = Delivery.objects.filter(state="sent")
    found["sent"] += [str(pk) for pk in sent.values_list("pk", flat=True)]


if __name__ == "__main__":
    with begun():
        print(json.dumps(write() if sys.argv[1] == "write" else read()))
