"""The whole journey, clicked through by seven people, and the pictures for the guide.

Given a child who lives at Harbour View, with a warning, and agencies that know parts of it.
When the child goes missing, is graded, found, interviewed, and what they said is shared.
Then it stands in the picture at the next report.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import DetailKind, FlagKind, NewChild, NewFlag
from safereturn.foundation.identity import acting
from safereturn.involvement.rules import Basis
from safereturn.notifications.models import Delivery, Notice
from safereturn.placements import actions as placements
from safereturn.placements.rules import PlacementKind, Stay
from safereturn.return_interviews.models import ReturnInterview
from safereturn.risk.models import Assessment
from tests.journeys.browsing import Someone, work_off_the_queue
from tests.people import (
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    HARBOUR_VIEW,
    HEALTH,
    INTERVIEWER,
    NURSE,
    SOCIAL_WORKER,
    SUPERVISOR,
    YOUTH_JUSTICE,
    YOUTH_WORKER,
)

pytestmark = pytest.mark.browser


def a_child() -> Child:
    """Return a child of the council, living at Harbour View, known to health and others."""
    at = timezone.now() - timedelta(days=60)
    with acting(SOCIAL_WORKER, at=at) as by:
        details = NewChild(
            name="Amira Testcase", born_on=date(2011, 3, 14), basis=Basis.RESPONSIBLE_AUTHORITY
        )
        child = children.add(details, at=at, by=by)
        stay = Stay(kind=PlacementKind.CHILDRENS_HOME, provider_id=HARBOUR_VIEW)
        placements.place(child.pk, stay, at=at, by=by)
        for agency, basis in ((HEALTH, Basis.HEALTH), (YOUTH_JUSTICE, Basis.YOUTH_JUSTICE)):
            children.involve(child.pk, agency, basis, at=at, by=by)
        warning = NewFlag(
            kind=FlagKind.CRIMINAL_EXPLOITATION,
            text="Older people wait for Amira outside school.",
            evidence="Seen by staff twice in one week.",
            review_on=timezone.localdate() + timedelta(days=60),
        )
        children.set_flag(child.pk, warning, at=at, by=by)
        looks = "5ft 4, slim, shoulder-length black hair"
        children.add_detail(child.pk, DetailKind.DESCRIPTION, looks, at=at, by=by)
    return child


def test_from_the_report_to_the_next_report(browser: Browser, service: str) -> None:
    child = a_child()
    episode = report(browser, service)
    see_ask_and_grade(browser, service, episode)
    be_told(browser, service)
    come_back(browser, service, episode)
    interview(browser, service, child)
    say_what_was_done(browser, service)
    find_it_in_the_next_picture(browser, service, child)
    assert Assessment.objects.filter(child=child, level="high").exists()
    assert not Delivery.objects.exclude(state="sent").exists()
    keys = Notice.objects.values_list("key", flat=True)
    assert len(keys) == len(set(keys))


def report(browser: Browser, service: str) -> str:
    kay = Someone(browser, service).sign_in(CARER)
    kay.follow("Report a missing child")
    kay.write(q="Amira Testcse")
    kay.look("01-find-the-child")
    kay.press("Find")
    kay.follow("Amira Testcase")
    kay.unfold()
    kay.choose(last_seen_day="yesterday")
    kay.write(
        last_seen_time="1840",
        last_seen_where="Wharf Road bus stop",
        why_worried="She did not come home and does not answer. She was upset after a call.",
        reporter_name="Kay Rer",
        phone="01632 960030",
        wearing="Grey hoodie, black leggings",
    )
    kay.choose(dangers="harmful_person", relation="carer", may_be_told="yes")
    kay.look("02-report")
    kay.press("Report missing and tell agencies")
    assert kay.says("Reported missing")
    kay.look("03-reported")
    work_off_the_queue()
    path = kay.here()
    kay.close()
    return path


def see_ask_and_grade(browser: Browser, service: str, episode: str) -> None:
    sue = Someone(browser, service).sign_in(SUPERVISOR)
    assert sue.says("Amira Testcase")
    sue.look("04-worklist-of-the-police")
    sue.go(f"{episode}picture/")
    assert sue.says("Older people wait for Amira outside school.")
    sue.look("05-picture-with-its-gaps")
    sue.go(f"{episode}ask/")
    sue.look("06-ask")
    sue.press("Ask")
    assert sue.says("asked.")
    work_off_the_queue()
    answer(browser, service)
    sue.go(f"{episode}risk/")
    assert sue.says("Needs insulin")
    sue.choose(level="high", review_in="1")
    sue.page.get_by_label("Needs insulin", exact=False).first.check()
    sue.write(reasons="Insulin missed, and adults who exploit her wait near school.")
    sue.look("08-grade-beside-the-picture")
    sue.press("Save grading")
    assert sue.says("High risk")
    sue.look("09-graded")
    work_off_the_queue()
    sue.close()


def answer(browser: Browser, service: str) -> None:
    noor = Someone(browser, service, phone=True).sign_in(NURSE)
    noor.follow("You are asked what you know")
    noor.choose(kind_1="health_safety")
    noor.write(text_1="Needs insulin at 10pm. Serious harm possible within 12 hours.")
    noor.write(supplier_name="Noor Se", supplier_contact="01632 960088")
    noor.look("07-answer-on-a-phone")
    noor.press("Send answer")
    noor.close()
    yu = Someone(browser, service).sign_in(YOUTH_WORKER)
    yu.follow("You are asked what you know")
    yu.page.locator("[name=nothing_held]").check()
    yu.write(supplier_name="Yu Thworker", supplier_contact="01632 960077")
    yu.press("Send answer")
    yu.close()
    work_off_the_queue()


def be_told(browser: Browser, service: str) -> None:
    cora = Someone(browser, service).sign_in(COORDINATOR)
    cora.go("/notices/")
    assert cora.says("A child has been reported missing")
    cora.look("10-notices-of-the-council")
    cora.follow("The risk has been graded")
    cora.press("Acknowledge and open")
    assert cora.says("Amira Testcase")
    cora.look("11-what-the-council-sees")
    cora.close()


def come_back(browser: Browser, service: str, episode: str) -> None:
    kay = Someone(browser, service, javascript=False).sign_in(CARER)
    kay.go(f"{episode}return/")
    kay.choose(when_day="today", ending="returned", finder="returned_by_self")
    kay.write(
        when_time=just_now(),
        where="Harbour View",
        safe_to_return="Spoke with her alone: she feels safe with us tonight.",
    )
    kay.look("12-back")
    kay.page.locator("main form button").last.click()
    assert kay.says("Returned") or kay.says("back")
    kay.close()
    work_off_the_queue()
    sue = Someone(browser, service).sign_in(SUPERVISOR)
    sue.go(f"{episode}prevention/")
    sue.choose(seen="yes", held_day="today")
    sue.write(held_time=just_now(), where="Harbour View", where_been="A flat in Wharf Road")
    sue.write(concerns="Two older males, one called Z.")
    sue.look("13-prevention-interview")
    sue.page.locator("main form button").last.click()
    sue.close()
    work_off_the_queue()


def just_now() -> str:
    """Return this minute in London, as it would be typed."""
    return timezone.localtime().strftime("%H:%M")


def interview(browser: Browser, service: str, child: Child) -> None:
    ref = ReturnInterview.objects.get(child=child).ref
    inti = Someone(browser, service, phone=True).sign_in(INTERVIEWER)
    inti.look("14-worklist-of-the-interviewer")
    inti.go(f"/interviews/{ref}/offer/")
    inti.choose(offered_at_day="today", answer="accepted")
    inti.write(offered_at_time=just_now(), made_to="Amira", made_by="Inti Viewer")
    inti.look("15-offer")
    inti.press("Save offer")
    inti.go(f"/interviews/{ref}/interview/")
    inti.page.locator("[name=limits_explained]").check()
    inti.write(
        own_words="I was scared of going back. Z said I owed him.",
        summary="Went to friends in Wharf Road. Owes money to an older male.",
    )
    inti.choose(sharing_wish="safety_only", mode="in_person", held_at_day="today")
    inti.choose(harm="criminal_exploitation")
    inti.write(held_at_time=just_now())
    inti.look("16-interview-on-a-phone")
    inti.press("Finish")
    assert inti.says("saved")
    for kind, text in (("person", "A man called Z, about 30"), ("place", "A flat in Wharf Road")):
        inti.go(f"/interviews/{ref}/items/")
        inti.choose(kind=kind)
        inti.write(text=text)
        inti.press("Add item")
    inti.look("17-items")
    inti.go(f"/interviews/{ref}/actions/")
    inti.write(text="Change the bus she takes home")
    due = timezone.localdate() + timedelta(days=7)
    inti.write(due_on_day=str(due.day), due_on_month=str(due.month), due_on_year=str(due.year))
    inti.look("18-what-will-happen-now")
    inti.press("Add")
    inti.press("Finish the interview")
    inti.go(f"/interviews/{ref}/share/")
    inti.look("19-share-back")
    inti.press("Confirm")
    assert inti.says("Decisions saved")
    inti.close()
    work_off_the_queue()


def say_what_was_done(browser: Browser, service: str) -> None:
    sue = Someone(browser, service).sign_in(SUPERVISOR)
    sue.go("/received-items/")
    sue.look("20-items-received")
    sue.page.locator("main table a").first.click()
    assert sue.says("called Z") or sue.says("Wharf Road")
    sue.choose(disposition="intelligence")
    sue.write(reference="INT/2026/0042")
    sue.look("21-what-was-done")
    sue.press("Save")
    sue.close()
    work_off_the_queue()


def find_it_in_the_next_picture(browser: Browser, service: str, child: Child) -> None:
    cal = Someone(browser, service).sign_in(CALL_HANDLER)
    cal.go(f"/report/?child={child.ref}")
    cal.page.locator("[name=unknown_when]").check()
    cal.write(
        last_seen_where="Harbour View",
        why_worried="Gone again through the window.",
        reporter_name="Kay Rer",
    )
    cal.choose(dangers="out_of_character", relation="carer")
    cal.press("Report missing and tell agencies")
    cal.go(f"{cal.here()}picture/")
    for words in ("A man called Z, about 30", "Owes money to an older male", "Needs insulin"):
        assert cal.says(words), words
    cal.look("22-in-the-next-picture")
    cal.close()
