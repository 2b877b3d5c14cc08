"""Signing in as an invented person exists in the demonstration alone."""

from typing import Any

import pytest
from django.test import Client

from safereturn.agencies.models import Person
from safereturn.audit.models import Entry
from tests.people import COORDINATOR, OFFICER

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def invented() -> Person:
    person = Person.objects.get(pk=COORDINATOR.person_id)
    person.is_demonstration = True
    person.save()
    return person


def press(person_id: object) -> Any:
    return Client().post(f"/sign-in/as/{person_id}/")


def test_an_invented_person_is_one_press_away(invented: Person, settings: Any) -> None:
    settings.DEMO = True
    browser = Client()
    assert "Cora Dinator" in browser.get("/account/login/").content.decode()
    assert browser.post(f"/sign-in/as/{invented.pk}/").headers["Location"] == "/"
    assert "Cora Dinator" in browser.get("/notices/").content.decode()
    assert Entry.objects.filter(act="sign_in", person_id=invented.pk).count() == 1


def test_nobody_else_can_be_signed_in_as(invented: Person, settings: Any) -> None:
    settings.DEMO = True
    assert press(OFFICER.person_id).status_code == 404
    assert Client().get(f"/sign-in/as/{invented.pk}/").status_code == 405


def test_outside_the_demonstration_there_is_no_such_page(invented: Person) -> None:
    assert press(invented.pk).status_code == 404
    assert "Cora Dinator" not in Client().get("/account/login/").content.decode()


@pytest.mark.parametrize("page", ["help", "accessibility", "privacy", "status"])
def test_anybody_may_read_how_it_works(page: str) -> None:
    assert Client().get(f"/{page}/").status_code == 200
