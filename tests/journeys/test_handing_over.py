"""A case goes from hand to hand; until somebody has said yes, it stays where it was."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from safereturn.casework.queries.handover import held_by
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from tests.domain.children.making import a_child
from tests.domain.risk.making import a_missing_child
from tests.journeys.browsing import EVERY_EYE, Someone, work_off_the_queue
from tests.people import CALL_HANDLER, CARER, EXAMPLESHIRE_POLICE, OFFICER, SUPERVISOR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def hands(episode: Episode) -> object:
    return held_by(episode.pk, EXAMPLESHIRE_POLICE, at=timezone.now())


@pytest.mark.parametrize(("phone", "javascript"), EVERY_EYE)
def test_a_case_is_given_declined_given_again_and_accepted(
    browser: Browser, service: str, phone: bool, javascript: bool
) -> None:
    """Given a night’s end, when one says no and another yes, then it was never nobody’s."""
    size = f"{'phone' if phone else 'desk'}-{'js' if javascript else 'no-js'}"

    def come(who: Actor) -> Someone:
        return Someone(browser, service, phone=phone, javascript=javascript).sign_in(who)

    episode = a_missing_child(a_child(), at=timezone.now() - timedelta(hours=3), by=CARER)
    otto, cal, sue = come(OFFICER), come(CALL_HANDLER), come(SUPERVISOR)
    otto.go(f"/episodes/{episode.ref}/")
    assert otto.says("In nobody’s hands at your agency.")
    otto.press("Take this in hand")
    assert otto.says("This is in your hands now")
    hand_over(otto, CALL_HANDLER, size)
    work_off_the_queue()

    cal.go("/notices/")
    cal.follow("A handover waits for you")
    assert cal.says("House searched, phone off.")
    cal.press("Answer")
    cal.look(f"handover-errors-{size}")
    cal.choose(answer="decline")
    cal.press("Answer")
    assert cal.says("Enter why you cannot take it over")
    cal.write(because="My shift ends now as well.")
    cal.press("Answer")
    assert cal.says("Declined. Whoever gave it is told.")
    assert hands(episode) == OFFICER.person_id

    work_off_the_queue()
    otto.go("/shift/")
    otto.look(f"shift-{size}")
    otto.go(f"/episodes/{episode.ref}/")
    assert otto.says("In your hands.")
    hand_over(otto, SUPERVISOR, size)
    sue.go("/shift/")
    sue.follow(episode.child.name)
    assert not sue.says("Take it back"), "she says no instead"
    sue.look(f"handover-{size}")
    assert hands(episode) == OFFICER.person_id, "not before it is accepted"
    sue.choose(answer="accept")
    sue.press("Answer")
    assert sue.says("This is in your hands now")
    assert hands(episode) == SUPERVISOR.person_id
    for person in (otto, cal, sue):
        person.close()


def hand_over(giver: Someone, to: Actor, size: str) -> None:
    """Write what the next must know; without it nothing is handed over."""
    giver.follow("Hand over")
    giver.choose(to=str(to.person_id))
    giver.press("Hand over")
    assert giver.says("Enter where things stand")
    giver.look(f"hand-over-errors-{size}")
    giver.write(stands="House searched, phone off.", to_do="Ring the aunt at seven.")
    giver.press("Hand over")
    assert giver.says("Handed over. It stays yours until it is accepted.")
