"""What the police do with a report, and what others say to that (decisions.md 31)."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import facts, policies, rules
from safereturn.episodes.actions.keys import keep_keys
from safereturn.episodes.actions.locking import get, locked, locked_open
from safereturn.episodes.models import Episode, Stance
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound


class AlreadyChallenged(Conflict):
    """This has been challenged already: a supervisor will answer."""


class AlreadyAnswered(Conflict):
    """This challenge has been answered already."""


class NotChallenged(Conflict):
    """Nobody has challenged this."""


def take_stance(
    episode_id: UUID,
    taken: rules.StanceTaken,
    *,
    police_ref: str = "",
    at: datetime,
    by: Actor,
) -> Stance:
    """Say that the police accept the report, give advice only, decline it or hand it back.

    It counts as reported whatever the answer, and the grading stays owed: a refusal does
    not make a child safe. Anything but "accepted" starts the clock of the next look.
    """
    known = get(episode_id)
    policies.can_take_stance(by, known, at=at).require()
    if taken.until_at and taken.until_at <= at:
        raise Invalid(fields={"until": "The time must be in the future"})
    with recording("episode.stance_taken", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked_open(episode_id)
        stance = Stance.objects.create(
            episode=episode,
            child_id=episode.child_id,
            stance=taken.stance,
            reason=taken.reason,
            who_does_what=taken.who_does_what,
            until_at=taken.until_at,
            by_id=by.person_id,
            by_agency_id=by.agency_id,
            taken_at=at,
        )
        episode.police_told_at = episode.police_told_at or at
        episode.police_ref = police_ref.strip() or episode.police_ref
        episode.save(update_fields=["police_told_at", "police_ref"])
        keep_keys(episode)
        _next_look(episode, taken, at=at, by=by)
        _publish(stance, "taken", by=by)
    return stance


def _next_look(episode: Episode, taken: rules.StanceTaken, *, at: datetime, by: Actor) -> None:
    if taken.until_at is None:
        clocks.stop(ClockKind.NEXT_CHECK, episode.pk, because="the police accepted", at=at)
        return
    clocks.start_until(
        ClockKind.NEXT_CHECK,
        taken.until_at,
        child_id=episode.child_id,
        subject_id=episode.pk,
        episode_id=episode.pk,
        owner=by.agency_id,
        at=at,
        counted_from="the police’s answer",
    )


def challenge(stance_id: UUID, text: str, *, at: datetime, by: Actor) -> Stance:
    """Challenge what the police did; a supervisor must answer by a clock."""
    if not text.strip():
        raise Invalid(fields={"challenge": "Enter why you disagree"})
    known = _get_stance(stance_id)
    policies.can_challenge(by, known, at=at).require()
    with recording("episode.stance_challenged", by=by, child_id=known.child_id):
        episode = locked(known.episode_id)
        stance = Stance.objects.select_for_update().get(pk=stance_id)
        if stance.challenged_at:
            raise AlreadyChallenged
        stance.challenged_at, stance.challenged_by_id = at, by.person_id
        stance.challenge = text
        stance.save()
        clocks.start(
            ClockKind.DISAGREEMENT,
            child_id=stance.child_id,
            subject_id=stance.pk,
            episode_id=episode.pk,
            owner=stance.by_agency_id,
            at=at,
        )
        _publish(stance, "challenged", by=by)
    return stance


def answer_challenge(stance_id: UUID, text: str, *, at: datetime, by: Actor) -> Stance:
    """Answer a challenge. To change the stance, take a new one: the old one stays."""
    if not text.strip():
        raise Invalid(fields={"answer": "Enter your answer"})
    known = _get_stance(stance_id)
    policies.can_answer_challenge(by, known, at=at).require()
    with recording("episode.challenge_answered", by=by, child_id=known.child_id):
        stance = Stance.objects.select_for_update().get(pk=stance_id)
        if stance.challenged_at is None:
            raise NotChallenged
        if stance.answered_at:
            raise AlreadyAnswered
        stance.answered_at, stance.answered_by_id, stance.answer = at, by.person_id, text
        stance.save()
        clocks.meet(ClockKind.DISAGREEMENT, stance.pk, at=at)
        _publish(stance, "answered", by=by)
    return stance


def _get_stance(stance_id: UUID) -> Stance:
    try:
        return Stance.objects.get(pk=stance_id)
    except Stance.DoesNotExist:
        raise NotFound from None


def _publish(stance: Stance, step: str, *, by: Actor) -> None:
    events.publish(
        facts.PoliceStanceTaken(
            child_id=stance.child_id,
            episode_id=stance.episode_id,
            step=step,
            by_agency_id=by.agency_id,
        )
    )
