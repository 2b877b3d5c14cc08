"""What rings and what waits."""

import pytest
from django.utils import timezone

from safereturn.notifications import actions
from safereturn.notifications.models import Delivery, Notice
from safereturn.notifications.rules import PUSHED, is_pushed
from safereturn.web.notices.kinds import KINDS
from tests.people import EXAMPLESHIRE

# The four that ring, and beside them what may not wait for somebody to look (each has its
# reason in `rules.pushes`). Whoever lets another ring writes it down twice.
FOUR = {
    "episode.reported", "risk.asked", "sealed.reported", "sealed.nobody_named",
    "report.not_entered",
    "risk.assessed",
    "handover.given", "handover.declined",
    "episode.located", "episode.returned",
}  # fmt: skip
BESIDE = {
    "interview.harm", "child.opened", "opening.emergency", "look.stopped",
    "correction.recalled", "agreement.proposed", "sign_in.another_account", "webhook.switched_off",
}  # fmt: skip


def test_these_ring_and_everything_else_waits_in_the_list() -> None:
    assert set(PUSHED) == FOUR | BESIDE
    assert set(KINDS) >= set(PUSHED)
    assert {reason[0] for kind, reason in PUSHED.items() if kind in FOUR} == set("1234")
    for kind in {*KINDS, "clock.due.first_grading", "clock.after.interview"} - set(PUSHED):
        assert not is_pushed(kind)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "messages"), [("episode.located", 2), ("episode.ended", 0)])
def test_only_what_rings_leaves_the_list(kind: str, messages: int) -> None:
    actions.notify(
        EXAMPLESHIRE, kind, key="1", reference="ME-TEST001", path="/", at=timezone.now(),
        addresses=["mash@council.example", "", "07700 900982"],  # one has none
    )  # fmt: skip
    assert Notice.objects.count() == 1
    assert Delivery.objects.count() == messages
