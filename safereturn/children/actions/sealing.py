"""A record is sealed: absent for everybody who is not named (decisions.md 16).

Refuge, protected placement, a former identity after adoption. All records about the same
child are sealed together, and merging never crosses a seal.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.children import policies
from safereturn.children.actions.identity import locked
from safereturn.children.models import Child, Identifier
from safereturn.children.queries import same_child
from safereturn.children.rules import FEWEST_NAMED, NewSeal
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.identity import about
from safereturn.involvement import actions as involvement
from safereturn.involvement import queries as ties


class AlreadySealed(Conflict):
    """This record is sealed already."""


class NotSealed(Conflict):
    """This record is not sealed."""


def seal(child_id: UUID, details: NewSeal, *, at: datetime, by: Actor) -> Child:
    """Seal the record, with the reason, a day on which that is looked at again, and a desk.

    Whoever seals is named with the others. Its numbers leave the constraint that keeps a
    number to one child: written down for somebody else they are accepted, as for a child
    nobody knows. Raises AlreadySealed, Invalid.
    """
    policies.can_seal(by, child_id, at=at).require()
    named = details.people | {by.person_id}
    details = NewSeal(
        details.why, details.review_on, details.desk_agency_id, details.desk_contact, named
    ).checked(at=at)
    _are_people(details.people - {by.person_id})
    agencies.get_agency(details.desk_agency_id)
    with recording("child.sealed", by=by, child_id=child_id):
        if locked(child_id).sealed:
            raise AlreadySealed
        for record in _records(child_id):
            Child.objects.filter(pk=record).update(sealed=True)
            Identifier.objects.filter(child_id=record).update(shielded=True)
            involvement.seal(
                record,
                why=details.why,
                desk_agency_id=details.desk_agency_id,
                desk_contact=details.desk_contact,
                review_on=details.review_on,
                at=at,
                by=by.person_id,
            )
            for person in sorted(named):
                involvement.name(record, person, at=at, by=by.person_id)
    return Child.objects.get(pk=child_id)


def _records(child_id: UUID) -> Iterator[UUID]:
    """Go through all records about the child, each in sight while its seal changes.

    Half-way through, the seal hides the record from whoever is sealing it, too.
    """
    for record in sorted(same_child(child_id)):
        with about(record):
            yield record


def unseal(child_id: UUID, *, because: str, at: datetime, by: Actor) -> Child:
    """Take the seal off, with the reason: the record is there again for all involved.

    A number that another child the actor may see has been given meanwhile stays shielded:
    the two may be one child, which a person must look at.
    """
    policies.can_seal(by, child_id, at=at).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why the record need not be sealed any more"})
    with recording("child.unsealed", by=by, child_id=child_id):
        if not locked(child_id).sealed:
            raise NotSealed
        for record in _records(child_id):
            involvement.unseal(record, because=because.strip(), at=at, by=by.person_id)
            Child.objects.filter(pk=record).update(sealed=False)
            _show_numbers(record)
    return Child.objects.get(pk=child_id)


def _show_numbers(child_id: UUID) -> None:
    for number in Identifier.objects.filter(child_id=child_id, shielded=True):
        others = Identifier.objects.filter(
            kind=number.kind,
            value=number.value,
            agency_id=number.agency_id,
            valid_to=None,
            shielded=False,
        )
        if not others.exclude(child_id=child_id).exists():
            Identifier.objects.filter(pk=number.pk).update(shielded=False)


def name_person(child_id: UUID, person_id: UUID, *, at: datetime, by: Actor) -> None:
    """Name somebody for whom the sealed record is there from now on."""
    policies.can_seal(by, child_id, at=at).require()
    _are_people([person_id])
    with recording("child.person_named", by=by, child_id=child_id):
        if not locked(child_id).sealed:
            raise NotSealed
        for record in _records(child_id):
            involvement.name(record, person_id, at=at, by=by.person_id)


def unname_person(child_id: UUID, person_id: UUID, *, at: datetime, by: Actor) -> None:
    """Take somebody off those who are named: at once, and never so that one alone is left."""
    policies.can_seal(by, child_id, at=at).require()
    with recording("child.person_unnamed", by=by, child_id=child_id):
        if not locked(child_id).sealed:
            raise NotSealed
        left = ties.ties(by.agency_id, child_id, at=at).named - {person_id}
        if len(left) < FEWEST_NAMED:
            raise Invalid(fields={"person": "Name somebody else first: two must be left"})
        for record in _records(child_id):
            involvement.unname(record, person_id, at=at, by=by.person_id)


def _are_people(person_ids: Iterable[UUID]) -> None:
    wanted = set(person_ids)
    if set(agencies.person_names(wanted)) != wanted:
        raise Invalid(fields={"people": "Select people who have an account"})
