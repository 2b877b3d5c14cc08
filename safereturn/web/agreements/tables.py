"""An agreement as two tables: by kind of information, and by who receives it.

A line that gives no more than another which always holds is left out: the reader wants to
know what they receive, and each clause is there to be read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as translated

from safereturn.foundation.actor import AgencyKind
from safereturn.involvement.rules import Basis
from safereturn.sharing.rules import Clause, Depth, Kind, Readable, ReadClause
from safereturn.web.agreements.labels import (
    BASES,
    DEPTHS,
    KINDS,
    RECEIVERS,
    WHILES,
    YOURS,
    joined,
    lowered,
)
from safereturn.web.ui.components import Words

_K = AgencyKind
_CARES = frozenset({_K.CHILDRENS_HOME, _K.PLACEMENT_PROVIDER, _K.SCHOOL, _K.HEALTH})
# Which kinds of agency can stand in a relation at all: a school is no searching force.
_CAN_BE: dict[Basis, frozenset[AgencyKind]] = {
    Basis.HOME_FORCE: frozenset({_K.POLICE}),
    Basis.SEARCHING_FORCE: frozenset({_K.POLICE}),
    Basis.FINDING_FORCE: frozenset({_K.POLICE}),
    Basis.RESPONSIBLE_AUTHORITY: frozenset({_K.LOCAL_AUTHORITY}),
    Basis.HOST_AUTHORITY: frozenset({_K.LOCAL_AUTHORITY}),
    Basis.PLACEMENT: _CARES | {_K.LOCAL_AUTHORITY},
    Basis.RETURN_INTERVIEWS: frozenset({_K.RETURN_INTERVIEW_SERVICE, _K.LOCAL_AUTHORITY}),
    Basis.HEALTH: frozenset({_K.HEALTH}),
    Basis.SCHOOL: frozenset({_K.SCHOOL}),
    Basis.YOUTH_JUSTICE: frozenset({_K.YOUTH_JUSTICE, _K.LOCAL_AUTHORITY}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: how deep, to whom, and when; and the clause that says so."""

    kind: Words
    depth: Words
    to: str
    only: str
    when: str
    number: str


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one kind of information, or of one kind of agency."""

    key: str
    title: Words
    lines: tuple[Line, ...]


def who_words(read: ReadClause) -> str:
    """Say who receives: kinds of agencies, named ones, and only in which relation."""
    clause = read.clause
    speaks_of = [RECEIVERS[kind] for kind in RECEIVERS if kind in clause.to_kinds]
    kinds = [lowered(words, place) for place, words in enumerate(speaks_of)]
    named = [name for name in read.who if clause.to_agencies and name in _names(read)]
    to = joined([*kinds, *named]) or translated("Every party that is involved with the child")
    if not clause.to_bases:
        return to
    return f"{to}. {_only(clause.to_bases)}"


def _only(bases: frozenset[Basis]) -> str:
    """Say in which relation to the child alone; "" where it does not matter."""
    if not bases:
        return ""
    relations = joined((BASES[b] for b in BASES if b in bases), translated("or"))
    return translated("Only an agency that %(relation)s") % {"relation": relations}


def _names(read: ReadClause) -> frozenset[str]:
    """Return the names of agencies among `who`: its last entries, one for each."""
    return frozenset(read.who[-len(read.clause.to_agencies) :])


def when_words(clause: Clause) -> str:
    """Say while what lasts it holds."""
    if not clause.while_:
        return translated("At any time")
    lasting = joined((WHILES[w] for w in WHILES if w in clause.while_), translated("or"))
    return translated("While %(what)s") % {"what": lasting}


def kinds_words(clause: Clause) -> str:
    """Say which kinds of information, in the agreement's own order."""
    some = [KINDS[kind] for kind in KINDS if kind in clause.kinds]
    return "; ".join(lowered(words, place) for place, words in enumerate(some))


def by_kind(version: Readable) -> list[Part]:
    """Return each kind of information with who receives it, deepest first."""
    rows = [version.floor, *version.clauses]
    return [
        Part(kind.value, words, tuple(_line(r, kind) for r in _deepest_first(rows, kind)))
        for kind, words in KINDS.items()
    ]


def by_agency(version: Readable) -> list[Part]:
    """Return what each kind of agency receives; a kind that receives nothing says so."""
    rows = [version.floor, *version.clauses]
    return [
        Part(kind.value, words, tuple(_for_agency(rows, kind))) for kind, words in YOURS.items()
    ]


def _deepest_first(rows: Iterable[ReadClause], kind: Kind) -> list[ReadClause]:
    some = [row for row in rows if kind in row.clause.kinds and row.gateway is not None]
    return sorted(some, key=lambda row: -row.clause.depth)


def _for_agency(rows: list[ReadClause], agency: AgencyKind) -> Iterator[Line]:
    able = frozenset(basis for basis in Basis if agency in _CAN_BE.get(basis, {agency}))
    for kind in KINDS:
        held = [row for row in _deepest_first(rows, kind) if _speaks_of(row.clause, agency)]
        always = max((r.clause.depth for r in held if _always(r.clause)), default=Depth.NOTHING)
        best = next((r for r in held if _always(r.clause) and r.clause.depth == always), None)
        for row in held:
            if row is best or row.clause.depth > always:
                yield _line(row, kind, able)


def _speaks_of(clause: Clause, agency: AgencyKind) -> bool:
    """Say whether an agency of this kind can be meant (one that is named is another matter)."""
    if not clause.is_for(None, agency):
        return False
    return not clause.to_bases or any(
        agency in _CAN_BE.get(basis, frozenset(AgencyKind)) for basis in clause.to_bases
    )


def _always(clause: Clause) -> bool:
    return not clause.to_bases and not clause.while_


def _line(row: ReadClause, kind: Kind, able: frozenset[Basis] = frozenset(Basis)) -> Line:
    clause = row.clause
    return Line(
        KINDS[kind],
        DEPTHS[clause.depth],
        who_words(row),
        _only(clause.to_bases & able),
        when_words(clause),
        row.number,
    )
