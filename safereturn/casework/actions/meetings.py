"""A meeting is arranged, moved or called off; who is asked answers, or is rung.

Being asked to a meeting opens nothing: what an agency is shown stays what the agreement
gives it. An agency that the record does not know as working with the child, or a person of
none, is asked by phone, and reads nothing here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.casework import facts
from safereturn.casework.models import Meeting, MeetingDuty, MeetingInvite
from safereturn.casework.policies import meetings as policies
from safereturn.casework.queries.duties import may_be_asked
from safereturn.casework.rules.meetings import InviteAnswer, MeetingPlan
from safereturn.children import queries as children
from safereturn.children.actions.locking import hold
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.references import new_reference
from safereturn.involvement import queries as involvement


class MeetingOver(Conflict):
    """This meeting has been held or called off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked to come: agencies that work with the child, and people of none."""

    agencies: frozenset[UUID] = frozenset()
    others: tuple[str, ...] = ()


def arrange(
    child_ref: str,
    plan: MeetingPlan,
    asked: Asked,
    duty_refs: Collection[str] = (),
    *,
    at: datetime,
    by: Actor,
) -> Meeting:
    """Arrange a meeting about a child, and ask people to it.

    Raises Invalid for an agency that does not work with the child, or when nobody is asked.
    The duties named that are the agency's own wait for it from then on.
    """
    child = children.get_child(by, child_ref, at=at)
    ties = involvement.ties_for(by, child.pk, at=at)
    policies.can_convene(by, ties).require()
    with recording("meeting.arranged", by=by, child_id=child.pk, refs=[child.ref]):
        hold([child.pk])
        ring = check_asked(child.pk, asked, at=at, by=by)
        duties = list(
            MeetingDuty.objects.select_for_update().filter(
                child_id__in=children.same_child(child.pk),
                agency_id=by.agency_id,
                ref__in=duty_refs,
                closed_at=None,
                meeting=None,
            )
        )
        row = Meeting.objects.create(
            ref=new_reference("MT"),
            child_id=child.pk,
            episode_id=next((duty.episode_id for duty in duties), None),
            agency_id=by.agency_id,
            kind=plan.kind,
            starts_at=plan.starts_at,
            how=plan.how,
            where=plan.where.strip(),
            chair=plan.chair.strip(),
            purpose=plan.purpose.strip(),
            arranged_at=at,
            arranged_by_id=by.person_id,
        )
        for duty in duties:
            duty.meeting = row
            duty.save(update_fields=["meeting"])
        everybody = Asked(agencies=asked.agencies | {by.agency_id}, others=asked.others)
        ask(row, everybody, ring, at=at, by=by)
        events.publish(facts.MeetingArranged(child_id=child.pk, meeting_id=row.pk))
    return row


def check_asked(child_id: UUID, asked: Asked, *, at: datetime, by: Actor) -> set[UUID]:
    """Return which of the agencies somebody must ring. Raises Invalid for what is wrong."""
    involved = involvement.agencies_of(child_id, at=at)
    known = {pk: ring for pk, _name, ring in may_be_asked(involved, at=at)}
    if asked.agencies - set(known):
        raise Invalid(fields={"agencies": "Choose agencies that work with the child"})
    if not asked.agencies - {by.agency_id} and not asked.others:
        raise Invalid(fields={"agencies": "Select who is asked to come"})
    return {pk for pk in asked.agencies if known[pk]}


def ask(row: Meeting, asked: Asked, ring: Collection[UUID], *, at: datetime, by: Actor) -> None:
    """Write down who is asked; those in `ring` wait until somebody has rung them."""
    own = by.agency_id
    for agency_id in sorted(asked.agencies):
        is_own = agency_id == own
        MeetingInvite.objects.create(
            meeting=row,
            child_id=row.child_id,
            agency_id=agency_id,
            round_at=at,
            by_phone=agency_id in ring,
            asked_at=None if agency_id in ring else at,
            asked_by_id=None if agency_id in ring else by.person_id,
            answer=InviteAnswer.COMING if is_own else "",
            answered_at=at if is_own else None,
            answered_by_id=by.person_id if is_own else None,
        )
    for who in asked.others:
        MeetingInvite.objects.create(
            meeting=row, child_id=row.child_id, who=who.strip(), round_at=at, by_phone=True
        )


def move(ref: str, plan: MeetingPlan, *, at: datetime, by: Actor) -> Meeting:
    """Give a meeting another time or place: then everybody is asked anew."""
    known = find_run(ref, at=at, by=by)
    with recording("meeting.moved", by=by, child_id=known.child_id, refs=[ref]):
        row = locked(known)
        before = (row.starts_at, row.how, row.where)
        row.starts_at, row.how, row.where = plan.starts_at, plan.how, plan.where.strip()
        row.chair, row.purpose, row.kind = plan.chair.strip(), plan.purpose.strip(), plan.kind
        row.save(update_fields=["starts_at", "how", "where", "chair", "purpose", "kind"])
        if before != (row.starts_at, row.how, row.where):
            _ask_anew(row, at=at, by=by)
            events.publish(facts.MeetingArranged(child_id=row.child_id, meeting_id=row.pk))
    return row


def _ask_anew(row: Meeting, *, at: datetime, by: Actor) -> None:
    """Ask everybody for the new time or place: by notice, or they are to be rung again."""
    others = MeetingInvite.objects.filter(meeting=row, dropped_at=None)
    others = others.exclude(agency_id=row.agency_id)
    others.update(
        round_at=at, answer="", answer_words="", answered_at=None, answered_by_id=None,
        asked_at=at, asked_by_id=by.person_id, by_phone=False, spoke_to="", phone_number="",
    )  # fmt: skip
    asked = [pk for pk in others.values_list("agency_id", flat=True) if pk]
    ring = Q(agency_id=None) | Q(agency_id__in=agencies.without_accounts(asked))
    others.filter(ring).update(asked_at=None, asked_by_id=None, by_phone=True)


def call_off(ref: str, because: str, *, at: datetime, by: Actor) -> Meeting:
    """Call a meeting off, and say why; what it was to answer is owed again."""
    known = find_run(ref, at=at, by=by)
    if not because.strip():
        raise Invalid(fields={"because": "Enter why the meeting is called off"})
    with recording("meeting.called_off", by=by, child_id=known.child_id, refs=[ref]):
        row = locked(known)
        row.cancelled_at, row.cancelled_by_id = at, by.person_id
        row.cancelled_because = because.strip()
        row.save(update_fields=["cancelled_at", "cancelled_by_id", "cancelled_because"])
        MeetingDuty.objects.filter(meeting=row, closed_at=None).update(meeting=None)
        events.publish(facts.MeetingCalledOff(child_id=row.child_id, meeting_id=row.pk))
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """That somebody was told by phone. Raises Invalid when it does not say who, or where."""

    spoke_to: str
    phone_number: str

    def __post_init__(self) -> None:
        """Refuse "told by phone" that nobody could check."""
        wrong = {}
        if not self.spoke_to.strip():
            wrong["spoke_to"] = "Enter who you spoke to"
        if not self.phone_number.strip():
            wrong["phone_number"] = "Enter the number you rang"
        if wrong:
            raise Invalid(fields=wrong)


def ask_by_phone(
    ref: str, invite_id: UUID, rung: Rung, answer: InviteAnswer | None, words: str = "",
    *, at: datetime, by: Actor,
) -> MeetingInvite:  # fmt: skip
    """Write down that somebody was asked by phone, and what they said."""
    known = find_run(ref, at=at, by=by)
    with recording("meeting.asked_by_phone", by=by, child_id=known.child_id, refs=[ref]):
        locked(known)
        row = _invite(known, pk=invite_id)
        row.by_phone, row.asked_at, row.asked_by_id = True, at, by.person_id
        row.spoke_to, row.phone_number = rung.spoke_to.strip(), rung.phone_number.strip()
        _answer(row, answer, words, at=at, by=by)
    return row


def answer(
    ref: str, said: InviteAnswer, words: str = "", *, at: datetime, by: Actor
) -> MeetingInvite:
    """Say for one's own agency whether somebody comes; apologies may come with words."""
    known = find(ref, at=at, by=by)
    ties = involvement.ties_for(by, known.child_id, at=at)
    with recording("meeting.answered", by=by, child_id=known.child_id, refs=[ref]):
        locked(known)
        row = _invite(known, agency_id=by.agency_id)
        policies.can_answer_invite(by, row.agency_id, known, ties).require()
        _answer(row, said, words, at=at, by=by)
        events.publish(
            facts.MeetingAnswered(child_id=known.child_id, meeting_id=known.pk, invite_id=row.pk)
        )
    return row


def _answer(
    row: MeetingInvite, said: InviteAnswer | None, words: str, *, at: datetime, by: Actor
) -> None:
    row.answer, row.answer_words = said or "", words.strip()
    row.answered_at = at if said else None
    row.answered_by_id = by.person_id if said else None
    row.save()


def _invite(meeting: Meeting, **which: UUID) -> MeetingInvite:
    rows = MeetingInvite.objects.select_for_update().filter(meeting=meeting, dropped_at=None)
    row = rows.filter(**which).first()
    if row is None:
        raise NotFound
    return row


def find(ref: str, *, at: datetime, by: Actor) -> Meeting:
    """Return a meeting that the actor may know of, or raise NotFound."""
    row = Meeting.objects.filter(ref=ref).first()
    if row is None:
        raise NotFound
    ties = involvement.ties_for(by, row.child_id, at=at)
    if not policies.can_see_meeting(by, row, asked_of(row), ties):
        raise NotFound
    return row


def find_run(ref: str, *, at: datetime, by: Actor) -> Meeting:
    """Return a meeting that the actor runs. Raises NotFound for a stranger."""
    row = find(ref, at=at, by=by)
    ties = involvement.ties_for(by, row.child_id, at=at)
    policies.can_run_meeting(by, row, ties).require()
    return row


def asked_of(meeting: Meeting) -> set[UUID | None]:
    """Return which agencies are asked."""
    rows = MeetingInvite.objects.filter(meeting=meeting, dropped_at=None)
    return set(rows.values_list("agency_id", flat=True))


def locked(known: Meeting, *, held: bool = False) -> Meeting:
    """Return the row, locked. Raises MeetingOver if it is not as far as the caller needs."""
    hold([known.child_id])
    row = Meeting.objects.select_for_update().get(pk=known.pk)
    if row.cancelled_at or bool(row.held_at) is not held:
        raise MeetingOver if not held else NotHeldYet
    return row


class NotHeldYet(Conflict):
    """Write down first that the meeting was held."""
