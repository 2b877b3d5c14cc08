"""The child is found, seen, back; or the episode ends in another way."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import facts, policies, rules
from safereturn.episodes.actions.locking import NotWaiting, get, locked, locked_open
from safereturn.episodes.actions.telling import tell_agencies
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import EFFECTS, Effect, Ending, Finder, State
from safereturn.foundation import events
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.involvement import actions as involvement
from safereturn.involvement.models import Involvement
from safereturn.involvement.rules import Basis, Circumstance

NOT_A_RETURN = frozenset(Ending) - {Ending.RETURNED, Ending.KEPT_SAFE}
# What was never a missing child of this name undoes the relations it had opened.
_MISTAKES = frozenset({Ending.REPORTED_IN_ERROR, Ending.WRONG_CHILD})
_MISSING = (Circumstance.MISSING_NOW, Circumstance.AWAY_NOT_REPORTED)
# What nobody owes any more once the child is not missing.
_SEARCH_CLOCKS = (
    ClockKind.FIRST_GRADING,
    ClockKind.RISK_REVIEW,
    ClockKind.LOWEST_REVIEW,
    ClockKind.NEXT_CHECK,
    ClockKind.NATIONAL_UNIT,
    ClockKind.ELAPSED,
)


def record_located(
    episode_id: UUID,
    *,
    located_at: datetime,
    where: str,
    finder: Finder | None = None,
    with_whom: str = "",
    condition: str = "",
    at: datetime,
    by: Actor,
) -> Episode:
    """Record that the child has been found and is not back yet. The child is still missing."""
    if not where.strip():
        raise Invalid(fields={"where": "Enter where the child was found"})
    known = get(episode_id)
    policies.can_add(by, known, at=at).require()
    with recording("episode.located", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked_open(episode_id)
        _check(episode, "located_at", located_at, at)
        episode.state = State.LOCATED
        episode.located_at, episode.located_where = located_at, where
        episode.with_whom = with_whom or episode.with_whom
        episode.condition = condition or episode.condition
        episode.finder = finder or episode.finder
        episode.save()
        _finding_force(episode, at=at, by=by)
        events.publish(
            facts.ChildLocated(
                child_id=episode.child_id, episode_id=episode.pk, by_agency_id=by.agency_id
            )
        )
    return episode


def record_seen(episode_id: UUID, *, seen_at: datetime, at: datetime, by: Actor) -> Episode:
    """Record that the police have seen the child, before or after the return."""
    known = get(episode_id)
    policies.can_record_seen(by, known, at=at).require()
    if not known.started_at <= seen_at <= at:
        raise Invalid(fields={"seen": "The time must be after the child was last seen and past"})
    with recording("episode.seen", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = Episode.objects.select_for_update().get(pk=episode_id)
        episode.seen_at = seen_at
        episode.save(update_fields=["seen_at"])
    return episode


def record_return(episode_id: UUID, how: rules.Return, *, at: datetime, by: Actor) -> Episode:
    """Record that the child is back, or kept safe elsewhere; what follows becomes owed.

    Raises NotOpen when somebody has recorded it already, Invalid for an ending that is
    not a return.
    """
    if how.ending in NOT_A_RETURN:
        raise Invalid(fields={"ending": "End the episode in another way"})
    known = get(episode_id)
    policies.can_record_return(by, known, at=at).require()
    with recording("episode.returned", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked_open(episode_id)
        _check(episode, "returned_at", how.at, at)
        episode.state = State.RETURNED
        episode.returned_at, episode.returned_where = how.at, how.where
        episode.located_at = episode.located_at or how.at
        episode.located_where = episode.located_where or how.where
        episode.finder, episode.ending = how.finder, how.ending
        episode.kept_safe = how.kept_safe or ""
        episode.condition = how.condition or episode.condition
        episode.with_whom = how.with_whom or episode.with_whom
        episode.safe_to_return, episode.ending_detail = how.safe_to_return, how.detail
        episode.save()
        _finding_force(episode, at=at, by=by)
        _settle(episode, EFFECTS[how.ending], since=how.at, at=at)
        events.publish(
            facts.ChildReturned(
                child_id=episode.child_id, episode_id=episode.pk, by_agency_id=by.agency_id
            )
        )
    return episode


def record_later_return(
    episode_id: UUID, *, returned_at: datetime, where: str, at: datetime, by: Actor
) -> Episode:
    """Record that a child who was found and did not go back is back after all.

    At home or in any care setting: from here the 72 hours of the return interview count
    (decisions.md 34). The episode stays as it ended. Raises NotWaiting where it ended
    otherwise, or somebody has recorded this already.
    """
    if not where.strip():
        raise Invalid(fields={"where": "Enter where the child is now"})
    known = get(episode_id)
    policies.can_record_return(by, known, at=at).require()
    with recording("episode.returned_later", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked(episode_id)
        if not episode.waits_for_return:
            raise NotWaiting
        assert episode.closed_at, "an episode that ended says when"
        if not episode.closed_at <= returned_at <= at:
            why = "The time must be after the episode ended and in the past"
            raise Invalid(fields={"returned_at": why})
        episode.returned_at, episode.returned_where = returned_at, where
        episode.save(update_fields=["returned_at", "returned_where"])
        events.publish(
            facts.ChildReturned(
                child_id=episode.child_id, episode_id=episode.pk, by_agency_id=by.agency_id
            )
        )
    return episode


def end_otherwise(
    episode_id: UUID,
    ending: Ending,
    detail: str,
    *,
    ended_at: datetime,
    at: datetime,
    by: Actor,
) -> Episode:
    """End the episode in another way than a return, with what that ending brings."""
    if ending not in NOT_A_RETURN:
        raise Invalid(fields={"ending": "Record this as a return"})
    if not detail.strip():
        raise Invalid(fields={"detail": "Enter what happened and how you know"})
    known = get(episode_id)
    policies.can_end_otherwise(by, known, at=at).require()
    with recording("episode.ended", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked_open(episode_id)
        if not episode.started_at <= ended_at <= at:
            raise Invalid(fields={"ended": "The time must be after the report and in the past"})
        episode.state, episode.closed_at = State.CLOSED, ended_at
        episode.ending, episode.ending_detail = ending, detail
        episode.save()
        effect = EFFECTS[ending]
        _settle(episode, effect, since=ended_at, at=at)
        if ending in _MISTAKES:
            _close_mistake(episode, at=at, by=by)
        if not effect.interview_due:
            involvement.nothing_left(episode.pk)
        events.publish(
            facts.EpisodeEnded(
                child_id=episode.child_id, episode_id=episode.pk, by_agency_id=by.agency_id
            )
        )
    return episode


def _check(episode: Episode, name: str, value: datetime, now: datetime) -> None:
    times = {key: getattr(episode, key) for key in ("last_seen_at", "located_at")}
    rules.check_order(times | {name: value}, now)


def _finding_force(episode: Episode, *, at: datetime, by: Actor) -> None:
    if by.agency_kind is AgencyKind.POLICE and by.agency_id != episode.force_id:
        involvement.open_(
            episode.child_id,
            by.agency_id,
            Basis.FINDING_FORCE,
            because="found the child",
            at=at,
            subject_id=episode.pk,
        )


def _settle(episode: Episode, effect: Effect, *, since: datetime, at: datetime) -> None:
    """End what being missing had begun, and begin what is owed now, in one transaction."""
    child_id, episode_id = episode.child_id, episode.pk
    involvement.ends(_MISSING, episode_id, at=since)
    for kind in _SEARCH_CLOCKS:
        clocks.stop(kind, episode_id, because="the episode is over", at=at)
    if not effect.interview_due:
        return
    involvement.begins(child_id, Circumstance.INTERVIEW_DUE, episode_id, at=since)
    if episode.force_id and episode.reported_at:
        clocks.start(
            ClockKind.PREVENTION_INTERVIEW,
            child_id=child_id,
            subject_id=episode_id,
            episode_id=episode_id,
            owner=episode.force_id,
            authority_id=episode.responsible_authority_id,
            at=since,
        )


def _close_mistake(episode: Episode, *, at: datetime, by: Actor) -> None:
    """Tell those who were told, then end the relations this report alone had opened.

    In this order and not by a job: afterwards they are nobody's to be told (39).
    """
    tell_agencies(
        episode,
        "episode.ended_in_error",
        key=f"ended_in_error:{episode.pk}",
        path=f"/episodes/{episode.ref}/",
        at=at,
        by=by,
        opens=(),
    )
    opened = Involvement.objects.filter(subject_id=episode.pk, ends_at=None)
    for agency_id, basis in list(opened.values_list("agency_id", "basis")):
        involvement.end(
            episode.child_id, agency_id, Basis(basis), because="reported in error", at=at
        )
