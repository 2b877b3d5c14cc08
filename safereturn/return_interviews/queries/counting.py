"""What is owed by an agency, and how its interviews went."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from safereturn.agencies import policies as agencies
from safereturn.audit.record import note
from safereturn.children import queries as children
from safereturn.foundation.actor import Actor
from safereturn.foundation.hidden import hidden_from
from safereturn.return_interviews.models import InterviewEpisode, Offer, ReturnInterview
from safereturn.return_interviews.rules import OPEN_STATES, OfferAnswer, State


@dataclass(frozen=True, slots=True)
class DueInterview:
    """One interview that is owed."""

    id: UUID
    ref: str
    child_id: UUID
    state: State
    due_at: datetime | None
    interviewer_name: str
    is_owner: bool


@dataclass(frozen=True, slots=True)
class LeftInterview:
    """An open interview of somebody who leaves: its reference and when it is due, no name."""

    ref: str
    due_at: datetime | None


def left_by(person_id: UUID, *, by: Actor) -> list[LeftInterview]:
    """Return what somebody of an administrator's agency would leave undone, and note the look.

    References alone: an administrator hands the work on and does not read it. Nothing of a
    child whose record is absent for the administrator.
    """
    agencies.can_administer(by, by.agency_id).require()
    held = ReturnInterview.objects.filter(
        interviewer_id=person_id, interviewing_agency_id=by.agency_id, state__in=OPEN_STATES
    )
    rows = list(held.exclude(child_id__in=hidden_from(by.person_id)).order_by("due_at"))
    note([row.child_id for row in rows], refs=[row.ref for row in rows])
    return [LeftInterview(row.ref, row.due_at) for row in rows]


def due_for(actor: Actor, *, at: datetime) -> list[DueInterview]:
    """Return what the actor's agency owes or holds, and note the look.

    First those without hours yet, which are owed at once; then the soonest due. Of a
    child whose record is sealed to the actor there is not even a reference.
    """
    mine = Q(owner_agency_id=actor.agency_id) | Q(interviewing_agency_id=actor.agency_id)
    owed = ReturnInterview.objects.filter(mine, state__in=OPEN_STATES)
    rows = list(owed.order_by(F("due_at").asc(nulls_first=True)))
    shown = children.cards(actor, {row.child_id for row in rows}, at=at)
    rows = [row for row in rows if row.child_id in shown]
    note([row.child_id for row in rows], refs=[row.ref for row in rows])
    return [
        DueInterview(
            row.pk,
            row.ref,
            row.child_id,
            State(row.state),
            row.due_at,
            row.interviewer_name,
            row.owner_agency_id == actor.agency_id,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Measures:
    """How the interviews of a stretch of time went. An episode counts each time."""

    owed: int
    offered: int
    accepted: int
    declined: int
    held: int
    held_within_72h: int
    not_possible: int
    episodes_owed: int
    episodes_held: int


def measures(actor: Actor, *, since: datetime, until: datetime) -> Measures:
    """Count the interviews that the actor's agency owes for returns in [since, until).

    Numbers only; no child is shown, so that no look is noted.
    """
    offers = Offer.objects.filter(interview=OuterRef("pk"))
    rows = ReturnInterview.objects.filter(
        owner_agency_id=actor.agency_id, returned_at__gte=since, returned_at__lt=until
    )
    held = Q(state=State.HELD)
    counted = rows.annotate(
        was_offered=Exists(offers),
        was_accepted=Exists(offers.filter(answer=OfferAnswer.ACCEPTED)),
    ).aggregate(
        owed=Count("pk"),
        offered=Count("pk", filter=Q(was_offered=True) | held),
        accepted=Count("pk", filter=Q(was_accepted=True) | held),
        declined=Count("pk", filter=Q(state=State.DECLINED)),
        held=Count("pk", filter=held),
        held_within_72h=Count("pk", filter=held & Q(held_at__lte=F("due_at"))),
        not_possible=Count("pk", filter=Q(state=State.NOT_POSSIBLE)),
    )
    covered = InterviewEpisode.objects.filter(interview__in=rows)
    return Measures(
        **counted,
        episodes_owed=covered.count(),
        episodes_held=covered.filter(interview__state=State.HELD).count(),
    )
