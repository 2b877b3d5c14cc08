"""What waits in the worklist: openings to review, looks from outside, callers to ring."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import london_day
from safereturn.audit.record import note
from safereturn.children import policies as child_policies
from safereturn.children import queries as children
from safereturn.children.models import Child, SealedReport
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import hidden_from, is_hidden
from safereturn.involvement.models import Named, Seal
from safereturn.oversight.models import OutsideLook

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

    def __bool__(self) -> bool:
        """Say whether there is anything."""
        return bool(self.to_review or self.looks or self.to_ring or self.seals)


def owed(actor: Actor, *, at: datetime) -> Owed:
    """Return what waits, for the worklist: references and numbers. 5 queries at most."""
    to_review, overdue = children.count_to_review(actor, at=at)
    practises = child_policies.practises(actor)
    named = list(_named_in(actor)) if practises else []
    return Owed(
        to_review=to_review,
        overdue=overdue,
        looks=_looks(actor) if practises else (),
        to_ring=_to_ring(named) if named else (),
        seals=_seals_due(named, at) if named else (),
    )


def _named_in(actor: Actor) -> list[UUID]:
    rows = Named.objects.filter(person_id=actor.person_id, ended_at=None)
    rows = rows.exclude(child_id__in=hidden_from(actor.person_id))
    return list(rows.values_list("child_id", flat=True))


def _looks(actor: Actor) -> tuple[tuple[str, int], ...]:
    rows = OutsideLook.objects.filter(owner_agency_id=actor.agency_id, seen_at=None)
    rows = rows.exclude(child_id__in=hidden_from(actor.person_id))
    counted = rows.values_list("child_id").annotate(n=Count("id")).order_by("-n", "child_id")
    found = dict(counted[:SHOWN])
    if not found:
        return ()
    refs = Child.objects.filter(pk__in=found).values_list("pk", "ref")
    return tuple(sorted((ref, found[pk]) for pk, ref in refs))


def _to_ring(named: list[UUID]) -> tuple[tuple[UUID, str, datetime], ...]:
    rows = SealedReport.objects.filter(child_id__in=named, rung_at=None).order_by("made_at")
    return tuple(rows.values_list("pk", "episode_ref", "made_at")[:SHOWN])


def _seals_due(named: list[UUID], at: datetime) -> tuple[str, ...]:
    """Return the sealed records past their review date: the seal stays until a person acts."""
    due = Seal.objects.filter(child_id__in=named, ended_at=None, review_on__lt=london_day(at))
    pks = list(due.values_list("child_id", flat=True)[:SHOWN])
    return tuple(Child.objects.filter(pk__in=pks).order_by("ref").values_list("ref", flat=True))


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
