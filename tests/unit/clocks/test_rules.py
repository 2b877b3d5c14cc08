"""The law's hours are the law's, and the area's are labelled as such."""

from datetime import timedelta

from safereturn.clocks.rules import (
    FIXED,
    NATIONAL_UNIT_AFTER,
    RETURN_INTERVIEW_WITHIN,
    SHIPPED,
    ClockKind,
    Strength,
    shipped_span,
)


def test_the_hours_of_guidance() -> None:
    assert timedelta(hours=72) == RETURN_INTERVIEW_WITHIN
    assert timedelta(hours=72) == NATIONAL_UNIT_AFTER


def test_what_ships_claims_no_more_than_it_is() -> None:
    assert shipped_span(ClockKind.RETURN_INTERVIEW).strength is Strength.STATUTORY_GUIDANCE
    local = [rule for rule in SHIPPED.rules.values() if rule.strength is Strength.LOCAL_PROTOCOL]
    assert ClockKind.FIRST_GRADING in {rule.kind for rule in local}
    assert not {rule.kind for rule in local} & set(FIXED)
