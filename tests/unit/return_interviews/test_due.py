"""The 72 hours: elapsed hours from return, whatever the week or the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from safereturn.return_interviews.rules import due_at

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("returned", "due"),
    [
        pytest.param(
            datetime(2026, 3, 2, 12, tzinfo=LONDON),
            datetime(2026, 3, 5, 12, tzinfo=LONDON),
            id="a Monday",
        ),
        pytest.param(
            datetime(2026, 3, 6, 18, 30, tzinfo=LONDON),
            datetime(2026, 3, 9, 18, 30, tzinfo=LONDON),
            id="over a weekend, Friday evening to Monday evening",
        ),
        pytest.param(
            datetime(2026, 12, 24, 9, tzinfo=LONDON),
            datetime(2026, 12, 27, 9, tzinfo=LONDON),
            id="over Christmas",
        ),
        pytest.param(
            datetime(2026, 3, 27, 22, tzinfo=LONDON),
            datetime(2026, 3, 30, 23, tzinfo=LONDON),
            id="the clocks go forward: an hour later on the wall",
        ),
        pytest.param(
            datetime(2026, 10, 24, 10, tzinfo=LONDON),
            datetime(2026, 10, 27, 9, tzinfo=LONDON),
            id="the clocks go back: an hour earlier on the wall",
        ),
    ],
)
def test_due_72_hours_after_return(returned: datetime, due: datetime) -> None:
    assert due_at(returned) == due
    assert due_at(returned) - returned.astimezone(UTC) == timedelta(hours=72)
