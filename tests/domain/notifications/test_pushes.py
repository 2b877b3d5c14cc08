"""What rings and what waits: every kind of notice there is, one by one."""

import pytest
from django.utils import timezone

from safereturn.notifications import actions
from safereturn.notifications.models import Delivery, Notice
from safereturn.notifications.rules import PUSHED, is_pushed
from safereturn.web.notices.kinds import KINDS
from tests.people import EXAMPLESHIRE

# ux: "Everything else waits in the worklist." Whoever adds a kind says here which it is.
WAITS = {
    "agreement.commented", "child.looked_at", "correction.made",
    "episode.away", "episode.challenge_answered", "episode.ended", "episode.ended_in_error",
    "episode.information", "episode.prevention", "episode.report_added", "episode.stance",
    "episode.stance_challenged", "handover.accepted", "handover.withdrawn", "interview.closed",
    "interview.disposed", "interview.due", "interview.shared", "opening.not_justified",
    "report.entered", "request.given", "request.made", "request.refused", "rights.part_waits",
    "risk.answered", "risk.dispute_answered", "risk.disputed",
}  # fmt: skip


def test_every_kind_rings_or_waits_and_somebody_has_said_which() -> None:
    assert set(PUSHED).isdisjoint(WAITS)
    assert set(KINDS) >= WAITS
    unsaid = set(KINDS) - WAITS - set(PUSHED)
    assert not unsaid, f"say whether these are pushed or wait: {sorted(unsaid)}"
    assert not is_pushed("clock.due.first_grading")


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "messages"), [("episode.located", 2), ("episode.ended", 0)])
def test_only_what_rings_leaves_the_list(kind: str, messages: int) -> None:
    actions.notify(
        EXAMPLESHIRE, kind, key="1", reference="ME-TEST001", path="/", at=timezone.now(),
        addresses=["mash@council.example", "07700 900982"],
    )  # fmt: skip
    assert Notice.objects.count() == 1
    assert Delivery.objects.count() == messages
