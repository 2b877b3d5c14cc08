"""A record that is not simply there is opened with a reason, and its owner looks at that after.

A restricted record by somebody whose agency knows the child; any other, in an emergency, by
somebody whose agency does not (break-glass). Both are told at once, end by themselves after
an hour, and are reviewed by a person.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import policies
from safereturn.children.models import Child, Opening, Reviewer
from safereturn.children.queries import find_restricted
from safereturn.children.queries.opening import behind_pointer
from safereturn.children.queries.telling import addresses_about
from safereturn.children.rules import (
    OPENED_FOR,
    REVIEW_WITHIN,
    Emergency,
    OpeningKind,
    Verdict,
)
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.hidden import is_hidden
from safereturn.foundation.identity import about
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involvement_actions
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis
from safereturn.notifications.actions import notify

OVERSIGHT = "/oversight/"


class AlreadyReviewed(Conflict):
    """Somebody has reviewed this already."""


def open_restricted(ref: str, reason: str, *, at: datetime, by: Actor) -> Opening:
    """Open a restricted record for this person for one hour; its owners are told at once.

    Raises NotFound when the actor may not know of the child, Invalid without a reason.
    """
    child = find_restricted(by, ref, at=at)
    if not reason.strip():
        raise Invalid(fields={"reason": "Enter why you need to open this record"})
    with recording("child.opened", by=by, child_id=child.pk, act=Act.CONSULTATION, reason=reason):
        opening = _open(child, OpeningKind.RESTRICTED, reason.strip(), at=at, by=by)
        _tell(child, "child.opened", opening, path=f"/children/{child.ref}/", at=at)
    return opening


def open_emergency(ticket: str, why: Emergency, *, at: datetime, by: Actor) -> Opening:
    """Open the core of a record to somebody whose agency has no relation, for one hour.

    `ticket` is what the search gave them beside "known elsewhere: ring …". The owner of
    the record and whoever governs information at both agencies are told at once, without
    personal data. Raises NotFound for a ticket that is wrong, old or another's, and for a
    child who has been sealed meanwhile: there is nothing there.
    """
    child_id = behind_pointer(by, ticket, at=at)
    policies.can_open_emergency(by, child_id, at=at).require()
    why = why.checked()
    with (
        recording(
            "child.opened_in_emergency",
            by=by,
            child_id=child_id,
            act=Act.CONSULTATION,
            reason=f"{why.what} | {why.why_now} | {why.rung}",
        ),
        about(child_id),
    ):
        child = Child.objects.get(pk=child_id)
        opening = _open(child, OpeningKind.EMERGENCY, why.what, at=at, by=by)
        opening.why_now, opening.rung = why.why_now, why.rung
        opening.save(update_fields=["why_now", "rung"])
        involvement_actions.open_emergency(
            child.pk,
            by.agency_id,
            by.person_id,
            until=opening.until,
            because="child.opened_in_emergency",
            at=at,
        )
        _tell(child, "opening.emergency", opening, path=f"{OVERSIGHT}openings/", at=at)
        told = {by.agency_id, opening.owner_agency_id} - {None}
        tell_governance(told, "opening.emergency", opening, at=at)  # type: ignore[arg-type]
    return opening


def _open(child: Child, kind: OpeningKind, reason: str, *, at: datetime, by: Actor) -> Opening:
    return Opening.objects.create(
        ref=new_reference("OP"),
        child=child,
        kind=kind,
        person_id=by.person_id,
        agency_id=by.agency_id,
        reason=reason,
        opened_at=at,
        until=at + OPENED_FOR,
        owner_agency_id=owners(child, at)[0],
        review_due_at=at + REVIEW_WITHIN[kind],
    )


def owners(child: Child, at: datetime) -> list[UUID]:
    """Return whose record it is: the responsible authority's, else who recorded the child."""
    involved = involvement.agencies_of(child.pk, at=at)
    found = sorted(pk for pk, bases in involved.items() if Basis.RESPONSIBLE_AUTHORITY in bases)
    return found or [child.recorded_by_agency_id]


def _tell(child: Child, kind: str, opening: Opening, *, path: str, at: datetime) -> None:
    concerned = owners(child, at)
    addresses = addresses_about(child.pk, concerned, at=at)
    for owner in concerned:
        notify(
            owner,
            kind,
            key=f"opening:{opening.pk}",
            reference=opening.ref,
            path=path,
            at=at,
            child_id=child.pk,
            addresses=addresses.get(owner, []),
        )


def tell_governance(
    agency_ids: Iterable[UUID], kind: str, opening: Opening, *, at: datetime
) -> None:
    """Tell whoever watches at these agencies over what was done: the opening's number, no more.

    Each person has a notice of their own, and never the one who opened. An agency with nobody
    else is told in its list, at its desk for governance or the desk it has; but not the opener's
    own, whose list they read: there the watchers of the record's owner are told instead.
    """
    wanted = set(agency_ids)
    told = _tell_watchers(wanted, kind, opening, at=at)
    owner = opening.owner_agency_id
    if opening.agency_id in wanted - told and owner is not None and owner not in wanted:
        _tell_watchers({owner}, "opening.nobody_to_tell", opening, at=at)
    unwatched = wanted - told - {opening.agency_id}
    addresses = agencies.addresses_for(unwatched)
    for agency_id in sorted(unwatched):
        notify(
            agency_id,
            kind,
            key=f"governance:{kind}:{opening.pk}",
            reference=opening.ref,
            path=OVERSIGHT,
            at=at,
            addresses=[addresses[agency_id]] if agency_id in addresses else [],
        )


def _tell_watchers(
    agency_ids: set[UUID], kind: str, opening: Opening, *, at: datetime
) -> set[UUID]:
    """Tell each in their own list; return at which agencies there was anybody."""
    told = set()
    for one in agencies.watchers(agency_ids, at=at, but=opening.person_id):
        told.add(one.agency_id)
        notify(
            one.agency_id,
            kind,
            key=f"governance:{kind}:{opening.pk}:{one.person_id}",
            reference=opening.ref,
            path=one.path,
            at=at,
            person_id=one.person_id,
            addresses=[one.email] if one.email else [],
        )
    return told


def review_opening(
    opening_id: UUID, verdict: Verdict, words: str, *, at: datetime, by: Actor
) -> Opening:
    """Say of an opening whether it was justified, in words; once.

    What was not justified goes to whoever governs information at the agency of the person
    who opened the record. Raises NotFound for an opening of another agency's record.
    """
    known = Opening.objects.filter(pk=opening_id, owner_agency_id=by.agency_id).first()
    if known is None or is_hidden(by.person_id, known.child_id):
        raise NotFound("We could not find that opening.")
    policies.can_review(by, known).require()
    if not words.strip():
        raise Invalid(fields={"words": "Enter what you checked, and what you found"})
    with recording("child.opening_reviewed", by=by, child_id=known.child_id, refs=[known.ref]):
        row = Opening.objects.select_for_update().get(pk=opening_id)
        if row.reviewed_at:
            raise AlreadyReviewed
        row.verdict, row.review_words = verdict, words.strip()
        row.reviewed_at, row.reviewed_by_id = at, by.person_id
        row.save(update_fields=["verdict", "review_words", "reviewed_at", "reviewed_by_id"])
        if verdict is Verdict.NOT_JUSTIFIED:
            tell_governance([row.agency_id], "opening.not_justified", row, at=at)
    return row


def name_reviewer(person_id: UUID, *, at: datetime, by: Actor) -> Reviewer:
    """Name a colleague who reviews the openings of this agency's records."""
    policies.can_name_reviewers(by).require()
    if not agencies.works_for(person_id, by.agency_id, at=at):
        raise Invalid(fields={"person": "Select somebody of your agency"})
    with recording("reviewer.named", by=by, act=Act.SETTING):
        row, _ = Reviewer.objects.get_or_create(
            agency_id=by.agency_id,
            person_id=person_id,
            ended_at=None,
            defaults={"named_at": at, "named_by_id": by.person_id},
        )
    return row


def end_reviewer(person_id: UUID, *, at: datetime, by: Actor) -> None:
    """Say that somebody no longer reviews; what they reviewed stays theirs."""
    policies.can_name_reviewers(by).require()
    with recording("reviewer.ended", by=by, act=Act.SETTING):
        Reviewer.objects.filter(agency_id=by.agency_id, person_id=person_id, ended_at=None).update(
            ended_at=at, ended_by_id=by.person_id
        )
