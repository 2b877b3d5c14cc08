"""What somebody types who means harm: it is shown as text, kept as text, or refused."""

import pytest

from safereturn.children.models import Child, Detail
from tests.domain.children.making import a_child
from tests.people import CARER, COORDINATOR, client_for

pytestmark = pytest.mark.usefixtures("town")
HTML = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
TRICKS = {
    "html": HTML,
    "a template": "{{ request.user.password }}{% debug %}",
    "a formula": '=HYPERLINK("http://evil.example","x")',
    "sql": "'; drop table children_child; --",
    "a direction mark": "safe\u202ecod.exe",
    "a very long word": "w" * 20_000,
    "combining marks": "a" + "\u0301" * 500,
    "a format": "%(password)s {0.__class__} %n%n",
}
PATHS = (
    "/children/..%2f..%2fetc%2fpasswd/",
    "/children/%2e%2e/",
    "/children/MC-0000000%0d%0aSet-Cookie:a=b/",
    "/children/MC-0000000%00/",
    "/static/../../safereturn/config/settings.py",
    "/static/%2e%2e/%2e%2e/settings.py",
    "/static//etc/passwd",
    "/.git/config",
    "//evil.example/",
    "/account/login/?next=//evil.example/",
    "/account/login/?next=javascript:alert(1)",
)


@pytest.fixture
def child(town: None) -> Child:
    return a_child()


@pytest.mark.parametrize("trick", TRICKS)
def test_what_is_typed_is_shown_as_text(child: Child, trick: str) -> None:
    said, browser = TRICKS[trick], client_for(COORDINATOR)
    page = f"/children/{child.ref}/details/"
    browser.post(page, {"kind": "place", "text": said, "source_name": said[:200]})
    assert Detail.objects.filter(text=said).exists()
    for address in (page, f"/children/{child.ref}/"):
        answer = browser.get(address)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "pbkdf2" not in text
    assert Child.objects.filter(pk=child.pk).exists()


@pytest.mark.parametrize("path", PATHS)
def test_no_trick_in_an_address_reaches_a_record(child: Child, path: str) -> None:
    browser = client_for(CARER)
    answer = browser.get(path)
    assert answer.status_code in {200, 301, 302, 400, 404}
    assert "evil.example" not in answer.get("Location", "").removeprefix("/account/login/?next=")
    assert "javascript:" not in answer.get("Location", "")
    assert "Set-Cookie:a=b" not in str(answer.headers)
    body = answer.getvalue() if answer.streaming else answer.content
    assert b"SECRET_KEY" not in body
    assert b"root:" not in body


def test_a_nul_or_a_field_that_is_not_there_changes_nothing(child: Child) -> None:
    browser = client_for(COORDINATOR)
    page = f"/children/{child.ref}/details/"
    answer = browser.post(page, {"kind": "place", "text": "a\0b", "source_name": "x"})
    assert answer.status_code in {200, 302}
    assert not Detail.objects.filter(text__startswith="a").exists()
    browser.post(
        page,
        {
            "kind": ["other", "place"],
            "text": "The pier",
            "source_agency_id": str(child.pk),
            "child_id": "00000000-0000-4000-8000-000000000000",
            "ended_at": "2020-01-01",
        },
    )
    row = Detail.objects.get(text="The pier")
    assert (row.kind, row.child_id, row.ended_at) == ("place", child.pk, None)
    assert row.source_agency_id == COORDINATOR.agency_id


def test_methods_that_no_page_takes_are_refused(child: Child) -> None:
    browser = client_for(COORDINATOR)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"):
        assert browser.generic(method, f"/children/{child.ref}/").status_code == 405
