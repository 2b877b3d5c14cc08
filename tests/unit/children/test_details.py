"""A child, a person, a warning: what is refused when they are first recorded, and why."""

from datetime import UTC, date, datetime

import pytest

from safereturn.children.rules import (
    AgeBasis,
    FlagKind,
    IdentifierKind,
    MayTell,
    NewChild,
    NewFlag,
    NewPerson,
    age_on,
    needs_reason,
)
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid
from safereturn.involvement.rules import Circumstance
from tests.people import CALL_HANDLER, CARER, NURSE, SOCIAL_WORKER

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2011, 3, 2), date(2026, 3, 1), 14),
        (date(2011, 3, 2), date(2026, 3, 2), 15),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
    ],
)
def test_age(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_a_newly_arrived_child_needs_no_date_of_birth() -> None:
    child = NewChild(name="Not known", age_estimate=15, age_basis=AgeBasis.DISPUTED)
    assert child.how_sure is AgeBasis.DISPUTED
    assert NewChild(name="Not known").how_sure is AgeBasis.ESTIMATED
    assert NewChild(name="Ada Invented", born_on=date(2011, 1, 1)).how_sure is AgeBasis.KNOWN


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "A", "born_on": date(1811, 1, 1)}, "born_on"),
        ({"name": "A", "age_basis": AgeBasis.KNOWN}, "born_on"),
        ({"name": "A", "age_estimate": 26}, "age_estimate"),
        ({"name": "A", "age_estimate": -1}, "age_estimate"),
    ],
)
def test_what_cannot_be_true_of_a_child(given: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        NewChild(**given)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_a_child_is_not_born_tomorrow_and_has_real_numbers() -> None:
    with pytest.raises(Invalid, match="in the past"):
        NewChild(name="A", born_on=FIRST).checked_at(NOON)
    with pytest.raises(Invalid, match="NHS number"):
        NewChild(name="A", identifiers=((IdentifierKind.NHS_NUMBER, "1"),)).checked_at(NOON)
    child = NewChild(name="A", born_on=NOON.date())
    assert child.checked_at(NOON) is child


def test_whoever_must_not_be_told_has_a_reason() -> None:
    with pytest.raises(Invalid) as refused:
        NewPerson(name="", relation=" ", may_tell=MayTell.NO)
    assert set(refused.value.fields) == {"name", "relation", "not_told_because"}
    NewPerson(name="P", relation="Father", may_tell=MayTell.NO, not_told_because="Court order")


def test_a_warning_has_evidence_and_a_review_to_come() -> None:
    with pytest.raises(Invalid) as refused:
        NewFlag(kind=FlagKind.MEDICAL, text="", evidence="", review_on=FIRST)
    assert set(refused.value.fields) == {"text", "evidence"}
    flag = NewFlag(kind=FlagKind.MEDICAL, text="Insulin", evidence="GP", review_on=FIRST)
    assert flag.checked_at(NOON) is flag
    with pytest.raises(Invalid, match="future"):
        flag.checked_at(datetime(2026, 3, 3, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("actor", "going_on", "asked"),
    [
        pytest.param(CALL_HANDLER, {Circumstance.MISSING_NOW}, False, id="police, missing now"),
        pytest.param(SOCIAL_WORKER, {Circumstance.MISSING_NOW}, False, id="council, missing now"),
        pytest.param(CALL_HANDLER, set(), True, id="police, not missing"),
        pytest.param(CARER, {Circumstance.MISSING_NOW}, True, id="carer, missing now"),
        pytest.param(NURSE, {Circumstance.INTERVIEW_DUE}, True, id="health"),
        pytest.param(the_service(), set(), False, id="the service itself"),
    ],
)
def test_who_says_why_before_a_restricted_record_opens(
    actor: Actor, going_on: set[Circumstance], asked: bool
) -> None:
    assert needs_reason(actor, going_on) is asked


@pytest.mark.parametrize("name", ["", " ", "Ada\nInvented", "A" * 501])
def test_a_name_stands_on_one_line(name: str) -> None:
    with pytest.raises(Invalid):
        NewChild(name=name)
