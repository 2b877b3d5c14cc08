"""One browser for each module of journeys; a town in each database."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests import people
from tests.journeys.browsing import a_browser, let_passwords_be_known

# Playwright's own loop runs in this thread; the database is used between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless.

    For a module, not longer: Playwright keeps an event loop running in this thread, in
    which no other test could run one of its own.
    """
    with a_browser() as found:
        yield found


@pytest.fixture
def service(transactional_db: None, live_server: LiveServer) -> str:
    """The running service with the town in it; everybody knows their password."""
    people.settle()
    let_passwords_be_known(*people.EVERYBODY)
    return str(live_server.url)
