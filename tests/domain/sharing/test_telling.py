"""The parties are told that an agreement waits for them; its keeper, that it was commented on."""

import pytest

from safereturn.notifications.models import Delivery, Notice
from safereturn.sharing import actions
from safereturn.sharing.rules import CommentKind
from tests import people
from tests.domain.sharing.agreeing import KEEPER, NOON, POLICE_LEAD, a_draft, later, of_two

pytestmark = pytest.mark.usefixtures("town")
LEAD = people.a_lead(people.EXAMPLESHIRE_POLICE)


def test_each_party_is_told_once_for_each_proposal() -> None:
    people.settle_more(LEAD)
    draft = of_two(a_draft())
    assert not Notice.objects.filter(kind="agreement.proposed").exists()
    actions.propose(draft.pk, at=NOON, by=KEEPER)
    told = {row.agency_id: row for row in Notice.objects.filter(kind="agreement.proposed")}
    assert set(told) == {people.EXAMPLESHIRE, people.EXAMPLESHIRE_POLICE}
    # Who governs information there, in their own list and by mail; where nobody does, the agency.
    force = told[people.EXAMPLESHIRE_POLICE]
    assert force.person_id == LEAD.person_id
    assert Delivery.objects.get(notice=force).address == people.email_of(LEAD)
    assert told[people.EXAMPLESHIRE].person_id is None
    assert (force.path, force.child_id) == (f"/agreements/{draft.pk}/", None)
    actions.reopen(draft.pk, at=later(hours=1), by=KEEPER)
    actions.propose(draft.pk, at=later(hours=2), by=KEEPER)
    assert Notice.objects.filter(kind="agreement.proposed").count() == 4


def test_the_keeper_is_told_of_a_comment_and_not_of_their_own() -> None:
    draft = of_two(a_draft())
    actions.comment(draft.pk, "", CommentKind.COMMENT, "Too deep for us.", at=NOON, by=POLICE_LEAD)
    [notice] = Notice.objects.filter(kind="agreement.commented")
    assert notice.agency_id == people.EXAMPLESHIRE
    assert "deep" not in str(vars(notice))
    actions.comment(draft.pk, "", CommentKind.COMMENT, "Noted.", at=NOON, by=KEEPER)
    assert Notice.objects.filter(kind="agreement.commented").count() == 1
