"""People around the child, and facts with a source and a date."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.children import policies
from safereturn.children.actions.keys import set_keys
from safereturn.children.models import ConnectedPerson, Detail
from safereturn.children.rules import DetailKind, NewPerson, finding
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound

DETAILS = "children.details"


class AlreadyEnded(Conflict):
    """Somebody has ended this already."""


def add_person(child_id: UUID, details: NewPerson, *, at: datetime, by: Actor) -> ConnectedPerson:
    """Add somebody around the child, and say whether they may be told."""
    policies.can_change(by, child_id, at=at).require()
    with recording("child.person_added", by=by, child_id=child_id):
        return ConnectedPerson.objects.create(
            child_id=child_id, source_agency_id=by.agency_id, obtained_at=at, **asdict(details)
        )


def change_person(
    person: ConnectedPerson, details: NewPerson, *, at: datetime, by: Actor
) -> ConnectedPerson:
    """Correct what is known of somebody; the history keeps what it said before."""
    policies.can_change(by, person.child_id, at=at).require()
    with recording("child.person_changed", by=by, child_id=person.child_id):
        row = _locked_person(person.pk)
        for name, value in asdict(details).items():
            setattr(row, name, value)
        row.source_agency_id, row.obtained_at = by.agency_id, at
        row.save()
    return row


def end_person(person: ConnectedPerson, *, at: datetime, by: Actor) -> ConnectedPerson:
    """Say that somebody is not around the child any more."""
    policies.can_change(by, person.child_id, at=at).require()
    with recording("child.person_ended", by=by, child_id=person.child_id):
        row = _locked_person(person.pk)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
    return row


def _locked_person(person_id: UUID) -> ConnectedPerson:
    row = ConnectedPerson.objects.select_for_update().filter(pk=person_id).first()
    if row is None:
        raise NotFound("We could not find that person.")
    if row.ended_at:
        raise AlreadyEnded
    return row


def add_detail(
    child_id: UUID,
    kind: DetailKind,
    text: str,
    *,
    source_name: str = "",
    obtained_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> Detail:
    """Add a fact, with who said so and when it was true."""
    policies.can_change(by, child_id, at=at).require()
    obtained_at = obtained_at or at
    wrong = {}
    if not text.strip():
        wrong["text"] = "Enter what is known"
    if obtained_at > at:
        wrong["obtained_at"] = "The date must be in the past"
    if wrong:
        raise Invalid(fields=wrong)
    with recording("child.detail_added", by=by, child_id=child_id):
        row = Detail.objects.create(
            child_id=child_id,
            kind=kind,
            text=text.strip(),
            source_agency_id=by.agency_id,
            source_name=source_name.strip(),
            obtained_at=obtained_at,
        )
        _set_detail_keys(child_id)
    return row


def still_right(detail: Detail, *, at: datetime, by: Actor) -> Detail:
    """Say that a fact was checked and still holds: one press."""
    policies.can_change(by, detail.child_id, at=at).require()
    with recording("child.detail_checked", by=by, child_id=detail.child_id):
        row = _locked_detail(detail.pk)
        row.checked_at = at
        row.save(update_fields=["checked_at"])
    return row


def end_detail(detail: Detail, *, at: datetime, by: Actor) -> Detail:
    """Say that a fact does not hold any more."""
    policies.can_change(by, detail.child_id, at=at).require()
    with recording("child.detail_ended", by=by, child_id=detail.child_id):
        row = _locked_detail(detail.pk)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        _set_detail_keys(detail.child_id)
    return row


def _locked_detail(detail_id: UUID) -> Detail:
    row = Detail.objects.select_for_update().filter(pk=detail_id).first()
    if row is None:
        raise NotFound("We could not find that fact.")
    if row.ended_at:
        raise AlreadyEnded
    return row


def _set_detail_keys(child_id: UUID) -> None:
    keys: set[str] = set()
    for kind, text in Detail.objects.filter(child_id=child_id, ended_at=None).values_list(
        "kind", "text"
    ):
        if kind == DetailKind.PHONE:
            keys |= finding.phone_keys(text)
        elif kind == DetailKind.HOME_ADDRESS:
            keys |= finding.postcode_keys(text)
    set_keys(child_id, DETAILS, keys)
