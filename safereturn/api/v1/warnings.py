"""Warnings ("Act on this"), and the profile that whoever cares for the child keeps ready."""

from datetime import datetime
from typing import Any
from uuid import UUID

from safereturn.api.edge import Call
from safereturn.api.fields import Day, In, Line, Out, Ref, RowId, Text, Words
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.children import child_id
from safereturn.api.v1.records import about_child
from safereturn.api.v1.shared import IdOut, TimeOut, one_of
from safereturn.children import actions, queries, rules
from safereturn.foundation.errors import NotFound

journey = Journey("Warnings and profile")


class WarningIn(In):
    """What to do, the evidence, and when somebody looks at it again."""

    kind: rules.FlagKind
    text: Words
    evidence: Words
    review_on: Day


class RenewIn(In):
    """When the warning is looked at next; and what was learnt."""

    review_on: Day
    evidence: Text = ""


class BecauseIn(In):
    """Why."""

    because: Words


class ProfileIn(In):
    """The carer-held profile, whole: field → words."""

    answers: dict[Line, Text]


class ProfileOut(Out):
    """The carer-held profile."""

    answers: dict[str, str]
    reviewed_at: datetime
    review_is_due: bool


def _flag(request: Call, ref: str, row_id: UUID) -> Any:
    """Return the row of a warning that was shown; one that was not is not found."""
    about = about_child(request, ref)
    one_of(about.warnings, row_id)
    return one_of(queries.current_flags([about.child.pk])[about.child.pk], row_id)


@write(journey, "/children/{ref}/warnings", gives=IdOut)
def set_warning(request: Call, ref: Ref, warning: WarningIn) -> IdOut:
    """Set a warning, "Act on this". Your agency owns it, and owes its review."""
    pk = child_id(request, ref)
    flag = rules.NewFlag(**warning.model_dump())
    return IdOut(id=actions.set_flag(pk, flag, at=request.received_at, by=request.actor).pk)


@write(journey, "/children/{ref}/warnings/{row_id}/checked", gives=IdOut)
def renew_warning(request: Call, ref: Ref, row_id: RowId, renewed: RenewIn) -> IdOut:
    """Say that a warning was checked and still holds, and when it is looked at next."""
    row = _flag(request, ref, row_id)
    actions.renew_flag(
        row,
        review_on=renewed.review_on,
        evidence=renewed.evidence,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/warnings/{row_id}/ended", gives=IdOut)
def end_warning(request: Call, ref: Ref, row_id: RowId, why: BecauseIn) -> IdOut:
    """End a warning, with the reason. No date ever does this."""
    row = _flag(request, ref, row_id)
    actions.end_flag(row, because=why.because, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@read(journey, "/children/{ref}/profile", gives=ProfileOut)
def get_profile(request: Call, ref: Ref) -> ProfileOut:
    """Read the carer-held profile.

    For who does not keep it this is a disclosure, given while the child is missing and
    written down.
    """
    pk = child_id(request, ref)
    profile = actions.release_profile(pk, at=request.received_at, by=request.actor)
    if profile is None:
        raise NotFound
    return ProfileOut(
        answers=profile.answers,
        reviewed_at=profile.reviewed_at,
        review_is_due=queries.profile_due(profile, request.received_at),
    )


@write(journey, "/children/{ref}/profile", gives=TimeOut, method="PUT", status=200)
def save_profile(request: Call, ref: Ref, profile: ProfileIn) -> TimeOut:
    """Keep the profile, whole. It is owned by the agency that cares for the child."""
    pk = child_id(request, ref)
    row = actions.save_profile(pk, profile.answers, at=request.received_at, by=request.actor)
    return TimeOut(at=row.reviewed_at)


@write(journey, "/children/{ref}/profile/checked", gives=TimeOut)
def profile_still_right(request: Call, ref: Ref) -> TimeOut:
    """Say that the whole profile was read and still holds."""
    pk = child_id(request, ref)
    row = actions.profile_still_right(pk, at=request.received_at, by=request.actor)
    return TimeOut(at=row.reviewed_at)
