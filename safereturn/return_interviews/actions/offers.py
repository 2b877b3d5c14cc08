"""Who holds it, the offers, the attempts, and the endings without an account."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.involvement import actions as involvement
from safereturn.involvement import queries as ties
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.placements.rules import IN_CARE
from safereturn.return_interviews import facts, policies
from safereturn.return_interviews.actions.due import involve, start_clock
from safereturn.return_interviews.actions.settling import (
    episodes_of,
    find,
    lock,
    lock_open,
    not_due_any_more,
    settle,
)
from safereturn.return_interviews.models import (
    Attempt,
    CarerInformation,
    Item,
    Offer,
    ReturnInterview,
)
from safereturn.return_interviews.rules import (
    DeclinedBy,
    Independence,
    Interviewer,
    NewItem,
    OfferAnswer,
    OfferMade,
    State,
)


class NotIndependent(Invalid):
    """This person is not independent enough to hold the interview."""


class NotDeclined(Conflict):
    """This interview has not been declined."""


def independence(interview: ReturnInterview, agency_id: UUID, *, at: datetime) -> Independence:
    """Return how independent an agency's interviewer would be of this child's care."""
    covered = episodes_of(interview)
    homes = {episode.placement_agency_id for episode in covered}
    held = ties.ties(agency_id, interview.child_id, at=at).bases
    responsible = {episode.responsible_authority_id for episode in covered}
    return Independence.of(
        kind=agencies.kinds([agency_id])[agency_id],
        is_placement=agency_id in homes or Basis.PLACEMENT in held,
        is_responsible=agency_id in responsible or Basis.RESPONSIBLE_AUTHORITY in held,
        looked_after=any(episode.placement_kind in IN_CARE for episode in covered),
    )


def allocate(
    interview_id: UUID, interviewer: Interviewer, *, at: datetime, by: Actor
) -> ReturnInterview:
    """Name the interviewer, of this agency or another. Raises NotIndependent."""
    interview = find(interview_id)
    policies.can_arrange(by, interview).require()
    agency_id = interviewer.agency_id or interview.interviewing_agency_id
    with recording("return_interview.allocated", by=by, child_id=interview.child_id):
        row = lock_open(interview)
        checked = independence(row, agency_id, at=at)
        if checked.refused_because:
            raise NotIndependent(fields={"interviewer": checked.refused_because})
        if agency_id != row.interviewing_agency_id:
            _hand_over(row, agency_id, at=at)
        row.interviewer_id, row.interviewer_name = interviewer.person_id, interviewer.name
        row.independence = asdict(checked)
        row.independence_flag = checked.flagged_because
        row.save()
    return row


def _hand_over(row: ReturnInterview, agency_id: UUID, *, at: datetime) -> None:
    because = f"Return interview {row.ref} was given to another agency."
    if row.interviewing_agency_id != row.owner_agency_id:
        involvement.end(
            row.child_id,
            row.interviewing_agency_id,
            Basis.RETURN_INTERVIEWS,
            because=because,
            at=at,
        )
    involvement.open_(
        row.child_id,
        agency_id,
        Basis.RETURN_INTERVIEWS,
        because=f"Asked to hold return interview {row.ref}.",
        at=at,
        subject_id=row.pk,
    )
    row.interviewing_agency_id = agency_id


def offer(interview_id: UUID, made: OfferMade, *, at: datetime, by: Actor) -> ReturnInterview:
    """Keep one offer and its answer. The child's no closes the interview; a parent's
    does not, because the child is asked separately (decisions.md 34).
    """
    interview = find(interview_id)
    policies.can_arrange(by, interview).require()
    if made.offered_at > at:
        raise Invalid(fields={"offered_at": "The time of the offer must be in the past"})
    with recording("return_interview.offered", by=by, child_id=interview.child_id):
        row = lock_open(interview)
        Offer.objects.create(
            interview=row,
            child_id=row.child_id,
            offered_at=made.offered_at,
            made_to=made.made_to,
            made_by=made.made_by,
            how=made.how,
            answer=made.answer,
            declined_by=made.declined_by or "",
            reason=made.reason,
            trusted_adult=made.trusted_adult,
            by_id=by.person_id,
            entered_at=at,
        )
        row.state = State.ACCEPTED if made.answer is OfferAnswer.ACCEPTED else State.OFFERED
        row.save()
        events.publish(facts.InterviewOffered(child_id=row.child_id, interview_id=row.pk))
        if made.child_declined:
            row = decline(row.pk, DeclinedBy.CHILD, made.reason, at=at, by=by)
    return row


def attempt(
    interview_id: UUID,
    *,
    tried_at: datetime,
    how: str,
    outcome: str,
    at: datetime,
    by: Actor,
) -> Attempt:
    """Keep one attempt that did not succeed; each is counted."""
    interview = find(interview_id)
    policies.can_arrange(by, interview).require()
    problems = {}
    if tried_at > at:
        problems["tried_at"] = "The time of the attempt must be in the past"
    if not how.strip():
        problems["how"] = "Enter how you tried"
    if not outcome.strip():
        problems["outcome"] = "Enter what happened"
    if problems:
        raise Invalid(fields=problems)
    with recording("return_interview.attempted", by=by, child_id=interview.child_id):
        row = lock_open(interview)
        return Attempt.objects.create(
            interview=row,
            child_id=row.child_id,
            tried_at=tried_at,
            how=how,
            outcome=outcome,
            by_id=by.person_id,
            entered_at=at,
        )


def decline(
    interview_id: UUID, declined_by: DeclinedBy, reason: str = "", *, at: datetime, by: Actor
) -> ReturnInterview:
    """Close it because it was declined; the carer is then asked what they know.

    A parent's no closes it only with the reason why the child could not be asked.
    """
    interview = find(interview_id)
    policies.can_arrange(by, interview).require()
    if declined_by is DeclinedBy.PARENT and not reason.strip():
        raise Invalid(fields={"reason": "Enter why the child could not be asked separately"})
    with recording("return_interview.declined", by=by, child_id=interview.child_id):
        row = lock_open(interview)
        row.declined_by, row.declined_because = declined_by, reason
        clocks.stop(ClockKind.RETURN_INTERVIEW, row.pk, because="It was declined.", at=at)
        return _close(row, State.DECLINED, at=at, by=by)


def not_possible(interview_id: UUID, reason: str, *, at: datetime, by: Actor) -> ReturnInterview:
    """Close it because it could not be held, and say why on the child's record."""
    interview = find(interview_id)
    policies.can_arrange(by, interview).require()
    if not reason.strip():
        raise Invalid(fields={"reason": "Enter why the interview is not possible"})
    with recording("return_interview.not_possible", by=by, child_id=interview.child_id):
        row = lock_open(interview)
        row.not_possible_because = reason
        clocks.stop(ClockKind.RETURN_INTERVIEW, row.pk, because="It is not possible.", at=at)
        return _close(row, State.NOT_POSSIBLE, at=at, by=by)


def _close(row: ReturnInterview, state: State, *, at: datetime, by: Actor) -> ReturnInterview:
    row.state, row.closed_at, row.closed_by_id = state, at, by.person_id
    row.save()
    keep_items_open(row, at=at)
    settle(row, at=at)
    events.publish(facts.InterviewClosed(child_id=row.child_id, interview_id=row.pk))
    return row


def keep_items_open(row: ReturnInterview, *, at: datetime) -> None:
    """Say that there are items to deal with, in place of the interview that was due."""
    if Item.objects.filter(interview=row).exists():
        involvement.begins(row.child_id, Circumstance.ITEMS_OPEN, row.pk, at=at)
        not_due_any_more(episodes_of(row), at=at)


def reopen_offer(
    interview_id: UUID, trusted_adult: str, *, at: datetime, by: Actor
) -> ReturnInterview:
    """Offer a declined interview again, by another adult whom the child trusts."""
    interview = find(interview_id)
    policies.can_arrange(by, interview).require()
    if not trusted_adult.strip():
        raise Invalid(fields={"trusted_adult": "Enter who will offer it again"})
    with recording("return_interview.reopened", by=by, child_id=interview.child_id):
        row = lock(interview)
        if row.state != State.DECLINED:
            raise NotDeclined
        row.state, row.closed_at, row.closed_by_id = State.DUE, None, None
        row.declined_by = row.declined_because = ""
        row.reoffer_by = trusted_adult
        row.save()
        for episode in episodes_of(row):
            involvement.begins(episode.child_id, Circumstance.INTERVIEW_DUE, episode.pk, at=at)
        start_clock(row, episodes_of(row)[0].pk)
        involve(row, at=at)
        events.publish(facts.InterviewDue(child_id=row.child_id, interview_id=row.pk))
    return row


def carer_information(
    interview_id: UUID,
    *,
    given_by: str,
    text: str = "",
    nothing_to_add: bool = False,
    items: tuple[NewItem, ...] = (),
    at: datetime,
    by: Actor,
) -> CarerInformation:
    """Keep what the carer could say when the child declined, or that it was nothing.

    What can be acted on is kept as items, which are then shared one by one.
    """
    interview = find(interview_id)
    policies.can_arrange(by, interview).require()
    problems = {}
    if not given_by.strip():
        problems["given_by"] = "Enter who was asked"
    if bool(text.strip()) is nothing_to_add:
        problems["text"] = "Enter what the carer said, or select “Nothing to add”"
    if problems:
        raise Invalid(fields=problems)
    with recording("return_interview.carer_asked", by=by, child_id=interview.child_id):
        row = lock(interview)
        if row.state != State.DECLINED:
            raise NotDeclined
        kept = CarerInformation.objects.create(
            interview=row,
            child_id=row.child_id,
            given_by=given_by,
            text=text,
            nothing_to_add=nothing_to_add,
            by_id=by.person_id,
            given_at=at,
        )
        _keep_items(row, items, at=at, by=by)
        keep_items_open(row, at=at)
        settle(row, at=at)
    return kept


def _keep_items(
    row: ReturnInterview, items: tuple[NewItem, ...], *, at: datetime, by: Actor
) -> None:
    for item in items:
        Item.objects.create(
            interview=row,
            child_id=row.child_id,
            kind=item.kind,
            text=item.text,
            use=item.use,
            third_party_risk=item.third_party_risk,
            from_carer=True,
            made_at=at,
            by_id=by.person_id,
        )
