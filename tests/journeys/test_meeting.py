"""At the third time missing a meeting is owed; it is arranged, held, minuted, and followed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from safereturn.audit.record import looking
from safereturn.casework.models import Meeting, MeetingDuty
from safereturn.episodes.models import Task
from tests.domain.casework.repeating import missing_again
from tests.domain.episodes.cases import a_child
from tests.journeys.browsing import Someone, work_off_the_queue
from tests.people import COORDINATOR, HARBOUR_VIEW, HOME_MANAGER, OFFICER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def in_three_days(name: str) -> dict[str, str]:
    """Return a moment as the boxes of a form take it."""
    then: datetime = timezone.now().astimezone(ZoneInfo("Europe/London")) + timedelta(days=3)
    boxes = {"date_day": then.day, "date_month": then.month, "date_year": then.year}
    return {f"{name}_{box}": str(value) for box, value in boxes.items()} | {f"{name}_time": "1000"}


@pytest.mark.parametrize(
    ("phone", "javascript"), [(False, True), (True, False)], ids=["desk-js", "phone-no-js"]
)
def test_from_the_third_time_missing_to_the_minutes(
    browser: Browser, service: str, phone: bool, javascript: bool
) -> None:
    size = "phone" if phone else "desk"
    now = timezone.now()
    with looking("test", by=OFFICER):
        child = a_child(at=now - timedelta(days=9))
        missing_again(child, 3, last=now - timedelta(hours=3))
    cora = Someone(browser, service, phone=phone, javascript=javascript).sign_in(COORDINATOR)
    cora.go(f"/children/{child.ref}/pattern/")
    assert cora.says("Too few to call it a pattern")
    cora.look(f"meetings-pattern-{size}")
    path = arranged(cora, size)
    asked_and_no_more(cora, size)
    work_off_the_queue()
    homa = Someone(browser, service, phone=phone, javascript=javascript).sign_in(HOME_MANAGER)
    answered(homa, size)
    written_down(cora, path, size)
    done(homa)
    cora.go(f"{path}issue/")
    cora.press("Issue")
    assert cora.says("Version 1") and cora.says("Met every day.")
    cora.look(f"meetings-minutes-{size}")
    assert not MeetingDuty.objects.filter(closed_at=None).exists()
    for someone in (cora, homa):
        someone.close()


def arranged(cora: Someone, size: str) -> str:
    """From the list to the duty, to the meeting that answers it; return its path."""
    cora.go("/meetings/")
    cora.look(f"meetings-list-{size}")
    duty = MeetingDuty.objects.get(kind="strategy_discussion")
    cora.go(f"/meetings/duties/{duty.ref}/")
    assert cora.says("Missing 3 times in 30 days") and cora.says("Not verified")
    cora.look(f"meetings-duty-{size}")
    cora.press("Arrange the meeting")
    cora.press("Arrange and ask")
    assert cora.says("There is a problem")
    cora.look(f"meetings-arrange-{size}")
    cora.choose(how="both", starts_at_day="other")
    cora.write(where="Room 4, and a link", **in_three_days("starts_at"))
    cora.press("Arrange and ask")
    assert cora.says("Arranged.")
    cora.look(f"meetings-arranged-{size}")
    return f"/meetings/{Meeting.objects.get().ref}/"


def asked_and_no_more(cora: Someone, size: str) -> None:
    """One more is asked, rung, and then asked no more, which stays written down."""
    cora.follow("Ask somebody else")
    cora.press("Ask them")
    assert cora.says("Enter who is asked to come") and not cora.says("Who is asked?")
    cora.write(others="Her reviewing officer")
    cora.look(f"meetings-ask-{size}")
    cora.press("Ask them")
    assert cora.says("Asked.") and cora.says("Not yet: ring")
    cora.follow("I rang them : Her reviewing officer")
    cora.write(spoke_to="Rev Placeholder", phone_number="01632 960 777")
    cora.choose(answer="none")
    cora.press("Save")
    cora.follow("Ask no more : Her reviewing officer")
    cora.press("Save")
    assert cora.says("Enter why they are not asked any more")
    cora.write(because="Another officer has the case.")
    cora.look(f"meetings-drop-{size}")
    cora.press("Save")
    assert cora.says("Not told yet: ring.")
    cora.follow("I rang them : Her reviewing officer")
    cora.write(told="Rev Placeholder, 01632 960 777")
    cora.press("Save")
    assert cora.says("Rung: Rev Placeholder") and not cora.says("Not told yet: ring.")
    cora.look(f"meetings-dropped-{size}")


def answered(homa: Someone, size: str) -> None:
    """From the notice to the answer."""
    homa.go("/notices/")
    homa.follow("You are asked to a meeting")
    homa.choose(answer="coming")
    homa.press("Answer")
    assert homa.says("Answered.")
    homa.look(f"meetings-asked-{size}")


def written_down(cora: Someone, path: str, size: str) -> None:
    """That it was held, and a decision with its action."""
    cora.go(f"{path}held/")
    cora.choose(held_at_day="yesterday", child_told="will_be", parents_told="told")
    cora.write(
        held_at_time="1000",
        discussed="The van at the bus station.",
        childs_views="She wants to see her aunt.",
    )
    cora.look(f"meetings-held-{size}")
    cora.press("Save")
    assert cora.says("Now write down each decision")
    cora.follow("Write down a decision")
    cora.write(text="Meet her at the gate", because="The van waits there.", action="Meet her daily")
    cora.choose(owner=str(HARBOUR_VIEW), due_at_day="other")
    cora.write(**in_three_days("due_at"))
    cora.look(f"meetings-decision-{size}")
    cora.press("Save the decision")
    assert cora.says("Meet her at the gate")


def done(homa: Someone) -> None:
    """What came of the action."""
    homa.go(f"/tasks/{Task.objects.get().ref}/")
    homa.write(result="Met every day.")
    homa.choose(outcome="done")
    homa.press("Save what came of it")
