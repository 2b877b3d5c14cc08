"""Looks that stand out are drawn each week, and a person says what became of each."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from safereturn.audit.models import Change, Entry
from safereturn.audit.record import looking, note, recording
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.identity import acting
from safereturn.oversight import jobs
from safereturn.oversight.actions import odd as odd_actions
from safereturn.oversight.models import OddLook
from safereturn.oversight.rules import Disposition, Signal
from safereturn.oversight.rules import odd as rules
from tests import people
from tests.domain.audit.sealed import as_owner
from tests.domain.episodes.cases import DAY, a_child
from tests.people import COORDINATOR, EXAMPLESHIRE, OFFICER, SOCIAL_WORKER, a_lead, client_for

pytestmark = pytest.mark.django_db
LEAD = a_lead(EXAMPLESHIRE)
NOON = timezone.now().astimezone(ZoneInfo("Europe/London")).replace(hour=12, minute=0) - DAY


@pytest.fixture(autouse=True)
def leads(town: None) -> None:
    people.settle_more(LEAD, a_lead(people.EXAMPLESHIRE_POLICE))


def looked(by: Actor, *children: Child, at: datetime = NOON) -> None:
    """Let somebody look at each child; the log's own clock cannot be set, so the draw's is."""
    for child in children:
        with acting(by, at=at), looking("child:child", by=by):
            note([child.pk], refs=[child.ref])


def named(name: str) -> Child:
    child = a_child(at=timezone.now() - 30 * DAY)
    with recording("test.named", by=the_service(), child_id=child.pk):
        child.name = name
        child.save(update_fields=["name"])
    assert isinstance(child, Child)
    return child


def drawn(**how: int) -> dict[Any, set[str]]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in how.items():
            patch.setattr(odd_actions, name, value)
        for _ in range(2):
            jobs.draw_odd_looks(timestamp=0)
    rows = OddLook.objects.all()
    assert len({(row.entry_id, row.child_id) for row in rows}) == len(rows)
    return {row.person_id: set(row.signals) - {Signal.OUT_OF_HOURS} for row in rows}


def test_own_name_and_surname_stand_out() -> None:
    looked(COORDINATOR, named("cora dinator"))
    looked(SOCIAL_WORKER, named("Robin Worker"))
    found = drawn()
    assert found[COORDINATOR.person_id] == {Signal.OWN_NAME}
    assert found[SOCIAL_WORKER.person_id] == {Signal.SURNAME}
    assert OddLook.objects.get(person_id=COORDINATOR.person_id).agency_id == EXAMPLESHIRE


def test_an_agency_that_does_not_work_with_the_child_stands_out() -> None:
    child = named("Robin Placeholder")
    looked(OFFICER, child)
    assert drawn()[OFFICER.person_id] == {Signal.NO_INVOLVEMENT}


def test_a_restricted_record_many_looks_and_many_lookers_stand_out() -> None:
    many = [named("Robin Placeholder") for _ in range(3)]
    with recording("test.restricted", by=the_service(), child_id=many[0].pk):
        many[0].restricted = True
        many[0].save(update_fields=["restricted"])
    looked(SOCIAL_WORKER, *many)
    looked(COORDINATOR, many[0])
    drawn(MANY_CHILDREN_A_DAY=3, MANY_LOOKERS_A_WEEK=2)
    row = OddLook.objects.filter(person_id=SOCIAL_WORKER.person_id).order_by("-score").first()
    assert row and {Signal.PROTECTED, Signal.HIGH_PROFILE, Signal.VOLUME} <= set(row.signals)


@pytest.mark.django_db(transaction=True)
def test_at_night_stands_out_but_for_those_on_duty() -> None:
    child = named("Robin Placeholder")
    for by in (SOCIAL_WORKER, OFFICER):
        looked(by, child)
    with as_owner() as owner:
        owner.execute(
            "update audit_entry set at = date_trunc('day', now() at time zone 'Europe/London')"
            " at time zone 'Europe/London' - interval '30 minutes' where name = 'child:child'"
        )
    jobs.draw_odd_looks(timestamp=0)
    signals = {row.person_id: row.signals for row in OddLook.objects.all()}
    assert Signal.OUT_OF_HOURS in signals[SOCIAL_WORKER.person_id]
    assert Signal.OUT_OF_HOURS not in signals[OFFICER.person_id]


def test_a_few_are_drawn_that_do_not_stand_out_and_no_more_than_can_be_looked_into() -> None:
    looked(OFFICER, *[named("Robin Placeholder") for _ in range(6)])
    drawn(MOST_A_WEEK=4)
    assert OddLook.objects.count() == 4
    looked(SOCIAL_WORKER, *[named("Robin Placeholder") for _ in range(6)])
    drawn(MOST_A_WEEK=4, AT_RANDOM=2)
    quiet = OddLook.objects.filter(agency_id=EXAMPLESHIRE)
    assert 2 <= quiet.count() <= 4  # by night a social worker stands out


def one() -> OddLook:
    looked(SOCIAL_WORKER, named("Robin Worker"))
    drawn()
    return OddLook.objects.get()


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_privacy_lead_says_what_became_of_it_and_it_is_recorded() -> None:
    row = one()
    lead = client_for(LEAD)
    listed = text(lead.get("/oversight/odd-looks/"))
    assert "Sol Worker" in listed and "The child has their surname" in listed
    assert "Robin" not in listed
    path = f"/oversight/odd-looks/{row.pk}/"
    assert "Select what you found" in text(lead.post(path, {"words": "Asked."}))
    said = {"disposition": "refer", "words": "They are cousins."}
    assert lead.post(path, said).status_code == 302
    row.refresh_from_db()
    assert (row.disposition, row.decided_by_id) == (Disposition.REFER, LEAD.person_id)
    entry = Entry.objects.get(name="oversight.odd_look_decided")
    assert entry.refs == [str(row.entry_id)]
    assert Change.objects.filter(action_id=entry.pk, row_id=row.pk).exists()
    assert "Refer to professional standards" in text(lead.get("/oversight/odd-looks/"))
    assert lead.post(path, said | {"disposition": "justified"}).status_code == 409
    assert "Looks of our people that stand out" in text(lead.get("/oversight/"))


@pytest.mark.parametrize(
    ("who", "status"),
    [(COORDINATOR, 403), (a_lead(people.EXAMPLESHIRE_POLICE), 404), (SOCIAL_WORKER, 403)],
)
def test_nobody_else_sees_it(who: Actor, status: int) -> None:
    path = f"/oversight/odd-looks/{one().pk}/"
    assert client_for(who).get(path).status_code == status


def test_nobody_decides_about_themselves() -> None:
    looked(LEAD, named("Robin Placeholder"))
    drawn(AT_RANDOM=3)
    row = OddLook.objects.get()
    browser = client_for(LEAD)
    path = f"/oversight/odd-looks/{row.pk}/"
    assert "Somebody else must look into" in text(browser.get(path))
    said = {"disposition": "justified", "words": "Mine."}
    assert browser.post(path, said).status_code == 403


def test_everybody_sees_what_they_have_looked_at_and_nobody_elses() -> None:
    child, other = named("Robin Placeholder"), named("Kit Placeholder")
    looked(SOCIAL_WORKER, child)
    looked(OFFICER, other)
    page = text(client_for(SOCIAL_WORKER).get("/my-looks/"))
    assert child.ref in page and other.ref not in page
    assert "Exampleshire Council" in page
    assert "Nothing more" in text(client_for(SOCIAL_WORKER).get("/my-looks/?page=9"))
    assert Entry.objects.filter(name="oversight:own_looks").count() == 2


def test_the_weeks_overlap_with_nothing_left_out() -> None:
    assert timedelta(days=7) == rules.SAMPLED_FOR
    assert set(rules.WEIGHTS) == set(Signal)
