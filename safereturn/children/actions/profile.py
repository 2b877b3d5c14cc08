"""The carer-held profile, part one; legal status; the restriction of a record."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import policies
from safereturn.children.actions.identity import locked
from safereturn.children.models import Child, LegalStatus, Profile
from safereturn.children.rules import PROFILE_FIELDS
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.sentences import sentence
from safereturn.involvement import queries as involvement
from safereturn.involvement.models import Standing
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.sharing import actions as sharing
from safereturn.sharing.policies import decide
from safereturn.sharing.rules import Kind


def save_profile(child_id: UUID, answers: Mapping[str, str], *, at: datetime, by: Actor) -> Profile:
    """Keep the profile, whole. It is owned by the agency that cares for the child.

    A council that keeps it for a placement does not take it from the carers.
    """
    policies.can_keep_profile(by, child_id, at=at).require()
    unknown = set(answers) - set(PROFILE_FIELDS)
    if unknown:
        raise Invalid(
            sentence("Not part of the profile: {names}", names=", ".join(sorted(unknown)))
        )
    kept = {name: answers[name].strip() for name in PROFILE_FIELDS if answers.get(name, "").strip()}
    with recording("child.profile_saved", by=by, child_id=child_id):
        locked(child_id)
        profile, _ = Profile.objects.update_or_create(
            child_id=child_id,
            defaults={
                "owner_agency_id": _carer(child_id, at) or by.agency_id,
                "answers": kept,
                "reviewed_at": at,
                "reviewed_by_id": by.person_id,
            },
        )
        _review_again(profile, at=at)
    return profile


def profile_still_right(child_id: UUID, *, at: datetime, by: Actor) -> Profile:
    """Say that the whole profile was read and still holds: one press."""
    policies.can_keep_profile(by, child_id, at=at).require()
    with recording("child.profile_checked", by=by, child_id=child_id):
        profile = Profile.objects.select_for_update().filter(child_id=child_id).first()
        if profile is None:
            raise NotFound("There is no profile yet.")
        profile.reviewed_at, profile.reviewed_by_id = at, by.person_id
        profile.owner_agency_id = _carer(child_id, at) or profile.owner_agency_id
        profile.save()
        _review_again(profile, at=at)
    return profile


def _review_again(profile: Profile, *, at: datetime) -> None:
    """Let whoever owns the profile owe the next look at it, counted from this one."""
    clocks.meet(ClockKind.PROFILE_REVIEW, profile.pk, at=at)
    clocks.start(
        ClockKind.PROFILE_REVIEW,
        child_id=profile.child_id,
        subject_id=profile.pk,
        owner=profile.owner_agency_id,
        authority_id=_with(Basis.RESPONSIBLE_AUTHORITY, profile.child_id, at),
        at=at,
    )


def _carer(child_id: UUID, at: datetime) -> UUID | None:
    return _with(Basis.PLACEMENT, child_id, at)


def _with(basis: Basis, child_id: UUID, at: datetime) -> UUID | None:
    involved = involvement.agencies_of(child_id, at=at)
    return next((pk for pk, bases in involved.items() if basis in bases), None)


def release_profile(child_id: UUID, *, at: datetime, by: Actor) -> Profile | None:
    """Return the profile to an agency that sharing gives it to, and write that down.

    Those who keep the profile only read it. Anybody else gets it by a disclosure, once
    an episode and clause; the trail has each look. Raises NotAllowed with who may.
    """
    answer = decide(by, Kind.CARER_PROFILE, child_id, at=at)
    if not answer:
        raise NotAllowed(answer.sentence)
    profile = Profile.objects.filter(child_id=child_id).first()
    if profile is None or policies.can_keep_profile(by, child_id, at=at):
        return profile
    with recording(
        "child.profile_released",
        by=by,
        child_id=child_id,
        act=Act.DISCLOSURE,
        to=[by.agency_id],
    ):
        sharing.disclose(
            by.agency_id,
            Kind.CARER_PROFILE,
            answer,
            child_id=child_id,
            episode_id=_episode_now(child_id),
            inputs={"agency_kind": by.agency_kind, "profile": str(profile.pk)},
            at=at,
            by=by,
        )
    return profile


def _episode_now(child_id: UUID) -> UUID | None:
    standing = Standing.objects.filter(
        child_id=child_id,
        circumstance__in=[Circumstance.MISSING_NOW, Circumstance.AWAY_NOT_REPORTED],
        ends_at=None,
    )
    return standing.values_list("subject_id", flat=True).first()


def set_legal_status(
    child_id: UUID,
    code: str,
    label: str,
    *,
    starts_on: date,
    ends_on: date | None = None,
    at: datetime,
    by: Actor,
) -> LegalStatus:
    """Record a legal or plan status with its code. The same code again is the same row."""
    policies.can_set_legal_status(by, child_id, at=at).require()
    wrong = {}
    if not code.strip():
        wrong["code"] = "Enter the code of the legal status"
    if ends_on and ends_on < starts_on:
        wrong["ends_on"] = "The end must be after the start"
    if wrong:
        raise Invalid(fields=wrong)
    with recording("child.legal_status_set", by=by, child_id=child_id):
        row, _ = LegalStatus.objects.update_or_create(
            child_id=child_id,
            code=code.strip(),
            starts_on=starts_on,
            defaults={
                "label": label.strip() or code.strip(),
                "ends_on": ends_on,
                "source_agency_id": by.agency_id,
            },
        )
    return row


def restrict(child_id: UUID, restricted: bool, *, because: str, at: datetime, by: Actor) -> Child:
    """Put a record behind a reason, or take the restriction off."""
    policies.can_restrict(by, child_id, at=at).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why"})
    name = "child.restricted" if restricted else "child.restriction_lifted"
    with recording(name, by=by, child_id=child_id, reason=because):
        child = locked(child_id)
        child.restricted = restricted
        child.save(update_fields=["restricted"])
    return child
