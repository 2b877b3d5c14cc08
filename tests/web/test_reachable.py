"""What somebody needs next is one press away from where they are."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from safereturn.agencies.models import ContactPoint
from safereturn.audit.record import recording
from safereturn.children.models import ConnectedPerson
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode, Telling
from safereturn.episodes.rules import Ending
from safereturn.foundation.actor import Actor, the_service
from safereturn.involvement.rules import Basis
from safereturn.notifications.actions import notify
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.models import ReturnInterview
from safereturn.return_interviews.rules import ItemKind, NewItem
from tests.domain.episodes.cases import DAY, HOUR, a_child, a_report, involve
from tests.domain.return_interviews import cases
from tests.people import (
    CALL_HANDLER,
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    INTERVIEWER,
    NURSE,
    OFFICER,
    SOCIAL_WORKER,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")


def text(response: Any) -> str:
    assert response.status_code == 200, response.content.decode()[:300]
    return " ".join(response.content.decode().split())


def ago(length: timedelta) -> datetime:
    return timezone.now() - length


def missing() -> Episode:
    return a_report(a_child(at=ago(30 * DAY)), at=ago(2 * HOUR), by=CALL_HANDLER)


def not_returning() -> Episode:
    episode = missing()
    at = ago(HOUR)
    return episodes.end_otherwise(
        episode.pk,
        Ending.NOT_RETURNING,
        "Safe with an aunt, who rang.",
        ended_at=at,
        at=at,
        by=COORDINATOR,
    )


def moment(name: str, at: datetime) -> dict[str, str]:
    """Return a moment as the page posts it: as another day, so that midnight is no matter."""
    local = timezone.localtime(at)
    return {
        f"{name}_day": "other",
        f"{name}_date_day": str(local.day),
        f"{name}_date_month": str(local.month),
        f"{name}_date_year": str(local.year),
        f"{name}_time": f"{local:%H%M}",
    }


@pytest.mark.parametrize(
    ("actor", "may"), [(CARER, True), (SOCIAL_WORKER, True), (NURSE, False), (OFFICER, False)]
)
def test_whoever_looks_after_a_child_records_them_late_from_their_page(
    actor: Actor, may: bool
) -> None:
    child = a_child(at=ago(30 * DAY))
    involve(child.pk, EXAMPLESHIRE_POLICE, Basis.HOME_FORCE, at=ago(DAY))
    page = text(client_for(actor).get(f"/children/{child.ref}/"))
    assert (f"/episodes/away/{child.ref}/" in page) is may


def an_item_for_the_police() -> ReturnInterview:
    back = ago(DAY)
    interview = cases.an_interview(cases.an_episode(back=back), at=back)
    item = interviews.add_item(
        interview.pk,
        NewItem(kind=ItemKind.PERSON, text="A man called Z"),
        at=ago(HOUR),
        by=INTERVIEWER,
    )
    grid = [cases.share(item, EXAMPLESHIRE_POLICE)]
    account = cases.an_account(held_at=ago(HOUR))
    why = "All in place."
    interviews.hold(interview.pk, account, no_actions_because=why, at=ago(HOUR), by=INTERVIEWER)
    interviews.decide_items(interview.pk, grid, at=timezone.now(), by=INTERVIEWER)
    return interview


def test_items_that_were_given_are_one_press_from_the_childs_page(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    child = an_item_for_the_police().child
    client = client_for(OFFICER)
    page = text(client.get(f"/children/{child.ref}/"))
    assert "1 item from a return interview was given to your agency" in page
    assert "1 waits for your answer" in page
    assert 'href="/received-items/"' in page
    # The two savepoints of a test are no queries of the page.
    with django_assert_max_num_queries(15 + 4):
        client.get(f"/children/{child.ref}/")
    assert "was given to your agency" not in text(client_for(CARER).get(f"/children/{child.ref}/"))


def test_help_leads_to_the_paper_form_and_the_desks() -> None:
    client = client_for(CARER)
    page = text(client.get("/help/"))
    for address in ("/paper/report/", "/paper/desks/"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_an_episode_opens_by_its_police_number_from_the_find_page() -> None:
    child = a_child(at=ago(30 * DAY))
    episode = a_report(child, at=ago(2 * HOUR), police_ref="26*0012345")
    client = client_for(OFFICER)
    assert 'action="/episodes/open/"' in text(client.get("/search/"))
    answer = client.post("/episodes/open/", {"number": "26*0012345"})
    assert answer.headers["Location"] == f"/episodes/{episode.ref}/"


def test_who_one_acts_for_is_reached_from_every_page() -> None:
    client = client_for(OFFICER)
    assert 'href="/acting/"' in text(client.get("/search/"))
    assert "Exampleshire Police" in text(client.get("/acting/"))


def test_a_notice_of_a_mistake_leads_to_the_list_and_says_that_nothing_is_left() -> None:
    notice = notify(
        NURSE.agency_id,
        "episode.ended_in_error",
        key="k",
        reference="ME-TEST001",
        path="/episodes/ME-TEST001/",
        at=ago(HOUR),
    )
    page = text(client_for(NURSE).get(f"/notices/{notice.pk}/", follow=True))
    assert "ME-TEST001. There is nothing left for your agency to do." in page
    notice.refresh_from_db()
    assert notice.opened_by_id == NURSE.person_id


def test_an_agency_without_accounts_is_told_by_phone_in_two_presses() -> None:
    episode = missing()
    involve(episode.child_id, COLLEGE, Basis.SCHOOL, at=ago(DAY))
    client = client_for(SOCIAL_WORKER)
    to = f"/episodes/{episode.ref}/ring/{COLLEGE}/"
    page = text(client.get(f"/episodes/{episode.ref}/"))
    assert "I have rung Example College" in page and f'href="{to}"' in page
    form = text(client.get(to))
    assert 'value="01632 960001"' in form
    said = {"phone": "01632 960001", "spoke_to": ""} | moment("rung_at", timezone.now())
    assert "Enter who you spoke to" in text(client.post(to, said))
    answer = client.post(to, said | {"spoke_to": "Tea Cher"})
    assert answer.headers["Location"] == f"/episodes/{episode.ref}/"
    assert Telling.objects.get().agency_id == COLLEGE
    page = text(client.get(f"/episodes/{episode.ref}/"))
    assert "I have rung" not in page
    assert "By phone on 01632 960001, spoke to Tea Cher" in page


def test_whoever_may_not_tell_sees_whom_to_ring_and_no_button() -> None:
    episode = missing()
    involve(episode.child_id, COLLEGE, Basis.SCHOOL, at=ago(DAY))
    page = text(client_for(NURSE).get(f"/episodes/{episode.ref}/"))
    assert "Example College" in page and "I have rung" not in page


def test_offices_are_told_by_one_choice() -> None:
    episode = missing()
    client = client_for(SOCIAL_WORKER)
    to = f"/episodes/{episode.ref}/tell/"
    assert "Independent reviewing officer" in text(client.get(to))
    said = {"moment": "missing", "person": "independent reviewing officer", "told": "yes"}
    said |= {"how": "by phone"} | moment("told_at", ago(timedelta(minutes=5)))
    client.post(to, said | {"other_name": "Ira Office"})
    row = Telling.objects.get()
    assert (row.person_name, row.relation) == ("Ira Office", "independent reviewing officer")
    carers = said | {"person": "carers", "other_name": ""}
    client.post(to, carers)
    assert Telling.objects.filter(person_name="Harbour View", relation="carers").exists()
    assert "Still to be told" in text(client.get(to))


def test_a_reviewing_officer_is_offered_among_the_people_of_a_child() -> None:
    child = a_child(at=ago(30 * DAY))
    client = client_for(SOCIAL_WORKER)
    page = text(client.get(f"/children/{child.ref}/people/"))
    assert '<option value="independent reviewing officer">' in page
    assert 'list="relations"' in page
    said = {"name": "Ira Office", "relation": "independent reviewing officer", "may_tell": "yes"}
    client.post(f"/children/{child.ref}/people/", said)
    assert ConnectedPerson.objects.get().relation == "independent reviewing officer"


def act_now(interview: ReturnInterview) -> str:
    return text(client_for(INTERVIEWER).get(f"/interviews/{interview.ref}/act-now/"))


def closed(agency: Any) -> None:
    """Close a desk for good: no day of the week is open."""
    with recording("test.closed", by=the_service()):
        ContactPoint.objects.filter(agency_id=agency).update(ended_at=timezone.now())


def test_acting_now_says_whom_to_ring() -> None:
    back = ago(DAY)
    interview = cases.an_interview(cases.an_episode(back=back), at=back)
    page = act_now(interview)
    assert "Ring now" in page and "Exampleshire Council</strong>, Duty desk" in page
    assert "Exampleshire Police</strong>" not in page
    closed(EXAMPLESHIRE)
    assert "Exampleshire Police</strong>, Duty desk" in act_now(interview)
    closed(EXAMPLESHIRE_POLICE)
    assert "No desk is on record. Ring the police: 101" in act_now(interview)


def test_a_child_who_is_not_going_back_is_offered_an_interview_where_they_are() -> None:
    episode = not_returning()
    interview = interviews.make_due(episode.pk, at=ago(HOUR), by=the_service())
    assert interview is not None
    page = text(client_for(INTERVIEWER).get(f"/interviews/{interview.ref}/"))
    assert "No return yet" in page and "Offer it where the child is" in page
    page = text(client_for(INTERVIEWER).get(f"/interviews/{interview.ref}/interview/"))
    assert "Offer it where the child is" in page
    assert "Found, no return yet" in text(client_for(COORDINATOR).get("/worklist/"))
    client = client_for(COORDINATOR)
    page = text(client.get(f"/episodes/{episode.ref}/"))
    assert f"/episodes/{episode.ref}/later-return/" in page
    said = {"where": "A foster home"} | moment("returned_at", timezone.now())
    client.post(f"/episodes/{episode.ref}/later-return/", said)
    interviews.make_due(episode.pk, at=timezone.now(), by=the_service())
    page = text(client_for(INTERVIEWER).get(f"/interviews/{interview.ref}/"))
    assert "No return yet" not in page and "72 hours from return" in page
    assert "later-return" not in text(client.get(f"/episodes/{episode.ref}/"))
