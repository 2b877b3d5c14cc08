"""Who asks may write their name as they like; what is released at the same moment stands."""

from typing import Any

import pytest

from safereturn.foundation.errors import Conflict
from safereturn.foundation.identity import acting
from safereturn.oversight import actions
from safereturn.oversight.actions import Decided
from safereturn.oversight.queries import asking
from safereturn.oversight.rules.rights import Asker, may_be_one
from tests.domain.keeping.making import COUNCIL_LEAD
from tests.domain.keeping.test_rights import (
    FATHER,
    NOW,
    a_father,
    a_request,
    decide_everything,
    prepared,
)
from tests.whole_journey import Journey


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Rob Neverton", "rob  neverton ", True),
        ("Rob Neverton", "Neverton, Rob", True),
        ("Rob Neverton", "Mr R. Neverton", True),
        ("Robert Neverton", "Bob Neverton", True),
        ("Rob Neverton", "Robert James Neverton", True),
        ("Rób O’Neverton", "Rob Oneverton", True),
        ("Rob Neverton-Smith", "Rob Neverton Smith", True),
        ("Rob Neverton", "Ann Neverton", False),
        ("Rob Neverton", "Rob Smith", False),
        ("Rob Neverton", "Neverton", False),
        ("Rob Neverton", "", False),
        ("", "", False),
        ("Neverton", "Neverton", True),
    ],
)
def test_whether_two_names_may_be_one_persons(one: str, other: str, same: bool) -> None:
    assert may_be_one(one, other) is may_be_one(other, one) is same


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["Mr {}", "{}  ", "{last}, {first}", "{first[0]}. {last}"])
def test_however_a_parent_writes_their_name_they_are_proposed_nothing(
    journey: Journey, written: str
) -> None:
    father = a_father(journey)
    first, _, last = FATHER.rpartition(" ")
    name = written.format(FATHER, first=first, last=last)
    row = a_request(journey, asker=Asker.PARENT, asker_name=name, authority_how="Birth certificate")
    assert row.must_not_be_told == father.not_told_because


@pytest.mark.django_db
def test_what_was_released_a_moment_ago_is_decided_no_more(
    journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the pack that was handed over could be shown as another, or be made no more."""
    row = a_request(journey)
    lines = prepared(row)
    decide_everything(row)
    mine = next(line for line in lines if line.agency_id == COUNCIL_LEAD.agency_id)
    reached = asking.reachable

    def meanwhile(*asked: Any) -> Any:
        found = reached(*asked)
        monkeypatch.undo()
        actions.release(row.ref, "By hand", b"paper", at=NOW, by=COUNCIL_LEAD)
        return found

    monkeypatch.setattr(asking, "reachable", meanwhile)
    said = [Decided(mine.pk, not mine.proposed, reason="Changed my mind")]
    with acting(COUNCIL_LEAD, at=NOW), pytest.raises(Conflict, match="has been answered"):
        actions.decide_lines(row.ref, said, at=NOW, by=COUNCIL_LEAD)
