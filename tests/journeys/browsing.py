"""A browser with several people at work in it, as they would be: one context each.

Every page that is looked at is checked for barriers (axe, WCAG 2.2 A and AA), sideways
scroll, console errors and broken policy; pictures are taken at desktop and phone width.
"""

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe, AxeResults
from django.db import connections
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    sync_playwright,
)
from procrastinate.periodic import PeriodicRegistry

from safereturn.agencies.models import Person
from safereturn.foundation.actor import Actor
from safereturn.ops.worker import worker_app
from tests.people import email_of

CHROMIUM = next(
    (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), None
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "correct horse battery staple"
DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 375, "height": 740}
NARROW = {"width": 320, "height": 700}
# Only what is wrong is worked out in full: the list of all that is right took as long again.
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
# Pictures are taken when they are asked for: those of the guide with SAFERETURN_GUIDE=1
# (`make guide`), those to look at with SAFERETURN_PICTURES=1, which are not committed.
ROOT = Path(__file__).parents[2]
FOR_GUIDE = bool(os.environ.get("SAFERETURN_GUIDE"))
PICTURES = ROOT / ("docs/guide" if FOR_GUIDE else ".data/pictures")
TAKE_PICTURES = FOR_GUIDE or bool(os.environ.get("SAFERETURN_PICTURES"))

# A desktop with JavaScript and a phone without, in each run: every screen and every way
# once. The other two pairs in `make test-all`.
EVERY_EYE = [
    pytest.param(False, True, id="desk-js"),
    pytest.param(True, False, id="phone-no-js"),
    pytest.param(True, True, id="phone-js", marks=pytest.mark.matrix),
    pytest.param(False, False, id="desk-no-js", marks=pytest.mark.matrix),
]


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start Debian's Chromium, headless, with nothing of its own to fetch."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Someone:
    """One person at their browser, on a desktop or a phone, with or without JavaScript."""

    def __init__(
        self, browser: Browser, address: str, *, phone: bool = False, javascript: bool = True
    ) -> None:
        self.address = address
        self.size = PHONE if phone else DESKTOP
        self.context: BrowserContext = browser.new_context(
            viewport=self.size,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self.javascript = javascript
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        # A click returns before the next page is there when the machine is busy: what is asked
        # of the page meanwhile would be asked of the one that is being left.
        self.leaving = False
        self.page.on("request", self._leaves)
        self.page.on("requestfailed", self._stays)
        self.page.on("domcontentloaded", lambda _page: setattr(self, "leaving", False))
        self.page.set_default_timeout(15_000)

    def _heard(self, message: ConsoleMessage) -> None:
        # A refusal shows as a failed load of the page: that is an answer, no fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _leaves(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.leaving = True

    def _stays(self, request: Request) -> None:
        # A file to keep, or a page given up: the one that is there stays.
        if request.is_navigation_request():
            self.leaving = False

    def _arrive(self) -> None:
        """Wait until the page that was asked for is there."""
        deadline = time.monotonic() + 15
        while self.leaving and time.monotonic() < deadline:
            self.page.wait_for_timeout(10)
        self.page.wait_for_load_state()

    def _barriers(self) -> AxeResults:
        """Ask axe, again if the page was still being laid as it looked."""
        try:
            return Axe().run(self.page, options=WCAG)
        except Error:
            self._arrive()
            return Axe().run(self.page, options=WCAG)

    def sign_in(self, actor: Actor, first: str = "/worklist/") -> "Someone":
        """Sign in with e-mail and password, through the form; their first page is `first`."""
        self.page.goto(f"{self.address}/account/login/")
        self.page.get_by_label("Email").fill(email_of(actor))
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(self.address + first)
        return self

    def go(self, path: str) -> None:
        """Open an address of the service."""
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        """Follow the link of this name."""
        self.page.get_by_role("link", name=name).first.click()

    def write(self, **words: str) -> None:
        """Write into the fields of these names."""
        for name, text in words.items():
            self.page.locator(f"[name={name}]").first.fill(text)

    def unfold(self) -> None:
        """Open what is folded away on the page."""
        folded = self.page.locator("main details:not([open]) > summary")
        while folded.count():  # each that opens leaves the list
            folded.first.click()

    def choose(self, **choices: str) -> None:
        """Choose among radios, or in a list, by the value."""
        for name, value in choices.items():
            radio = self.page.locator(f"input[name={name}][value='{value}']")
            if radio.count():
                radio.first.check()
            else:
                self.page.locator(f"select[name={name}]").select_option(value)

    def here(self) -> str:
        """Return the path of the page, without the address of the service."""
        self._arrive()
        return self.page.url.removeprefix(self.address)

    def says(self, words: str) -> bool:
        """Say whether the page holds these words."""
        self._arrive()
        return words in self.page.locator("body").inner_text()

    def look(self, name: str = "") -> None:
        """Check the page as a person with other eyes and another screen would find it."""
        self._arrive()
        assert self.faults == [], self.faults
        if self.javascript:
            report = self._barriers()
            assert report.violations_count == 0, report.generate_report()
            for size in (NARROW, self.size):
                self.page.set_viewport_size(size)  # type: ignore[arg-type]
                over = self.page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert over <= 0, f"scrolls sideways by {over}px at {size['width']}"
        if name and TAKE_PICTURES:
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def close(self) -> None:
        """Leave."""
        self.context.close()


def let_passwords_be_known(*actors: Actor) -> None:
    """Give people of the town a password, so that they can sign in as anybody would."""
    for actor in actors:
        person = Person.objects.get(pk=actor.person_id)
        person.set_password(PASSWORD)
        person.save()


def work_off_the_queue() -> None:
    """Let a worker do all that waits, and those jobs that come of it, then stop."""
    faults: list[BaseException] = []

    def work() -> None:
        try:
            asyncio.run(_work())
        except BaseException as fault:  # noqa: BLE001 - handed to the thread that waits
            faults.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert not thread.is_alive(), "the queue did not empty"
    if faults:
        raise faults[0]


async def _work() -> None:
    worker = worker_app()
    # The rounds of the day and the hour are none of a journey's business, and the queue of
    # a test is closed before they have been put into it.
    worker.periodic_registry = PeriodicRegistry()
    async with worker.open_async():
        await worker.run_worker_async(wait=False, install_signal_handlers=False, concurrency=1)
