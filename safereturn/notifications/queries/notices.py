"""An agency's notices, and whether messages are going out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import hidden_from
from safereturn.notifications.models import Notice
from safereturn.notifications.rules import FAILURE_SHOWN_FOR, LATE_AFTER, OVERSIGHT

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as the list shows it."""

    id: UUID
    kind: str
    reference: str
    number: str
    urgent: bool
    made_at: datetime
    opened_at: datetime | None
    answers_id: UUID | None = None
    acknowledged_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Say whether the agency must still acknowledge it."""
        return self.answers_id is not None and self.acknowledged_at is None


# A notice that climbs is answered by the answer to the one that nobody acknowledged.
_ANSWERED = Subquery(Notice.objects.filter(pk=OuterRef("answers_id")).values("acknowledged_at")[:1])


def _for(actor: Actor) -> QuerySet[Notice]:
    """Return the notices that are there for this person: their agency's and their own.

    Also those of a colleague who is off or has left: somebody must see them; but not what
    that colleague is told as one who watches over others. Not those about a child whose
    record is absent for them; and to whoever works with no child only their own, because
    opening another would count as seen.
    """
    rows = Notice.objects.filter(agency_id=actor.agency_id)
    theirs = Q(person_id=None) | Q(person_id=actor.person_id)
    overseen = reduce(or_, (Q(kind__startswith=kind) for kind in OVERSIGHT))
    rows = rows.filter(theirs | Q(person_id__in=_away(actor.agency_id)) & ~overseen)
    if not actor.practises:
        rows = rows.filter(person_id=actor.person_id)
    return rows.exclude(child_id__in=hidden_from(actor.person_id))


def _away(agency_id: UUID) -> RawSQL:
    """Return who of an agency is off or has left: the database's to answer (agencies)."""
    return RawSQL(
        "select agencies_away(%s, nullif(current_setting('app.at', true), '')::timestamptz)",
        [agency_id],
    )


def list_notices(actor: Actor, *, page: int = 1, but: Collection[UUID] = ()) -> list[Line]:
    """Return one page of the agency's notices, newest first: references, no names.

    `but`: not these, which stand elsewhere; no page counts them.
    """
    return _lines(_for(actor).exclude(pk__in=but), (page - 1) * PAGE)


def list_unanswered(actor: Actor) -> list[Line]:
    """Return the newest fifty that the agency was to acknowledge, and has not."""
    unanswered = Notice.objects.filter(agency_id=actor.agency_id, acknowledged_at=None)
    return _lines(_for(actor).filter(answers_id__in=unanswered.values("pk")))


def _lines(rows: QuerySet[Notice], start: int = 0) -> list[Line]:
    fields = ("id", "kind", "reference", "number", "urgent", "made_at", "opened_at", "answers_id")
    rows = rows.annotate(answered_at=_ANSWERED).order_by("-made_at", "-id")
    lines = rows.values_list(*fields, "answered_at")
    return [Line(*row) for row in lines[start : start + PAGE]]


def count_unopened(actor: Actor) -> int:
    """Return how many of the agency's notices nobody has opened."""
    return _for(actor).filter(opened_at=None).count()


def get_notice(actor: Actor, notice_id: UUID) -> Notice:
    """Return a notice of the actor's own agency, or say there is none."""
    try:
        return _for(actor).get(pk=notice_id)
    except Notice.DoesNotExist:
        raise NotFound from None


# A function of the database: what waits is other agencies' too (migrations/0002_fence).
_WAITING = "select notifications_waiting_since(%(after)s)"

_AROUND = f"""{_WAITING},
(select count(*) from notifications_notice
  where agency_id = %(agency)s and opened_at is null
    and (person_id is null or person_id = %(person)s
         or (person_id in (select agencies_away(%(agency)s, %(at)s))
             and not kind ^@ any (%(overseen)s)))
    and (person_id = %(person)s or %(practises)s)
    and (child_id is null or child_id not in (select hidden_from(%(person)s))))
"""  # noqa: S608 - two constants of this file


def waiting_since(*, at: datetime) -> datetime | None:
    """Return since when a message has been waiting too long, or None if all go out.

    Every page shows it: whoever relies on a notice must know when to ring instead.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"after": at - FAILURE_SHOWN_FOR})
        (oldest,) = cursor.fetchone() or (None,)
    return oldest if oldest is not None and at - oldest > LATE_AFTER else None


def count_since(actor: Actor, since: datetime, *kinds: str) -> int:
    """Return how many notices of these kinds the agency has got since a moment."""
    return _for(actor).filter(made_at__gt=since, kind__in=kinds).count()


@dataclass(frozen=True, slots=True)
class Around:
    """What every page says about notices: how many wait unopened, and if they go out."""

    unopened: int
    waiting_since: datetime | None


def around(actor: Actor, *, at: datetime) -> Around:
    """Return both in one query, because every page asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            _AROUND,
            {
                "agency": actor.agency_id,
                "person": actor.person_id,
                "practises": actor.practises,
                "overseen": list(OVERSIGHT),
                "at": at,
                "after": at - FAILURE_SHOWN_FOR,
            },
        )
        oldest, unopened = cursor.fetchone() or (None, 0)
    late = oldest is not None and at - oldest > LATE_AFTER
    return Around(unopened, oldest if late else None)


def worker_seen_at() -> datetime | None:
    """Return when a worker last gave a sign of life, or None if none is registered."""
    with connection.cursor() as cursor:
        cursor.execute("select max(last_heartbeat) from procrastinate_workers")
        (seen,) = cursor.fetchone() or (None,)
    return seen if isinstance(seen, datetime) else None
