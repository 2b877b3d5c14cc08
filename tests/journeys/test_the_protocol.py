"""An area's administrator changes a deadline: drafted, tried on the last quarter, published."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from safereturn.audit.models import Entry
from safereturn.clocks.queries import protocol_for
from safereturn.clocks.rules import ClockKind
from tests.domain.children.making import a_child
from tests.domain.risk.making import a_missing_child
from tests.journeys.browsing import EVERY_EYE, Someone
from tests.people import ADMINISTRATOR, CARER, EXAMPLESHIRE, EXAMPLESHIRE_POLICE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def first_grading() -> str:
    """Return how long what is in force gives for the first grading."""
    rules = protocol_for([EXAMPLESHIRE], at=timezone.now()).protocol.rules.values()
    [rule] = [rule for rule in rules if rule.kind is ClockKind.FIRST_GRADING]
    return str(rule.length)


@pytest.mark.parametrize(("phone", "javascript"), EVERY_EYE)
def test_a_deadline_is_changed_tried_and_published(
    browser: Browser, service: str, phone: bool, javascript: bool
) -> None:
    """Given what ships, when an area wants it sooner, then it sees first what that would mean."""
    size = f"{'phone' if phone else 'desk'}-{'js' if javascript else 'no-js'}"
    a_missing_child(a_child(), at=timezone.now() - timedelta(days=20), by=CARER)
    before = first_grading()
    adi = Someone(browser, service, phone=phone, javascript=javascript)
    adi.sign_in(ADMINISTRATOR)
    adi.go("/protocols/")
    adi.look(f"protocols-{size}")
    adi.press("Start a draft")
    assert adi.says("Enter the name of the area")
    adi.write(area="Exampleshire")
    adi.press("Start a draft")
    draft = adi.here()

    change_a_rule(adi, draft, size)
    take_in_a_bad_file(adi, draft, size)
    assert first_grading() == before, "a draft holds for nobody"

    adi.go(draft)
    publish(adi, size)
    assert adi.says("Holds now")
    adi.look(f"protocol-published-{size}")
    assert first_grading() == "40 minutes"
    assert Entry.objects.filter(name="protocol.published").exists()
    adi.close()


def change_a_rule(adi: Someone, draft: str, size: str) -> None:
    """Enter a length that is none, then one that is; see what the draft changes."""
    adi.go(f"{draft}rules/first_grading/")
    adi.write(within="soon")
    adi.press("Put into the draft")
    assert adi.says("Enter a number and minutes, hours, days or working days")
    adi.look(f"protocol-rule-errors-{size}")
    adi.write(within="40 minutes")
    adi.press("Put into the draft")
    assert adi.says("What the draft changes") and adi.says("40 minutes")
    adi.look(f"protocol-draft-{size}")


def take_in_a_bad_file(adi: Someone, draft: str, size: str) -> None:
    """Each mistake is said, and the draft stays as it is."""
    adi.go(f"{draft}upload/")
    adi.write(words="version: 1\nrules:\n  first_grading:\n    within: soonish\n")
    adi.press("Put this in place of the draft")
    assert adi.says("Nothing was changed")
    adi.look(f"protocol-file-errors-{size}")


def publish(adi: Someone, size: str) -> None:
    """See what the last quarter would have been, say why, and let it hold from today."""
    adi.page.get_by_role("button", name="Try it and publish").click()
    assert adi.says("With these rules, the last quarter")
    adi.look(f"protocol-trial-{size}")
    adi.press("Publish")
    assert adi.says("Enter why it is changed")
    for agency in (EXAMPLESHIRE, EXAMPLESHIRE_POLICE):
        tick = adi.page.locator(f"input[name=agencies][value='{agency}']")
        if tick.count():
            tick.check()
    day = timezone.localdate()
    adi.write(on_day=str(day.day), on_month=str(day.month), on_year=str(day.year))
    adi.write(because="The partnership agreed on it in March")
    adi.press("Publish")
