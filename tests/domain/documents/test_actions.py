"""A photograph and a document: kept, given out, put in place of another, erased."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from safereturn.audit.models import Change, Entry
from safereturn.audit.record import looking, recording
from safereturn.children.models import Child
from safereturn.documents import actions, queries
from safereturn.documents.models import Content, Document, Photo
from safereturn.documents.rules import (
    Authority,
    DocumentKind,
    Form,
    NewDocument,
    NewPhoto,
)
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import acting
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Circumstance
from safereturn.sharing.models import Disclosure
from safereturn.sharing.rules import Kind
from tests.domain.children.making import A_DAY, NOON, a_child
from tests.people import ADMINISTRATOR, CARER, COORDINATOR, NURSE, OFFICER, OUTSIDER
from tests.unit.documents.corpus import SVG, a_pdf, a_picture
from tests.unit.test_scanning import a_scanner

pytestmark = pytest.mark.usefixtures("town")
SAID = NewPhoto(given_by="Her key worker", authority=Authority.CHILD)
PLAN = NewDocument(kind=DocumentKind.CARE_PLAN, words="Plan of the spring")


@pytest.fixture
def child(town: None) -> Child:
    return a_child()


def add(child: Child, *, by: Actor = CARER, said: NewPhoto = SAID) -> Photo:
    return actions.add_photo(child, a_picture(), said, at=NOON, by=by)


def seen(child: Child, by: Actor) -> bytes:
    with acting(by, at=NOON), looking("test", by=by):
        return actions.open_photo(child, Form.FULL, at=NOON, by=by)[1]


def test_whose_it_is_and_on_whose_word_is_kept_with_the_photograph(child: Child) -> None:
    photo = add(child)
    content = Content.objects.get(of_id=photo.pk, form=Form.FULL)
    assert photo.digest == hashlib.sha256(bytes(content.bytes)).hexdigest()
    assert photo.source_agency_id == CARER.agency_id
    assert Content.objects.filter(of_id=photo.pk).count() == 2
    assert seen(child, CARER) == bytes(content.bytes)


@pytest.mark.parametrize(
    ("who", "may"),
    [(CARER, True), (COORDINATOR, True), (OFFICER, True), (NURSE, False), (ADMINISTRATOR, False)],
    ids=lambda value: getattr(value, "name", None),
)
def test_who_may_add_a_photograph(child: Child, who: Actor, may: bool) -> None:
    if may:
        add(child, by=who)
    else:
        with pytest.raises(NotAllowed):
            add(child, by=who)
    assert Photo.objects.count() == int(may)


def test_the_police_are_given_it_while_the_child_is_missing_and_it_is_written_down(
    child: Child,
) -> None:
    add(child)
    with pytest.raises(NotFound):
        seen(child, OFFICER)
    line = queries.find_photo(OFFICER, child, at=NOON)
    assert line and line.photo is None and line.desk
    with acting(COORDINATOR, at=NOON):
        missing_now(child)
    for _ in range(2):
        seen(child, OFFICER)
    row = Disclosure.objects.get(child_id=child.pk, kind=Kind.PHOTOGRAPH)
    assert (row.agency_id, row.clause) == (OFFICER.agency_id, "0")
    assert Entry.objects.filter(name="child.photo_given", act="disclosure").count() == 2
    for nobody in (NURSE, OUTSIDER):
        with pytest.raises(NotFound):
            seen(child, nobody)


def missing_now(child: Child) -> None:
    with recording("test", by=the_service(), child_id=child.pk):
        involvement.begins(child.pk, Circumstance.MISSING_NOW, child.pk, at=NOON)


def test_another_takes_its_place_with_a_reason_and_the_first_is_erased(child: Child) -> None:
    first = add(child)
    with pytest.raises(Invalid, match="takes the other"):
        add(child)
    assert Content.objects.filter(of_id=first.pk).exists()
    said = NewPhoto(given_by="School", authority=Authority.PARENT, replaces_because="Cut her hair")
    second = add(child, said=said)
    first.refresh_from_db()
    assert first.withdrawn_because == "Cut her hair"
    assert not Content.objects.filter(of_id=first.pk).exists()
    assert Photo.objects.get(withdrawn_at=None) == second


def test_withdrawn_it_is_erased_and_the_history_never_held_a_pixel(child: Child) -> None:
    photo = add(child)
    with pytest.raises(NotAllowed):
        actions.withdraw(photo, because="Mine now", at=NOON, by=OFFICER)
    actions.withdraw(photo, because="She asked", at=NOON + A_DAY, by=COORDINATOR)
    with pytest.raises(actions.Withdrawn):
        actions.withdraw(photo, because="Again", at=NOON + A_DAY, by=COORDINATOR)
    assert not Content.objects.exists()
    assert Entry.objects.get(name="child.photo_withdrawn").act == "erasure"
    with pytest.raises(NotFound):
        seen(child, CARER)
    rows = list(Change.objects.filter(table_name="documents_content"))
    assert {row.op for row in rows} == {"insert", "delete"}
    for row in rows:
        kept = str((row.new or row.old or {})["bytes"])
        assert kept.startswith("sha256:")
        assert len(kept) == len("sha256:") + 64


@pytest.mark.parametrize("change", [{"given_by": " "}, {"taken_on": (NOON + A_DAY).date()}])
def test_what_is_said_of_it_is_checked(child: Child, change: dict[str, object]) -> None:
    said = NewPhoto(**({"given_by": "x", "authority": Authority.CHILD} | change))  # type: ignore[arg-type]
    with pytest.raises(Invalid) as error:
        add(child, said=said)
    assert set(error.value.fields) == set(change)


def test_what_is_no_photograph_or_document_is_refused_beside_its_field(child: Child) -> None:
    with pytest.raises(Invalid) as error:
        actions.add_photo(child, SVG, SAID, at=NOON, by=CARER)
    assert set(error.value.fields) == {"photo"}
    with pytest.raises(Invalid) as error:
        actions.add_document(child, SVG, PLAN, at=NOON, by=CARER)
    assert set(error.value.fields) == {"file"}
    assert not Photo.objects.exists()
    assert not Document.objects.exists()


def test_a_document_is_shown_by_the_kind_it_is_of(child: Child) -> None:
    with acting(COORDINATOR, at=NOON):
        row = actions.add_document(child, a_pdf(), PLAN, at=NOON, by=COORDINATOR)
    for by, shown in ((COORDINATOR, True), (CARER, True), (OFFICER, True), (NURSE, False)):
        with acting(by, at=NOON), looking("test", by=by):
            [line] = queries.list_documents(by, child, at=NOON)
            assert (line.document is not None) is shown
            if shown:
                assert actions.open_document(child, row.pk, at=NOON, by=by)[1] == a_pdf()
            else:
                with pytest.raises(NotFound):
                    actions.open_document(child, row.pk, at=NOON, by=by)
    given = Disclosure.objects.filter(child_id=child.pk, kind=Kind.PLANS)
    assert set(given.values_list("agency_id", flat=True)) == {CARER.agency_id, OFFICER.agency_id}
    other = a_child("Bo Invented")
    with acting(CARER, at=NOON), looking("test", by=CARER), pytest.raises(NotFound):
        actions.open_document(other, row.pk, at=NOON, by=CARER)


def test_the_database_shows_the_bytes_to_nobody_else(child: Child) -> None:
    add(child)
    with acting(OUTSIDER, at=NOON):
        assert not Content.objects.exists()
        assert not Photo.objects.exists()
    with acting(CARER, at=NOON):
        assert Content.objects.count() == 2


def test_no_byte_is_written_outside_an_action(child: Child) -> None:
    photo = add(child)
    with (
        pytest.raises(DatabaseError, match="unrecorded write"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update documents_content set bytes = '' where of_id = %s", [photo.pk])


def test_a_document_is_taken_only_when_the_scanner_finds_nothing(
    child: Child, settings: Settings
) -> None:
    def add_paper() -> Document:
        return actions.add_document(child, a_pdf(), PLAN, at=NOON, by=COORDINATOR)

    with a_scanner() as place:
        settings.SCANNER = place
        assert add_paper()
    with a_scanner(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as place:
        settings.SCANNER = place
        with pytest.raises(Invalid) as refused:
            add_paper()
    assert "found something" in refused.value.fields["file"]
    settings.SCANNER = "/nowhere/clamd.ctl"
    with pytest.raises(Invalid) as refused:
        add_paper()
    assert "Try again" in refused.value.fields["file"]
    assert Document.objects.count() == 1
    assert add(child), "a photograph is drawn anew, and needs no scanner"
