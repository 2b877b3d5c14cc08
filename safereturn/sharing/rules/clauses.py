"""A clause of an agreement, and the answer that it gives."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from safereturn.agencies.rules import london_day
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.sentences import Sentence, marked, sentence
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.sharing.rules.circumstances import While, going_on
from safereturn.sharing.rules.gateways import Gateway, Lawful
from safereturn.sharing.rules.kinds import Depth, Kind

# A gateway's own basis in data protection law, where a clause does not name another.
_NATURAL = {Gateway.VITAL_INTERESTS: Lawful.VITAL_INTERESTS}


@dataclass(frozen=True, slots=True)
class Answer:
    """May this agency see this kind of information about this child: how deep and why.

    `agreement` names it with its version ("Exampleshire agreement v3"), `version_id` is
    that version (None: the statutory floor, or no agreement at all). `ask` says whether
    more may be asked for from the desk that holds it; `told` what the child must be told;
    `since` when the relation that the sentence names began, where that was read.
    `clause` is the number in that agreement: "0" is the statutory floor, "asked",
    "emergency" and "service" stand for themselves, "" for nothing.
    """

    depth: Depth
    sentence: str
    clause: str = ""
    gateway: Gateway | None = None
    until: str = ""
    agreement: str = ""
    version_id: UUID | None = None
    ask: bool = False
    told: str = ""
    since: datetime | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        """An answer reads as yes when content is shown, in full or in summary."""
        return self.depth >= Depth.SUMMARY

    def since_when(self, since: datetime | None) -> str:
        """Return the sentence with the day, in London, on which its relation began."""
        if since is None:
            return self.sentence
        day, words = london_day(since), self.sentence
        if not isinstance(words, Sentence) or "until" not in words.values:
            return sentence("{words} Since {day}.", words=marked(words), day=day)
        until = sentence(", {until}", until=marked(self.until)) if self.until else ""
        told = sentence(" since {day}{until}", day=day, until=until)
        return sentence(words.msgid, **{**words.values, "until": told})


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of an agreement: which kinds, to whom, while what lasts, how deep.

    To whom: an agency of these kinds or one of these agencies; none of either means every
    party. `for_days` is how long whoever is given it may keep it after the episode is
    closed (None: as their own law says); it does not change who sees what. `ask` lets
    whoever is not shown all of it ask the desk that holds it.
    """

    number: str
    kinds: frozenset[Kind]
    depth: Depth
    gateway: Gateway
    to_kinds: frozenset[AgencyKind] = frozenset()
    to_bases: frozenset[Basis] = frozenset()
    while_: frozenset[While] = frozenset()
    until: str = ""
    to_agencies: frozenset[UUID] = frozenset()
    lawful: Lawful | None = None
    for_days: int | None = None
    told: str = ""
    note: str = ""
    ask: bool = True

    @property
    def lawful_basis(self) -> Lawful:
        """Return the basis in data protection law; safeguarding where none is named."""
        return self.lawful or _NATURAL.get(self.gateway, Lawful.SAFEGUARDING)

    def is_for(self, agency_id: UUID | None, kind: AgencyKind) -> bool:
        """Say whether this clause speaks of this agency."""
        to_all = not self.to_kinds and not self.to_agencies
        return to_all or kind in self.to_kinds or agency_id in self.to_agencies

    def holds(
        self,
        kind: Kind,
        agency: AgencyKind,
        bases: frozenset[Basis],
        circumstances: frozenset[Circumstance],
        *,
        agency_id: UUID | None = None,
    ) -> bool:
        """Say whether this clause speaks for this agency, kind and moment."""
        return (
            kind in self.kinds
            and self.is_for(agency_id, agency)
            and (not self.to_bases or not self.to_bases.isdisjoint(bases))
            and (not self.while_ or not self.while_.isdisjoint(going_on(bases, circumstances)))
        )


def deepest(clauses: Iterable[Clause]) -> Clause | None:
    """Return the clause that gives most; the first stands among equals."""
    return max(clauses, key=lambda clause: clause.depth, default=None)
