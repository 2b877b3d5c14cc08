"""Serve the kitchen-sink page to a browser from memory, under the service's own policy."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page, Request, Route

from safereturn.web.ui.middleware import policy_text

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADDRESS = "http://safereturn.localhost"  # a secure place, as far as a browser is concerned
STATIC = Path(__file__).parents[3] / "safereturn/web/ui/static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

Answer = Callable[[Request], tuple[int, str]]


class Site:
    """The page, its static files, and whatever answers a test gives for other addresses."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.answers: dict[str, Answer] = {}
        self.asked: list[Request] = []

    def serve(self, page: Page) -> None:
        """Answer everything that this page asks for; nothing leaves the machine."""
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS).partition("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
            return
        self.asked.append(route.request)
        if path in self.answers:
            status, words = self.answers[path](route.request)
            route.fulfill(status=status, body=words, content_type="text/plain")
            return
        headers = {"Content-Security-Policy": policy_text(settings.SECURE_CSP)}
        route.fulfill(body=self.html, content_type="text/html; charset=utf-8", headers=headers)
