"""The pages of a return interview, looked at on a phone first, then on a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from safereturn.return_interviews import actions
from safereturn.return_interviews.models import ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import ItemKind, ItemUse, NewItem
from tests.domain.return_interviews.cases import an_account, an_episode, an_interview
from tests.journeys.browsing import Someone, let_passwords_be_known
from tests.people import EXAMPLESHIRE_POLICE, INTERVIEWER, OFFICER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "", "offer/", "attempt/", "allocate/", "interview/", "items/", "act-now/", "actions/",
    "not-possible/", "share/", "prompts/",
)  # fmt: skip
EIGHT = (
    (ItemKind.PERSON, "A man called Z, about 30"), (ItemKind.PLACE, "A flat in Wharf Road"),
    (ItemKind.VEHICLE, "White van, part plate AB1"), (ItemKind.PHONE, "07700 900123"),
    (ItemKind.ACCOUNT, "zed.on.the.quay"), (ItemKind.RISK, "He lends her money"),
    (ItemKind.PERSON, "An older girl, K"), (ItemKind.PROTECTIVE, "Her aunt rings every day"),
)  # fmt: skip


def an_interview_with_eight_items() -> ReturnInterview:
    back = timezone.now() - timedelta(days=1)
    interview = an_interview(an_episode(back=back), at=back)
    for kind, text in EIGHT:
        use = ItemUse.HIDE_SOURCE if kind is ItemKind.ACCOUNT else ItemUse.ACT_FREELY
        new = NewItem(kind=kind, text=text, use=use)
        actions.add_item(interview.pk, new, at=timezone.now(), by=INTERVIEWER)
    return interview


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
def test_every_page_fits_and_has_no_barrier(
    browser: Browser, live_server: LiveServer, town: None, phone: bool
) -> None:
    let_passwords_be_known(INTERVIEWER, OFFICER)
    interview = an_interview_with_eight_items()
    worker = Someone(browser, live_server.url, phone=phone).sign_in(INTERVIEWER)
    size = "phone" if phone else "desk"
    for page in PAGES:
        worker.go(f"/interviews/{interview.ref}/{page}")
        worker.look(f"interview-{page.strip('/') or 'state'}-{size}")
    worker.go(f"/interviews/{interview.ref}/interview/")
    worker.press("Finish")
    worker.look(f"interview-errors-{size}")
    now = timezone.now()
    actions.hold(
        interview.pk, an_account(held_at=now), no_actions_because="None", at=now, by=INTERVIEWER
    )
    worker.go(f"/interviews/{interview.ref}/share/")
    worker.press("Confirm")
    assert worker.says("Decisions saved")
    worker.look(f"interview-shared-{size}")
    worker.close()
    officer = Someone(browser, live_server.url, phone=phone).sign_in(OFFICER)
    officer.go("/received-items/")
    officer.look(f"received-items-{size}")
    kept = ItemDecision.objects.filter(agency_id=EXAMPLESHIRE_POLICE).first()
    assert kept is not None
    officer.go(f"/received-items/{kept.pk}/")
    officer.look(f"received-item-{size}")
    officer.close()
