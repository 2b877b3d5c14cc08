"""A second agreement, which does not ship: an area has edited its own, and it is in force.

It differs where a door might not notice: kinds that are given deeper or less deep than as
shipped, one agency by its name, one that said no, kinds of agency that are not party at
all (the region's holds for them), and a clause that ended with the version before.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from safereturn.agencies.rules import Nation, london_day
from safereturn.foundation.actor import Actor, AgencyKind, the_service
from safereturn.involvement.rules import Basis
from safereturn.sharing import actions
from safereturn.sharing.models import Party, Version
from safereturn.sharing.rules import (
    DEFAULT_AGREEMENT,
    Agreement,
    Book,
    Clause,
    Depth,
    Gateway,
    Kind,
    While,
    midnight,
)
from tests import people
from tests.access import cells
from tests.domain.sharing.agreeing import KEEPER, only
from tests.slow_model import Paper

DAY = timedelta(days=1)
AREA = "Exampleshire"
_S11 = Gateway.CHILDREN_ACT_2004_S11
_S17 = Gateway.CHILDREN_ACT_1989_S17_S47
_K = AgencyKind
KINDS = frozenset(
    {_K.POLICE, _K.LOCAL_AUTHORITY, _K.CHILDRENS_HOME, _K.PLACEMENT_PROVIDER, _K.SCHOOL,
     _K.RETURN_INTERVIEW_SERVICE}
)  # fmt: skip
TRUST = cells.reading_agency(_K.HEALTH)
SAYS_NO = cells.reading_agency(_K.RETURN_INTERVIEW_SERVICE)
NAMED = (people.EXAMPLESHIRE, TRUST)


def _kinds(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


def _to(*kinds: AgencyKind) -> frozenset[AgencyKind]:
    return frozenset(kinds)


# What it gave before: a school knew where the child lives. That clause has ended.
BEFORE = (
    Clause("1", _kinds(Kind.IDENTITY), Depth.FULL, _S11),
    Clause("2", frozenset(Kind), Depth.FULL, _S17, to_kinds=_to(_K.SCHOOL)),
)
EDITED = (
    Clause("1", _kinds(Kind.IDENTITY), Depth.SUMMARY, _S11),
    Clause(
        "1a", _kinds(Kind.IDENTITY), Depth.FULL, _S11, to_kinds=_to(_K.LOCAL_AUTHORITY, _K.SCHOOL)
    ),
    Clause("2", _kinds(Kind.WHEREABOUTS, Kind.EPISODE_HISTORY), Depth.SUMMARY, _S11),
    Clause("2a", _kinds(Kind.WHEREABOUTS), Depth.FULL, _S11, to_kinds=_to(_K.CHILDRENS_HOME)),
    Clause("3", _kinds(Kind.RISK), Depth.SUMMARY, _S11),
    Clause("3a", _kinds(Kind.RISK), Depth.FULL, _S11, to_kinds=_to(_K.SCHOOL)),
    Clause(
        "4",
        _kinds(Kind.HEALTH_SAFETY, Kind.FAMILY),
        Depth.FULL,
        _S17,
        to_agencies=frozenset({TRUST}),
    ),
    Clause("5", _kinds(Kind.HEALTH_SAFETY, Kind.EXPLOITATION), Depth.EXISTS, _S11),
    Clause(
        "6",
        _kinds(Kind.INTELLIGENCE, Kind.EXPLOITATION),
        Depth.SUMMARY,
        _S11,
        to_kinds=_to(_K.SCHOOL, _K.CHILDRENS_HOME),
        while_=frozenset({While.MISSING_NOW}),
        until="while the child is missing",
    ),
    Clause("7", _kinds(Kind.OFFENDING), Depth.NOTHING, _S11),
    Clause("7a", _kinds(Kind.OFFENDING), Depth.FULL, _S11, to_kinds=_to(_K.PLACEMENT_PROVIDER)),
    Clause(
        "8",
        _kinds(Kind.CHILDS_ACCOUNT, Kind.INTERVIEW_SUMMARY, Kind.INFORMATION_ITEM),
        Depth.FULL,
        _S17,
        to_bases=frozenset({Basis.PLACEMENT}),
    ),
    Clause("9", _kinds(Kind.INTERVIEW_SUMMARY), Depth.SUMMARY, _S17, to_kinds=_to(_K.POLICE)),
    Clause(
        "10",
        _kinds(Kind.PHOTOGRAPH, Kind.CARER_PROFILE),
        Depth.FULL,
        _S11,
        to_agencies=frozenset({TRUST}),
        to_kinds=_to(_K.POLICE),
    ),
    Clause("11", _kinds(Kind.PLANS, Kind.THIRD_PARTY), Depth.EXISTS, _S17),
)


def _paper(
    name: str,
    clauses: tuple[Clause, ...],
    *,
    begins: datetime | None = None,
    ends: datetime | None = None,
) -> Paper:
    return Paper(
        name=name,
        clauses=list(clauses),
        for_children_of=[people.EXAMPLESHIRE],
        signed_by_every=[str(kind) for kind in KINDS],
        signed_by=list(NAMED),
        declined_by=[SAYS_NO],
        begins=begins,
        ends=ends,
    )


def papers() -> list[Paper]:
    """Return what lies on the desk: this, the version that it followed, and the region's."""
    turn = midnight(london_day(datetime.now(UTC))) - 20 * DAY
    old = _paper("Exampleshire agreement v1", BEFORE, ends=turn)
    new = _paper("Exampleshire agreement v2", EDITED, begins=turn)
    region = cells.shipped_paper()
    region.nation = str(Nation.ENGLAND)
    return [old, new, region]


def book() -> Book:
    """Return the same as the system keeps it in memory, made without a database."""
    paper = papers()[1]
    area = Agreement(
        paper.name,
        None,
        Nation.ENGLAND,
        EDITED,
        kinds=KINDS,
        agencies=frozenset(NAMED),
        declined=frozenset({SAYS_NO}),
    )
    region = Agreement(
        "Shipped agreement v1",
        None,
        Nation.ENGLAND,
        DEFAULT_AGREEMENT[1:],
        kinds=frozenset(AgencyKind),
        is_region=True,
    )
    return Book({people.EXAMPLESHIRE: (area,)}, (region,))


def put_in_force() -> None:
    """Let the area agree twice, through the actions: the second version holds today."""
    people.settle_more(KEEPER)
    today = london_day(datetime.now(UTC))
    start = midnight(today) - 41 * DAY
    area = actions.make_area(
        AREA, Nation.ENGLAND, people.EXAMPLESHIRE, [people.EXAMPLESHIRE], at=start, by=the_service()
    )
    for clauses, days in ((BEFORE, 40), (EDITED, 20)):
        _agree(
            actions.start_draft(area, at=start, by=KEEPER), clauses, midnight(today) - days * DAY
        )


def _agree(draft_id: UUID, clauses: Iterable[Clause], begins: datetime) -> None:
    draft, at = Version.objects.get(pk=draft_id), begins - DAY / 2
    named = [*NAMED, SAYS_NO]
    actions.save_parties(draft.pk, named, sorted(KINDS), at=at, by=KEEPER)
    review = london_day(begins + 300 * DAY)
    actions.save_text(draft.pk, {}, review, based_on=draft.edits, at=at, by=KEEPER)
    only(draft, *clauses)
    actions.propose(draft.pk, at=at, by=KEEPER)
    for party in Party.objects.filter(version=draft):
        _answer(party, at, by=KEEPER)
    actions.put_in_force_from(draft.pk, london_day(begins), at=at, by=KEEPER)


def _answer(party: Party, at: datetime, *, by: Actor) -> None:
    if party.agency_id == SAYS_NO:
        actions.decline(party.pk, "We have our own rules", on_paper=True, at=at, by=by)
        return
    # A party with a governance lead here signs for itself; for the kinds there is paper.
    own = party.agency_id is not None
    by = replace(by, agency_id=party.agency_id) if party.agency_id else by
    actions.sign(party.pk, name="A Signatory", title="Director", on_paper=not own, at=at, by=by)
