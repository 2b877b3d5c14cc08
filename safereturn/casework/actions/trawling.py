"""A stop on trawling: how many children beside the agency's worklist one person has opened.

Counted here, from what each page is about to show, never from the audit log: that is kept
for the purposes of DPA 2018 section 62(4) and for nothing else. A count holds neither person
nor child, only keyed digests of both, and is forgotten after an hour.
"""

import hashlib
import hmac
import threading
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recorded, recording
from safereturn.audit.rules import Act
from safereturn.casework.models import LookLimit, Reach
from safereturn.casework.policies import can_set_look_limit
from safereturn.casework.rules import LOOK_WINDOW, PAUSE_AT, STOP_AT, check_look_limit
from safereturn.foundation.actor import Actor, Door, Role
from safereturn.foundation.errors import Invalid, NotAllowed
from safereturn.foundation.identity import acting
from safereturn.notifications import actions as notifications


class Paused(NotAllowed):
    """You have opened many children’s records in an hour. Say why, and go on."""


class Stopped(NotAllowed):
    """You have opened too many children’s records in an hour. Your privacy lead has been told.

    Your worklist, and the records you have opened already, are still open to you.
    """


# What is counted in this process already, so that a record opened again asks nothing.
_counted: dict[str, dict[str, datetime]] = {}
_lock = threading.Lock()
_MOST_KEPT = 2_000
_REASON = "reason"

# The children that are not in the agency's worklist are put down; how many there were
# in the last hour, how many of these are new, what the agency allows, whether a reason is given.
_COUNT = """
with beside as (
  select t.what from unnest(%(children)s::uuid[], %(whats)s::text[]) t(child_id, what)
   where not exists (select from involvement_visibility v
                      where v.agency_id = %(agency)s and v.child_id = t.child_id and v.needs)
), fresh as (
  select what from beside b
   where not exists (select from casework_reach r
                      where r.who = %(who)s and r.what = b.what and r.at > %(since)s)
), put as (
  insert into casework_reach (who, what, at) select %(who)s, what, %(at)s from beside
  on conflict (who, what) do update set at = excluded.at
)
select (select count(*) from fresh),
       (select count(*) from casework_reach
         where who = %(who)s and at > %(since)s and what <> 'reason'),
       exists (select from casework_reach
                where who = %(who)s and at > %(since)s and what = 'reason'),
       l.pause_at, l.stop_at
  from (select 1) one left join casework_looklimit l on l.agency_id = %(agency)s
"""


def count(child_ids: Collection[UUID], *, at: datetime, by: Actor) -> None:
    """Count what a page is about to show. Raises Paused or Stopped: then it is not shown.

    Called in the page's own transaction: what is refused is not counted. An agency's own
    system is never paused, only stopped: there is nobody to ask.
    """
    who = _who(by)
    whats = {child: _digest(f"{who}:{child}") for child in child_ids}
    if not whats or by.has(Role.SYSTEM) or not settings.COUNT_LOOKS or _all_known(who, whats, at):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "who": who,
                "children": list(whats),
                "whats": list(whats.values()),
                "agency": by.agency_id,
                "at": at,
                "since": at - LOOK_WINDOW,
            },
        )
        fresh, before, reason, pause_at, stop_at = cursor.fetchone() or (0, 0, True, None, None)
    if fresh and before + fresh > (stop_at or STOP_AT):
        raise Stopped
    person = by.door is not Door.API
    if fresh and person and not reason and before + fresh > (pause_at or PAUSE_AT):
        raise Paused
    _know(who, whats.values(), at)


def _who(by: Actor) -> str:
    return _digest(f"{by.person_id}:{by.agency_id}:{by.asserted}")


def _digest(words: str) -> str:
    key = f"reach:{settings.SECRET_KEY}".encode()
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()[:32]


def _all_known(who: str, whats: dict[UUID, str], at: datetime) -> bool:
    # Half the time only: a count must be renewed before it is forgotten.
    known = _counted.get(who, {})
    return all(what in known and at - known[what] < LOOK_WINDOW / 2 for what in whats.values())


def _know(who: str, whats: Collection[str], at: datetime) -> None:
    with _lock:
        if len(_counted) > _MOST_KEPT:
            _counted.clear()
        _counted.setdefault(who, {}).update(dict.fromkeys(whats, at))


def say_why(reason: str, *, at: datetime, by: Actor) -> None:
    """Go on after a pause, for an hour, with a reason that the trail keeps."""
    if not reason.strip():
        raise Invalid(fields={"reason": "Enter why you need so many records"})
    recorded("look.many_explained", by=by, act=Act.SETTING, reason=reason.strip())
    Reach.objects.update_or_create(who=_who(by), what=_REASON, defaults={"at": at})


def tell_of_stop(*, at: datetime, by: Actor) -> None:
    """Tell the privacy lead of the agency, once an hour. In a transaction of its own.

    Where there is none, or it is they who were stopped, its administrators.
    """
    with acting(by, at=at):
        for lead in agencies.watchers([by.agency_id], at=at, but=by.person_id):
            notifications.notify(
                by.agency_id,
                "look.stopped",
                key=f"look.stopped:{_who(by)}:{at:%Y%m%d%H}:{lead.person_id}",
                reference="",
                path=lead.path,
                person_id=lead.person_id,
                urgent=True,
                addresses=[lead.email] if lead.email else [],
                at=at,
            )


def set_limit(pause_at: int, stop_at: int, *, at: datetime, by: Actor) -> None:
    """Set how many children beside the worklist somebody of the agency may open in an hour."""
    can_set_look_limit(by).require()
    check_look_limit(pause_at, stop_at)
    with recording("look.limit_set", by=by, act=Act.SETTING):
        LookLimit.objects.update_or_create(
            agency_id=by.agency_id,
            defaults={
                "pause_at": pause_at,
                "stop_at": stop_at,
                "set_at": at,
                "set_by_id": by.person_id,
            },
        )


def sweep(*, at: datetime) -> None:
    """Forget what was counted more than an hour ago."""
    Reach.objects.filter(at__lte=at - LOOK_WINDOW).delete()
