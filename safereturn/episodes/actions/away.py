"""Late or away: whereabouts known, the police not told, somebody checks again by a time."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import facts, policies, rules
from safereturn.episodes.actions.keys import keep_keys
from safereturn.episodes.actions.locking import get, locked_open
from safereturn.episodes.actions.reporting import AlreadyMissing, lock_child, report
from safereturn.episodes.actions.scene import Scene, read_scene
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import DfeCategory, State
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.references import new_reference
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Circumstance

UPGRADED = "Was away with whereabouts known; now whereabouts are not known."


class NotAway(Conflict):
    """This child is not recorded as away any more: look at the episode again."""


def record_away(child_id: UUID, away: rules.Away, *, at: datetime, by: Actor) -> Episode:
    """Open an episode of category A: not reported to the police, checked again by a time.

    Raises AlreadyMissing when an episode of this child is open, away or missing.
    """
    away.checked_against(at)
    policies.can_record_away(by, child_id, at=at).require()
    with recording("episode.away_recorded", by=by, child_id=child_id, act=Act.COLLECTION):
        current = lock_child(child_id)
        if current is not None:
            raise AlreadyMissing(current.ref)
        scene = read_scene(child_id, force_id=None, authority_id=None, at=at, by=by)
        episode = Episode.objects.create(**_columns(child_id, away, scene, at=at, by=by))
        involvement.show(child_id, episode.pk, started_at=episode.started_at)
        involvement.begins(child_id, Circumstance.AWAY_NOT_REPORTED, episode.pk, at=away.since)
        _next_check(episode, away.next_check_at, at=at, by=by)
        keep_keys(episode)
        events.publish(
            facts.AwayRecorded(child_id=child_id, episode_id=episode.pk, by_agency_id=by.agency_id)
        )
    return episode


def _columns(
    child_id: UUID, away: rules.Away, scene: Scene, *, at: datetime, by: Actor
) -> dict[str, object]:
    return {
        "ref": new_reference("ME"),
        "child_id": child_id,
        "state": State.AWAY,
        "dfe_category": DfeCategory.AWAY,
        "started_at": away.since,
        "last_seen_at": away.since,
        "last_seen_where": away.believed_where,
        "circumstances": away.circumstances,
        "why_worried": away.why_worried,
        "tried_first": away.tried_first,
        "next_check_at": away.next_check_at,
        "entered_at": at,
        "late": rules.is_late(away.since, at),
        "reported_by_agency_id": by.agency_id,
        "reported_by_id": by.person_id,
        "force_id": scene.force_id,
        "responsible_authority_id": scene.responsible_authority_id,
        "host_authority_id": scene.host_authority_id,
        "placement_agency_id": scene.placement_agency_id,
        "placement_kind": scene.placement_kind,
    }


def _next_check(episode: Episode, due_at: datetime, *, at: datetime, by: Actor) -> None:
    clocks.start_until(
        ClockKind.NEXT_CHECK,
        due_at,
        child_id=episode.child_id,
        subject_id=episode.pk,
        episode_id=episode.pk,
        owner=by.agency_id,
        at=at,
        counted_from="last check",
    )


def set_next_check(
    episode_id: UUID, next_check_at: datetime, *, at: datetime, by: Actor
) -> Episode:
    """Say when an away child is checked on again. Raises NotAway once they are missing."""
    if next_check_at <= at:
        raise Invalid(fields={"next_check": "The next check must be in the future"})
    known = get(episode_id)
    policies.can_record_away(by, known.child_id, at=at).require()
    with recording("episode.next_check_set", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked_open(episode_id)
        if episode.state != State.AWAY:
            raise NotAway
        episode.next_check_at = next_check_at
        episode.save(update_fields=["next_check_at"])
        _next_check(episode, next_check_at, at=at, by=by)
    return episode


def upgrade_to_missing(
    episode_id: UUID,
    reporter: rules.Reporter,
    *,
    reported_at: datetime,
    why_worried: str = "",
    police_ref: str = "",
    force_id: UUID | None = None,
    at: datetime,
    by: Actor,
) -> Episode:
    """Report an away child missing in one press: words, place and times are kept.

    Raises AlreadyMissing or NotAway when somebody else was first.
    """
    known = get(episode_id)
    what = rules.Circumstances(
        last_seen_at=known.last_seen_at,
        last_seen_where=known.last_seen_where,
        why_worried=why_worried.strip() or known.why_worried or UPGRADED,
    )
    policies.can_report(by, known.child_id, at=at).require()
    with recording("episode.upgraded", by=by, child_id=known.child_id, refs=[known.ref]):
        current = lock_child(known.child_id)
        if current is None or current.pk != episode_id:
            raise NotAway
        return report(
            known.child_id,
            what,
            reporter,
            reported_at=reported_at,
            police_ref=police_ref,
            force_id=force_id,
            at=at,
            by=by,
        )
