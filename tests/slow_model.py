"""The whole decision once more: slow, plain, and written from the words of the agreement.

Nothing here is shared with `sharing.policies` or `sharing.rules.book`; only the agreement
itself (clauses as data), the table of gateways and the names of things are read. It is what
the system is compared with, so it must be easy to believe: loops and ifs, one rule a line.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from safereturn.foundation.actor import AgencyKind
from safereturn.sharing.rules import (
    DEFAULT_AGREEMENT,
    GATEWAYS,
    AreaLine,
    Clause,
    Commencement,
    Kind,
    Readable,
)

NOTHING, EXISTS, SUMMARY, FULL = 0, 1, 2, 3


@dataclass
class Paper:
    """A signed agreement as it lies on a desk."""

    name: str
    clauses: list[Clause]
    for_children_of: list[UUID]
    is_the_regions: bool = False
    nation: str = "england"
    signed_by_every: list[str] = field(default_factory=list)
    signed_by: list[UUID] = field(default_factory=list)
    declined_by: list[UUID] = field(default_factory=list)
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass
class Asker:
    """Who asks: a person acting for an agency, in some roles (none: the agency itself)."""

    person: UUID
    agency: UUID
    agency_kind: str
    roles: list[str]


@dataclass
class Case:
    """How the asker's agency stands to the child, and what is so about the child."""

    bases: list[str]
    going_on: list[str]
    authorities: list[UUID]
    at: datetime
    authority_is_welsh: bool = False
    sealed: bool = False
    named: list[UUID] = field(default_factory=list)
    kept_out: list[UUID] = field(default_factory=list)
    broke_the_glass: list[UUID] = field(default_factory=list)


@dataclass
class Verdict:
    """How deep, under which clause of which agreement, through which gateway."""

    depth: int
    clause: str = ""
    agreement: str = ""
    gateway: str = ""


def paper_of(readable: Readable, area: AreaLine) -> Paper:
    """Put a version that was read from the service on the desk."""
    willing = [party for party in readable.parties if party.declined_at is None]
    return Paper(
        name=readable.line.name,
        clauses=[read.clause for read in readable.clauses],
        for_children_of=list(area.authorities),
        is_the_regions=area.is_region,
        nation=str(area.nation),
        signed_by_every=[str(party.kind) for party in willing if party.kind],
        signed_by=[party.agency_id for party in willing if party.agency_id],
        declined_by=[p.agency_id for p in readable.parties if p.declined_at and p.agency_id],
        begins=readable.line.effective_from,
        ends=readable.line.effective_to,
    )


def decide(  # noqa: C901, PLR0911 - one rule a line, in the order of the rules
    papers: list[Paper], asker: Asker, kind: str, case: Case, begun: list[Commencement]
) -> Verdict:
    """Answer as somebody would who has the agreements, the law and the case before them."""
    if "system" in asker.roles:
        return Verdict(FULL, "service")
    if asker.person in case.kept_out:
        return Verdict(NOTHING)
    if case.sealed and asker.person not in case.named:
        return Verdict(NOTHING)
    in_an_emergency = "emergency" in case.bases and asker.person in case.broke_the_glass
    asked = "asked" in case.bases
    relations = [basis for basis in case.bases if basis not in ("asked", "emergency")]
    if not relations and not asked and not in_an_emergency:
        return Verdict(NOTHING)
    if asker.roles:
        works_with_children = False
        for role in asker.roles:
            if role not in ("analyst", "governance_lead", "administrator"):
                works_with_children = True
        if not works_with_children:
            return Verdict(NOTHING)
    verdict = Verdict(NOTHING)
    if relations:
        verdict = by_agreement(papers, asker, kind, relations, case, begun)
    elif asked:
        verdict = Verdict(SUMMARY if kind == "identity" else NOTHING, "asked")
    else:
        verdict = Verdict(NOTHING, "emergency")
    needed_at_once = kind in ("identity", "whereabouts", "health_safety", "risk")
    if in_an_emergency and needed_at_once and verdict.depth < FULL:
        return Verdict(FULL, "emergency")
    return verdict


def by_agreement(
    papers: list[Paper],
    asker: Asker,
    kind: str,
    relations: list[str],
    case: Case,
    begun: list[Commencement],
) -> Verdict:
    """Take the floor and the one agreement that applies; the deepest clause that holds wins."""
    paper = which_paper(papers, asker, case)
    childs_nation = "wales" if case.authority_is_welsh else "england"
    nation = childs_nation
    if paper is not None and not paper.is_the_regions:
        nation = paper.nation
    pages = [("statutory floor", DEFAULT_AGREEMENT[0])]
    if paper is not None:
        pages.extend((paper.name, clause) for clause in paper.clauses)
    best: Verdict | None = None
    for name, clause in pages:
        law = words_of_law(str(clause.gateway), nation, case.at, begun)
        if law is None:
            continue
        if not speaks_of(clause, asker, kind, relations, case):
            continue
        if best is None or int(clause.depth) > best.depth:
            best = Verdict(int(clause.depth), clause.number, name, law)
    return best or Verdict(NOTHING)


def which_paper(papers: list[Paper], asker: Asker, case: Case) -> Paper | None:
    """The responsible authority's with this agency, else the host's, else the region's."""
    for authority in case.authorities:
        for paper in papers:
            if paper.is_the_regions or authority not in paper.for_children_of:
                continue
            if holds_on(paper, case.at) and is_party(paper, asker):
                return paper
    for paper in papers:
        if paper.is_the_regions and holds_on(paper, case.at) and is_party(paper, asker):
            return paper
    return None


def holds_on(paper: Paper, at: datetime) -> bool:
    """From its first moment, up to and not including its last."""
    if paper.begins is not None and at < paper.begins:
        return False
    return paper.ends is None or at < paper.ends


def is_party(paper: Paper, asker: Asker) -> bool:
    """By its own name; or by its kind, unless it said no itself."""
    if asker.agency in paper.signed_by:
        return True
    if asker.agency in paper.declined_by:
        return False
    return asker.agency_kind in paper.signed_by_every


def speaks_of(clause: Clause, asker: Asker, kind: str, relations: list[str], case: Case) -> bool:
    """Say whether a clause is about this kind, this agency, this relation and this moment."""
    if Kind(kind) not in clause.kinds:
        return False
    if clause.to_kinds or clause.to_agencies:
        named = asker.agency in clause.to_agencies
        if not named and AgencyKind(asker.agency_kind) not in clause.to_kinds:
            return False
    if clause.to_bases and not any(str(basis) in relations for basis in clause.to_bases):
        return False
    if clause.while_:
        return any(lasts(str(one), relations, case.going_on) for one in clause.while_)
    return True


def lasts(circumstance: str, relations: list[str], going_on: list[str]) -> bool:
    """Say whether what a clause waits for is so now."""
    if circumstance == "being_assessed":
        return "missing_now" in going_on or "away_not_reported" in going_on
    if circumstance == "placed_here":
        return "placement" in relations or "host_authority" in relations
    if circumstance == "open_case":
        return len(going_on) > 0
    if circumstance == "history":
        return len(going_on) == 0
    return circumstance in going_on


def words_of_law(gateway: str, nation: str, at: datetime, begun: list[Commencement]) -> str | None:
    """What the gateway is called in a nation on a day; None where it is not in force."""
    today = at.astimezone(ZoneInfo("Europe/London")).date()
    for row in GATEWAYS:
        if row.gateway != gateway or row.nation != nation:
            continue
        since = row.since
        if since is None:
            for one in begun:
                if one.gateway == gateway and one.nation == nation:
                    since = one.on
        if since is None or today < since:
            continue
        if row.until is not None and today >= row.until:
            continue
        return row.words
    return None
