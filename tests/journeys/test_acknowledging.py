"""Nobody opens a notice; it climbs; the page shows it; one press ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from safereturn.casework.actions.clocks import firer
from safereturn.clocks.actions import due_now, fire
from safereturn.episodes.models import Episode
from tests.domain.children.making import a_child
from tests.domain.risk.making import a_missing_child
from tests.journeys.browsing import EVERY_EYE, Someone, work_off_the_queue
from tests.people import ADMINISTRATOR, CARER, COORDINATOR, SOCIAL_WORKER, SUPERVISOR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def unanswered(monkeypatch: pytest.MonkeyPatch, minutes: int) -> Episode:
    """A child reported so long ago; everybody was told, and nobody has answered since."""
    then = timezone.now() - timedelta(minutes=minutes)
    episode = a_missing_child(a_child(), at=then, by=CARER)
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: then)
        work_off_the_queue()
    for minute in range(minutes + 1):
        at = then + timedelta(minutes=minute)
        while ripe := due_now(at=at, most=50):
            for one in ripe:
                fire(one, firer(), at=at)
    return episode


@pytest.mark.parametrize(("phone", "javascript"), EVERY_EYE)
def test_a_notice_climbs_until_somebody_acknowledges_it(
    browser: Browser,
    service: str,
    monkeypatch: pytest.MonkeyPatch,
    phone: bool,
    javascript: bool,
) -> None:
    """Given a rota and a senior, when nobody answers, then all see it, and one press ends it."""
    size = f"{'phone' if phone else 'desk'}-{'js' if javascript else 'no-js'}"

    def someone(who: object) -> Someone:
        return Someone(browser, service, phone=phone, javascript=javascript).sign_in(who)  # type: ignore[arg-type]

    adi = someone(ADMINISTRATOR)
    adi.go("/settings/senior/")
    adi.choose(person=str(SOCIAL_WORKER.person_id))
    adi.press("See what they would be told")
    assert adi.says("Sol Worker would be told")
    adi.look(f"senior-{size}")
    adi.press("Save")
    adi.go("/duty/")
    adi.choose(person=str(COORDINATOR.person_id), kind="on_duty", starts_day="today")
    adi.choose(ends_day="tomorrow")
    adi.write(starts_time="0000", ends_time="2300")
    adi.press("See whom that would reach")
    adi.look(f"duty-tried-{size}")
    adi.press("Enter")
    assert adi.says("Entered by Adi Ministrator")
    adi.look(f"duty-{size}")

    episode = unanswered(monkeypatch, 40)
    sue = someone(SUPERVISOR)
    sue.go(f"/episodes/{episode.ref}/")
    assert sue.says("Your agency has not acknowledged")
    assert sue.says("It goes to the named senior")
    sue.look(f"receipts-police-{size}")
    sue.page.get_by_role("button", name="Acknowledge").first.click()
    assert not sue.says("Your agency has not acknowledged")

    cora = someone(COORDINATOR)
    cora.go("/notices/")
    cora.look(f"notices-{size}")
    cora.follow("Nobody has acknowledged this yet: A child has been reported missing")
    assert cora.says("Cora Dinator")
    cora.look(f"notice-{size}")
    cora.press("Acknowledge and open")
    assert cora.here() == f"/episodes/{episode.ref}/"
    cora.unfold()
    assert cora.says("Acknowledged") and cora.says("by Cora Dinator")
    cora.look(f"receipts-council-{size}")
    for person in (adi, sue, cora):
        person.close()
