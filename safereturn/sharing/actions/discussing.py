"""Parties, practitioners and a children's group comment, propose and dissent, on record."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.sharing.actions.telling import tell_commented
from safereturn.sharing.models import Area, Comment, Review
from safereturn.sharing.policies import governing
from safereturn.sharing.queries.agreements import find_version
from safereturn.sharing.rules import FLOOR, GROUPS, CommentKind


class AlreadySaid(Conflict):
    """This has been answered already."""


class AlreadyReviewed(Conflict):
    """The review of this year has been written down already."""


def comment(
    version_id: UUID,
    clause: str,
    kind: CommentKind,
    text: str,
    *,
    group: str = "",
    at: datetime,
    by: Actor,
) -> UUID:
    """Say something of a clause ("": of the whole), for the agency or for a group."""
    version, parties = find_version(by, version_id)
    governing.can_comment(by, version, parties).require()
    wrong = {}
    numbers = {"", FLOOR.number, *version.clauses.values_list("number", flat=True)}
    if clause not in numbers:
        wrong["clause"] = "Choose a clause of this version"
    if not text.strip():
        wrong["text"] = "Enter what you want to say"
    if group and group not in GROUPS:
        wrong["group"] = "Choose who says so"
    if wrong:
        raise Invalid(fields=wrong)
    with recording("agreement.commented", by=by, refs=[str(version_id)]):
        row = Comment.objects.create(
            version=version,
            clause=clause,
            kind=kind,
            text=text.strip(),
            agency_id=by.agency_id,
            group=group,
            made_at=at,
            made_by_id=by.person_id,
        )
        tell_commented(version, row.pk, by.agency_id, at=at)
    return row.pk


def answer_comment(comment_id: UUID, answer: str, *, at: datetime, by: Actor) -> None:
    """Answer a comment, once; a dissent stays on the record with its answer."""
    row = Comment.objects.select_related("version__area").filter(pk=comment_id).first()
    if row is None:
        raise NotFound
    find_version(by, row.version_id)
    governing.can_keep(by, row.version.area).require()
    if not answer.strip():
        raise Invalid(fields={"answer": "Enter the answer"})
    with recording("agreement.comment_answered", by=by, refs=[str(row.version_id)]):
        row = Comment.objects.select_for_update(of=("self",)).get(pk=comment_id)
        if row.answered_at is not None:
            raise AlreadySaid
        row.answer, row.answered_at, row.answered_by_id = answer.strip(), at, by.person_id
        row.save()


def record_review(area_id: UUID, year: int, words: str, *, at: datetime, by: Actor) -> None:
    """Write down that the yearly review was held, and what it decided."""
    area = Area.objects.filter(pk=area_id).first()
    if area is None:
        raise NotFound
    governing.can_keep(by, area).require()
    if not words.strip():
        raise Invalid(fields={"words": "Enter what was decided"})
    with recording("agreement.reviewed", by=by, refs=[str(area_id)]):
        _, new = Review.objects.get_or_create(
            area=area,
            year=year,
            defaults={"words": words.strip(), "held_at": at, "held_by_id": by.person_id},
        )
        if not new:
            raise AlreadyReviewed
