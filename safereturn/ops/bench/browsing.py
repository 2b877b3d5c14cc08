"""Two browsers that press the same things: one over loopback, one inside this process."""

import http.client
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from safereturn.ops import web_server

CSRF = "b" * 32  # cookie and form agree, which is all that is asked


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person, as the browser holds them: the names and values of two cookies."""

    cookies: tuple[tuple[str, str], ...]

    @property
    def header(self) -> str:
        """Return the Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took from the first byte sent to the last received."""

    status: int
    location: str
    body: bytes
    seconds: float


Form = dict[str, str | list[str]]


class Browser(Protocol):
    """Asks for a page, or posts a form; never follows by itself."""

    def ask(self, method: str, path: str, form: Form | None = None) -> Answer:
        """Send one request and wait for the whole answer."""
        ...


class Loopback:
    """One connection that stays open, to a server in another process."""

    def __init__(self, port: int, session: Session | None = None) -> None:
        self.connection = http.client.HTTPConnection(web_server.HOST, port, timeout=60)
        self.connection.connect()
        self.headers = {"Cookie": session.header} if session else {}

    def ask(self, method: str, path: str, form: Form | None = None) -> Answer:
        """Send one request and wait for the whole answer."""
        headers, body = self.headers, None
        if form is not None:
            body = urlencode(form | {"csrfmiddlewaretoken": CSRF}, doseq=True)
            headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        return Answer(response.status, response.headers.get("Location", ""), content, seconds)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


class Within:
    """The same requests through the same middleware in this process, for counting."""

    def __init__(self, session: Session) -> None:
        from django.test import Client

        self.client = Client(enforce_csrf_checks=True)
        for name, value in session.cookies:
            self.client.cookies[name] = value

    def ask(self, method: str, path: str, form: Form | None = None) -> Answer:
        """Send one request and wait for the whole answer."""
        began = time.perf_counter()
        if form is None:
            response = self.client.generic(method, path)
        else:
            response = self.client.post(path, form | {"csrfmiddlewaretoken": CSRF})
        seconds = time.perf_counter() - began
        location = response.headers.get("Location", "")
        return Answer(response.status_code, location, response.content, seconds)
