"""A child is reported missing: known or not, once or again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children import actions as children
from safereturn.children import queries as known_children
from safereturn.children.actions.locking import hold
from safereturn.children.rules import NewChild
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import facts, policies
from safereturn.episodes.actions.information import write_telling
from safereturn.episodes.actions.keys import keep_keys
from safereturn.episodes.actions.locking import get, locked, locked_open
from safereturn.episodes.actions.scene import Scene, involve, read_scene
from safereturn.episodes.actions.telling import tell_agencies
from safereturn.episodes.models import Episode, Report
from safereturn.episodes.rules import (
    OPEN_STATES,
    Circumstances,
    DfeCategory,
    PersonTold,
    Reporter,
    State,
    is_late,
)
from safereturn.foundation import events
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.identity import about
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis, Circumstance


class AlreadyMissing(Conflict):
    """This child is already missing: add to the report that is open."""

    def __init__(self, episode_ref: str) -> None:
        super().__init__()
        self.episode_ref = episode_ref


def report(  # noqa: PLR0913 - a report has this many facts, each named by the caller
    child_id: UUID,
    what: Circumstances,
    reporter: Reporter,
    *,
    reported_at: datetime,
    police_ref: str = "",
    force_id: UUID | None = None,
    authority_id: UUID | None = None,
    together_id: UUID | None = None,
    dfe_category: DfeCategory = DfeCategory.MISSING,
    not_to_tell: Iterable[PersonTold] = (),
    at: datetime,
    by: Actor,
) -> Episode:
    """Open a missing episode, with the relations, the clock and the fact that follow.

    `not_to_tell` names who must not be told, and why: the danger may be at home.

    A child recorded as away becomes missing. Raises AlreadyMissing when they are missing
    now: of two call handlers at once, one gets it. Raises Invalid for impossible times.
    """
    what.checked_against(reported_at, at)
    policies.can_report(by, child_id, at=at).require()
    # A report discloses nothing, so it may come from somebody who knows nothing of the child.
    with (
        recording("episode.reported", by=by, child_id=child_id, act=Act.COLLECTION),
        about(child_id),
    ):
        away = lock_child(child_id)
        scene = read_scene(child_id, force_id=force_id, authority_id=authority_id, at=at, by=by)
        episode = away or _begun(child_id, at=at, by=by)
        _describe(episode, what, scene)
        episode.state = State.MISSING
        episode.reported_at = reported_at
        episode.started_at = what.last_seen_at or reported_at
        episode.late = is_late(reported_at, at)
        episode.dfe_category = dfe_category
        episode.police_ref = police_ref.strip() or episode.police_ref
        episode.together_id = together_id or episode.together_id
        if by.agency_kind is AgencyKind.POLICE:
            episode.police_told_at = reported_at
        episode.save()
        _file_report(episode, reporter, "", reported_at=reported_at, at=at, by=by)
        for person in not_to_tell:
            write_telling(episode, person, at=at, by=by)
        _begin_missing(episode, scene, at=at, by=by)
    return episode


def _begun(child_id: UUID, *, at: datetime, by: Actor) -> Episode:
    return Episode(
        ref=new_reference("ME"),
        child_id=child_id,
        entered_at=at,
        reported_by_agency_id=by.agency_id,
        reported_by_id=by.person_id,
    )


def lock_child(child_id: UUID) -> Episode | None:
    """Take the child's records, so that two reports come one after the other.

    Return the episode in which the child is away; raise AlreadyMissing for any other
    that is open.
    """
    same = known_children.same_child(child_id)
    if child_id not in hold([child_id]):
        raise NotFound
    current = (
        Episode.objects.select_for_update().filter(child__in=same, state__in=OPEN_STATES).first()
    )
    if current is not None and current.state != State.AWAY:
        raise AlreadyMissing(current.ref)
    return current


def _describe(episode: Episode, what: Circumstances, scene: Scene) -> None:
    """Write down what was said and who was concerned, as they stand now."""
    for name in ("last_seen_at", "last_seen_where", "why_worried"):
        setattr(episode, name, getattr(what, name))
    # An upgrade keeps the words of the first record where nothing new was said.
    for name in ("circumstances", "tried_first", "wearing", "carrying"):
        setattr(episode, name, getattr(what, name) or getattr(episode, name))
    episode.dangers = sorted(what.dangers)
    for name in (
        "force_id",
        "responsible_authority_id",
        "host_authority_id",
        "placement_agency_id",
        "placement_kind",
    ):
        setattr(episode, name, getattr(scene, name))


def _begin_missing(episode: Episode, scene: Scene, *, at: datetime, by: Actor) -> None:
    """Make the world around the episode agree with it, and publish the fact."""
    assert episode.reported_at, "a missing episode has been reported"
    involve(episode, scene, at=at, by=by)
    involvement.ends([Circumstance.AWAY_NOT_REPORTED], episode.pk, at=at)
    involvement.begins(
        episode.child_id, Circumstance.MISSING_NOW, episode.pk, at=episode.reported_at
    )
    clocks.stop(ClockKind.NEXT_CHECK, episode.pk, because="the child was reported missing", at=at)
    if episode.force_id:
        clocks.start(
            ClockKind.FIRST_GRADING,
            child_id=episode.child_id,
            subject_id=episode.pk,
            episode_id=episode.pk,
            owner=episode.force_id,
            authority_id=episode.responsible_authority_id,
            at=episode.reported_at,
        )
    keep_keys(episode)
    events.publish(
        facts.EpisodeReported(
            child_id=episode.child_id, episode_id=episode.pk, by_agency_id=by.agency_id
        )
    )


def _file_report(
    episode: Episode,
    reporter: Reporter,
    text: str,
    *,
    reported_at: datetime,
    at: datetime,
    by: Actor,
) -> Report:
    return Report.objects.create(
        episode=episode,
        child_id=episode.child_id,
        reported_at=reported_at,
        reporter_name=reporter.name.strip(),
        relation=reporter.relation,
        phone=reporter.phone,
        may_be_told=reporter.may_be_told,
        not_told_because=reporter.not_told_because,
        safe_contact=reporter.safe_contact,
        text=text,
        taken_by_id=by.person_id,
        taken_by_agency_id=by.agency_id,
        entered_at=at,
    )


def report_new_child(  # noqa: PLR0913 - as above
    details: NewChild,
    what: Circumstances,
    reporter: Reporter,
    *,
    reported_at: datetime,
    police_ref: str = "",
    force_id: UUID | None = None,
    authority_id: UUID | None = None,
    not_to_tell: Iterable[PersonTold] = (),
    at: datetime,
    by: Actor,
) -> Episode:
    """Record a child nobody has recorded yet and report them missing, in one action.

    Without `authority_id` the episode is flagged "no authority yet": never silently empty.
    """
    if details.basis is Basis.OTHER:
        is_police = by.agency_kind is AgencyKind.POLICE
        details = replace(details, basis=Basis.SEARCHING_FORCE if is_police else Basis.REPORTER)
    with recording("episode.new_child_reported", by=by, act=Act.COLLECTION):
        child = children.add(details, at=at, by=by)
        return report(
            child.pk,
            what,
            reporter,
            reported_at=reported_at,
            police_ref=police_ref,
            force_id=force_id,
            authority_id=authority_id,
            not_to_tell=not_to_tell,
            at=at,
            by=by,
        )


def add_report(
    episode_id: UUID,
    reporter: Reporter,
    text: str,
    *,
    reported_at: datetime,
    together_id: UUID | None = None,
    at: datetime,
    by: Actor,
) -> Report:
    """Add a second report to the open episode: who rang, and what they said."""
    if not text.strip():
        raise Invalid(fields={"text": "Enter what the caller said"})
    if reported_at > at:
        raise Invalid(fields={"reported_at": "The time of the report must be in the past"})
    known = get(episode_id)
    policies.can_report(by, known.child_id, at=at).require()
    with recording("episode.report_added", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked_open(episode_id)
        scene = read_scene(
            episode.child_id, force_id=episode.force_id, authority_id=None, at=at, by=by
        )
        if not scene.reporter_is_known:
            _involve_second(episode, at=at, by=by)
        if together_id and not episode.together_id:
            episode.together_id = together_id
            episode.save(update_fields=["together_id"])
        filed = _file_report(episode, reporter, text, reported_at=reported_at, at=at, by=by)
        events.publish(
            facts.ReportAdded(
                child_id=episode.child_id, episode_id=episode.pk, by_agency_id=by.agency_id
            )
        )
    return filed


def _involve_second(episode: Episode, *, at: datetime, by: Actor) -> None:
    is_police = by.agency_kind is AgencyKind.POLICE
    involvement.open_(
        episode.child_id,
        by.agency_id,
        Basis.SEARCHING_FORCE if is_police else Basis.REPORTER,
        because="added a report",
        at=at,
        subject_id=episode.pk,
    )
    involvement.show(episode.child_id, episode.pk, started_at=episode.started_at)


def name_authority(episode_id: UUID, authority_id: UUID, *, at: datetime, by: Actor) -> Episode:
    """Say which authority is responsible, where the report could not, and tell it."""
    known = get(episode_id)
    policies.can_name_authority(by, known, at=at).require()
    if not Agency.objects.filter(pk=authority_id, kind=AgencyKind.LOCAL_AUTHORITY).exists():
        raise Invalid(fields={"authority": "Select a council"})
    with recording("episode.authority_named", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked(episode_id)
        policies.can_name_authority(by, episode, at=at).require()
        episode.responsible_authority_id = authority_id
        episode.save(update_fields=["responsible_authority_id"])
        involvement.open_(
            episode.child_id,
            authority_id,
            Basis.RESPONSIBLE_AUTHORITY,
            because="named as the authority of the area",
            at=at,
            subject_id=episode.pk,
        )
        involvement.show(episode.child_id, episode.pk, started_at=episode.started_at)
        tell_agencies(
            episode,
            "episode.reported",
            key=f"authority_named:{episode.pk}",
            path=f"/episodes/{episode.ref}/",
            at=at,
            by=by,
            only=[authority_id],
            urgent=True,
        )
    return episode
