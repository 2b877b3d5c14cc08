"""What every answer carries: pages, API, static files, refusals, redirects, faults of ours."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from safereturn.foundation import sealed
from tests.domain.children.making import a_child
from tests.people import COORDINATOR, client_for

pytestmark = pytest.mark.usefixtures("town")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


def paths(patterns: list[Any] | None = None, under: str = "/") -> Iterator[str]:
    """Go through every address there is, with something in each of its holes."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        here = under + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from paths(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            here = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", here)
            here = re.sub(r"<int:\w+>", "1", here)
            yield re.sub(r"<[^>]+>|[\^$\\]", lambda m: "MC-0000000" if "<" in m[0] else "", here)


def wanting(response: Any) -> list[str]:
    """Return what is missing from an answer."""
    headers = response.headers
    missing = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        missing.append("Content-Security-Policy")
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        missing.append("Permissions-Policy")
    if "Access-Control-Allow-Origin" in headers or "Server" in headers:
        missing.append("says too much")
    if not response.streaming and response.content and "Content-Type" not in headers:
        missing.append("Content-Type")
    return missing


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "nobody"])
def test_every_address_answers_with_every_header(signed_in: bool) -> None:
    browser = client_for(COORDINATOR) if signed_in else Client()
    browser.raise_request_exception = False
    wrong, seen = {}, set()
    for path in paths():
        for method in ("get", "options"):
            response = getattr(browser, method)(path)
            seen.add(response.status_code)
            # Pages of the sign-in library say more against keeping than we ask for.
            found = [w for w in wanting(response) if w != "Cache-Control"]
            if "no-store" not in response.get("Cache-Control", ""):
                found.append("Cache-Control")
            if found:
                wrong[method, path] = found
    assert not wrong, wrong
    assert {302, 405} <= seen if signed_in else {302, 401} <= seen


def test_every_kind_of_error_carries_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client_for(COORDINATOR)
    browser.raise_request_exception = False
    child = a_child()
    answers = {
        400: browser.get("/children/%00/"),
        403: browser.get("/settings/looks/"),
        404: browser.get("/nowhere/"),
        405: browser.post("/help/"),
        413: browser.post("/search/", {"q": "x" * 2_600_000}),
    }
    csrf = Client(enforce_csrf_checks=True)
    csrf.cookies = browser.cookies
    assert csrf.post(f"/children/{child.ref}/flags/", {"text": "x"}).status_code == 403
    with monkeypatch.context() as broken:
        broken.setattr("safereturn.web.child.front.child_page", lambda *_, **__: 1 / 0)
        answers[500] = browser.get(f"/children/{child.ref}/")
    for status, response in answers.items():
        assert (status, response.status_code, wanting(response)) == (status, status, [])
    text = answers[500].content.decode()
    for told in ("Traceback", "ZeroDivision", child.ref, child.name, "safereturn."):
        assert told not in text


def test_a_fault_in_a_policy_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail closed: where the decision itself breaks, there is no page."""
    child, browser = a_child(), client_for(COORDINATOR)
    browser.raise_request_exception = False
    for broken in (
        "safereturn.children.queries.reading.decide_with",
        "safereturn.involvement.queries._narrowed",
        "safereturn.casework.queries.child.decide",
    ):
        with monkeypatch.context() as fault:
            fault.setattr(broken, lambda *_, **__: 1 / 0)
            answer = browser.get(f"/children/{child.ref}/")
        assert answer.status_code == 500, broken
        assert child.name not in answer.content.decode()


def test_a_static_file_is_for_nobody_else() -> None:
    answer = Client().get("/static/ui/css/app.css")
    assert answer.status_code == 200
    answer.close()
    assert "no-store" not in answer["Cache-Control"]
    assert [name for name in wanting(answer) if name != "Cache-Control"] == []


def test_hsts_on_every_secure_answer(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/", "/account/login/", "/api/v1/agencies", "/nowhere/", "/%00/", "/static/x.css"):
        response = Client().get(path, secure=True)
        assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    bare = Client().get("/account/login/")
    assert bare.status_code == 301
    assert bare["Location"].startswith("https://")
    assert wanting(bare) == []


def test_a_key_that_was_given_up_still_reads_and_no_longer_signs(settings: Settings) -> None:
    old, new = "old-key-" + "a1B2" * 15, "new-key-" + "c3D4" * 15
    settings.SECRET_KEY = old
    signed, secret = signing.dumps({"a": 1}), sealed.seal("the agency's own secret")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = new, [old]
    assert signing.loads(signed) == {"a": 1}
    assert sealed.unseal(secret) == "the agency's own secret"
    assert signing.dumps({"a": 1}).split(":")[-1] != signed.split(":")[-1]
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(signing.BadSignature):
        signing.loads(signed)
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(secret)
