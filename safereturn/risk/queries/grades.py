"""The grades of episodes, for lists, pages and clocks."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import note
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.risk import policies
from safereturn.risk.models import Assessment, Disagreement
from safereturn.risk.queries.stage import get_stage, setting_of
from safereturn.risk.queries.views import PictureView, view_of
from safereturn.risk.rules import Level


def latest_grades(episode_ids: Iterable[UUID]) -> dict[UUID, Assessment]:
    """Return the last grade of each episode that has one. One query.

    For lists that have already asked who may see the episodes; reasons are not for them.
    """
    rows = (
        Assessment.objects.filter(episode_id__in=set(episode_ids))
        .order_by("episode_id", "-assessed_at", "-id")
        .distinct("episode_id")
    )
    return {row.episode_id: row for row in rows}


def get_kept(actor: Actor, assessment_id: UUID, *, at: datetime) -> tuple[Assessment, PictureView]:
    """Return a grade and the picture it was made from, as it was seen.

    For the force that graded: what it was shown then it may see again. Raises NotFound
    for others, and for an imported grade, which has no picture.
    """
    row = Assessment.objects.select_related("picture", "episode").filter(pk=assessment_id).first()
    if row is None or row.picture is None or row.assessed_by_agency_id != actor.agency_id:
        raise NotFound("We could not find that grading.")
    policies.can_see_picture(actor, get_stage(actor, row.episode_id, at=at).ties).require()
    note([row.child_id], refs=[row.episode.ref])
    return row, view_of(row.picture.body)


def open_disagreements(episode_id: UUID) -> list[Disagreement]:
    """Return the disagreements in an episode that a supervisor has not answered."""
    rows = Disagreement.objects.filter(episode_id=episode_id, answered_at=None)
    return list(rows.select_related("assessment").order_by("raised_at"))


def lowest_allowed(episode: Episode) -> Level | None:
    """Return the lowest grade that the searching force uses for children, if it set one."""
    setting = setting_of(episode.force_id)
    return Level(setting.lowest_allowed) if setting and setting.lowest_allowed else None
