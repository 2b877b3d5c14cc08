"""What is printed before it is needed."""

import pytest

from safereturn.web.episode.labels import DANGERS
from tests.people import CARER, client_for

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
