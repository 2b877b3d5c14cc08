"""A child is recorded; names and identifiers are added, corrected and ended."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from safereturn.agencies.rules import london_day
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import policies
from safereturn.children.actions.keys import set_keys
from safereturn.children.models import Child, Identifier, Membership, Name
from safereturn.children.rules import (
    IdentifierKind,
    NameKind,
    NewChild,
    can_hold,
    check_identifier,
    finding,
)
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.identity import about
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involvement

NAMES, NUMBERS = "children.names", "children.identifiers"
# Opened by `add`, and closed when the agency's true relation is said.
ADDED = "child.added"
# Numbers that the nation issues: whoever writes them down, they are the same number.
NATIONAL = frozenset({IdentifierKind.NHS_NUMBER, IdentifierKind.UPN, IdentifierKind.HOME_OFFICE})


class IdentifierTaken(Conflict):
    """Another child already has this identifier. Check it, or search for that child."""


def add(details: NewChild, *, at: datetime, by: Actor) -> Child:
    """Record a child that nobody has recorded yet; the agency that does so is involved.

    Raises Invalid for what cannot be true, IdentifierTaken for a number that is taken.
    """
    policies.can_add(by).require()
    details.checked_at(at)
    if not can_hold(by.agency_kind, details.basis):
        raise Invalid(fields={"basis": "Your agency cannot be that to a child"})
    child_id = uuid4()
    # Nobody is involved with the child before there is one.
    with recording("child.added", by=by, act=Act.COLLECTION), about(child_id):
        child = Child.objects.create(
            id=child_id,
            ref=new_reference("MC"),
            name=details.name.strip(),
            age_basis=details.how_sure,
            recorded_by_agency_id=by.agency_id,
            created_at=at,
            **{name: getattr(details, name) for name in _AS_GIVEN},
        )
        Membership.objects.create(child=child, same_as_id=child.pk, starts_at=at)
        Name.objects.bulk_create(
            Name(child=child, kind=kind, value=value.strip())
            for kind, value in details.other_names
            if value.strip()
        )
        if not by.has(Role.SYSTEM):
            involvement.open_(child.pk, by.agency_id, details.basis, because=ADDED, at=at)
        for kind, value in details.identifiers:
            _write_identifier(child.pk, kind, value, agency_id=by.agency_id, valid_from=None)
        _set_name_keys(child)
        if details.identifiers:
            _set_number_keys(child.pk)
    return child


_AS_GIVEN = (
    "born_on", "age_estimate", "sex", "gender", "ethnicity", "disability", "first_language",
    "interpreter", "asylum_seeking", "trafficking_referral", "guardian", "restricted",
)  # fmt: skip


def change(child_id: UUID, details: NewChild, *, at: datetime, by: Actor) -> Child:
    """Correct who the child is. The former values stay in the history of the row.

    Names and identifiers beyond the first name have actions of their own.
    """
    policies.can_change(by, child_id, at=at).require()
    details = replace(details, identifiers=(), other_names=()).checked_at(at)
    with recording("child.changed", by=by, child_id=child_id):
        child = locked(child_id)
        if child.name != details.name.strip():
            _keep_former_name(child)
        child.name, child.age_basis = details.name.strip(), details.how_sure
        for name in _AS_GIVEN:
            if name != "restricted":
                setattr(child, name, getattr(details, name))
        child.save()
        _set_name_keys(child)
    return child


def _keep_former_name(child: Child) -> None:
    Name.objects.get_or_create(child=child, kind=NameKind.FORMER, value=child.name)


def locked(child_id: UUID) -> Child:
    """Return the row, locked until the action ends, or raise NotFound."""
    child = Child.objects.select_for_update().filter(pk=child_id).first()
    if child is None:
        raise NotFound("We could not find that child.")
    return child


def add_name(child_id: UUID, kind: NameKind, value: str, *, at: datetime, by: Actor) -> Name:
    """Add a name the child is called, was called, or calls themselves."""
    policies.can_change(by, child_id, at=at).require()
    if not value.strip():
        raise Invalid(fields={"value": "Enter the name"})
    with recording("child.name_added", by=by, child_id=child_id):
        child = locked(child_id)
        name, _ = Name.objects.get_or_create(child=child, kind=kind, value=value.strip())
        _set_name_keys(child)
    return name


def add_identifier(
    child_id: UUID,
    kind: IdentifierKind,
    value: str,
    *,
    agency_id: UUID | None = None,
    valid_from: date | None = None,
    at: datetime,
    by: Actor,
) -> Identifier:
    """Add a number by which an agency knows the child; `agency_id` says whose number it is.

    Raises Invalid for a wrong check digit, IdentifierTaken when another child has it.
    """
    policies.can_change(by, child_id, at=at).require()
    with recording("child.identifier_added", by=by, child_id=child_id):
        locked(child_id)
        row = _write_identifier(
            child_id, kind, value, agency_id=agency_id or by.agency_id, valid_from=valid_from
        )
        _set_number_keys(child_id)
    return row


def end_identifier(identifier: Identifier, *, at: datetime, by: Actor) -> Identifier:
    """Say that a number is not valid any more. It still finds the child."""
    policies.can_change(by, identifier.child_id, at=at).require()
    with recording("child.identifier_ended", by=by, child_id=identifier.child_id):
        row = Identifier.objects.select_for_update().get(pk=identifier.pk)
        if row.valid_to is None:
            row.valid_to = london_day(at)
            row.save(update_fields=["valid_to"])
    return row


def _write_identifier(
    child_id: UUID,
    kind: IdentifierKind,
    value: str,
    *,
    agency_id: UUID,
    valid_from: date | None,
) -> Identifier:
    stored = check_identifier(kind, value)
    issuer = None if kind in NATIONAL else agency_id
    # A number in a sealed record is nobody's, as far as anybody else can tell.
    taken = Identifier.objects.filter(kind=kind, value=stored, agency_id=issuer, valid_to=None)
    taken = taken.filter(Q(shielded=False) | Q(child_id=child_id))
    row = Identifier(
        child_id=child_id,
        kind=kind,
        value=stored,
        agency_id=issuer,
        valid_from=valid_from,
        shielded=Child.objects.filter(pk=child_id, sealed=True).exists(),
    )
    return _existing(taken, child_id) or _written(row, taken)


def _existing(taken: QuerySet[Identifier], child_id: UUID) -> Identifier | None:
    there = taken.first()
    if there is not None and there.child_id != child_id:
        raise IdentifierTaken
    return there


def _written(row: Identifier, taken: QuerySet[Identifier]) -> Identifier:
    """Write a number that nobody has whom the writer may see.

    Somebody hidden may have it: to refuse it would tell so. It is accepted, shielded.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Unless, just now, somebody else has written it down for a child in sight.
        if _existing(taken.all(), row.child_id):  # no cover: two at the same moment
            raise IdentifierTaken from None
        row.shielded = True
        row.save(force_insert=True)
    return row


def _set_name_keys(child: Child) -> None:
    names = [child.name, *Name.objects.filter(child=child).values_list("value", flat=True)]
    set_keys(child.pk, NAMES, finding.identity_keys(names, child.born_on))


def _set_number_keys(child_id: UUID) -> None:
    rows = Identifier.objects.filter(child_id=child_id).values_list("value", flat=True)
    set_keys(child_id, NUMBERS, (finding.number_key(value) for value in rows))
