"""Parties, practitioners and a children's group comment, propose and dissent, on record."""

from datetime import datetime
from uuid import UUID

from safereturn.foundation.actor import Actor
from safereturn.sharing.rules import CommentKind


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
    raise NotImplementedError


def answer_comment(comment_id: UUID, answer: str, *, at: datetime, by: Actor) -> None:
    """Answer a comment, once; a dissent stays on the record with its answer."""
    raise NotImplementedError


def record_review(area_id: UUID, year: int, words: str, *, at: datetime, by: Actor) -> None:
    """Write down that the yearly review was held, and what it decided."""
    raise NotImplementedError
