"""The town of the tests is in the database as its actors say."""

from datetime import UTC, datetime

import pytest

from safereturn.agencies import queries
from tests import people

pytestmark = pytest.mark.usefixtures("town")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 3, 1, 23, tzinfo=UTC)


def test_everybody_can_be_found_by_sign_in_as_the_actor_they_are() -> None:
    for actor in people.EVERYBODY:
        assert queries.find_actor(actor.person_id, at=NOON) == actor


def test_a_closed_desk_says_when_it_opens() -> None:
    desk = queries.desks_for([people.COLLEGE], at=SUNDAY_NIGHT)[people.COLLEGE]
    assert not desk.is_open
    assert "closed until Monday 09:00" in desk.sentence
