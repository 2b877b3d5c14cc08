"""Handovers of an episode: who has been given which, given for a colleague, taken back.

Accepting and declining are not here: the colleague it is given to signs in.
"""

from datetime import datetime
from uuid import UUID

from safereturn.api.edge import Call
from safereturn.api.fields import Id, In, Out, Ref, Text, Words
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.shared import RefOut
from safereturn.casework.actions import handover as actions
from safereturn.casework.queries import handover as queries
from safereturn.casework.queries.handover import HandoverLine
from safereturn.casework.rules import HandoverAnswer, HandoverWords
from safereturn.episodes import queries as episodes

journey = Journey("Handovers")


class HandoverWaitingOut(Out):
    """A handover at your agency that nobody has answered: of which episode, by whom, to whom.

    `through`: which system of yours named the giver; empty where they had signed in.
    """

    ref: str
    episode_ref: str
    child_ref: str
    given_by: str
    through: str
    to: str
    to_person_id: UUID
    given_at: datetime

    @classmethod
    def from_line(cls, line: HandoverLine) -> "HandoverWaitingOut":
        """Make it from a line of the list."""
        return cls.of(line, child_ref=line.child.ref)


class HandoverOut(HandoverWaitingOut):
    """One handover with its words, and what became of it."""

    stands: str
    to_do: str
    worry: str
    answer: HandoverAnswer | None
    answered_at: datetime | None
    because: str


class InHandOut(Out):
    """Who has an episode in hand at your agency; nobody is empty. What waits, and for whom."""

    name: str
    waiting_ref: str
    waiting_for: str


class HandoverIn(In):
    """To which colleague (`person_id` of `GET /duty`), and what they must know."""

    to: Id
    stands: Words
    to_do: Text = ""
    worry: Text = ""


@read(journey, "/handovers", gives=list[HandoverWaitingOut])
def list_handovers(request: Call) -> list[HandoverWaitingOut]:
    """List the handovers at your agency that nobody has answered, the oldest first."""
    lines = queries.list_waiting(request.actor, at=request.received_at)
    return [HandoverWaitingOut.from_line(line) for line in lines]


@read(journey, "/handovers/{handover_ref}", gives=HandoverOut)
def get_handover(request: Call, handover_ref: Ref) -> HandoverOut:
    """Read one handover of your agency."""
    line = queries.get_handover(request.actor, handover_ref, at=request.received_at)
    return HandoverOut.of(line, child_ref=line.child.ref)


@read(journey, "/episodes/{ref}/in-hand", gives=InHandOut)
def get_in_hand(request: Call, ref: Ref) -> InHandOut:
    """Say who of your agency has an episode in hand."""
    episode = episodes.get_episode(request.actor, ref, at=request.received_at)
    return InHandOut.of(queries.in_hand(request.actor, episode, at=request.received_at))


@write(journey, "/episodes/{ref}/handover", gives=RefOut)
def give_handover(request: Call, ref: Ref, said: HandoverIn) -> RefOut:
    """Give an episode to a colleague, for the colleague whom X-User-Reference names.

    It stays where it is until the colleague has signed in and accepted it. 422 where the
    reference is no staff number or e-mail address of one of your people who work with children.
    """
    words = HandoverWords(stands=said.stands, to_do=said.to_do, worry=said.worry)
    row = actions.give(ref, said.to, words, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/handovers/{handover_ref}/withdrawn", gives=RefOut)
def withdraw_handover(request: Call, handover_ref: Ref) -> RefOut:
    """Take a handover back that nobody has answered."""
    row = actions.withdraw(handover_ref, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)
