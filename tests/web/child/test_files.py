"""The pages of photographs and documents: a file is taken, shown to who may see it, refused."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safereturn.audit.models import Entry
from safereturn.children.models import Child
from safereturn.documents.models import Content, Document, Photo
from tests.domain.children.making import a_child
from tests.people import CARER, COORDINATOR, NURSE, client_for
from tests.unit.documents.corpus import SVG, a_pdf, a_picture, a_telling_picture

pytestmark = pytest.mark.usefixtures("town")
SAID = {"given_by": "Her key worker", "authority": "child"}


@pytest.fixture
def child(town: None) -> Child:
    return a_child()


def send(browser: Client, child: Child, content: bytes, **more: object) -> object:
    photo = SimpleUploadedFile("../../Ada Invented.php", content, content_type="text/html")
    return browser.post(f"/children/{child.ref}/photo/", SAID | {"photo": photo} | more)


def test_a_photograph_is_added_seen_and_kept_nowhere(child: Child) -> None:
    browser = client_for(CARER)
    page = browser.get(f"/children/{child.ref}/photo/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'accept="image/jpeg,image/png,image/webp"' in page
    assert send(browser, child, a_telling_picture()).status_code == 302  # type: ignore[attr-defined]
    photo = Photo.objects.get()
    front = browser.get(f"/children/{child.ref}/").content.decode()
    small = f"/children/{child.ref}/photo/{photo.pk}/small/"
    assert f'src="{small}"' in front
    for form in ("small", "full"):
        answer = browser.get(f"/children/{child.ref}/photo/{photo.pk}/{form}/")
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "Ada" not in str(answer.headers)
        assert b"Z" + b"maker" not in answer.content
    assert Entry.objects.filter(name="child:image", child_id=child.pk).count() == 2
    assert browser.get(small.replace("small", "huge")).status_code == 404
    assert client_for(NURSE).get(small).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [(SVG, "must be a JPEG"), (b"", "The file is empty"), (a_picture()[:2000], "cannot be read")],
)
def test_a_refused_file_says_what_to_do_and_the_words_come_back(
    child: Child, content: bytes, words: str
) -> None:
    page = send(client_for(CARER), child, content).content.decode()  # type: ignore[attr-defined]
    assert words in page
    assert "Her key worker" in page
    assert not Content.objects.exists()


def test_a_photograph_is_withdrawn_with_a_reason(child: Child) -> None:
    browser = client_for(CARER)
    send(browser, child, a_picture())
    address = f"/children/{child.ref}/photo/"
    assert "Enter why" in browser.post(address, {"press": "withdraw"}).content.decode()
    again = send(browser, child, a_picture()).content.decode()  # type: ignore[attr-defined]
    assert "takes the other" in again
    assert browser.post(address, {"press": "withdraw", "because": "She asked"}).status_code == 302
    assert not Content.objects.exists()
    assert browser.post(address, {"press": "withdraw", "because": "x"}).status_code == 404


def test_a_document_is_only_ever_saved(child: Child) -> None:
    browser = client_for(COORDINATOR)
    address = f"/children/{child.ref}/documents/"
    paper = SimpleUploadedFile("Ada.html", a_pdf(), content_type="text/html")
    said = {"kind": "care_plan", "words": "<b>Plan</b>", "file": paper}
    assert browser.post(address, said).status_code == 302
    row = Document.objects.get()
    page = browser.get(address).content.decode()
    assert "&lt;b&gt;Plan&lt;/b&gt;" in page
    answer = browser.get(f"{address}{row.pk}/file/")
    assert answer.content == a_pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="document-')
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "Held, not shown" in client_for(NURSE).get(address).content.decode()
    assert client_for(NURSE).get(f"{address}{row.pk}/").status_code == 404
    paper = SimpleUploadedFile("plan.pdf", SVG, content_type="application/pdf")
    refused = browser.post(address, {"kind": "care_plan", "words": "x", "file": paper})
    assert "must be a PDF" in refused.content.decode()
    assert browser.post(f"{address}{row.pk}/", {"because": "Old"}).status_code == 302
    assert not Content.objects.exists()


def test_more_than_an_address_takes_is_refused_before_it_is_read(child: Child) -> None:
    browser = client_for(CARER)
    large = browser.post(f"/children/{child.ref}/flags/", {"text": "x" * 2_600_000})
    assert large.status_code == 413
    assert "Nothing was saved" in large.content.decode()
    assert large["Cache-Control"] == "no-store"
    said = {"photo": SimpleUploadedFile("a.jpg", b"x" * 12_300_000)}
    assert browser.post(f"/children/{child.ref}/photo/", said).status_code == 413
    assert Client().post("/account/login/", {"login": "x" * 2_600_000}).status_code == 413


def test_the_officers_sheet_carries_the_photograph(child: Child) -> None:
    from django.template.loader import render_to_string  # noqa: PLC0415

    address = "data:image/jpeg;base64," + base64.b64encode(a_picture()).decode()
    words = render_to_string("assess_risk/form_pdf.html", {"photo": address, "view": {}})
    assert f'<img class="sheet-photo" src="{address}" alt="Photograph of the child">' in words
