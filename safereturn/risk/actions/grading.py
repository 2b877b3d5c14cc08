"""A grade is given, on the picture as it was shown; it is never altered."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from safereturn.agencies import policies as agency_policies
from safereturn.agencies.rules import LONDON, POLICE_ROLES
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.models import Episode
from safereturn.foundation import events
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.notifications.actions import Answered
from safereturn.notifications.rules import Acknowledgement
from safereturn.risk import facts, policies, queries
from safereturn.risk.models import Assessment, Picture, RiskSetting
from safereturn.risk.queries import PictureView
from safereturn.risk.rules import LOWEST_OFFERED, Grade, Level, checked_review, label_on


class PictureChanged(Conflict):
    """Something has been added since you opened this page. Read it, then grade."""


class NotMissing(Conflict):
    """The child is not missing any more: there is nothing to grade."""


class NoPicture(Conflict):
    """Open the picture first: a grading is made on what was shown."""


def assess(
    episode_id: UUID,
    grade: Grade,
    *,
    picture_id: UUID,
    review_at: datetime | None,
    at: datetime,
    by: Actor,
) -> Assessment:
    """Record a grade made on the picture that was kept as `picture_id`.

    Raises Invalid when a reason, the supervisor or the review is missing or the area does
    not use this level; PictureChanged when the picture is no longer what was shown;
    NotMissing once the child is back; NoPicture for a picture shown to somebody else.
    """
    stage = queries.get_stage(by, episode_id, at=at)
    setting = queries.setting_of(stage.episode.force_id)
    policies.can_grade(by, stage.episode, setting).require()
    review_at = checked_review(review_at, at=at)
    child_id, refs = stage.episode.child_id, [stage.episode.ref]
    with recording("risk.assessed", by=by, child_id=child_id, refs=refs):
        episode = Episode.objects.select_for_update().get(pk=episode_id)
        if not episode.is_open:
            raise NotMissing
        kept = _kept(picture_id, episode, by)
        view = queries.view_of(kept.body)
        _check(grade, view, setting)
        _compare(kept, episode, at=at, by=by)
        row = _write(episode, grade, kept, by.agency_id, review_at=review_at, at=at, by=by)
        _set_clocks(episode, review_at=review_at, at=at, by=by)
        # Who grades has the report: it climbs no further at their own force.
        acted = Answered(Acknowledgement.ACTED)
        clocks.acknowledge_all(by.agency_id, episode.pk, acted, child_id=child_id, at=at, by=by)
        events.publish(
            facts.RiskAssessed(child_id=child_id, episode_id=episode.pk, assessment_id=row.pk)
        )
    return row


def _kept(picture_id: UUID, episode: Episode, by: Actor) -> Picture:
    kept = Picture.objects.filter(
        pk=picture_id, episode=episode, shown_to_id=by.person_id, shown_to_agency_id=by.agency_id
    ).first()
    if kept is None:
        raise NoPicture
    return kept


def _check(grade: Grade, view: PictureView, setting: RiskSetting | None) -> None:
    """Ask of the grade what the picture calls for, all in one answer."""
    last = view.last_grading.level if view.last_grading else None
    lowest = Level(setting.lowest_allowed) if setting and setting.lowest_allowed else None
    problems: dict[str, str] = {}
    checks: tuple[Callable[[], None], ...] = (
        lambda: grade.checked_against(view.flag_kinds),
        lambda: grade.checked_against_last(last, repeats=view.earlier.total > 0),
        lambda: grade.checked_against_area(lowest),
        lambda: grade.checked_against_picture(view.item_keys),
    )
    for check in checks:
        try:
            check()
        except Invalid as error:
            problems |= error.fields
    if problems:
        raise Invalid(fields=problems)


def _compare(kept: Picture, episode: Episode, *, at: datetime, by: Actor) -> None:
    now = queries.body_of(queries.get_picture(by, episode, at=at))
    if queries.substance_of(now) != queries.substance_of(kept.body):
        raise PictureChanged


def _write(
    episode: Episode,
    grade: Grade,
    kept: Picture | None,
    agency_id: UUID,
    *,
    review_at: datetime | None,
    at: datetime,
    by: Actor,
) -> Assessment:
    return Assessment.objects.create(
        child_id=episode.child_id,
        episode=episode,
        level=grade.level,
        label=label_on(grade.level, at.astimezone(LONDON).date()),
        reasons=grade.reasons.strip(),
        relied_on=sorted(grade.relied_on),
        supervisor=grade.supervisor.strip(),
        low_because=grade.low_because.strip(),
        lower_because=grade.lower_because.strip(),
        picture=kept,
        assessed_by_id=by.person_id,
        assessed_by_agency_id=agency_id,
        assessed_at=at,
        review_at=review_at,
    )


def _set_clocks(episode: Episode, *, review_at: datetime, at: datetime, by: Actor) -> None:
    clocks.meet(ClockKind.FIRST_GRADING, episode.pk, at=at)
    clocks.meet(ClockKind.RISK_REVIEW, episode.pk, at=at)
    clocks.start_until(
        ClockKind.RISK_REVIEW,
        review_at,
        child_id=episode.child_id,
        subject_id=episode.pk,
        episode_id=episode.pk,
        owner=by.agency_id,
        authority_id=episode.responsible_authority_id,
        at=at,
        counted_from="grading",
    )


def import_grade(
    episode_id: UUID,
    grade: Grade,
    *,
    assessed_at: datetime,
    assessed_by_agency_id: UUID,
    by: Actor,
) -> Assessment:
    """Write down a past grade: no picture, no clock, the label in force on that day."""
    policies.can_import(by).require()
    stage = queries.get_stage(by, episode_id, at=assessed_at)
    episode = stage.episode
    with (
        recording("risk.imported", by=by, child_id=episode.child_id, refs=[episode.ref]),
        events.as_history(),
    ):
        row = _write(
            episode, grade, None, assessed_by_agency_id, review_at=None, at=assessed_at, by=by
        )
        events.publish(
            facts.RiskAssessed(
                child_id=episode.child_id, episode_id=episode.pk, assessment_id=row.pk
            )
        )
    return row


def set_grading(
    agency_id: UUID,
    *,
    graders: frozenset[Role] = frozenset(),
    lowest_allowed: Level | None = None,
    by: Actor,
) -> RiskSetting:
    """Set who in a force grades children, and the lowest grade it uses for them.

    Nobody named is as shipped (`policies.GRADERS`). Raises Invalid for a role that is not
    of the police, and for a lowest grade that would leave no choice.
    """
    agency_policies.can_administer(by, agency_id).require()
    policies.can_set_times(by).require()
    if not graders <= POLICE_ROLES:
        raise Invalid(fields={"graders": "Select roles of the police: they grade the risk"})
    if lowest_allowed is not None and lowest_allowed not in LOWEST_OFFERED:
        raise Invalid(fields={"lowest_allowed": "Leave more than one grade to choose from"})
    with recording("risk.setting_changed", by=by, act=Act.SETTING):
        row, _ = RiskSetting.objects.update_or_create(
            agency_id=agency_id,
            defaults={"graders": sorted(graders), "lowest_allowed": lowest_allowed or ""},
        )
    return row
