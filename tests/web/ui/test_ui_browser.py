"""In a real browser: the page fits, the policy holds, and the script does what it promises."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from safereturn.web.ui.components import Draft
from tests.web.ui import kitchen
from tests.web.ui.browsing import ADDRESS, CHROMIUM, FLAGS, Site

pytestmark = pytest.mark.browser

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # 32 bytes that open nothing
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WORRY = "Left her insulin behind"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once for this file."""
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def site() -> Site:
    return Site(kitchen.page(draft=Draft("/drafts/kitchen", "kitchen", KEY)))


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of 320 pixels that has nothing to complain of."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if "policy" in m.text.lower() else None)
    site.serve(page)
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [320, 1366])
@pytest.mark.parametrize("wrong", [False, True])
def test_the_page_fits_and_has_no_known_barrier(
    page: Page, site: Site, width: int, wrong: bool
) -> None:
    site.html = kitchen.page(wrong=wrong)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(ADDRESS)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    # The policy forbids what axe puts into the page, so it is read in a page without one.
    bare = page.context.browser.new_context(bypass_csp=True)  # type: ignore[union-attr]
    other = bare.new_page()
    site.serve(other)
    other.set_viewport_size({"width": width, "height": 800})
    other.goto(ADDRESS)
    options: Any = {"runOnly": WCAG}
    found = Axe().run(other, options=options).response["violations"]
    bare.close()
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


def test_an_error_leads_to_the_box_that_is_wrong(page: Page, site: Site) -> None:
    site.html = kitchen.page(wrong=True)
    page.goto(ADDRESS)
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Date of birth must include a month").click()
    assert page.evaluate("document.activeElement.id") == "id_born_month"


def test_a_table_that_became_cards_is_still_a_table(page: Page) -> None:
    page.goto(ADDRESS)
    assert page.get_by_role("row", name="MC-2041").get_by_role("cell").count() == 4
    assert page.get_by_role("rowheader", name="Exampleshire").is_visible()


def test_clocks_go_on_by_the_servers_time(page: Page) -> None:
    page.clock.install(time=1_000_000_000_000)  # this machine believes that it is 2001
    page.goto(ADDRESS)
    clock = page.locator('.app-person__clocks time[data-clock="due"]').first
    since = page.locator('.app-person__clocks time[data-clock="since"]')
    assert clock.inner_text() == "34 min left"
    page.clock.run_for(5 * 60_000)
    assert (clock.inner_text(), since.inner_text()) == ("29 min left", "8h 30m")
    page.clock.run_for(31 * 60_000)
    assert clock.inner_text() == "2 min overdue"
    assert page.locator(".app-person__clocks .app-clock--overdue").count() == 2


def status(page: Page) -> Locator:
    return page.locator("[data-draft-status]")


def kept_here(page: Page, count: int) -> None:
    """Wait until this many drafts are kept on the device."""
    for _ in range(50):
        if page.evaluate("localStorage.length") == count:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"there are not {count} drafts on the device")


def test_words_are_kept_two_seconds_after_a_pause(page: Page, site: Site) -> None:
    site.answers["/drafts/kitchen"] = lambda request: (200, "7:48am")
    page.clock.install()
    page.goto(ADDRESS)
    page.fill("#id_why", WORRY)
    page.clock.run_for(1500)
    assert [r.url for r in site.asked if "/drafts/" in r.url] == []
    page.clock.run_for(1000)
    expect(status(page)).to_contain_text("7:48am")
    [saved] = [r for r in site.asked if "/drafts/" in r.url]
    assert "why=Left+her+insulin+behind" in (saved.post_data or "")
    kept_here(page, 0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [(401, "Locked. We have kept"), (503, "No connection. Your answers are kept")],
)
def test_words_that_could_not_be_saved_wait_unreadable_and_come_back(
    page: Page, site: Site, answer: int, words: str
) -> None:
    site.answers["/drafts/kitchen"] = lambda request: (answer, "")
    page.goto(ADDRESS)
    page.fill("#id_why", WORRY)
    expect(status(page)).to_contain_text(words)
    assert page.input_value("#id_why") == WORRY
    kept = page.evaluate("localStorage.getItem('draft:kitchen')")
    assert kept
    assert "insulin" not in kept
    site.answers["/drafts/kitchen"] = lambda request: (200, "7:50am")
    page.goto(ADDRESS)
    expect(page.locator("#id_why")).to_have_value(WORRY)
    kept_here(page, 0)


def test_another_persons_key_does_not_open_the_words(page: Page, site: Site) -> None:
    site.answers["/drafts/kitchen"] = lambda request: (503, "")
    page.goto(ADDRESS)
    page.fill("#id_why", WORRY)
    kept_here(page, 1)
    site.html = site.html.replace(KEY, KEY[::-1].replace("=", "") + "=")
    page.goto(ADDRESS)
    kept_here(page, 0)
    assert page.input_value("#id_why") == ""


def test_without_a_key_nothing_is_written_and_the_page_says_so(page: Page, site: Site) -> None:
    site.html = site.html.replace(KEY, "")
    site.answers["/drafts/kitchen"] = lambda request: (503, "")
    page.goto(ADDRESS)
    page.fill("#id_why", WORRY)
    expect(status(page)).to_contain_text("not saved yet")
    kept_here(page, 0)


def test_new_work_is_announced_and_the_list_stays_still(page: Page, site: Site) -> None:
    site.answers["/worklist/new-count"] = lambda request: (200, '{"new": 2, "at": "7:48am"}')
    page.clock.install()
    page.goto(ADDRESS)
    new = page.locator("[data-poll-new]")
    assert not new.is_visible()
    page.clock.run_for(31_000)
    expect(new).to_have_text("2 new since you opened this page. Show them")
    expect(page.locator(".app-fresh__line")).to_contain_text("Looked for new cases at 7:48am.")


def test_a_list_that_cannot_be_kept_up_says_so(page: Page, site: Site) -> None:
    site.answers["/worklist/new-count"] = lambda request: (503, "")
    page.clock.install()
    page.goto(ADDRESS)
    lost = page.locator("[data-poll-lost]")
    page.clock.run_for(31_000)
    expect(lost).to_be_hidden()
    page.clock.run_for(30_000)
    expect(lost).to_contain_text("this list may be out of date")
    expect(page.locator("[data-poll-looked]")).to_be_hidden()
    site.answers["/worklist/new-count"] = lambda request: (200, '{"new": 0, "at": "7:49am"}')
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(lost).to_be_hidden()
    expect(page.locator(".app-fresh__line")).to_contain_text("7:49am")


def test_a_form_pressed_twice_is_sent_once(page: Page, site: Site) -> None:
    page.goto(ADDRESS)
    sent = page.evaluate(
        """() => {
          const form = document.querySelector('form[data-draft-url]')
          let sent = 0
          addEventListener('submit', (event) => {
            if (!event.defaultPrevented) sent++
            event.preventDefault()
          })
          const [finish, save] = form.querySelectorAll('button')
          finish.click(); save.click(); finish.click()
          return sent
        }"""
    )
    assert sent == 1


def test_everything_is_there_without_the_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    site.serve(page)
    page.goto(ADDRESS)
    for name in ("Worklist 2 waiting for you", "Report a missing child", "Help"):
        assert page.get_by_role("link", name=name).first.is_visible()
    for name in ("Lock", "Sign out", "Finish"):
        assert page.get_by_role("button", name=name).is_visible()
    context.close()
