"""The agreement that ships: the region's first version, and the floor beneath them all.

An area replaces the first; nothing removes the second. Nothing here knows Django.
"""

from safereturn.foundation.actor import AgencyKind
from safereturn.involvement.rules import Basis
from safereturn.sharing.rules.circumstances import While
from safereturn.sharing.rules.clauses import Clause
from safereturn.sharing.rules.gateways import Gateway
from safereturn.sharing.rules.kinds import Depth, Kind

_P, _LA = AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY
_CARERS = frozenset({AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER})
_RHI = AgencyKind.RETURN_INTERVIEW_SERVICE
_WIDER = frozenset({AgencyKind.HEALTH, AgencyKind.SCHOOL, AgencyKind.YOUTH_JUSTICE})
_CORE = frozenset({_P, _LA, _RHI}) | _CARERS
_MISSING = frozenset({While.MISSING_NOW, While.AWAY_NOT_REPORTED})
_AFTER = frozenset({While.INTERVIEW_DUE, While.ITEMS_OPEN})
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
        _kinds(Kind.IDENTITY, Kind.WHEREABOUTS, Kind.HEALTH_SAFETY, Kind.RISK, Kind.PHOTOGRAPH),
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
        _kinds(Kind.CARER_PROFILE, Kind.PHOTOGRAPH),
        Depth.FULL,
        _S11,
        to_bases=frozenset({Basis.PLACEMENT, Basis.RESPONSIBLE_AUTHORITY}),
    ),
    Clause(
        "22",
        _kinds(Kind.CARER_PROFILE, Kind.PHOTOGRAPH),
        Depth.FULL,
        _S11,
        to_kinds=frozenset({_P, _LA}),
        while_=_MISSING,
        until=_FOUND,
    ),
    Clause(
        "23",
        _kinds(Kind.CARER_PROFILE, Kind.PHOTOGRAPH),
        Depth.EXISTS,
        _S11,
        to_kinds=frozenset({_P, _LA}),
    ),
    Clause(
        "24",
        frozenset(Kind) - _kinds(Kind.CHILDS_ACCOUNT, Kind.INTELLIGENCE),
        Depth.EXISTS,
        _S11,
        to_kinds=_WIDER | _CORE,
    ),
)

FLOOR = DEFAULT_AGREEMENT[0]
