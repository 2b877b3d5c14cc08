"""The law's hours are the law's, and the area's are labelled as such."""

from datetime import timedelta

from safereturn.clocks.rules import (
    LOCAL_DEFAULTS,
    NATIONAL_UNIT_AFTER,
    RETURN_INTERVIEW_WITHIN,
    ClockKind,
    Strength,
)


def test_the_hours_of_guidance() -> None:
    assert timedelta(hours=72) == RETURN_INTERVIEW_WITHIN
    assert timedelta(hours=72) == NATIONAL_UNIT_AFTER


def test_what_ships_claims_no_more_than_local_protocol() -> None:
    assert {span.strength for span in LOCAL_DEFAULTS.values()} == {Strength.LOCAL_PROTOCOL}
    assert ClockKind.RETURN_INTERVIEW not in LOCAL_DEFAULTS
    assert all(span.length > timedelta(0) for span in LOCAL_DEFAULTS.values())
