"""An agreement changed by two area leads, tried, signed, and in force at midnight.

Given an area without an agreement of its own, where the region's fallback decides, and a
child who is missing. When two leads write the area's own, comment, try it on what was
shared, sign it and give it a day. Then the picture of the child rests on it from midnight.
"""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from safereturn.agencies.rules import LONDON
from safereturn.episodes.models import Episode
from safereturn.sharing.models import Disclosure, Version
from tests.domain.episodes.cases import HOUR, a_report
from tests.domain.sharing.agreeing import KEEPER, POLICE_LEAD, an_area
from tests.journeys.browsing import Someone, let_passwords_be_known, work_off_the_queue
from tests.journeys.test_the_main_journey import a_child
from tests.people import CALL_HANDLER, SUPERVISOR
from tests.web.agreements.cases import LEADS, boxes, settle_leads
from tests.web.agreements.test_filing import spoilt

pytestmark = pytest.mark.browser

DESK = "/agreements/desk/"
REVIEW = timedelta(days=365)
A_BUSY_MACHINE = 120_000


class Clock:
    """The moment that every page is given; it goes on from wherever it was set."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return timezone.now() + self.ahead

    def set(self, at: datetime) -> None:
        """Let it be this moment now."""
        self.ahead = at - timezone.now()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the pages: each request reads it once, and nothing below reads any."""
    clock = Clock()
    monkeypatch.setattr("safereturn.web.middleware.timezone", SimpleNamespace(now=clock.now))
    return clock


def test_two_leads_make_an_agreement(browser: Browser, service: str, clock: Clock) -> None:
    settle_leads()
    let_passwords_be_known(*LEADS)
    an_area()
    episode = a_report(a_child(), at=timezone.now() - HOUR, by=CALL_HANDLER)
    work_off_the_queue()
    assert "Exampleshire agreement" not in picture(browser, service, episode)
    gov = Someone(browser, service).sign_in(KEEPER, DESK)
    poli = start(browser, service, gov)
    write_at_once(gov, poli)
    say(gov, poli)
    take_in_a_file(gov)
    try_it(gov)
    sign(gov, poli)
    date_it(gov)
    gov.close()
    poli.close()
    midnight(browser, service, clock, episode)


def hears(somebody: Someone, words: str) -> bool:
    """Say whether the page that comes holds these words; a busy machine may be late."""
    for _ in range(100):
        if somebody.says(words):
            return True
        somebody.page.wait_for_timeout(100)
    return False


def draft() -> Version:
    return Version.objects.get(area__is_region=False)


def start(browser: Browser, service: str, gov: Someone) -> Someone:
    """The keeper starts the first version; the second lead opens it without JavaScript."""
    gov.look("30-desk-of-a-governance-lead")
    gov.follow("All information-sharing agreements")
    assert hears(gov, "None of its own")
    gov.look("31-areas")
    gov.follow("Exampleshire")
    gov.look("32-area")
    gov.press("Start the next version")
    assert hears(gov, "A draft has been started")
    gov.look("33-draft")
    gov.follow("Change the parties")
    gov.write(agencies="Exampleshire Council\nExampleshire Polise")
    for box in gov.page.locator("input[name=kinds]").all():
        box.uncheck()
    gov.press("Save parties")
    assert hears(gov, "Did you mean “Exampleshire Police”?")
    gov.look()
    gov.write(agencies="Exampleshire Council\nExampleshire Police")
    gov.press("Save parties")
    assert hears(gov, "Parties saved")
    poli = Someone(browser, service, phone=True, javascript=False).sign_in(POLICE_LEAD, DESK)
    poli.look("34-desk-of-the-second-lead-on-a-phone")
    poli.follow("Work on the draft")
    poli.look("35-draft-on-a-phone")
    return poli


def write_at_once(gov: Someone, poli: Someone) -> None:
    """Both change clause 7; whoever saves second is shown both texts and loses no word."""
    for lead in (gov, poli):
        lead.go(f"/agreements/{draft().pk}/clauses/7/")
    gov.look("36-clause")
    gov.choose(depth="2")
    gov.press("Save clause")
    assert hears(gov, "Clause saved")
    poli.write(note="The force’s exploitation unit reads this.")
    poli.press("Save clause")
    assert hears(poli, "Somebody else has saved this since you opened it")
    assert poli.page.locator("[name=note]").input_value().startswith("The force’s exploitation")
    poli.look("37-both-texts-on-a-phone")
    poli.choose(depth="2")
    poli.press("Save clause")
    assert hears(poli, "Clause saved")
    row = draft().clauses.get(number="7")
    assert (row.depth, row.note) == (2, "The force’s exploitation unit reads this.")
    for number in ("4", "24"):
        gov.go(f"/agreements/{draft().pk}/clauses/{number}/remove/")
        gov.look()
        gov.press("Take it out")
    gov.go(f"/agreements/{draft().pk}/text/")
    gov.write(purpose="So that children who go missing are found, and helped when they are back.")
    for name, typed in boxes("review_on", timezone.localdate() + REVIEW).items():
        gov.write(**{name: typed})
    gov.look("38-text")
    gov.press("Save text")
    assert hears(gov, "Text saved")
    gov.follow("What is different from the version before")
    gov.look()


def say(gov: Someone, poli: Someone) -> None:
    """A children's group proposes, the police dissents, the keeper answers."""
    gov.go(f"/agreements/{draft().pk}/comment/?clause=15")
    gov.choose(kind="proposal", group="0")
    gov.write(text="Tell us before you tell the police what we said.")
    gov.look("39-comment")
    gov.press("Write it down")
    poli.go(f"/agreements/{draft().pk}/comment/?clause=7")
    poli.choose(kind="dissent", group="agency")
    poli.write(text="In summary is not enough to find who exploits them.")
    poli.press("Write it down")
    gov.go(DESK)
    gov.follow("Answer what is said")
    gov.page.get_by_role("link", name="Answer what Exampleshire Police says").click()
    gov.write(answer="The desk gives more when asked. We look again at the review.")
    gov.look()
    gov.press("Save answer")
    assert hears(gov, "The desk gives more when asked.")
    gov.look("40-clause-with-its-dissent")


def take_in_a_file(gov: Someone) -> None:
    """Ten mistakes in a file are ten lines in a table, and nothing is changed."""
    before = list(draft().clauses.values_list("number", "depth"))
    gov.go(f"/agreements/{draft().pk}/upload/")
    text = gov.page.request.get(f"{gov.address}/agreements/{draft().pk}/file/").text()
    gov.write(words=spoilt(text))
    gov.press("Check it")
    assert hears(gov, "The file has 10 mistakes. Nothing was changed")
    assert gov.page.locator("main table tbody tr").count() == 10
    gov.look("41-ten-mistakes")
    assert list(draft().clauses.values_list("number", "depth")) == before
    gov.write(words=text.replace("found, and helped", "found"))
    gov.press("Check it")
    assert hears(gov, "What it would change in the draft")
    gov.look("42-what-a-file-would-change")
    gov.press("Put this in place of the draft")
    assert hears(gov, "The draft now says what the file says")
    assert "are found when they are back" in draft().purpose


def try_it(gov: Someone) -> None:
    """The keeper tries the draft on what was shared today."""
    gov.go(f"/agreements/{draft().pk}/simulate/")
    gov.look()
    today = timezone.localdate()
    for name, typed in (boxes("since", today) | boxes("until", today)).items():
        gov.write(**{name: typed})
    gov.press("Try it")
    assert hears(gov, "would not have happened")
    assert gov.says("Who would have received less")
    gov.look("43-tried")
    assert Disclosure.objects.exists()


def sign(gov: Someone, poli: Someone) -> None:
    """Each party signs for itself."""
    gov.go(f"/agreements/{draft().pk}/propose/")
    gov.look()
    gov.press("Put before the parties")
    assert hears(gov, "Put before the parties. It can be signed now")
    both = (
        (gov, "Gov Ernance", "Exampleshire Council"),
        (poli, "Poli Cylead", "Exampleshire Police"),
    )
    for lead, name, agency in both:
        lead.go(DESK)
        lead.follow("Sign or decline")
        lead.page.get_by_role("link", name=f"for {agency}").click()
        lead.choose(says="sign")
        lead.write(name=name, title="Director")
        lead.look("44-sign" if lead is gov else "")
        lead.press("Save")
        assert hears(lead, "Signed")
    gov.go(DESK)
    gov.look()


def date_it(gov: Someone) -> None:
    """The keeper gives it tomorrow as its day, and has it printed."""
    gov.follow("Put in force")
    gov.press("Put in force from a day")
    gov.look("45-put-in-force")
    gov.press("Put in force from this day")
    assert hears(gov, "It begins by itself at midnight")
    gov.look("46-signed-and-dated")
    gov.follow("What your agency receives")
    gov.look("47-who-receives-what")
    printed = f"{gov.address}/agreements/{draft().pk}/paper/"
    paper = gov.page.request.get(printed, timeout=A_BUSY_MACHINE)
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF")
    gov.go("/agreements/")
    gov.look("48-what-comes-at-midnight")
    gov.go("/agreements/gateways/")
    gov.look("49-laws")


def midnight(browser: Browser, service: str, clock: Clock, episode: Episode) -> None:
    """Until midnight the fallback decides; from midnight the area's own, by itself."""
    begins = draft().effective_from
    assert begins is not None
    assert (begins.astimezone(LONDON).hour, begins.astimezone(LONDON).minute) == (0, 0)
    clock.set(begins - timedelta(minutes=1))
    assert "Exampleshire agreement" not in picture(browser, service, episode)
    clock.set(begins + timedelta(seconds=1))
    words = picture(browser, service, episode, look="50-the-picture-and-its-clause")
    assert "Exampleshire agreement v1, clause 7" in words
    assert "Why can I see this?" in words


def picture(browser: Browser, service: str, episode: Episode, *, look: str = "") -> str:
    """Return what the supervisor reads of why they see what they see."""
    sue = Someone(browser, service).sign_in(SUPERVISOR)
    sue.go(f"/episodes/{episode.ref}/picture/")
    sue.unfold()
    words = sue.page.locator("main").inner_text()
    sue.look(look)
    sue.close()
    return words
