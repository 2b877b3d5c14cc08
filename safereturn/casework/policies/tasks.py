"""Who may set an agreed action, take it, hand it over, say what came of it, change its time."""

from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.casework.policies import SEE_TO_IT, can_read_ledger
from safereturn.episodes import policies as episodes
from safereturn.episodes.models import Episode, Task
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import ALLOW, Decision, deny
from safereturn.involvement.rules import Ties
from safereturn.sharing.rules import Kind

OVER = deny("What came of this is written down already.")


def can_set(actor: Actor, episode: Episode, owner_agency_id: UUID, *, at: datetime) -> Decision:
    """Anyone involved takes on a task; the police and the authorities may give one out."""
    return episodes.can_set_task(actor, episode, owner_agency_id, at=at)


def can_do(actor: Actor, task: Task, ties: Ties) -> Decision:
    """Anybody of the agency that owns it, while that agency works with the child."""
    if not (allowed := can_read_ledger(actor, ties)):
        return allowed
    if actor.agency_id != task.owner_agency_id:
        return deny("The agency that owns this does it.")
    return OVER if task.done_at else ALLOW


def can_take(actor: Actor, task: Task, held_by: UUID | None, ties: Ties) -> Decision:
    """What nobody of the agency has; what a colleague has, who sees to it that somebody does."""
    if not (allowed := can_do(actor, task, ties)):
        return allowed
    if held_by == actor.named_id:
        return deny("This is yours.")
    if held_by is not None and not actor.has(*SEE_TO_IT):
        return deny("A colleague has this: ask them to hand it over, or ask a supervisor.")
    return ALLOW


def can_hand_over(actor: Actor, task: Task, held_by: UUID | None, ties: Ties) -> Decision:
    """One's own, what nobody has, and for others who sees to it that somebody does."""
    if not (allowed := can_do(actor, task, ties)):
        return allowed
    if held_by not in (None, actor.named_id) and not actor.has(*SEE_TO_IT):
        return deny("A colleague has this: they or a supervisor hand it over.")
    return ALLOW


def can_finish(actor: Actor, task: Task, episode: Episode, *, at: datetime) -> Decision:
    """Whoever owns it says what came of it, or whoever could have given it out.

    What is a police line alone is finished by the police.
    """
    if task.done_at:
        return OVER
    if task.kind == Kind.INTELLIGENCE and actor.agency_id != task.owner_agency_id:
        return deny("This is a line of the police: they say what came of it.")
    return can_set(actor, episode, task.owner_agency_id, at=at)


def can_change_due(actor: Actor, task: Task, episode: Episode, *, at: datetime) -> Decision:
    """The agency that owns it and the one that set it, with the reason."""
    if task.done_at:
        return OVER
    if actor.agency_id not in (task.owner_agency_id, task.set_by_agency_id):
        return deny("The agency that owns this, or the one that set it, changes its time.")
    return episodes.can_add(actor, episode, at=at)


def can_tell_by_phone(actor: Actor, task: Task, episode: Episode, *, at: datetime) -> Decision:
    """Whoever could have given it out rings an agency that no notice reaches."""
    if task.done_at:
        return OVER
    if task.owner_agency_id not in agencies.without_accounts([task.owner_agency_id]):
        return deny("This agency has an account and is told there.")
    return can_set(actor, episode, task.owner_agency_id, at=at)
