"""How many cases are new to an agency's worklist since somebody opened it: a number, no record."""

from datetime import datetime
from typing import Any

from django.db import connection

from safereturn.foundation.actor import Actor

# What the agency may have in its list, from the report's own transaction on: a dead worker
# holds back notices, and must not hold back this. Beside it the notices of what is not a new
# report and changes the list all the same. One case counts once, however many notices it makes.
_NEW = """
select count(*) from (
  select e.ref from involvement_visibility v join episodes_episode e on e.id = v.episode_id
   where v.agency_id = %(agency)s and v.needs and e.entered_at > %(since)s
     and e.child_id not in (select hidden_from(%(person)s))
  union
  select coalesce(nullif(n.reference, ''), n.number) from notifications_notice n
   where n.agency_id = %(agency)s and n.made_at > %(since)s and n.kind = any(%(kinds)s)
     and (n.person_id is null or n.person_id = %(person)s)
     and (n.child_id is null or n.child_id not in (select hidden_from(%(person)s)))
) new
"""
KINDS = ("episode.reported", "episode.away", "risk.asked", "interview.due", "interview.shared")


def count_new(actor: Actor, *, since: datetime) -> int:
    """Return how many cases have come to the actor's agency since a moment."""
    if not actor.practises:
        return 0
    asked: dict[str, Any] = {
        "agency": actor.agency_id,
        "person": actor.person_id,
        "since": since,
        "kinds": list(KINDS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEW, asked)
        (count,) = cursor.fetchone() or (0,)
    return int(count)
