"""Reading one child, or the cards of many. Absent and hidden look the same: NotFound."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from safereturn.agencies.rules import london_day
from safereturn.audit.record import note, once_a_look
from safereturn.children.models import Child, Flag, Membership, Opening
from safereturn.children.rules import age_on, needs_reason
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import NotAllowed, NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import Circumstance
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Kind

HIDDEN = "We could not find that child."


class Restricted(NotAllowed):
    """This record is restricted. Say why you need it, and it opens for one hour."""

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref


@dataclass(frozen=True, slots=True)
class Card:
    """One child in a list. A restricted one is listed without any detail."""

    id: UUID
    ref: str
    name: str
    age: int | None
    born_on: date | None
    restricted: bool
    missing_now: bool = False
    age_estimate: int | None = None


def get_child(actor: Actor, ref: str, *, at: datetime) -> Child:
    """Return the child behind a reference, and note the look.

    Raises NotFound when there is none, when nothing connects the actor's agency with the
    child, or when the record is sealed; Restricted when a reason must be given first.
    """
    return _shown(actor, _with_opening(actor, at).filter(ref=ref).first(), at)


def get_by_id(actor: Actor, child_id: UUID, *, at: datetime) -> Child:
    """Return the child with this id, as `get_child` does."""
    return _shown(actor, _with_opening(actor, at).filter(pk=child_id).first(), at)


def _with_opening(actor: Actor, at: datetime) -> QuerySet[Child]:
    opened = Opening.objects.filter(
        child=OuterRef("pk"), person_id=actor.person_id, agency_id=actor.agency_id, until__gt=at
    )
    return Child.objects.annotate(opened=Exists(opened))


def _shown(actor: Actor, child: Child | None, at: datetime) -> Child:
    if child is None:
        raise NotFound(HIDDEN)
    ties = involvement.ties_for(actor, child.pk, at=at)
    if _sealed_to(actor, child, ties):
        raise NotFound(HIDDEN)
    answer = decide_with(actor, Kind.IDENTITY, ties)
    if not answer:
        raise NotFound(HIDDEN)
    if _closed(actor, child, ties):
        raise Restricted(child.ref)
    note([child.pk], refs=[child.ref], rule=f"identity:{answer.clause}")
    return child


def _sealed_to(actor: Actor, child: Child, ties: Ties) -> bool:
    """Say whether the seal hides the record: the mark on the row alone suffices."""
    return child.sealed and not actor.has(Role.SYSTEM) and actor.person_id not in ties.named


def _closed(actor: Actor, child: Child, ties: Ties) -> bool:
    opened = bool(getattr(child, "opened", False))
    return child.restricted and not opened and needs_reason(actor, ties.circumstances)


def require_open(actor: Actor, child_id: UUID, *, at: datetime) -> None:
    """Raise Restricted when something about the child must wait for a reason.

    For what an agency was given by a decision of its own and may read without a relation:
    it shows nothing, and hides nothing else.
    """
    child = _with_opening(actor, at).filter(pk=child_id, restricted=True).first()
    if child is None:
        return
    if _closed(actor, child, involvement.ties_for(actor, child.pk, at=at)):
        raise Restricted(child.ref)


def find_restricted(actor: Actor, ref: str, *, at: datetime) -> Child:
    """Return a restricted child that the actor may open, for the page that asks why.

    Shows nothing of the child, so that no look is noted. Raises NotFound as `get_child`.
    """
    child = Child.objects.filter(ref=ref).first()
    if child is None or not _may_see(actor, child, at):
        raise NotFound(HIDDEN)
    return child


def _may_see(actor: Actor, child: Child, at: datetime) -> bool:
    ties = involvement.ties_for(actor, child.pk, at=at)
    if _sealed_to(actor, child, ties):
        return False
    return bool(decide_with(actor, Kind.IDENTITY, ties))


# A list reads no more of a child than it shows, or needs to decide whether it may.
_ON_A_CARD = ("ref", "name", "born_on", "age_estimate", "restricted", "sealed")


def cards(
    actor: Actor,
    child_ids: Iterable[UUID],
    *,
    at: datetime,
    most: int | None = None,
    read: Iterable[Child] = (),
) -> dict[UUID, Card]:
    """Return a card for each child that the actor may see, and note the look. 2 queries.

    Those that are hidden or sealed are left out; restricted ones have neither name nor age.
    With `most`, the first so many of those asked for, in the order in which they were.
    `read`: what `get_child` has given the actor already, which is not read again.
    """
    wanted = list(dict.fromkeys(child_ids))
    if not wanted:
        return {}
    rows = {child.pk: child for child in read}
    if fresh := [pk for pk in wanted if pk not in rows]:
        rows |= _with_opening(actor, at).filter(pk__in=fresh).only(*_ON_A_CARD).in_bulk()
    ties = involvement.ties_of_for(actor, wanted, at=at)
    shown: dict[UUID, Card] = {}
    for row in (rows[pk] for pk in wanted if pk in rows):
        if len(shown) == most:
            break
        if not _sealed_to(actor, row, ties[row.pk]) and decide_with(
            actor, Kind.IDENTITY, ties[row.pk]
        ):
            shown[row.pk] = _card(actor, row, ties[row.pk], at)
    note(
        (pk for pk, card in shown.items() if not card.restricted),
        refs=sorted(card.ref for card in shown.values()),
    )
    return shown


def _card(actor: Actor, child: Child, ties: Ties, at: datetime) -> Card:
    missing_now = Circumstance.MISSING_NOW in ties.circumstances
    if _closed(actor, child, ties):
        return Card(child.pk, child.ref, "", None, None, True, missing_now)
    return Card(
        id=child.pk,
        ref=child.ref,
        name=child.name,
        age=age_at(child, at),
        born_on=child.born_on,
        restricted=False,
        missing_now=missing_now,
        age_estimate=child.age_estimate,
    )


def age_at(child: Child, at: datetime) -> int | None:
    """Return the age in years: from the date of birth, else as estimated."""
    return age_on(child.born_on, london_day(at)) if child.born_on else child.age_estimate


def same_child(child_id: UUID) -> frozenset[UUID]:
    """Return the ids of every record that is about this child now, this one among them."""
    return _same_as(child_id).get(child_id, frozenset({child_id}))


def _same_as(child_id: UUID) -> dict[UUID, frozenset[UUID]]:
    """Return the records about one child, once a page: nothing of whom the reader cannot see."""
    return once_a_look(("same_child", child_id), lambda: same_children([child_id]))


def same_children(child_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return, for each record, all records about the same child now. One query."""
    wanted = set(child_ids)
    together: dict[UUID, set[UUID]] = {}
    for same_as, child in _members(wanted).values_list("same_as_id", "child_id"):
        together.setdefault(same_as, set()).add(child)
    return {
        child: frozenset(group) for group in together.values() for child in group if child in wanted
    }


def same_records(child_id: UUID) -> QuerySet[Membership, UUID]:
    """Return what `same_child` says, to be asked inside another query; nothing for one alone."""
    return _members({child_id}).values_list("child_id", flat=True)


def _members(child_ids: Iterable[UUID]) -> QuerySet[Membership]:
    now = Membership.objects.filter(ends_at=None)
    return now.filter(same_as_id__in=now.filter(child_id__in=child_ids).values("same_as_id"))


def together(child_id: UUID) -> frozenset[UUID]:
    """Return every record of the one child that a job of the service is about.

    A job sees one record; the others it reads one by one (`identity.about`). For anybody else,
    and of another child than the one at hand, that record alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("select children_together(%s)", [child_id])
        return frozenset({child_id, *(row for (row,) in cursor.fetchall())})


def current_flags(child_ids: Iterable[UUID]) -> dict[UUID, list[Flag]]:
    """Return the warnings in force for each child, whichever record they stand on.

    Oldest review first, because what nobody has checked is what to ask about. Who may
    see which is for the caller to ask (`about` does): this says only what there is.
    """
    wanted = set(child_ids)
    groups = _same_as(*wanted) if len(wanted) == 1 else same_children(wanted)
    everyone = set().union(*groups.values()) if groups else set()
    by_record: dict[UUID, list[Flag]] = {}
    rows = Flag.objects.filter(child_id__in=everyone, ended_at=None).order_by("review_on", "set_at")
    for flag in rows:
        by_record.setdefault(flag.child_id, []).append(flag)
    return {
        child: [flag for record in sorted(group) for flag in by_record.get(record, [])]
        for child, group in groups.items()
    }
