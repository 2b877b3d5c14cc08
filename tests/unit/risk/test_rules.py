"""What a grading must say, which label was in force, and how silence is worded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from safereturn.children.rules import FlagKind
from safereturn.foundation.errors import Invalid
from safereturn.risk.rules import (
    LABEL_NOW,
    VERY_LOW_FROM,
    ContributionState,
    Grade,
    Level,
    Piece,
    Reply,
    Supplier,
    Withheld,
    checked_review,
    is_lower,
    label_on,
    question_of,
    state_of,
)
from safereturn.sharing.rules import Kind

S = ContributionState
AT = datetime(2026, 3, 10, tzinfo=UTC)
WHO = Supplier(name="Noor Se", contact="01632 960002")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2012, 1, 1), "No apparent risk"),
        (date(2013, 4, 1), "Absent"),
        (date(2016, 12, 31), "Absent"),
        (date(2017, 1, 1), "No apparent risk"),
        (VERY_LOW_FROM - timedelta(days=1), "No apparent risk"),
        (VERY_LOW_FROM, "Very low risk"),
    ],
)
def test_the_label_of_the_lowest_level_by_date(day: date, words: str) -> None:
    assert label_on(Level.NO_APPARENT_RISK, day) == words


def test_the_other_labels_do_not_change() -> None:
    assert label_on(Level.HIGH, date(1999, 1, 1)) == "High risk" == LABEL_NOW[Level.HIGH]


@pytest.mark.parametrize(
    ("new", "old", "lower"),
    [
        (Level.LOW, Level.HIGH, True),
        (Level.HIGH, Level.HIGH, False),
        (Level.HIGH, Level.LOW, False),
        (Level.LOW, None, False),
    ],
)
def test_lower(new: Level, old: Level | None, lower: bool) -> None:
    assert is_lower(new, old) is lower


def test_a_grade_has_reasons() -> None:
    with pytest.raises(Invalid):
        Grade(level=Level.HIGH, reasons=" ")


@pytest.mark.parametrize(
    ("level", "flag", "asked"),
    [
        (Level.NO_APPARENT_RISK, FlagKind.TRAFFICKING, True),
        (Level.NO_APPARENT_RISK, FlagKind.MEDICAL, False),
        (Level.LOW, FlagKind.TRAFFICKING, False),
    ],
)
def test_a_grave_warning_asks_of_the_lowest_grade(
    level: Level, flag: FlagKind, asked: bool
) -> None:
    grade = Grade(level=level, reasons="x")
    if not asked:
        grade.checked_against(frozenset({flag}))
        return
    with pytest.raises(Invalid) as error:
        grade.checked_against(frozenset({flag}))
    assert set(error.value.fields) == {"supervisor", "low_because"}
    said = Grade(level=level, reasons="x", supervisor="S", low_because="y")
    said.checked_against(frozenset({flag}))


@pytest.mark.parametrize(
    ("last", "repeats", "because", "asked"),
    [
        (Level.HIGH, True, "", True),
        (Level.HIGH, True, "She rang", False),
        (Level.HIGH, False, "", False),
        (Level.LOW, True, "", False),
        (None, True, "", False),
    ],
)
def test_frequency_never_lowers(
    last: Level | None, repeats: bool, because: str, asked: bool
) -> None:
    grade = Grade(level=Level.LOW, reasons="x", lower_because=because)
    if asked:
        with pytest.raises(Invalid, match="never lowers risk"):
            grade.checked_against_last(last, repeats=repeats)
    else:
        grade.checked_against_last(last, repeats=repeats)


def test_the_area_and_the_picture() -> None:
    grade = Grade(level=Level.LOW, reasons="x", relied_on=frozenset({"a"}))
    grade.checked_against_area(None)
    grade.checked_against_area(Level.LOW)
    with pytest.raises(Invalid, match="lowest is medium risk"):
        grade.checked_against_area(Level.MEDIUM)
    grade.checked_against_picture(frozenset({"a", "b"}))
    with pytest.raises(Invalid):
        grade.checked_against_picture(frozenset({"b"}))


def test_a_review_is_in_the_future() -> None:
    assert checked_review(AT + timedelta(hours=1), at=AT)
    for wrong in (None, AT):
        with pytest.raises(Invalid):
            checked_review(wrong, at=AT)


@pytest.mark.parametrize(
    ("said", "waiting", "state"),
    [
        (set(), False, S.NOT_ASKED),
        (set(), True, S.WAITING),
        ({S.ANSWERED}, True, S.WAITING),
        ({S.NOTHING_HELD, S.ANSWERED}, False, S.ANSWERED),
        ({S.WITHHELD, S.BY_PHONE}, False, S.BY_PHONE),
        ({S.WITHHELD, S.NOTHING_HELD}, False, S.WITHHELD),
        ({S.NOTHING_HELD}, False, S.NOTHING_HELD),
    ],
)
def test_the_state_of_a_section(said: set[S], waiting: bool, state: S) -> None:
    assert state_of(said, waiting=waiting) is state


def test_a_supplier_can_be_asked_back() -> None:
    with pytest.raises(Invalid) as error:
        Supplier(name=" ", contact="")
    assert set(error.value.fields) == {"supplier_name", "supplier_contact"}


def test_withholding_needs_a_reason_and_somebody_to_ring() -> None:
    with pytest.raises(Invalid) as error:
        Withheld(because="", ring="")
    assert set(error.value.fields) == {"withheld_because", "ring"}


def test_a_reply_says_something_and_does_not_contradict_itself() -> None:
    piece = Piece(kind=Kind.RISK, text="x")
    empty = Piece(kind=Kind.PLANS, text="  ")
    assert Reply(supplier=WHO, pieces=(piece, empty)).pieces == (piece,)
    assert Reply(supplier=WHO, nothing_held=True, pieces=(empty,)).nothing_held
    assert Reply(supplier=WHO, withheld=Withheld(because="a", ring="b")).withheld
    for wrong in (
        {"pieces": (empty,)},
        {"pieces": (piece,), "nothing_held": True},
        {"withheld": Withheld(because="a", ring="b"), "nothing_held": True},
    ):
        with pytest.raises(Invalid):
            Reply(supplier=WHO, **wrong)


def test_a_question_has_words() -> None:
    assert question_of(" What? ") == "What?"
    with pytest.raises(Invalid):
        question_of("  ")
