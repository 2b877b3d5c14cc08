"""An agreement is tried on the ledger; a year of one is counted clause by clause."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from safereturn.audit.record import recording
from safereturn.foundation.actor import AgencyKind, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.sharing import actions, queries
from safereturn.sharing.models import Area, Disclosure, InformationRequest, Version, Withheld
from safereturn.sharing.rules import CommentKind, Depth, Kind, RequestAnswer, While
from tests import people
from tests.domain.sharing.agreeing import (
    FOUR,
    IN_APRIL,
    KEEPER,
    NOON,
    POLICE_LEAD,
    a_draft,
    dated,
    of_two,
    only,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
POLICE = people.EXAMPLESHIRE_POLICE
SINCE, UNTIL = NOON - timedelta(days=30), NOON + timedelta(days=30)
INPUTS = {"agency_kind": "police", "bases": [Basis.SEARCHING_FORCE], "circumstances": []}


def a_child(*authorities: UUID) -> UUID:
    child = uuid4()
    with recording("test", by=the_service(), child_id=child):
        for agency in authorities or (people.EXAMPLESHIRE,):
            involvement.open_(child, agency, Basis.RESPONSIBLE_AUTHORITY, because="test", at=SINCE)
    return child


def given(kind: Kind, depth: Depth, clause: str, *, child: UUID | None = None, **more: Any) -> None:
    row = {"inputs": INPUTS, "agency_id": POLICE, "disclosed_at": NOON} | more
    with recording("test", by=the_service()):
        Disclosure.objects.create(
            child_id=child or a_child(),
            kind=kind,
            depth=depth,
            clause=clause,
            decided_by_id=uuid4(),
            **row,
        )


def withheld(kind: Kind, depth: Depth, clause: str, **more: Any) -> None:
    row = {"inputs": INPUTS, "agency_id": POLICE, "met_at": NOON} | more
    with recording("test", by=the_service()):
        Withheld.objects.create(
            child_id=a_child(), kind=kind, depth=depth, clause=clause, met_on=NOON.date(), **row
        )


def tried(version: Version, **more: Any) -> Any:
    when = {"since": SINCE, "until": UNTIL, "at": NOON} | more
    return queries.simulate(KEEPER, version.pk, **when)


def test_what_would_not_have_happened_and_what_would() -> None:
    draft = only(
        of_two(a_draft()),
        FOUR,
        replace(FOUR, number="5", kinds=frozenset({Kind.RISK}), depth=Depth.SUMMARY),
        replace(FOUR, number="6", kinds=frozenset({Kind.PLANS})),
        replace(FOUR, number="7", kinds=frozenset({Kind.CHILDS_ACCOUNT}), depth=Depth.EXISTS),
    )
    for _ in range(14):
        given(Kind.INTELLIGENCE, Depth.FULL, "10")
    given(Kind.RISK, Depth.FULL, "2")
    given(Kind.PLANS, Depth.SUMMARY, "4")
    given(Kind.PLACEMENT_ADDRESS, Depth.FULL, "4")
    for _ in range(3):
        withheld(Kind.PLACEMENT_ADDRESS, Depth.NOTHING, "")
    withheld(Kind.CHILDS_ACCOUNT, Depth.EXISTS, "17")
    result = tried(draft)
    assert result.sentence == ("14 disclosures would not have happened; 3 disclosures would.")
    [gone] = result.gone
    assert (gone.kind, gone.agency_kind, gone.clause, gone.would, gone.count) == (
        Kind.INTELLIGENCE, AgencyKind.POLICE, "10", "", 14,
    )  # fmt: skip
    assert [(row.kind, row.was, row.becomes) for row in result.less] == [(Kind.RISK, 3, 2)]
    assert [(row.kind, row.was, row.becomes) for row in result.more] == [(Kind.PLANS, 2, 3)]
    assert [(row.kind, row.would, row.count) for row in result.new] == [
        (Kind.PLACEMENT_ADDRESS, "4", 3)
    ]
    assert (result.same, result.not_known) == (2, 0)


def test_only_the_areas_children_count_and_only_where_it_decides() -> None:
    draft = only(of_two(a_draft()), FOUR)
    given(Kind.INTELLIGENCE, Depth.FULL, "10", child=a_child(people.SAMPLEFORD))
    given(Kind.RISK, Depth.FULL, "2", agency_id=people.SAMPLEFORD_POLICE)
    given(Kind.INTELLIGENCE, Depth.FULL, "10", disclosed_at=UNTIL)
    result = tried(draft)
    assert (result.same, result.not_known, result.gone) == (1, 0, ())


def test_what_no_agreement_decided_is_counted_apart() -> None:
    draft = only(of_two(a_draft()), FOUR)
    given(Kind.IDENTITY, Depth.SUMMARY, "asked", inputs={"bases": [Basis.ASKED]})
    given(Kind.RISK, Depth.FULL, "request")
    given(Kind.RISK, Depth.FULL, "2", inputs={"agency_kind": "police"})
    given(Kind.RISK, Depth.FULL, "2", agency_id=uuid4(), inputs={"bases": [Basis.OTHER]})
    assert tried(draft).not_known == 4


def test_what_was_going_on_is_read_from_then_where_the_row_does_not_say() -> None:
    missing = replace(
        FOUR,
        while_=frozenset({While.MISSING_NOW}),
        kinds=frozenset({Kind.RISK}),
    )
    draft = only(of_two(a_draft()), missing)
    child = a_child()
    with recording("test", by=the_service(), child_id=child):
        involvement.begins(child, Circumstance.MISSING_NOW, uuid4(), at=SINCE)
    unsaid = {"bases": [Basis.SEARCHING_FORCE]}
    given(Kind.RISK, Depth.FULL, "2", child=child, inputs=unsaid)
    given(Kind.RISK, Depth.FULL, "2", inputs=unsaid)
    result = tried(draft)
    assert result.same == 1 and sum(row.count for row in result.gone) == 1


def test_the_law_is_that_of_the_day_it_is_meant_to_begin() -> None:
    draft = only(of_two(a_draft()), FOUR)
    given(Kind.PLACEMENT_ADDRESS, Depth.FULL, "4")
    with recording("test", by=the_service()):
        Version.objects.filter(pk=draft.pk).update(begins_on=date(2005, 2, 1))
    assert tried(draft).same == 1  # not before now: what is past does not come back
    with recording("test", by=the_service()):
        Version.objects.filter(pk=draft.pk).update(begins_on=None)
    assert tried(dated(draft)).same == 1


def test_the_regions_own_next_version_is_tried_on_everybody() -> None:
    region = Area.objects.get(is_region=True)
    pk = actions.start_draft(region.pk, at=NOON, by=the_service())
    given(Kind.RISK, Depth.FULL, "2", child=a_child(people.SAMPLEFORD))
    result = queries.simulate(the_service(), pk, since=SINCE, until=UNTIL, at=NOON)
    assert (result.same, result.gone) == (1, ())


def test_who_may_try_and_how_far_back() -> None:
    draft = of_two(a_draft())
    with pytest.raises(NotAllowed):
        queries.simulate(POLICE_LEAD, draft.pk, since=SINCE, until=UNTIL, at=NOON)
    for since in (UNTIL, UNTIL - timedelta(days=400)):
        with pytest.raises(Invalid):
            tried(draft, since=since)


def asked(version: Version, clause: str, answer: str, *, late: bool) -> None:
    with recording("test", by=the_service()):
        InformationRequest.objects.create(
            ref=f"IR-{uuid4().hex[:8]}",
            child_id=uuid4(),
            kind=Kind.RISK,
            asked_by_agency_id=POLICE,
            asked_by_id=uuid4(),
            to_agency_id=people.EXAMPLESHIRE,
            reason="why",
            depth=Depth.EXISTS,
            clause=clause,
            version_id=version.pk,
            asked_at=IN_APRIL,
            due_at=IN_APRIL + timedelta(days=1),
            answer=answer,
            detriment="harm" if answer else "",
            answered_at=IN_APRIL + timedelta(days=2 if late else 0) if answer else None,
            answered_by_id=uuid4() if answer else None,
        )


def test_a_year_clause_by_clause() -> None:
    version = dated(only(of_two(a_draft()), FOUR))
    given(Kind.PLACEMENT_ADDRESS, Depth.FULL, "4", version_id=version.pk, disclosed_at=IN_APRIL)
    given(Kind.PLACEMENT_ADDRESS, Depth.FULL, "4", disclosed_at=IN_APRIL)
    withheld(Kind.RISK, Depth.EXISTS, "9", version_id=version.pk, met_at=IN_APRIL)
    asked(version, "4", RequestAnswer.REFUSED, late=False)
    asked(version, "4", RequestAnswer.REFUSED, late=True)
    asked(version, "4", "", late=False)
    for kind in (CommentKind.COMPLAINT, CommentKind.DISSENT, CommentKind.COMMENT):
        actions.comment(version.pk, "4", kind, "words", at=IN_APRIL, by=KEEPER)
    area = version.area_id
    year = queries.review_year(KEEPER, area, 2026, at=IN_APRIL)
    floor, four, nine = year.clauses
    assert (floor.number, nine.number, nine.withheld, nine.sentence) == ("0", "9", 1, "")
    assert (four.given, four.withheld, four.asks, four.refusals, four.late) == (1, 0, 3, 2, 2)
    assert (four.complaints, four.dissents) == (1, 1)
    assert "where the child lives" in four.sentence.lower()
    assert (year.name, year.held_at) == ("Exampleshire agreement v1", None)
    actions.record_review(area, 2026, "Keep it.", at=IN_APRIL, by=KEEPER)
    held = queries.review_year(KEEPER, area, 2026, at=IN_APRIL)
    assert (held.held_at, held.words) == (IN_APRIL, "Keep it.")
    empty = queries.review_year(KEEPER, area, 2025, at=IN_APRIL)
    assert [clause.number for clause in empty.clauses] == ["0"]
    with pytest.raises(NotAllowed):
        queries.review_year(POLICE_LEAD, area, 2026, at=IN_APRIL)
    with pytest.raises(NotFound):
        queries.review_year(KEEPER, uuid4(), 2026, at=IN_APRIL)
