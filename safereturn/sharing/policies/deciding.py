"""May this agency see this kind of information about this child now: how deep, and why.

`decide` is the one function that pages, API, PDF, notices and jobs ask. It reads the
relation and the circumstances (one query) and applies the agreement in force.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.audit import record
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.sentences import sentence
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import ALONE, Basis
from safereturn.sharing.policies.book import book_for
from safereturn.sharing.rules import CORE_KINDS, Answer, Asking, Depth, Gateway, Kind

# Also the answer for whom a seal or a personal link hides the child from: the very words.
NO_TIE = Answer(Depth.NOTHING, "Nothing connects your agency with this child.")
SERVICE = Answer(Depth.FULL, "The service itself, for the job it was given.", "service")

# They look after the service or its figures, not after children: their agency may know a
# child, they may not. An actor without any role stands for an agency, not for a person.
NO_CASE_WORK = Answer(
    Depth.NOTHING, "Your role does not work with children: ask a colleague who does."
)
# An agency that was only asked may match the child and answer; it learns nothing else
# until it has answered (decisions.md 18).
TO_MATCH = Answer(
    Depth.SUMMARY, "You were asked what you know: this is to match the child.", "asked"
)
ANSWER_FIRST = Answer(Depth.NOTHING, "Answer the question first: nothing else is shown.", "asked")
_THE_HOUR = sentence("until the hour is over")
# Break-glass: one person, one hour, what is needed at once (trust.md 1.4, R4).
OPENED = Answer(
    Depth.FULL,
    sentence(
        "You see this because you opened it in an emergency (to protect the child’s life; whoever"
        " looks after the record is told){until}.",
        until=sentence(" {until}", until=_THE_HOUR),
    ),
    "emergency",
    Gateway.VITAL_INTERESTS,
    _THE_HOUR,
)
CORE_ALONE = Answer(
    Depth.NOTHING,
    "You opened this in an emergency: only what is needed at once is shown.",
    "emergency",
)


def decide(actor: Actor, kind: Kind, child_id: UUID, *, at: datetime) -> Answer:
    """Answer for one kind of information. One query."""
    return decide_with(actor, kind, involvement.ties(actor.agency_id, child_id, at=at))


def decide_all(
    actor: Actor, kinds: Iterable[Kind], child_id: UUID, *, at: datetime
) -> dict[Kind, Answer]:
    """Answer for several kinds about one child. One query."""
    ties = involvement.ties(actor.agency_id, child_id, at=at)
    return {kind: decide_with(actor, kind, ties) for kind in kinds}


def decide_with(actor: Actor, kind: Kind, ties: Ties) -> Answer:
    """Answer from ties already read. No query; lists and pages share one reading.

    The first question after agreements have changed reads them into memory. What gives
    something is kept on the open look, so that the page can say why it shows it.
    """
    answer = _decided(actor, kind, ties)
    if answer.depth:
        record.decided(actor, ties.child_id, kind, answer)
    return answer


def nation_of(ties: Ties) -> Nation:
    """Return in whose law a child's information is shared: that of the authority's nation."""
    return book_for(ties.stamp).nation_by(ties.authorities)


def _decided(actor: Actor, kind: Kind, ties: Ties) -> Answer:
    if actor.has(Role.SYSTEM):
        return SERVICE
    bases = ties.bases_for(actor.person_id, actor.asserted_person_id)
    if not bases:
        return NO_TIE
    if actor.roles and not actor.practises:
        return NO_CASE_WORK
    answer = _agreed(actor, kind, ties, bases)
    if Basis.EMERGENCY in bases and answer.depth < Depth.FULL:
        since = ties.since.get(actor.person_id)
        return replace(OPENED, since=since) if kind in CORE_KINDS else answer
    return answer


def _agreed(actor: Actor, kind: Kind, ties: Ties, bases: frozenset[Basis]) -> Answer:
    """Answer without regard to broken glass."""
    relations = bases - ALONE
    if not relations:
        if Basis.ASKED not in bases:
            return CORE_ALONE
        since = ties.since.get(Basis.ASKED)
        return replace(TO_MATCH, since=since) if kind is Kind.IDENTITY else ANSWER_FIRST
    asking = Asking(
        actor.agency_id,
        actor.agency_kind,
        relations,
        ties.circumstances,
        ties.authorities,
        ties.at,
        ties.since,
    )
    return book_for(ties.stamp).answer(kind, asking)
