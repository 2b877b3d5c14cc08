"""How long what is kept: from which day, under which line, and why it stays."""

from datetime import date, timedelta

import pytest

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.oversight.rules.reviewing import Said, Verdict
from safereturn.oversight.rules.schedule import (
    BY_KEY,
    SCHEDULE,
    UNVERIFIED,
    Facts,
    Stays,
    due,
    later,
    line_for,
    quiet_years,
)

BORN, TODAY = date(2011, 3, 4), date(2026, 6, 15)
K = AgencyKind


@pytest.mark.parametrize(
    ("kind", "nation", "facts", "key"),
    [
        (K.CHILDRENS_HOME, "england", {}, "home"),
        (K.CHILDRENS_HOME, "wales", {}, "home_wales"),
        (K.LOCAL_AUTHORITY, "england", {"looked_after": True}, "council_looked_after"),
        (K.LOCAL_AUTHORITY, "england", {}, "council"),
        (K.POLICE, "england", {}, "police"),
        (K.POLICE, "wales", {"grave": True}, "police_grave"),
        (K.RETURN_INTERVIEW_SERVICE, "england", {"grave": True}, "interviews"),
        (K.HEALTH, "england", {}, "health"),
        (K.SCHOOL, "england", {}, "other"),
    ],
)
def test_which_line_holds(kind: AgencyKind, nation: str, facts: dict[str, bool], key: str) -> None:
    assert line_for(kind, nation, Facts(born_on=BORN, **facts)).key == key  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "facts", "on"),
    [
        # CHR 2015 reg 36(3): 75 years from birth; 15 from death, if under 18.
        ("home", {"born_on": BORN}, date(2086, 3, 4)),
        ("home", {"born_on": BORN, "died_on": date(2026, 1, 2)}, date(2041, 1, 2)),
        ("home", {"born_on": BORN, "died_on": date(2029, 3, 4)}, date(2086, 3, 4)),
        ("home", {"born_on": BORN, "died_on": date(2029, 3, 3)}, date(2044, 3, 3)),
        ("home", {"born_on": date(2012, 2, 29)}, date(2087, 3, 1)),
        ("home", {"born_on": None}, None),
        ("police", {"born_on": BORN, "last_ended_on": date(2020, 5, 1)}, date(2026, 5, 1)),
        ("police", {"born_on": BORN}, None),
    ],
)
def test_when_it_is_due(key: str, facts: dict[str, date | None], on: date | None) -> None:
    assert due(BY_KEY[key], Facts(**facts), today=TODAY).on == on  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "stays"),
    [
        ({}, None),
        ({"is_open": True}, Stays.OPEN),
        ({"holds": ("Inquiry",)}, Stays.HELD),
        ({"last_ended_on": date(2020, 6, 16)}, Stays.NOT_DUE),
        ({"last_ended_on": None}, Stays.NO_DATE),
    ],
)
def test_why_it_stays(more: dict[str, object], stays: Stays | None) -> None:
    said: dict[str, object] = {"born_on": BORN, "last_ended_on": date(2020, 6, 15)} | more
    found = due(BY_KEY["police"], Facts(**said), today=TODAY)  # type: ignore[arg-type]
    assert found.stays is stays
    assert found.is_due is (stays is None)


def test_the_years_an_agency_has_set_count() -> None:
    facts = Facts(born_on=BORN, last_ended_on=date(2020, 6, 15))
    assert due(BY_KEY["police"], facts, today=TODAY, years=7).on == date(2027, 6, 15)


def test_what_was_not_read_in_its_source_says_so() -> None:
    assert {line.key for line in SCHEDULE if line.verified} == {"home"}
    assert BY_KEY["police"].label == UNVERIFIED and BY_KEY["home"].label == ""


def test_for_how_long_after_the_last_episode_nothing_can_be_due() -> None:
    assert quiet_years() == 6
    assert quiet_years([("police", 2)]) == 2
    assert quiet_years([("council", 20)]) == 2
    assert quiet_years([("council", 5)]) == 1


def test_a_leap_day() -> None:
    assert later(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(verdict=Verdict.DISPOSE, reason=" "), "reason"),
        (Said(verdict=Verdict.KEEP, reason="Civil claim"), "keep_until"),
        (Said(verdict=Verdict.KEEP, reason="Claim", keep_until=TODAY), "keep_until"),
        (
            Said(verdict=Verdict.KEEP, reason="Claim", keep_until=TODAY + timedelta(days=4000)),
            "keep_until",
        ),
    ],
)
def test_a_decision_says_why_and_until_when(said: Said, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        said.check(today=TODAY)
    assert list(caught.value.fields) == [field]
