"""What waits in the worklist: openings to review, looks from outside, callers to ring, asks."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import london_day
from safereturn.audit.record import note
from safereturn.children import policies as child_policies
from safereturn.children.models import SealedReport
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import is_hidden

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Ring:
    """A report that concerns a protected record: whom somebody named rings."""

    id: UUID
    child_ref: str
    child_name: str
    episode_ref: str
    caller: str
    phone: str
    agency: str
    made_at: datetime
    rung_at: datetime | None
    rung_by: str
    result: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What the reader's agency, or the reader, must look at."""

    to_review: int = 0
    overdue: int = 0
    looks: tuple[tuple[str, int], ...] = ()
    to_ring: tuple[tuple[UUID, str, datetime], ...] = ()
    seals: tuple[str, ...] = ()
    # Agencies that asked for what this one holds, without an answer yet; those past due.
    requests: int = 0
    requests_late: int = 0

    def __bool__(self) -> bool:
        """Say whether there is anything about who may see the agency's records."""
        return bool(self.to_review or self.looks or self.to_ring or self.seals)


# Everything that waits, in one round trip: a worklist asks it on every look.
_OWED = """
with hidden as (select hidden_from(%(person)s) as child_id),
named as (select child_id from involvement_named
           where person_id = %(person)s and ended_at is null
             and child_id not in (select child_id from hidden)),
waiting as (select review_due_at from children_opening
             where owner_agency_id = %(agency)s and reviewed_at is null
               and child_id not in (select child_id from hidden)),
looks as (select c.ref, count(*) as n from oversight_outsidelook k
            join children_child c on c.id = k.child_id
           where k.owner_agency_id = %(agency)s and k.seen_at is null
             and k.child_id not in (select child_id from hidden)
           group by c.ref order by c.ref limit %(most)s),
asks as (select due_at from sharing_informationrequest
          where to_agency_id = %(agency)s and answered_at is null
            and child_id not in (select child_id from hidden)),
rings as (select id, episode_ref, made_at from children_sealedreport
           where rung_at is null and child_id in (select child_id from named)
           order by made_at, id limit %(most)s),
seals as (select c.ref from involvement_seal s join children_child c on c.id = s.child_id
           where s.ended_at is null and s.review_on < %(day)s
             and s.child_id in (select child_id from named)
           order by c.ref limit %(most)s)
select (select count(*) from waiting),
       (select count(*) from waiting where review_due_at < %(at)s),
       exists (select from children_reviewer where agency_id = %(agency)s
                and person_id = %(person)s and ended_at is null),
       (select coalesce(json_agg(json_build_array(ref, n)), '[]')::text from looks),
       (select coalesce(json_agg(json_build_array(id, episode_ref, made_at)), '[]')::text
          from rings),
       (select coalesce(json_agg(ref), '[]')::text from seals),
       (select count(*) from asks),
       (select count(*) from asks where due_at < %(at)s)
"""


def owed(actor: Actor, *, at: datetime) -> Owed:
    """Return what waits, for the worklist: references and numbers. One query."""
    asked: dict[str, Any] = {
        "person": actor.person_id,
        "agency": actor.agency_id,
        "at": at,
        "day": london_day(at),
        "most": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OWED, asked)
        waiting, late, named, looks, rings, seals, asks, asks_late = cursor.fetchone()
    reviews = named or actor.has(*child_policies.ANSWERS_FOR_WORK)
    practises = child_policies.practises(actor)
    return Owed(
        to_review=waiting if reviews else 0,
        overdue=late if reviews else 0,
        looks=tuple((ref, n) for ref, n in json.loads(looks)) if practises else (),
        to_ring=tuple(
            (UUID(pk), ref, datetime.fromisoformat(made)) for pk, ref, made in json.loads(rings)
        ),
        seals=tuple(json.loads(seals)),
        requests=asks if practises else 0,
        requests_late=asks_late if practises else 0,
    )


def get_ring(actor: Actor, link_id: UUID, *, at: datetime) -> Ring:
    """Return whom to ring about a protected record, and note the look; else NotFound."""
    row = SealedReport.objects.select_related("child").filter(pk=link_id).first()
    if row is None or is_hidden(actor.person_id, row.child_id):
        raise NotFound
    if not child_policies.can_ring_for(actor, row.child_id, at=at):
        raise NotFound
    note([row.child_id], refs=[row.episode_ref], rule="named in the protected record")
    who = agencies.person_names([row.rung_by_id]) if row.rung_by_id else {}
    return Ring(
        id=row.pk,
        child_ref=row.child.ref,
        child_name=row.child.name,
        episode_ref=row.episode_ref,
        caller=row.caller_name,
        phone=row.caller_phone,
        agency=agencies.names([row.reported_by_agency_id]).get(row.reported_by_agency_id, ""),
        made_at=row.made_at,
        rung_at=row.rung_at,
        rung_by=next(iter(who.values()), ""),
        result=row.result,
    )
