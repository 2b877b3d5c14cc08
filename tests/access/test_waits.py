"""A log that somebody has locked: a page waits so long and no longer, then says so."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from safereturn.audit.models import Entry
from safereturn.ops import databases
from tests import people
from tests.domain.audit.sealed import as_owner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("town", "bounded")]
# A page that waited for ever would fail here after this long, when the lock is taken away.
HELD = "set local idle_in_transaction_session_timeout = '5s'"


@pytest.fixture
def bounded(town: None, settings: Settings) -> Iterator[None]:
    """Let this process connect as the web server does, but with less patience."""
    settings.WEB_LOCK_SECONDS, settings.WEB_STATEMENT_SECONDS = 0.05, 0.5
    connection.close()
    databases.bound_waits()
    yield
    del connection.settings_dict["OPTIONS"]["options"]
    connection.close()


def test_a_locked_log_ends_in_the_page_that_says_so() -> None:
    browser = people.client_for(people.COORDINATOR)
    with as_owner() as owner, owner.transaction():
        owner.execute(HELD)
        owner.execute("lock table audit_entry in share row exclusive mode")
        answer = browser.post("/sign-out/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert not Entry.objects.filter(name="sign_out").exists()
    assert browser.get("/worklist/").status_code == 200  # nobody was signed out
    assert browser.post("/sign-out/").status_code == 302


def test_nor_is_one_statement_waited_for_for_ever() -> None:
    with connection.cursor() as cursor:
        with pytest.raises(OperationalError):
            cursor.execute("select pg_sleep(5)")
        # What one transaction sets otherwise comes back to the bound, not to none.
        cursor.execute("set lock_timeout = '1s'")
        cursor.execute("set lock_timeout to default")
        cursor.execute("show lock_timeout")
        assert cursor.fetchone() == ("50ms",)
