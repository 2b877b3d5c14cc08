"""A person's own unfinished work."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.casework.models import Draft, Press
from safereturn.casework.rules import KEEP_DRAFTS, WARN_BEFORE


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One line of "my unfinished work"."""

    key: str
    path: str
    saved_at: datetime
    goes_at: datetime
    goes_soon: bool


StoredDraft = Draft


def get_draft(owner_id: UUID, *keys: str) -> StoredDraft | None:
    """Return the person's own newest draft under one of these keys, if there is one."""
    return Draft.objects.filter(owner_id=owner_id, key__in=keys).order_by("-saved_at").first()


def list_drafts(owner_id: UUID, *, at: datetime) -> list[Unfinished]:
    """Return what a person has not finished, newest first."""
    rows = Draft.objects.filter(owner_id=owner_id).order_by("-saved_at")
    return [
        Unfinished(
            key,
            path,
            saved_at,
            saved_at + KEEP_DRAFTS,
            saved_at + KEEP_DRAFTS - at < WARN_BEFORE,
        )
        for key, path, saved_at in rows.values_list("key", "path", "saved_at")
    ]


def pressed(key: UUID, owner_id: UUID) -> str | None:
    """Return the page that a form, once acted on, led this person to."""
    return Press.objects.filter(key=key, owner_id=owner_id).values_list("path", flat=True).first()
