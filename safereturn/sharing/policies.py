"""May this agency see this kind of information about this child now: how deep, and why.

`decide` is the one function that pages, API, PDF, notices and jobs ask. It reads the
relation and the circumstances (one query) and applies the agreement in force.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safereturn.foundation.actor import Actor, Role
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.involvement.rules import WORDS, Basis
from safereturn.sharing.rules import (
    DEFAULT_AGREEMENT,
    GATEWAY_WORDS,
    Answer,
    Clause,
    Depth,
    Kind,
    deepest,
)

NO_TIE = Answer(Depth.NOTHING, "Nothing connects your agency with this child.")

_GIVEN = {
    Depth.FULL: "You see this",
    Depth.SUMMARY: "You see this in summary",
    Depth.EXISTS: "You may know that this is held, and whom to ask,",
}

# An agency that was only asked may match the child and answer; it learns nothing else
# until it has answered (decisions.md 18).
_ASKED_ONLY = frozenset({Basis.ASKED})

# They look after the service or its figures, not after children: their agency may know a
# child, they may not. An actor without any role stands for an agency, not for a person.
_NO_CASES = frozenset({Role.ANALYST, Role.GOVERNANCE_LEAD, Role.ADMINISTRATOR})
NO_CASE_WORK = Answer(
    Depth.NOTHING, "Your role does not work with children: ask a colleague who does."
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
    """Answer from ties already read. No query; lists and pages share one reading."""
    if actor.has(Role.SYSTEM):
        return Answer(Depth.FULL, "The service itself, for the job it was given.", "service")
    if not ties.bases:
        return NO_TIE
    if actor.roles and actor.roles <= _NO_CASES:
        return NO_CASE_WORK
    if ties.bases == _ASKED_ONLY:
        return _asked(kind)
    held = [
        clause
        for clause in DEFAULT_AGREEMENT
        if clause.holds(kind, actor.agency_kind, ties.bases, ties.circumstances)
    ]
    clause = deepest(held)
    if clause is None:
        return Answer(Depth.NOTHING, "No clause of the agreement gives your agency this.")
    until = f" {clause.until}" if clause.until else ""
    sentence = (
        f"{_GIVEN[clause.depth]} because your agency {_why(clause, ties.bases)} (shipped "
        f"agreement, clause {clause.number}; {GATEWAY_WORDS[clause.gateway]}){until}."
    )
    return Answer(clause.depth, sentence, clause.number, clause.gateway, clause.until)


def _asked(kind: Kind) -> Answer:
    if kind is Kind.IDENTITY:
        return Answer(
            Depth.SUMMARY, "You were asked what you know: this is to match the child.", "asked"
        )
    return Answer(Depth.NOTHING, "Answer the question first: nothing else is shown.", "asked")


def _why(clause: Clause, bases: frozenset[Basis]) -> str:
    """Name the relation the clause speaks of; having been asked is never the reason."""
    speaks_of = (clause.to_bases & bases) or (bases - _ASKED_ONLY)
    return WORDS[next(basis for basis in WORDS if basis in speaks_of)]
