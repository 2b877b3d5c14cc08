"""Who has an episode in hand, which handovers wait, and what a shift looks like."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Colleague
from safereturn.audit.record import note
from safereturn.casework import policies
from safereturn.casework.models import Handover
from safereturn.casework.queries import tasks
from safereturn.casework.queries.worklist import Filter, Held, WorkRow, worklist
from safereturn.casework.rules import HandoverAnswer
from safereturn.children import queries as children
from safereturn.children.queries import Card
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import NO_CASEWORK, Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement


def held_by(episode_id: UUID, agency_id: UUID, *, at: datetime) -> UUID | None:
    """Return who of the agency has the episode in hand, or None.

    Whoever is off or has left has nothing in hand: it is the agency's again.
    """
    return _hands(episode_id, agency_id, at=at)[0]


_HANDS = """
select h.person_id, '', null::uuid from casework_holding h
 where h.episode_id = %(episode)s and h.agency_id = %(agency)s and h.until is null
   and h.person_id not in (select agencies_away(%(agency)s, %(at)s))
union all
select null, w.ref, w.to_person_id from casework_handover w
 where w.episode_id = %(episode)s and w.agency_id = %(agency)s and w.answered_at is null
"""


def _hands(
    episode_id: UUID, agency_id: UUID, *, at: datetime
) -> tuple[UUID | None, str, UUID | None]:
    """Return who has it in hand, and which handover waits for whom. One query."""
    holder, ref, waiting_for = None, "", None
    with connection.cursor() as cursor:
        cursor.execute(_HANDS, {"episode": episode_id, "agency": agency_id, "at": at})
        for held, given, to in cursor.fetchall():
            holder, ref, waiting_for = held or holder, given or ref, to or waiting_for
    return holder, ref, waiting_for


def may_be_given(actor: Actor, *, at: datetime) -> list[Colleague]:
    """Return the colleagues who work with children, by name, without the actor or who is off."""
    rows = agencies.colleagues([actor.agency_id], at=at, but=NO_CASEWORK)
    gone = agencies.away(actor.agency_id, at=at) | {actor.named_id}
    return [one for one in rows if one.person_id not in gone]


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """Who has an episode in hand for the reader's agency, and what the reader may do."""

    name: str
    is_mine: bool
    waiting_ref: str
    waiting_for: str
    may_take: Decision
    may_hand_over: Decision


def in_hand(actor: Actor, episode: Episode, *, at: datetime) -> InHand:
    """Return how the episode stands at the reader's agency. At most 2 queries of its own."""
    ties = involvement.ties_for(actor, episode.child_id, at=at)
    holder, waiting_ref, waiting_for = _hands(episode.pk, actor.agency_id, at=at)
    people = {one for one in (holder, waiting_for) if one}
    names = agencies.person_names(people) if people else {}
    return InHand(
        name=names.get(holder, "") if holder else "",
        is_mine=holder == actor.person_id,
        waiting_ref=waiting_ref,
        waiting_for=names.get(waiting_for, "") if waiting_for else "",
        may_take=policies.can_take(actor, ties, holder),
        may_hand_over=policies.can_hand_over(actor, ties, holder),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverLine:
    """One handover as lists and its own page show it."""

    ref: str
    episode_ref: str
    child: Card
    given_by: str
    # Which system of the agency named the giver; empty where they had signed in.
    through: str
    to: str
    to_person_id: UUID
    given_at: datetime
    stands: str
    to_do: str
    worry: str
    answer: HandoverAnswer | None
    answered_at: datetime | None
    because: str
    may_answer: Decision
    may_withdraw: bool


def get_handover(actor: Actor, ref: str, *, at: datetime) -> HandoverLine:
    """Return one handover of the actor's agency, or raise NotFound.

    Raises Restricted when a reason must be given first: its words are about the child.
    """
    lines = _lines(actor, list(Handover.objects.select_related("episode").filter(ref=ref)), at)
    if not lines:
        raise NotFound
    children.require_open(actor, lines[0].child.id, at=at)
    return lines[0]


def list_waiting(actor: Actor, *, at: datetime) -> list[HandoverLine]:
    """Return the handovers of the actor's agency that nobody has answered, the oldest first."""
    waiting = Handover.objects.filter(agency_id=actor.agency_id, answered_at=None)
    return _lines(actor, list(waiting.select_related("episode").order_by("given_at", "id")), at)


def _lines(actor: Actor, rows: list[Handover], at: datetime) -> list[HandoverLine]:
    ties = involvement.ties_of_for(actor, {row.child_id for row in rows}, at=at)
    rows = [row for row in rows if policies.can_see_handover(actor, row, ties[row.child_id])]
    cards = children.cards(actor, {row.child_id for row in rows}, at=at)
    # `cards` has noted the children; the words are of these handovers.
    note((), refs=[one for row in rows for one in (row.ref, row.episode.ref)])
    names = agencies.person_names(
        {one for row in rows for one in (row.given_by_id, row.to_person_id)}
    )
    return [
        HandoverLine(
            ref=row.ref,
            episode_ref=row.episode.ref,
            child=cards[row.child_id],
            given_by=names.get(row.given_by_id, ""),
            through=row.through,
            to=names.get(row.to_person_id, ""),
            to_person_id=row.to_person_id,
            given_at=row.given_at,
            stands=row.stands,
            to_do=row.to_do,
            worry=row.worry,
            answer=HandoverAnswer(row.answer) if row.answer else None,
            answered_at=row.answered_at,
            because=row.because,
            may_answer=policies.can_answer_handover(actor, row, ties[row.child_id]),
            may_withdraw=bool(policies.can_withdraw_handover(actor, row, ties[row.child_id])),
        )
        for row in rows
        if row.child_id in cards
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What a person must know at the beginning and the end of a shift."""

    for_me: tuple[HandoverLine, ...]
    not_accepted: tuple[HandoverLine, ...]
    mine: tuple[WorkRow, ...]
    nobodys: tuple[WorkRow, ...]
    tasks: tasks.Waiting
    # Beyond the first fifty children.
    more: int


def shift(actor: Actor, *, at: datetime) -> Shift:
    """Return what waits for the actor, what is theirs, and what nobody has in hand."""
    lines = list_waiting(actor, at=at)
    work = worklist(actor, at=at, wanted=Filter(held=Held.SHIFT))
    shown = [row for one in (*work.missing, *work.back) for row in (one, *one.also)]
    return Shift(
        for_me=tuple(one for one in lines if one.may_answer),
        not_accepted=tuple(one for one in lines if not one.may_answer),
        mine=tuple(row for row in shown if row.holder_is_me),
        nobodys=tuple(row for row in shown if not row.holder_is_me),
        tasks=tasks.waiting(actor, at=at),
        more=work.things - len(shown),
    )
