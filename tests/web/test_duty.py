"""The page of the rota: who is on duty, entered after seeing whom it would reach."""

import pytest
from pytest_django import DjangoAssertNumQueries

from safereturn.agencies.models import Duty
from tests.people import ADMINISTRATOR, COORDINATOR, NURSE, SOCIAL_WORKER, client_for

pytestmark = pytest.mark.usefixtures("town")
PATH = "/duty/"


def said(**more: str) -> dict[str, str]:
    return {
        "person": str(SOCIAL_WORKER.person_id), "kind": "on_duty", "place": "1",
        "starts_day": "today", "starts_time": "0000", "ends_day": "tomorrow",
        "ends_time": "2300", **more,
    }  # fmt: skip


def test_a_stretch_is_tried_entered_and_taken_out(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(ADMINISTRATOR)
    page = client.get(PATH).content.decode()
    assert "Nobody is entered for now." in page
    assert "<strong>Cora Dinator</strong>" in page
    tried = client.post(PATH, said(do="try")).content.decode()
    assert "With this, a notice that nobody acknowledges would go" in tried
    assert "<strong>Sol Worker</strong>" in tried
    assert not Duty.objects.exists()
    assert client.post(PATH, said(do="save")).status_code == 302
    with django_assert_max_num_queries(15 + 4):
        page = client.get(PATH).content.decode()
    assert "Entered by Adi Ministrator" in page and "<strong>Sol Worker</strong>" in page
    row = Duty.objects.get()
    assert client.post(f"{PATH}{row.pk}/end/").status_code == 302
    assert "Taken out by Adi Ministrator" in client.get(PATH).content.decode()


def test_what_is_wrong_is_said_and_the_words_come_back() -> None:
    client = client_for(COORDINATOR)
    page = client.post(PATH, said(ends_day="today", ends_time="0000", do="save")).content.decode()
    assert "The end must be in the future" in page
    page = client.post(PATH, {"do": "save"}).content.decode()
    assert "Choose who it is" in page


def test_everybody_of_the_agency_reads_it_and_only_some_keep_it() -> None:
    client = client_for(NURSE)
    page = client.get(PATH).content.decode()
    assert "keeps the rota" in page and "Enter who is on duty" not in page
    assert PATH in client.get("/notices/").content.decode()
    assert client.post(PATH, said(do="save")).status_code == 403
