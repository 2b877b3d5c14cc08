"""Keys of an agency's own systems: shown once, narrowed, changed over, ended."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from safereturn.agencies.models import ApiClient, ApiUse
from safereturn.agencies.rules import KEY_OVERLAP, ApiArea
from safereturn.api.operations import Journey
from safereturn.api.v1.api import JOURNEYS
from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.foundation.actor import the_service
from safereturn.web.people.keys import AREAS
from tests.people import ADMINISTRATOR, client_for

pytestmark = pytest.mark.usefixtures("town")
KEY = {"name": "Case system", "roles": ["social_worker"], "scopes": ["directory:read"]}


@pytest.fixture
def admin() -> Client:
    return client_for(ADMINISTRATOR)


def make(admin: Client, **words: object) -> str:
    page = admin.post("/people/keys/new/", KEY | words).content.decode()
    found = re.search(r"sr_[\w-]+", page)
    assert found, page
    return found[0]


def call(token: str, path: str = "agencies") -> int:
    headers = {
        "authorization": f"Bearer {token}", "x-user-reference": "1", "x-user-name": "Sol",
    }  # fmt: skip
    return Client(headers=headers).get(f"/api/v1/{path}").status_code


def test_every_part_of_the_api_can_be_granted() -> None:
    assert {Journey(name).area for name in JOURNEYS} == set(ApiArea) == set(AREAS)


def test_a_key_is_shown_once_and_kept_hashed(admin: Client) -> None:
    token = make(admin)
    row = ApiClient.objects.get()
    assert token not in str(ApiClient.objects.values().get())
    for path in ("/people/keys/", f"/people/keys/{row.pk}/"):
        assert token not in admin.get(path).content.decode()
    assert call(token) == 200
    assert "Last used" in admin.get("/people/keys/").content.decode()
    used = ApiUse.objects.get().used_at
    call(token)
    assert ApiUse.objects.get().used_at == used, "noted once a minute"


def test_the_same_form_sent_twice_makes_one_key(admin: Client) -> None:
    once = str(uuid4())
    make(admin, once=once)
    page = admin.post("/people/keys/new/", KEY | {"once": once}, follow=True)
    assert ApiClient.objects.count() == 1
    assert "Make a new key" in page.content.decode()


def test_a_key_does_what_it_was_made_for_and_nothing_else(admin: Client) -> None:
    token = make(admin)
    assert call(token, "notices") == 403
    refused = Entry.objects.get(act="refused", name="api.list_notices")
    assert refused.reason == "OutOfScope"
    row = ApiClient.objects.get()
    path = f"/people/keys/{row.pk}/"
    assert "Select what the system may do" in admin.post(path, {}).content.decode()
    assert admin.post(path, {"scopes": ["notices:read"]}).status_code == 302
    assert (call(token), call(token, "notices")) == (403, 200)
    admin.post(path, {"scopes": ["everything"]})
    assert (call(token), call(token, "notices")) == (200, 200)


def test_two_keys_are_good_while_a_system_changes_over(admin: Client) -> None:
    first = make(admin, scopes=["everything"])
    row = ApiClient.objects.get()
    path = f"/people/keys/{row.pk}/"
    page = admin.post(path, {"do": "rotate"}).content.decode()
    second = re.findall(r"sr_[\w-]+", page)[0]
    assert (call(first), call(second)) == (200, 200)
    row.refresh_from_db()
    assert row.old_until and row.old_until - timezone.now() > KEY_OVERLAP - timedelta(minutes=1)
    assert "It was last used" in admin.get(path).content.decode()
    # Pressed twice, the one in use stays good; what nobody has copied is made again.
    again = admin.post(path, {"do": "rotate"}, follow=True).content.decode()
    assert "A new key was made already" in again and "Make the new one again" in again
    assert (call(first), call(second)) == (200, 200)
    page = admin.post(path, {"do": "rotate_again"}).content.decode()
    third = re.findall(r"sr_[\w-]+", page)[0]
    assert (call(first), call(second), call(third)) == (200, 401, 200), "two, never three"
    admin.post(path, {"do": "end_old"})
    assert (call(first), call(third)) == (401, 200)
    assert (
        "Make a new key." in admin.post(path, {"do": "rotate_again"}, follow=True).content.decode()
    )
    admin.post(path, {"do": "rotate"})
    with recording("test", by=the_service()):
        ApiClient.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    assert call(third) == 401
    admin.post(path, {"do": "revoke"})
    assert "It cannot be undone" in admin.get(f"{path}end/").content.decode()
    row.refresh_from_db()
    assert row.revoked_at is None
    admin.post(f"{path}end/")
    assert "It has ended" in admin.get(f"{path}end/").content.decode()
    assert [admin.post(path, {"do": do}).status_code for do in ("rotate", "rotate_again")] == [
        409
    ] * 2
    assert "Ended on" in admin.get("/people/keys/").content.decode()


def test_a_key_is_good_for_roles_that_the_agency_has(admin: Client) -> None:
    page = admin.post("/people/keys/new/", KEY | {"roles": ["police_officer"]}).content.decode()
    assert "Select a valid choice" in page
    assert not ApiClient.objects.exists()
