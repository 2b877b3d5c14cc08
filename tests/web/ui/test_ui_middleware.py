"""Every answer says what the page may load, and that nobody may keep it."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.test import override_settings

from safereturn.web.ui.middleware import csp, policy_text
from tests.web.ui.drawing import a_request

POLICY = {
    "default-src": ["'none'"],
    "img-src": ["'self'", "data:"],
    "upgrade-insecure-requests": [],
}


def test_a_policy_is_written_as_its_header() -> None:
    text = "default-src 'none'; img-src 'self' data:; upgrade-insecure-requests"
    assert policy_text(POLICY) == text


@override_settings(SECURE_CSP=POLICY)
def test_every_answer_carries_it_errors_too() -> None:
    def not_there(request: HttpRequest) -> HttpResponseBase:
        return HttpResponseNotFound()

    headers = csp(not_there)(a_request()).headers
    assert headers["Content-Security-Policy"] == policy_text(POLICY)
    assert headers["Cache-Control"] == "no-store"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_a_file_that_may_be_cached_stays_so() -> None:
    def a_file(request: HttpRequest) -> HttpResponseBase:
        return HttpResponse(headers={"Cache-Control": "max-age=31536000, public, immutable"})

    assert "immutable" in csp(a_file)(a_request()).headers["Cache-Control"]


def test_the_service_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    def a_page(request: HttpRequest) -> HttpResponseBase:
        return HttpResponse()

    policy = csp(a_page)(a_request()).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
