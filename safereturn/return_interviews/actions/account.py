"""The interview itself: what the child told, harm that cannot wait, and the end of it."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.return_interviews import facts, policies
from safereturn.return_interviews.actions.offers import (
    NotIndependent,
    independence,
    keep_items_open,
)
from safereturn.return_interviews.actions.settling import (
    episodes_of,
    find,
    lock,
    lock_open,
    settle,
)
from safereturn.return_interviews.models import FollowUp, Referral, ReferralCall, ReturnInterview
from safereturn.return_interviews.rules import Account, State
from safereturn.sharing import actions as sharing
from safereturn.sharing.rules import Answer, Depth, Gateway, Kind

# The answer under which a referral goes: no agreement is needed to protect a child.
REFERRED = Answer(
    Depth.FULL,
    "Sent at once because the child told of harm.",
    "act-now",
    Gateway.CHILDREN_ACT_1989_S17_S47,
)


def record_account(
    interview_id: UUID, account: Account, *, at: datetime, by: Actor
) -> ReturnInterview:
    """Keep what the child told. It may be recorded again until the interview is closed."""
    interview = find(interview_id)
    policies.can_conduct(by, interview).require()
    with recording("return_interview.account", by=by, child_id=interview.child_id):
        row = lock_open(interview)
        _check_times(row, account, at=at)
        _check_independence(row, at=at, by=by)
        for name in (
            "held_at", "mode", "place", "limits_explained", "own_words", "before", "during",
            "after", "harm_detail", "what_would_help", "sharing_wish", "sharing_words",
            "summary", "late_because",
        ):  # fmt: skip
            setattr(row, name, getattr(account, name))
        for name in ("push", "pull", "harm"):
            setattr(row, name, sorted(getattr(account, name)))
        row.account_at = at
        row.state = State.ACCEPTED
        row.save()
    return row


def _check_times(row: ReturnInterview, account: Account, *, at: datetime) -> None:
    if account.held_at > at:
        raise Invalid(fields={"held_at": "The time of the interview must be in the past"})
    is_late = row.due_at is not None and account.held_at > row.due_at
    if is_late and not account.late_because.strip():
        raise Invalid(fields={"late_because": "Enter why the interview was late"})


def _check_independence(row: ReturnInterview, *, at: datetime, by: Actor) -> None:
    """Whoever holds it is asked again: they need not be the one it was allocated to."""
    checked = independence(row, by.agency_id, at=at)
    if checked.refused_because:
        raise NotIndependent(checked.refused_because)
    row.independence = asdict(checked)
    row.independence_flag = checked.flagged_because
    row.interviewer_id, row.interviewer_name = by.person_id, by.name


def hold(
    interview_id: UUID,
    account: Account | None = None,
    *,
    no_actions_because: str = "",
    at: datetime,
    by: Actor,
) -> ReturnInterview:
    """Close the interview as held. `account` is recorded first, if it is given.

    Something will happen now, or it is said why nothing will (decisions.md 37): raises
    Invalid without either, and without an account.
    """
    interview = find(interview_id)
    policies.can_conduct(by, interview).require()
    with recording("return_interview.held", by=by, child_id=interview.child_id):
        if account is not None:
            record_account(interview_id, account, at=at, by=by)
        row = lock_open(interview)
        if row.account_at is None or row.held_at is None:
            raise Invalid(fields={"own_words": "Enter what the child told you first"})
        promised = FollowUp.objects.filter(interview=row).exists()
        if not promised and not no_actions_because.strip():
            why = "Say what will happen now, or why nothing will"
            raise Invalid(fields={"no_actions_because": why})
        row.no_actions_because = "" if promised else no_actions_because
        row.state, row.closed_at, row.closed_by_id = State.HELD, at, by.person_id
        row.save()
        clocks.meet(ClockKind.RETURN_INTERVIEW, row.pk, at=row.held_at)
        keep_items_open(row, at=at)
        settle(row, at=at)
        events.publish(facts.InterviewClosed(child_id=row.child_id, interview_id=row.pk))
    return row


def act_now(
    interview_id: UUID,
    text: str,
    *,
    rung_at: datetime | None = None,
    spoke_to: str = "",
    at: datetime,
    by: Actor,
) -> Referral:
    """Send the safeguarding referral at once, before the interview is finished.

    It goes to the authority that owes the interview: the responsible one, else the host.
    """
    interview = find(interview_id)
    policies.can_share(by, interview).require()
    if not text.strip():
        raise Invalid(fields={"text": "Enter what the child told, in their words"})
    _check_call(rung_at, spoke_to, at=at)
    with recording("return_interview.harm", by=by, child_id=interview.child_id):
        row = lock(interview)
        referral = Referral.objects.create(
            interview=row,
            child_id=row.child_id,
            text=text,
            to_agency_id=row.owner_agency_id,
            rung_at=rung_at,
            spoke_to=spoke_to,
            by_id=by.person_id,
            made_at=at,
        )
        if rung_at is not None:
            _write_call(referral, rung_at, spoke_to, at=at, by=by)
        sharing.disclose(
            row.owner_agency_id,
            Kind.RISK,
            REFERRED,
            child_id=row.child_id,
            episode_id=episodes_of(row)[0].pk,
            item_id=referral.pk,
            reason="Harm disclosed in a return interview.",
            at=at,
            by=by,
        )
        events.publish(
            facts.HarmDisclosed(child_id=row.child_id, interview_id=row.pk, referral_id=referral.pk)
        )
    return referral


def _check_call(rung_at: datetime | None, spoke_to: str, *, at: datetime) -> None:
    if rung_at is not None and rung_at > at:
        raise Invalid(fields={"rung_at": "The time of the call must be in the past"})
    if rung_at is not None and not spoke_to.strip():
        raise Invalid(fields={"spoke_to": "Enter who you spoke to"})


def record_call(
    referral_id: UUID, *, rung_at: datetime, spoke_to: str, at: datetime, by: Actor
) -> Referral:
    """Add to a referral that somebody was rung, when, and who answered. Each call is kept."""
    known = Referral.objects.select_related("interview").filter(pk=referral_id).first()
    if known is None:
        raise NotFound
    policies.can_share(by, known.interview).require()
    if not spoke_to.strip():
        raise Invalid(fields={"spoke_to": "Enter who you spoke to"})
    _check_call(rung_at, spoke_to, at=at)
    with recording("return_interview.harm_rung", by=by, child_id=known.child_id):
        row = Referral.objects.select_for_update().get(pk=referral_id)
        if row.rung_at is None:
            row.rung_at, row.spoke_to = rung_at, spoke_to.strip()
            row.save(update_fields=["rung_at", "spoke_to"])
        _write_call(row, rung_at, spoke_to, at=at, by=by)
    return row


def _write_call(
    referral: Referral, rung_at: datetime, spoke_to: str, *, at: datetime, by: Actor
) -> None:
    ReferralCall.objects.create(
        referral=referral,
        interview_id=referral.interview_id,
        child_id=referral.child_id,
        rung_at=rung_at,
        spoke_to=spoke_to.strip(),
        by_id=by.person_id,
        made_at=at,
    )
