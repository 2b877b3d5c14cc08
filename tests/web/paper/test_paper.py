"""What is printed before it is needed."""

import pytest

from safereturn.agencies.models import ContactPoint
from safereturn.agencies.rules import DeskUse
from safereturn.audit.record import recording
from safereturn.foundation.actor import the_service
from safereturn.web.episode.labels import DANGERS
from tests.people import CARER, COLLEGE, client_for

pytestmark = pytest.mark.usefixtures("town")


def test_the_paper_form_asks_what_the_page_asks() -> None:
    page = client_for(CARER).get("/paper/report/").content.decode()
    for words in (
        "Last seen: where",
        "Why are you worried?",
        "May they be told",
        *DANGERS.values(),
    ):
        assert str(words) in page


def test_the_list_of_desks_has_every_agency_and_its_number() -> None:
    page = client_for(CARER).get("/paper/desks/").content.decode()
    for agency in ("Exampleshire Police", "Exampleshire Council", "Example College"):
        assert agency in page
    assert "01632 960001" in page


def desks() -> str:
    return " ".join(client_for(CARER).get("/paper/desks/").content.decode().split())


def test_the_list_says_when_a_desk_answers_and_that_nobody_covers_it() -> None:
    page = desks()
    assert "Monday to Friday, 09:00–17:00" in page
    assert "Day and night" in page
    assert page.count("Nobody is on record: ring the police, 101") == 1  # the college


def test_the_list_says_who_answers_out_of_hours() -> None:
    with recording("test", by=the_service()):
        ContactPoint.objects.create(
            agency_id=COLLEGE,
            name="Caretaker",
            phone="01632 960077",
            use=DeskUse.OUT_OF_HOURS,
            rank=2,
        )
    page = desks()
    assert "Nobody is on record" not in page
    assert page.count("Caretaker") == 2
    assert "When the other desks are shut" in page
