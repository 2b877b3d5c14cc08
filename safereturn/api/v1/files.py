"""A child's photograph, and documents about them: files as base64 within the JSON."""

import base64
import binascii
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from safereturn.api.edge import Call
from safereturn.api.fields import Day, In, Line, Name, Out, Ref, RowId, Words
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.shared import IdOut, RingOut, ring
from safereturn.children import queries as children
from safereturn.documents import actions, queries, rules
from safereturn.documents.rules import Form
from safereturn.foundation.errors import NotFound
from safereturn.foundation.saying import spoken

journey = Journey("Photographs and documents")

# Base64 writes three bytes as four.
_LONGEST = 4 * (rules.MOST_PHOTO_BYTES // 3 + 1)


def _is_base64(value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError(_("Give the file as base64.")) from error
    return value


Base64 = Annotated[
    str,
    Field(min_length=1, max_length=_LONGEST, pattern=r"^[A-Za-z0-9+/]+={0,2}$"),
    AfterValidator(_is_base64),
]


class PhotoIn(In):
    """A photograph: JPEG, PNG or WebP, at most 12 MB; from where, on whose word."""

    photo: Base64
    given_by: Name
    authority: rules.Authority
    authority_words: Line = ""
    taken_on: Day | None = None
    replaces_because: Line = ""


class DocumentIn(In):
    """A document: a PDF of at most 10 MB, and what it is."""

    file: Base64
    kind: rules.DocumentKind
    words: Name
    dated_on: Day | None = None


class WithdrawIn(In):
    """Why."""

    because: Words


class PhotoOut(Out):
    """A photograph: always a JPEG without metadata, upright, at most 1,600 pixels a side."""

    id: str
    photo: str
    media_type: str
    width: int
    height: int
    given_by: str
    authority: rules.Authority
    authority_words: str
    taken_on: date | None
    added_at: datetime
    because: str


class DocumentLineOut(Out):
    """A document in the list; without an `id` it is only held: ring."""

    id: str | None
    kind: rules.DocumentKind
    words: str
    dated_on: date | None
    added_at: datetime | None
    agency: str
    ring: RingOut | None
    because: str


class DocumentOut(Out):
    """A document, as it came."""

    id: str
    file: str
    media_type: str
    kind: rules.DocumentKind
    words: str
    dated_on: date | None
    added_at: datetime
    because: str


def _child(request: Call, ref: str) -> Any:
    return children.get_child(request.actor, ref, at=request.received_at)


@read(journey, "/children/{ref}/photo", gives=PhotoOut)
def get_photo(request: Call, ref: Ref) -> PhotoOut:
    """Read the child's photograph.

    For an agency that did not add it this is a disclosure, and written down.
    """
    child, by, at = _child(request, ref), request.actor, request.received_at
    photo, content = actions.open_photo(child, Form.FULL, at=at, by=by)
    line = queries.find_photo(by, child, at=at)
    assert line is not None, "it has just been given out"
    return PhotoOut.of(
        photo,
        id=str(photo.pk),
        photo=base64.b64encode(content).decode(),
        media_type="image/jpeg",
        because=spoken(line.answer.sentence),
    )


@write(journey, "/children/{ref}/photo", gives=IdOut)
def add_photo(request: Call, ref: Ref, sent: PhotoIn) -> IdOut:
    """Keep a photograph of the child.

    It is drawn anew: its metadata (place, time, maker) are gone. One that was there is
    withdrawn and erased; say why in `replaces_because`.
    """
    said = rules.NewPhoto(**sent.model_dump(exclude={"photo"}))
    photo = actions.add_photo(
        _child(request, ref),
        base64.b64decode(sent.photo),
        said,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=photo.pk)


@write(journey, "/children/{ref}/photo/withdrawn", gives=IdOut)
def withdraw_photo(request: Call, ref: Ref, why: WithdrawIn) -> IdOut:
    """Withdraw the photograph, with the reason. It is erased at once."""
    line = queries.find_photo(request.actor, _child(request, ref), at=request.received_at)
    if line is None or line.photo is None:
        raise NotFound
    actions.withdraw(line.photo, because=why.because, at=request.received_at, by=request.actor)
    return IdOut(id=line.photo.pk)


@read(journey, "/children/{ref}/documents", gives=list[DocumentLineOut])
def list_documents(request: Call, ref: Ref) -> list[DocumentLineOut]:
    """List the documents about a child that your agency may know of, newest first."""
    lines = queries.list_documents(request.actor, _child(request, ref), at=request.received_at)
    return [_line(line) for line in lines]


def _line(line: queries.DocumentLine) -> DocumentLineOut:
    row: Any = line.document
    return DocumentLineOut(
        id=str(row.pk) if row else None,
        kind=line.kind,
        words=row.words if row else "",
        dated_on=row.dated_on if row else None,
        added_at=row.added_at if row else None,
        agency=line.agency,
        ring=ring(line.desk) if line.desk and not row else None,
        because=spoken(line.answer.sentence),
    )


@read(journey, "/children/{ref}/documents/{row_id}", gives=DocumentOut)
def get_document(request: Call, ref: Ref, row_id: RowId) -> DocumentOut:
    """Read one document.

    For an agency that did not add it this is a disclosure, and written down.
    """
    child, by, at = _child(request, ref), request.actor, request.received_at
    row, content = actions.open_document(child, row_id, at=at, by=by)
    _row, answer = queries.get_document(by, child, row_id, at=at)
    return DocumentOut.of(
        row,
        id=str(row.pk),
        file=base64.b64encode(content).decode(),
        media_type="application/pdf",
        because=spoken(answer.sentence),
    )


@write(journey, "/children/{ref}/documents", gives=IdOut)
def add_document(request: Call, ref: Ref, sent: DocumentIn) -> IdOut:
    """Keep a document about the child. Your agency is its controller."""
    said = rules.NewDocument(**sent.model_dump(exclude={"file"}))
    content = base64.b64decode(sent.file)
    row = actions.add_document(
        _child(request, ref), content, said, at=request.received_at, by=request.actor
    )
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/documents/{row_id}/withdrawn", gives=IdOut)
def withdraw_document(request: Call, ref: Ref, row_id: RowId, why: WithdrawIn) -> IdOut:
    """Withdraw a document, with the reason. It is erased at once."""
    by, at = request.actor, request.received_at
    row, _answer = queries.get_document(by, _child(request, ref), row_id, at=at)
    actions.withdraw(row, because=why.because, at=at, by=by)
    return IdOut(id=row.pk)
