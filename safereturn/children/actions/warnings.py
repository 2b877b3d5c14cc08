"""Warnings ("Act on this"): set with evidence, renewed, and ended by a person."""

from datetime import date, datetime, time
from uuid import UUID

from safereturn.agencies.rules import LONDON, london_day
from safereturn.audit.record import recording
from safereturn.children import policies
from safereturn.children.models import Flag
from safereturn.children.rules import NewFlag
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound


class FlagEnded(Conflict):
    """Somebody has ended this warning already."""


def set_flag(child_id: UUID, details: NewFlag, *, at: datetime, by: Actor) -> Flag:
    """Set a warning. The agency that sets it owns it, and owes its review."""
    policies.can_change(by, child_id, at=at).require()
    details.checked_at(at)
    with recording("child.flag_set", by=by, child_id=child_id):
        flag = Flag.objects.create(
            child_id=child_id,
            kind=details.kind,
            text=details.text.strip(),
            evidence=details.evidence.strip(),
            owner_agency_id=by.agency_id,
            set_by_id=by.person_id,
            set_at=at,
            checked_at=at,
            review_on=details.review_on,
        )
        _owe_review(flag, at)
    return flag


def renew_flag(flag: Flag, *, review_on: date, evidence: str = "", at: datetime, by: Actor) -> Flag:
    """Say that a warning was checked and still holds, and when it is looked at next."""
    policies.can_change(by, flag.child_id, at=at).require()
    if review_on <= london_day(at):
        raise Invalid(fields={"review_on": "The review date must be in the future"})
    with recording("child.flag_renewed", by=by, child_id=flag.child_id):
        row = _locked(flag.pk)
        row.checked_at, row.review_on = at, review_on
        row.evidence = evidence.strip() or row.evidence
        row.save(update_fields=["checked_at", "review_on", "evidence"])
        _owe_review(row, at)
    return row


def end_flag(flag: Flag, *, because: str, at: datetime, by: Actor) -> Flag:
    """End a warning, with the reason. No date ever does this (decisions.md 27)."""
    policies.can_end_flag(by, flag, at=at).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why this warning no longer holds"})
    with recording("child.flag_ended", by=by, child_id=flag.child_id):
        row = _locked(flag.pk)
        row.ended_at, row.ended_by_id = at, by.person_id
        row.ended_because = because.strip()
        row.save(update_fields=["ended_at", "ended_by_id", "ended_because"])
        clocks.meet(ClockKind.WARNING_REVIEW, row.pk, at=at)
    return row


def _locked(flag_id: UUID) -> Flag:
    row = Flag.objects.select_for_update().filter(pk=flag_id).first()
    if row is None:
        raise NotFound("We could not find that warning.")
    if row.ended_at:
        raise FlagEnded
    return row


def _owe_review(flag: Flag, at: datetime) -> None:
    """The review is owed when its day begins in London; past it, it is overdue."""
    clocks.start_until(
        ClockKind.WARNING_REVIEW,
        datetime.combine(flag.review_on, time(), tzinfo=LONDON),
        child_id=flag.child_id,
        subject_id=flag.pk,
        owner=flag.owner_agency_id,
        at=at,
        counted_from="setting",
    )
