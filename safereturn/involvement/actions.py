"""Relations open and end with the journey's facts.

These are called by the actions above, inside their own recorded transaction: the fact
that a child is missing and the relation it creates are true together or not at all. They
ask no policy of their own; whoever may report a child missing makes the force involved.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.db import connection

from safereturn.audit.record import forget
from safereturn.foundation.identity import about
from safereturn.foundation.recording import in_turn, require_recording
from safereturn.involvement.models import (
    Involvement,
    KeptOut,
    Named,
    Rulebook,
    Seal,
    Standing,
    Visibility,
)
from safereturn.involvement.rules import ALONE, Basis, Circumstance, Personal

# An agency that becomes involved sees the child's earlier episodes in its lists too. The
# standing "missing now" is kept for ever, so it is the list of a child's episodes here.
# An episode that nobody had in their lists counts as open while its standing is.
_OPEN = """
with opened as (
  insert into involvement_involvement
         (id, child_id, agency_id, basis, starts_at, opened_by, ended_by, subject_id, guarded)
  values (gen_random_uuid(), %(child)s, %(agency)s, %(basis)s, %(at)s, %(because)s, '',
          %(subject)s, involvement_is_guarded(%(child)s))
      on conflict (child_id, agency_id, basis) where ends_at is null do nothing
  returning basis
), shown as (
  insert into involvement_visibility (id, agency_id, child_id, episode_id, started_at, needs)
  select gen_random_uuid(), %(agency)s, s.child_id, s.subject_id, min(s.starts_at),
         coalesce((select bool_or(v.needs) from involvement_visibility v
                    where v.episode_id = s.subject_id), bool_or(s.ends_at is null))
    from opened cross join involvement_standing s
   where opened.basis <> 'asked' and s.child_id = %(child)s
     and s.circumstance in ('missing_now', 'away_not_reported')
   group by s.child_id, s.subject_id
      on conflict on constraint visibility_once do nothing
)
select exists (select from opened)
"""


P = ParamSpec("P")
R = TypeVar("R")


def _in_sight(
    change: Callable[Concatenate[UUID, P], R],
) -> Callable[Concatenate[UUID, P], R]:
    """Let a change see the child whom it is about, whatever becomes of the relation.

    An agency opens its own first relation, or ends its last: row-level security would hide
    from it what it is writing.
    """

    @wraps(change)
    def seen(child_id: UUID, /, *args: P.args, **kwargs: P.kwargs) -> R:
        require_recording()
        with about(child_id):
            return change(child_id, *args, **kwargs)

    return seen


def _about_to_change(child_id: UUID | None = None) -> None:
    require_recording()
    forget()
    if child_id is not None:
        # What decides who sees a child is changed by one transaction at a time, child by child:
        # an agency that becomes involved while an episode opens must find it in its lists.
        in_turn(str(child_id))


@_in_sight
def open_(
    child_id: UUID,
    agency_id: UUID,
    basis: Basis,
    *,
    because: str,
    at: datetime,
    subject_id: UUID | None = None,
) -> bool:
    """Open a relation unless it is open already; say whether it was opened now."""
    _about_to_change(child_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            {
                "child": child_id,
                "agency": agency_id,
                "basis": basis,
                "because": because,
                "at": at,
                "subject": subject_id,
            },
        )
        (opened,) = cursor.fetchone() or (False,)
    return bool(opened)


@_in_sight
def end(child_id: UUID, agency_id: UUID, basis: Basis, *, because: str, at: datetime) -> None:
    """End a relation; with the last one, the child leaves the agency's lists."""
    _about_to_change(child_id)
    Involvement.objects.filter(
        child_id=child_id, agency_id=agency_id, basis=basis, ends_at=None
    ).update(ends_at=at, ended_by=because)
    left = Involvement.objects.filter(child_id=child_id, agency_id=agency_id, ends_at=None)
    if not left.exclude(basis__in=ALONE).exists():
        Visibility.objects.filter(child_id=child_id, agency_id=agency_id).delete()


@_in_sight
def show(child_id: UUID, episode_id: UUID, *, started_at: datetime) -> None:
    """Put a new episode in the lists of every agency involved with the child now."""
    _about_to_change(child_id)
    agencies = (
        Involvement.objects.filter(child_id=child_id, ends_at=None)
        .exclude(basis__in=ALONE)
        .values_list("agency_id", flat=True)
        .distinct()
    )
    Visibility.objects.bulk_create(
        (
            Visibility(
                agency_id=agency,
                child_id=child_id,
                episode_id=episode_id,
                started_at=started_at,
            )
            for agency in agencies
        ),
        ignore_conflicts=True,
    )


def nothing_left(episode_id: UUID, *, but: Collection[UUID] = ()) -> None:
    """Say that nothing is open in an episode any more: it leaves the worklists.

    `but`: the agencies that still owe something themselves.
    """
    _about_to_change()
    rows = Visibility.objects.filter(episode_id=episode_id, needs=True)
    rows.exclude(agency_id__in=but).update(needs=False)


@_in_sight
def begins(child_id: UUID, circumstance: Circumstance, subject_id: UUID, *, at: datetime) -> None:
    """Say that something is now going on for the child."""
    _about_to_change(child_id)
    open_now = Standing.objects.filter(
        subject_id=subject_id, circumstance=circumstance, ends_at=None
    )
    if not open_now.exists():
        Standing.objects.create(
            child_id=child_id, circumstance=circumstance, subject_id=subject_id, starts_at=at
        )


def ends(circumstances: Iterable[Circumstance], subject_id: UUID, *, at: datetime) -> None:
    """Say that something is over."""
    _about_to_change()
    Standing.objects.filter(
        subject_id=subject_id, circumstance__in=list(circumstances), ends_at=None
    ).update(ends_at=at)


@_in_sight
def open_emergency(
    child_id: UUID,
    agency_id: UUID,
    person_id: UUID,
    *,
    until: datetime,
    because: str,
    at: datetime,
) -> None:
    """Let one person of an agency without a relation in, until this time (break-glass)."""
    _about_to_change(child_id)
    Involvement.objects.create(
        child_id=child_id,
        agency_id=agency_id,
        basis=Basis.EMERGENCY,
        subject_id=person_id,
        starts_at=at,
        ends_at=until,
        opened_by=because,
        ended_by="the time was over",
        guarded=_is_guarded(child_id),
    )


@_in_sight
def seal(
    child_id: UUID,
    *,
    why: str,
    desk_agency_id: UUID,
    desk_contact: str,
    review_on: date,
    at: datetime,
    by: UUID,
) -> None:
    """Seal the record: from now on it is absent for everybody who is not named."""
    _about_to_change(child_id)
    Seal.objects.create(
        child_id=child_id,
        why=why,
        desk_agency_id=desk_agency_id,
        desk_contact=desk_contact,
        review_on=review_on,
        sealed_at=at,
        sealed_by_id=by,
    )
    _set_guarded(child_id)


@_in_sight
def unseal(child_id: UUID, *, because: str, at: datetime, by: UUID) -> None:
    """End the seal; who was named stays written down."""
    _about_to_change(child_id)
    Seal.objects.filter(child_id=child_id, ended_at=None).update(
        ended_at=at, ended_by_id=by, ended_because=because
    )
    _set_guarded(child_id)


@_in_sight
def name(child_id: UUID, person_id: UUID, *, at: datetime, by: UUID) -> None:
    """Name somebody for whom a sealed record is there; naming twice changes nothing."""
    _about_to_change(child_id)
    if not Named.objects.filter(child_id=child_id, person_id=person_id, ended_at=None).exists():
        Named.objects.create(child_id=child_id, person_id=person_id, added_at=at, added_by_id=by)


@_in_sight
def unname(child_id: UUID, person_id: UUID, *, at: datetime, by: UUID) -> None:
    """Take somebody off the list of those named."""
    _about_to_change(child_id)
    Named.objects.filter(child_id=child_id, person_id=person_id, ended_at=None).update(
        ended_at=at, ended_by_id=by
    )


@_in_sight
def keep_out(
    child_id: UUID, person_id: UUID, *, why: Personal, note: str, at: datetime, by: UUID
) -> None:
    """Keep a worker with a personal link out; saying it twice changes nothing."""
    _about_to_change(child_id)
    if not KeptOut.objects.filter(child_id=child_id, person_id=person_id, ended_at=None).exists():
        KeptOut.objects.create(
            child_id=child_id,
            person_id=person_id,
            why=why,
            note=note,
            added_at=at,
            added_by_id=by,
        )
    _set_guarded(child_id)


@_in_sight
def let_in(child_id: UUID, person_id: UUID, *, because: str, at: datetime, by: UUID) -> None:
    """End a keeping out, with the reason."""
    _about_to_change(child_id)
    KeptOut.objects.filter(child_id=child_id, person_id=person_id, ended_at=None).update(
        ended_at=at, ended_by_id=by, ended_because=because
    )
    _set_guarded(child_id)


def agreements_changed() -> None:
    """Say that other agreements may be in force now: whoever has them in memory reads again."""
    forget()
    Rulebook.objects.update(stamp=uuid4())


def _is_guarded(child_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select involvement_is_guarded(%s)", [child_id])
        (guarded,) = cursor.fetchone() or (False,)
    return bool(guarded)


def _set_guarded(child_id: UUID) -> None:
    Involvement.objects.filter(child_id=child_id).update(guarded=_is_guarded(child_id))
