"""The words of an information-sharing agreement, and the one that ships.

The table at the end is the shipped default. The sharing issue replaces where clauses
come from (versions, parties, signatures); whoever asks `sharing.policies.decide` does
not notice. Nothing here knows Django.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from safereturn.foundation.actor import AgencyKind
from safereturn.involvement.rules import Basis, Circumstance


class Kind(StrEnum):
    """A kind of information, as the agreements name it."""

    IDENTITY = "identity"
    WHEREABOUTS = "whereabouts"
    PLACEMENT_ADDRESS = "placement_address"
    HEALTH_SAFETY = "health_safety"
    EXPLOITATION = "exploitation"
    OFFENDING = "offending"
    INTELLIGENCE = "intelligence"
    RISK = "risk"
    EPISODE_HISTORY = "episode_history"
    PREVENTION_INTERVIEW = "prevention_interview"
    INTERVIEW_SUMMARY = "interview_summary"
    CHILDS_ACCOUNT = "childs_account"
    INFORMATION_ITEM = "information_item"
    THIRD_PARTY = "third_party"
    CARER_PROFILE = "carer_profile"
    FAMILY = "family"
    PLANS = "plans"


class Depth(IntEnum):
    """How deep: the content, its gist, that it exists and who to ring, or nothing."""

    NOTHING = 0
    EXISTS = 1
    SUMMARY = 2
    FULL = 3


class Gateway(StrEnum):
    """The lawful gateway. `sources` below says where each stands."""

    CHILDREN_ACT_2004_S11 = "children_act_2004_s11"
    CHILDREN_ACT_1989_S17_S47 = "children_act_1989_s17_s47"
    CHILDREN_ACT_2004_S16LA = "children_act_2004_s16la"
    CARE_PLANNING_REGULATIONS = "care_planning_regulations"
    VITAL_INTERESTS = "vital_interests"


GATEWAY_WORDS = {
    Gateway.CHILDREN_ACT_2004_S11: "Children Act 2004 sections 10 and 11",
    Gateway.CHILDREN_ACT_1989_S17_S47: "Children Act 1989 sections 17 and 47",
    Gateway.CHILDREN_ACT_2004_S16LA: "Children Act 2004 section 16LA",
    Gateway.CARE_PLANNING_REGULATIONS: "Care Planning Regulations 2010",
    Gateway.VITAL_INTERESTS: "to protect the child’s life (Data Protection Act 2018)",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """May this agency see this kind of information about this child: how deep and why."""

    depth: Depth
    sentence: str
    clause: str = ""
    gateway: Gateway | None = None
    until: str = ""

    def __bool__(self) -> bool:
        """An answer reads as yes when content is shown, in full or in summary."""
        return self.depth >= Depth.SUMMARY


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of an agreement: which kinds, to whom, while what lasts, how deep."""

    number: str
    kinds: frozenset[Kind]
    depth: Depth
    gateway: Gateway
    to_kinds: frozenset[AgencyKind] = frozenset()
    to_bases: frozenset[Basis] = frozenset()
    while_: frozenset[Circumstance] = frozenset()
    until: str = ""

    def holds(
        self,
        kind: Kind,
        agency: AgencyKind,
        bases: frozenset[Basis],
        going_on: frozenset[Circumstance],
    ) -> bool:
        """Say whether this clause speaks for this agency, kind and moment."""
        return (
            kind in self.kinds
            and (not self.to_kinds or agency in self.to_kinds)
            and (not self.to_bases or not self.to_bases.isdisjoint(bases))
            and (not self.while_ or not self.while_.isdisjoint(going_on))
        )


def deepest(clauses: Iterable[Clause]) -> Clause | None:
    """Return the clause that gives most; the first stands among equals."""
    return max(clauses, key=lambda clause: clause.depth, default=None)


_P, _LA = AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY
_CARERS = frozenset({AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER})
_RHI = AgencyKind.RETURN_INTERVIEW_SERVICE
_WIDER = frozenset({AgencyKind.HEALTH, AgencyKind.SCHOOL, AgencyKind.YOUTH_JUSTICE})
_CORE = frozenset({_P, _LA, _RHI}) | _CARERS
_MISSING = frozenset({Circumstance.MISSING_NOW, Circumstance.AWAY_NOT_REPORTED})
_AFTER = frozenset({Circumstance.INTERVIEW_DUE, Circumstance.ITEMS_OPEN})
_S11 = Gateway.CHILDREN_ACT_2004_S11
_S17 = Gateway.CHILDREN_ACT_1989_S17_S47
_BACK = "until the interview’s items are dealt with"
_FOUND = "while the child is missing"


def _kinds(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


# The shipped agreement. Order matters only among clauses of equal depth. Clause 0 is the
# statutory floor: vital risk while missing, which no missing or unsigned agreement takes
# away (decisions.md 19).
DEFAULT_AGREEMENT: tuple[Clause, ...] = (
    Clause(
        "0",
        _kinds(Kind.IDENTITY, Kind.WHEREABOUTS, Kind.HEALTH_SAFETY, Kind.RISK),
        Depth.FULL,
        Gateway.VITAL_INTERESTS,
        to_kinds=frozenset({_P, _LA}),
        while_=_MISSING,
        until=_FOUND,
    ),
    Clause("1", _kinds(Kind.IDENTITY), Depth.FULL, _S11),
    Clause(
        "2",
        _kinds(Kind.WHEREABOUTS, Kind.RISK, Kind.EPISODE_HISTORY),
        Depth.FULL,
        _S11,
        to_kinds=_CORE,
    ),
    Clause(
        "3",
        _kinds(Kind.WHEREABOUTS, Kind.RISK, Kind.EPISODE_HISTORY),
        Depth.SUMMARY,
        _S11,
        to_kinds=_WIDER,
    ),
    Clause(
        "4",
        _kinds(Kind.PLACEMENT_ADDRESS, Kind.FAMILY, Kind.PLANS),
        Depth.FULL,
        _S17,
        to_kinds=_CORE,
    ),
    Clause(
        "5",
        _kinds(Kind.HEALTH_SAFETY),
        Depth.FULL,
        _S11,
        to_kinds=frozenset({_LA, AgencyKind.HEALTH}) | _CARERS,
    ),
    Clause(
        "6",
        _kinds(Kind.HEALTH_SAFETY),
        Depth.SUMMARY,
        _S11,
        to_kinds=frozenset({_P, _RHI}),
        while_=_AFTER,
        until=_BACK,
    ),
    Clause("7", _kinds(Kind.EXPLOITATION), Depth.FULL, _S17, to_kinds=frozenset({_P, _LA, _RHI})),
    Clause(
        "8",
        _kinds(Kind.EXPLOITATION),
        Depth.SUMMARY,
        _S17,
        to_kinds=_CARERS | frozenset({AgencyKind.HEALTH, AgencyKind.YOUTH_JUSTICE}),
    ),
    Clause(
        "9",
        _kinds(Kind.OFFENDING),
        Depth.FULL,
        _S11,
        to_kinds=frozenset({_P, _LA, AgencyKind.YOUTH_JUSTICE}),
    ),
    Clause("10", _kinds(Kind.INTELLIGENCE), Depth.FULL, _S11, to_kinds=frozenset({_P})),
    Clause("11", _kinds(Kind.INTELLIGENCE), Depth.SUMMARY, _S17, to_kinds=frozenset({_LA})),
    Clause(
        "12",
        _kinds(Kind.PREVENTION_INTERVIEW),
        Depth.FULL,
        _S17,
        to_kinds=frozenset({_P, _LA, _RHI}),
    ),
    Clause("13", _kinds(Kind.PREVENTION_INTERVIEW), Depth.SUMMARY, _S17, to_kinds=_CARERS),
    Clause(
        "14",
        _kinds(Kind.INTERVIEW_SUMMARY),
        Depth.FULL,
        _S17,
        to_kinds=frozenset({_LA, _RHI}),
    ),
    Clause(
        "15",
        _kinds(Kind.INTERVIEW_SUMMARY),
        Depth.SUMMARY,
        _S11,
        to_kinds=frozenset({_P}) | _CARERS,
    ),
    Clause(
        "16",
        _kinds(Kind.CHILDS_ACCOUNT),
        Depth.FULL,
        _S17,
        to_bases=frozenset({Basis.RETURN_INTERVIEWS, Basis.RESPONSIBLE_AUTHORITY}),
    ),
    Clause("17", _kinds(Kind.CHILDS_ACCOUNT), Depth.EXISTS, _S17, to_kinds=frozenset({_P, _LA})),
    Clause(
        "18",
        _kinds(Kind.INFORMATION_ITEM),
        Depth.FULL,
        _S17,
        to_bases=frozenset({Basis.RETURN_INTERVIEWS, Basis.RESPONSIBLE_AUTHORITY}),
    ),
    Clause("19", _kinds(Kind.INFORMATION_ITEM), Depth.SUMMARY, _S11, to_kinds=_CORE | _WIDER),
    Clause("20", _kinds(Kind.THIRD_PARTY), Depth.FULL, _S17, to_kinds=frozenset({_P, _LA})),
    Clause(
        "21",
        _kinds(Kind.CARER_PROFILE),
        Depth.FULL,
        _S11,
        to_bases=frozenset({Basis.PLACEMENT, Basis.RESPONSIBLE_AUTHORITY}),
    ),
    Clause(
        "22",
        _kinds(Kind.CARER_PROFILE),
        Depth.FULL,
        _S11,
        to_kinds=frozenset({_P, _LA}),
        while_=_MISSING,
        until=_FOUND,
    ),
    Clause("23", _kinds(Kind.CARER_PROFILE), Depth.EXISTS, _S11, to_kinds=frozenset({_P, _LA})),
    Clause(
        "24",
        frozenset(Kind) - _kinds(Kind.CHILDS_ACCOUNT, Kind.INTELLIGENCE),
        Depth.EXISTS,
        _S11,
        to_kinds=_WIDER | _CORE,
    ),
)
