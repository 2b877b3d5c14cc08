"""Finding a child from the page: posted, redirected, kept half an hour, asked again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.audit.models import Entry
from tests.domain.children.making import BORN, a_child
from tests.people import OFFICER, OUTSIDER, client_for

pytestmark = pytest.mark.usefixtures("town")


def find(client: Client, words: str) -> str:
    answer = client.post("/search/", {"q": words})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_a_misspelt_name_leads_to_the_child_with_no_name_in_an_address() -> None:
    child = a_child()
    client = client_for(OFFICER)
    address = find(client, "Ada Inventid")
    assert address.startswith("/search/S-")
    page = client.get(address).content.decode()
    assert f"/children/{child.ref}/" in page
    assert "Ada Invented" in page
    assert "Similar name" in page
    assert Entry.objects.get(act="search").refs == [child.ref]


def test_nothing_typed_and_nothing_found() -> None:
    client = client_for(OFFICER)
    assert client.get("/search/").status_code == 200
    for words in ("", " , "):
        answer = client.post("/search/", {"q": words}).content.decode()
        assert "Enter a name, date of birth" in answer
    page = client.get(find(client, "Nobody Atall")).content.decode()
    assert "No child that your agency is involved with fits." in page


def test_an_outsider_is_told_whom_to_ring() -> None:
    a_child()
    client = client_for(OUTSIDER)
    page = client.get(find(client, f"Ada Invented {BORN:%d/%m/%Y}")).content.decode()
    assert "Ring:" in page
    assert "Exampleshire Council" in page
    assert "MC-" not in page


def test_results_are_kept_half_an_hour_and_only_for_who_searched() -> None:
    a_child()
    client = client_for(OFFICER)
    address = find(client, "Ada")
    assert client_for(OFFICER).get(address).status_code == 404
    session = client.session
    key = address.split("/")[2]
    old = timezone.now() - timedelta(minutes=31)
    session["searches"] = {key: session["searches"][key] | {"at": old.isoformat()}}
    session.save()
    assert client.get(address).headers["Location"] == "/search/"


def test_a_restricted_child_is_found_without_detail() -> None:
    a_child(restricted=True)
    client = client_for(OFFICER)
    page = client.get(find(client, "Ada")).content.decode()
    assert "Restricted record" in page
    assert "Ada Invented" not in page
