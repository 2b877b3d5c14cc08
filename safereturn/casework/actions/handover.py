"""An episode is taken in hand, given to a colleague, accepted or declined.

An agency’s own system may give one for a colleague whom it names, and take it back: until it
is accepted nothing changes hands. Accepted it is only by whoever has signed in (ADR 22).

Until a named person has accepted it, it stays with whoever gave it: a case that was "tagged"
and that nobody had seen is how a child was not looked for during a whole shift.
"""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.casework import facts, policies
from safereturn.casework.actions.naming import named
from safereturn.casework.models import Handover, Holding
from safereturn.casework.queries import handover as queries
from safereturn.casework.rules import HandoverAnswer, HandoverWords
from safereturn.children.actions.locking import hold
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.models import Episode
from safereturn.foundation import events
from safereturn.foundation.actor import Actor, Door
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.references import new_reference
from safereturn.involvement import queries as involvement
from safereturn.notifications.actions import Answered
from safereturn.notifications.rules import Acknowledgement


class HandoverWaits(Conflict):
    """This is given to a colleague who has not answered yet: take that back first."""


class HandoverClosed(Conflict):
    """This handover has been answered or taken back."""


def take(episode_ref: str, *, at: datetime, by: Actor) -> Holding:
    """Take an episode in hand for one's agency.

    From a colleague only by who sees to it that somebody has each case. A handover that
    waits is thereby taken back; whom it was given to has thereby accepted it.
    """
    episode = _find(episode_ref, at=at, by=by)
    ties = involvement.ties_for(by, episode.child_id, at=at)
    with recording("episode.taken_in_hand", by=by, child_id=episode.child_id, refs=[episode.ref]):
        hold([episode.child_id])
        policies.can_take(by, ties, queries.held_by(episode.pk, by.agency_id, at=at)).require()
        for waiting in _waiting(episode, by):
            mine = waiting.to_person_id == by.person_id
            answer = HandoverAnswer.ACCEPTED if mine else HandoverAnswer.WITHDRAWN
            _answer(waiting, answer, "" if mine else "taken in hand", at=at, by=by)
        return _hold(episode, by.person_id, at=at, by=by)


def give(
    episode_ref: str, to_person_id: UUID, words: HandoverWords, *, at: datetime, by: Actor
) -> Handover:
    """Give an episode to a colleague, with what they must know.

    Raises HandoverWaits while an earlier one has no answer, Invalid for somebody who cannot
    have it in hand, or when a system does not name a colleague who gives it.
    """
    episode = _find(episode_ref, at=at, by=by)
    giver = named(by, at=at)
    ties = involvement.ties_for(by, episode.child_id, at=at)
    with recording("handover.given", by=by, child_id=episode.child_id, refs=[episode.ref]):
        hold([episode.child_id])
        held_by = queries.held_by(episode.pk, by.agency_id, at=at)
        policies.can_hand_over(by, ties, held_by).require()
        if _waiting(episode, by):
            raise HandoverWaits
        _check(to_person_id, held_by, episode, at=at, by=by)
        row = Handover.objects.create(
            ref=new_reference("HO"),
            episode=episode,
            child_id=episode.child_id,
            agency_id=by.agency_id,
            from_person_id=held_by,
            to_person_id=to_person_id,
            given_by_id=giver,
            given_at=at,
            through=by.name if by.door is Door.API else "",
            stands=words.stands.strip(),
            to_do=words.to_do.strip(),
            worry=words.worry.strip(),
        )
        clocks.start(
            ClockKind.HANDOVER,
            child_id=episode.child_id,
            subject_id=row.pk,
            episode_id=episode.pk,
            owner=by.agency_id,
            at=at,
        )
        events.publish(
            facts.HandoverGiven(
                child_id=episode.child_id, handover_id=row.pk, episode_id=episode.pk
            )
        )
    return row


def _check(
    person_id: UUID, held_by: UUID | None, episode: Episode, *, at: datetime, by: Actor
) -> None:
    """Refuse who has it already, who works elsewhere, and whom the record is not open to."""
    if person_id == held_by:
        raise Invalid(fields={"to": "They have it in hand: choose somebody else"})
    if person_id not in {one.person_id for one in queries.may_be_given(by, at=at)}:
        raise Invalid(fields={"to": "Choose a colleague who works with children"})
    if not involvement.ties(by.agency_id, episode.child_id, at=at).bases_for(person_id):
        raise Invalid(fields={"to": "This record is not open to them: choose somebody else"})


def accept(ref: str, *, at: datetime, by: Actor) -> Handover:
    """Take over what one was given: from now on it is theirs."""
    known = _find_handover(ref, at=at, by=by)
    ties = involvement.ties_for(by, known.child_id, at=at)
    policies.can_answer_handover(by, known, ties).require()
    with recording("handover.accepted", by=by, child_id=known.child_id, refs=[ref]):
        hold([known.child_id])
        row = _answer(known, HandoverAnswer.ACCEPTED, "", at=at, by=by)
        _hold(row.episode, by.person_id, at=at, by=by, handover=row)
    return row


def decline(ref: str, because: str, *, at: datetime, by: Actor) -> Handover:
    """Say no, and why: it stays with whoever gave it, and they are told."""
    known = _find_handover(ref, at=at, by=by)
    ties = involvement.ties_for(by, known.child_id, at=at)
    policies.can_answer_handover(by, known, ties).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why you cannot take it over"})
    with recording("handover.declined", by=by, child_id=known.child_id, refs=[ref]):
        hold([known.child_id])
        return _answer(known, HandoverAnswer.DECLINED, because.strip(), at=at, by=by)


def withdraw(ref: str, *, at: datetime, by: Actor) -> Handover:
    """Take a handover back that nobody has answered."""
    known = _find_handover(ref, at=at, by=by)
    ties = involvement.ties_for(by, known.child_id, at=at)
    policies.can_withdraw_handover(by, known, ties).require()
    named(by, at=at)
    with recording("handover.withdrawn", by=by, child_id=known.child_id, refs=[ref]):
        hold([known.child_id])
        return _answer(known, HandoverAnswer.WITHDRAWN, "", at=at, by=by)


def _find(ref: str, *, at: datetime, by: Actor) -> Episode:
    """Return the episode, or raise NotFound as if there were none for a stranger."""
    episode = Episode.objects.filter(ref=ref).first()
    if episode is None:
        raise NotFound
    ties = involvement.ties_for(by, episode.child_id, at=at)
    if not ties.bases:
        raise NotFound
    policies.can_hold(by, ties).require()
    return episode


def _find_handover(ref: str, *, at: datetime, by: Actor) -> Handover:
    row = Handover.objects.select_related("episode").filter(ref=ref).first()
    if row is None:
        raise NotFound
    ties = involvement.ties_for(by, row.child_id, at=at)
    if not policies.can_see_handover(by, row, ties):
        raise NotFound
    return row


def _waiting(episode: Episode, by: Actor) -> list[Handover]:
    rows = Handover.objects.filter(episode=episode, agency_id=by.agency_id, answered_at=None)
    return list(rows)


def _answer(
    known: Handover, answer: HandoverAnswer, because: str, *, at: datetime, by: Actor
) -> Handover:
    row = (
        Handover.objects.select_for_update(of=("self",)).select_related("episode").get(pk=known.pk)
    )
    if row.answered_at:
        raise HandoverClosed
    row.answer, row.because = answer, because
    row.answered_at, row.answered_by_id = at, by.named_id
    row.save(update_fields=["answer", "because", "answered_at", "answered_by_id"])
    clocks.meet(ClockKind.HANDOVER, row.pk, at=at)
    events.publish(
        facts.HandoverAnswered(child_id=row.child_id, handover_id=row.pk, episode_id=row.episode_id)
    )
    return row


def _hold(
    episode: Episode,
    person_id: UUID,
    *,
    at: datetime,
    by: Actor,
    handover: Handover | None = None,
) -> Holding:
    Holding.objects.filter(episode=episode, agency_id=by.agency_id, until=None).update(until=at)
    # Whoever has it in hand knows of it: nothing of it climbs at their agency.
    acted = Answered(Acknowledgement.ACTED)
    clocks.acknowledge_all(by.agency_id, episode.pk, acted, child_id=episode.child_id, at=at, by=by)
    return Holding.objects.create(
        episode=episode,
        child_id=episode.child_id,
        agency_id=by.agency_id,
        person_id=person_id,
        since=at,
        handover=handover,
    )
