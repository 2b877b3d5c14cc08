"""A picture is opened, and kept as it was shown to somebody who may grade."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.risk import policies, queries
from safereturn.risk.models import Picture
from safereturn.risk.queries import PictureView, Reading
from safereturn.risk.rules import Level, Times
from safereturn.sharing import actions as sharing


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture that was kept, its id for the grading, the force's lowest grade and times."""

    picture_id: UUID
    view: PictureView
    lowest: Level | None = None
    times: Times | None = None


def open_picture(episode: Episode, *, at: datetime, by: Actor) -> PictureView:
    """Return the picture, and write down what the actor's agency is given for the first time.

    decisions.md 17: a kind is disclosed once for each clause and episode. The carer-held
    profile is released by this, and only while sharing gives it.
    """
    return _open(episode, at=at, by=by).view


def _open(episode: Episode, *, at: datetime, by: Actor) -> Reading:
    reading = queries.read(by, episode, release=True, at=at)
    if reading.first_time:
        with recording(
            "risk.picture_opened",
            by=by,
            child_id=episode.child_id,
            act=Act.DISCLOSURE,
            refs=[episode.ref],
            to=[by.agency_id],
        ):
            _disclose(reading, episode, at=at, by=by)
    return reading


def _disclose(reading: Reading, episode: Episode, *, at: datetime, by: Actor) -> None:
    ties = reading.eyes.ties
    gift = sharing.Gift(
        by.agency_id,
        {kind: reading.eyes.answers[kind] for kind in sorted(reading.first_time)},
        inputs={
            "agency_kind": by.agency_kind,
            "roles": sorted(by.roles),
            "bases": sorted(ties.bases),
            "circumstances": sorted(ties.circumstances),
        },
    )
    sharing.disclose_all([gift], child_id=episode.child_id, episode_id=episode.pk, at=at, by=by)


def keep_picture(episode: Episode, *, at: datetime, by: Actor) -> Kept:
    """Keep the picture as it is shown now to somebody who may grade; raise NotAllowed else.

    The same words shown again to the same person are one row.
    """
    setting, times = queries.setting_and_times(episode.force_id, at=at)
    policies.can_grade(by, episode, setting).require()
    lowest = Level(setting.lowest_allowed) if setting and setting.lowest_allowed else None
    view = _open(episode, at=at, by=by).view
    body = queries.body_of(view)
    digest = queries.digest_of(body)
    last = (
        Picture.objects.filter(episode=episode, shown_to_id=by.person_id)
        .order_by("-shown_at")
        .values_list("pk", "digest", "shown_to_agency_id")
        .first()
    )
    if last is not None and last[1:] == (digest, by.agency_id):
        return Kept(last[0], view, lowest, times)
    with recording(
        "risk.picture_kept",
        by=by,
        child_id=episode.child_id,
        act=Act.COLLECTION,
        refs=[episode.ref],
    ):
        row = Picture.objects.create(
            child_id=episode.child_id,
            episode=episode,
            shown_to_id=by.person_id,
            shown_to_agency_id=by.agency_id,
            shown_at=at,
            body=body,
            digest=digest,
        )
    return Kept(row.pk, view, lowest, times)
