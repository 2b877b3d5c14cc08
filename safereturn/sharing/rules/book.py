"""Every agreement that holds or held, made ready to decide by. Pure: no database, no clock.

A decision takes the clauses of one agreement and the statutory floor (decisions.md 19).
Everything that can be worked out before a question is asked has been: a decision is a few
look-ups and the making of one sentence.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID

from safereturn.agencies.rules import LONDON, Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.sentences import Sentence, sentence, sentences
from safereturn.involvement.rules import WORDS, Basis, Circumstance
from safereturn.sharing.rules.circumstances import going_on
from safereturn.sharing.rules.clauses import Answer, Clause
from safereturn.sharing.rules.gateways import GATEWAYS, Commencement, standing
from safereturn.sharing.rules.kinds import TOLD_WORDS, Depth, Kind
from safereturn.sharing.rules.shipped import DEFAULT_AGREEMENT, FLOOR

FLOOR_NAME = sentence("statutory floor")

_GIVEN = sentences(
    {
        Depth.FULL: "You see this",
        Depth.SUMMARY: "You see this in summary",
        Depth.EXISTS: "You may know that this is held, and whom to ask,",
    }
)
_YOURS = sentences(
    {
        AgencyKind.POLICE: "your force",
        AgencyKind.LOCAL_AUTHORITY: "your council",
        AgencyKind.CHILDRENS_HOME: "your home",
        AgencyKind.SCHOOL: "your school",
    }
)

_YOUR_AGENCY = sentence("your agency")

NO_CLAUSE = Answer(Depth.NOTHING, "No clause of the agreement gives your agency this.")
NO_AGREEMENT = Answer(
    Depth.NOTHING, "Your agency is not party to an agreement that holds for this child."
)


def midnight(on: date) -> datetime:
    """Return the beginning of a day in London: agreements and law begin with a day."""
    return datetime.combine(on, time(), tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom and when a decision is made: the agency, its relations, what is going on.

    `bases` are relations that make it work with the child: never ASKED, never EMERGENCY.
    """

    agency_id: UUID
    agency_kind: AgencyKind
    bases: frozenset[Basis]
    circumstances: frozenset[Circumstance] = frozenset()
    authorities: tuple[UUID, ...] = ()
    at: datetime | None = None
    since: Mapping[Basis | UUID, datetime] = field(default_factory=dict, hash=False, compare=False)

    @property
    def yours(self) -> str:
        """Return what the reader calls their agency."""
        return _YOURS.get(self.agency_kind, _YOUR_AGENCY)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A dated version: for whom it holds, from when until when, its clauses in order.

    `agencies` are parties by name, `kinds` whole kinds of agency; `declined` said no and
    are not bound even where their kind is. None as a beginning is from the first day.
    """

    name: str
    version_id: UUID | None
    nation: Nation
    clauses: tuple[Clause, ...]
    kinds: frozenset[AgencyKind] = frozenset()
    agencies: frozenset[UUID] = frozenset()
    declined: frozenset[UUID] = frozenset()
    begins: datetime | None = None
    ends: datetime | None = None
    is_region: bool = False

    def in_force(self, at: datetime | None) -> bool:
        """Say whether it holds at this moment."""
        if at is None:
            return self.ends is None
        begun = self.begins is None or self.begins <= at
        return begun and (self.ends is None or at < self.ends)

    def binds(self, agency_id: UUID, kind: AgencyKind) -> bool:
        """Say whether this agency is party to it."""
        return agency_id in self.agencies or (kind in self.kinds and agency_id not in self.declined)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A clause of an agreement in force, ready to be quoted with its gateway."""

    clause: Clause
    agreement: str
    version_id: UUID | None
    gateway: str


@dataclass(slots=True)
class Book:
    """All agreements: by the authority whose children they are for, and the region's."""

    by_authority: Mapping[UUID, tuple[Agreement, ...]]
    region: tuple[Agreement, ...]
    welsh: frozenset[UUID] = frozenset()
    commencements: tuple[Commencement, ...] = ()
    # Moments at which some gateway begins or ends; between two of them nothing changes.
    _turns: list[datetime] = field(init=False)
    _ready: dict[tuple[object, ...], tuple[Quoted, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Work out when the law turns."""
        days = {day for row in GATEWAYS for day in (row.since, row.until) if day is not None}
        days |= {row.on for row in self.commencements}
        self._turns = [midnight(day) for day in sorted(days)]

    def agreement_for(self, asking: Asking) -> Agreement | None:
        """Return the agreement that decides: the responsible authority's with the agency at
        hand, else the host's, else the region's; None when it is party to none of them.
        """
        theirs = [self.by_authority.get(authority, ()) for authority in asking.authorities]
        for dated in (*theirs, self.region):
            for agreement in dated:
                if agreement.in_force(asking.at) and agreement.binds(
                    asking.agency_id, asking.agency_kind
                ):
                    return agreement
        return None

    def nation_of(self, asking: Asking) -> Nation:
        """Return the nation of the child's authority: England until it is known."""
        return self.nation_by(asking.authorities)

    def nation_by(self, authorities: tuple[UUID, ...]) -> Nation:
        """Return the nation of the first of a child's authorities: England until one is known."""
        first = authorities[:1]
        return Nation.WALES if first and first[0] in self.welsh else Nation.ENGLAND

    def answer(self, kind: Kind, asking: Asking) -> Answer:
        """Answer for an agency that works with the child: the deepest clause that holds.

        The floor stands first among clauses of equal depth, then the agreement's order.
        """
        agreement = self.agreement_for(asking)
        now = going_on(asking.bases, asking.circumstances)
        for quoted in self._candidates(kind, asking, agreement):
            clause = quoted.clause
            if (
                clause.is_for(asking.agency_id, asking.agency_kind)
                and (not clause.to_bases or not clause.to_bases.isdisjoint(asking.bases))
                and (not clause.while_ or not clause.while_.isdisjoint(now))
            ):
                return _told(kind, quoted, asking)
        return NO_CLAUSE if agreement else NO_AGREEMENT

    def _candidates(
        self, kind: Kind, asking: Asking, agreement: Agreement | None
    ) -> tuple[Quoted, ...]:
        """Return the clauses that speak of this kind, deepest first, with words in force."""
        at = asking.at
        era = len(self._turns) if at is None else bisect_right(self._turns, at)
        nation = self.nation_of(asking)
        if agreement is not None and not agreement.is_region:
            nation = agreement.nation
        key = (kind, nation, era, None if agreement is None else id(agreement))
        if key not in self._ready:
            self._ready[key] = tuple(self._quoted(kind, nation, era, agreement))
        return self._ready[key]

    def _quoted(
        self, kind: Kind, nation: Nation, era: int, agreement: Agreement | None
    ) -> Iterable[Quoted]:
        on = self._turns[max(era, 1) - 1].date()
        of: list[tuple[Clause, str, UUID | None]] = [(FLOOR, FLOOR_NAME, None)]
        if agreement is not None:
            named = (agreement.name, agreement.version_id)
            of += [(clause, *named) for clause in agreement.clauses]
        for clause, agreement_name, version_id in sorted(of, key=lambda row: -row[0].depth):
            law = standing(clause.gateway, nation, on, self.commencements)
            if kind in clause.kinds and law is not None:
                yield Quoted(clause, agreement_name, version_id, law.words)


def _told(kind: Kind, quoted: Quoted, asking: Asking) -> Answer:
    clause = quoted.clause
    if clause.depth is Depth.NOTHING:
        words = sentence(
            "{agreement}, clause {number}: your agency is not given this.",
            agreement=quoted.agreement,
            number=clause.number,
        )
        return Answer(Depth.NOTHING, words, clause.number, agreement=quoted.agreement)
    basis = _relation(clause, asking.bases)
    words = _because(
        clause.depth,
        asking.yours,
        WORDS[basis],
        quoted.agreement,
        clause.number,
        quoted.gateway,
        clause.until,
    )
    return Answer(
        clause.depth,
        words,
        clause.number,
        clause.gateway,
        clause.until,
        agreement=quoted.agreement,
        version_id=quoted.version_id,
        ask=clause.ask and clause.depth < Depth.FULL,
        told=clause.told or TOLD_WORDS[kind],
        since=asking.since.get(basis),
    )


# One for each clause and reader: a list of fifty children says it fifty times.
@lru_cache(maxsize=4096)
def _because(
    depth: Depth, yours: str, relation: str, agreement: str, number: str, gateway: str, until: str
) -> Sentence:
    return sentence(
        "{given} because {yours} {relation} ({agreement}, clause {number}; {gateway}){until}.",
        given=_GIVEN[depth],
        yours=yours,
        relation=relation,
        agreement=agreement,
        number=number,
        gateway=gateway,
        until=f" {until}" if until else "",
    )


def _relation(clause: Clause, bases: frozenset[Basis]) -> Basis:
    """Return the relation the clause speaks of; else the first of those the agency has."""
    speaks_of = (clause.to_bases & bases) or bases
    return next(basis for basis in WORDS if basis in speaks_of)


def shipped() -> Book:
    """Return the book of nothing but the shipped agreement: for ties that nobody read."""
    region = Agreement(
        "Shipped agreement v1",
        None,
        Nation.ENGLAND,
        DEFAULT_AGREEMENT[1:],
        kinds=frozenset(AgencyKind),
        is_region=True,
    )
    return Book({}, (region,))
