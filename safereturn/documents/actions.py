"""A photograph or a document is added, given out, withdrawn."""

import hashlib
import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.children.models import Child
from safereturn.children.queries import same_child
from safereturn.documents import policies, queries
from safereturn.documents.models import Content, Document, Kept, Photo
from safereturn.documents.rules import (
    DOCUMENT_SHARED_AS,
    DocumentKind,
    Form,
    NewDocument,
    NewPhoto,
    Picture,
    Refused,
    check_pdf,
    clean,
)
from safereturn.foundation import scanning
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.involvement.models import Standing
from safereturn.involvement.rules import Circumstance
from safereturn.sharing import actions as sharing
from safereturn.sharing.rules import Answer, Kind

log = logging.getLogger(__name__)

INFECTED = "The virus scanner has found something in this file: it is not taken"
UNSCANNED = "The file cannot be checked for viruses just now. Try again in a few minutes"


class Withdrawn(Conflict):
    """Somebody has withdrawn this already."""


def add_photo(child: Child, content: bytes, said: NewPhoto, *, at: datetime, by: Actor) -> Photo:
    """Keep a photograph, drawn anew. The one that was in use is withdrawn, with the reason.

    Raises Invalid on the field `photo` when the file is no photograph that we take.
    """
    policies.can_add_photo(by, child.pk, at=at).require()
    try:
        picture = clean(content)
    except Refused as refused:
        raise Invalid(fields={"photo": str(refused)}) from refused
    with recording("child.photo_added", by=by, child_id=child.pk):
        Child.objects.select_for_update().get(pk=child.pk)
        earlier = list(Photo.objects.filter(child_id__in=same_child(child.pk), withdrawn_at=None))
        said.checked_at(at, replaces=bool(earlier))
        for row in earlier:
            _take_away(row, said.replaces_because, at=at, by=by)
        return _keep_photo(child, picture, said, at=at, by=by)


def _keep_photo(
    child: Child, picture: Picture, said: NewPhoto, *, at: datetime, by: Actor
) -> Photo:
    photo = Photo.objects.create(
        child=child,
        source_agency_id=by.agency_id,
        added_at=at,
        added_by_id=by.person_id,
        size=len(picture.full),
        digest=hashlib.sha256(picture.full).hexdigest(),
        given_by=said.given_by.strip(),
        authority=said.authority,
        authority_words=said.authority_words.strip(),
        taken_on=said.taken_on,
        width=picture.width,
        height=picture.height,
    )
    for form, content in ((Form.FULL, picture.full), (Form.SMALL, picture.small)):
        Content.objects.create(child=child, of_id=photo.pk, form=form, bytes=content)
    return photo


def add_document(
    child: Child,
    content: bytes,
    said: NewDocument,
    *,
    episode_id: UUID | None = None,
    at: datetime,
    by: Actor,
) -> Document:
    """Keep a document as it came. The agency that adds it is its controller.

    Raises Invalid on the field `file` when it is no PDF that we take.
    """
    policies.can_add_document(by, child.pk, at=at).require()
    said.checked_at(at)
    try:
        check_pdf(content)
    except Refused as refused:
        raise Invalid(fields={"file": str(refused)}) from refused
    _require_clean(content)
    with recording("child.document_added", by=by, child_id=child.pk):
        document = Document.objects.create(
            child=child,
            source_agency_id=by.agency_id,
            added_at=at,
            added_by_id=by.person_id,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            kind=said.kind,
            words=said.words.strip(),
            dated_on=said.dated_on,
            episode_id=episode_id,
        )
        Content.objects.create(child=child, of_id=document.pk, form=Form.PAPER, bytes=content)
    return document


def _require_clean(content: bytes) -> None:
    """Ask the operator's scanner, where one is named. Photographs are drawn anew instead."""
    if not settings.SCANNER:
        return
    try:
        scanning.require_clean(content, settings.SCANNER)
    except scanning.NotClean as found:
        raise Invalid(fields={"file": INFECTED}) from found
    except scanning.NotScanned as failed:
        log.error("The virus scanner could not be asked: %s", failed)
        raise Invalid(fields={"file": UNSCANNED}) from failed


def open_photo(
    child: Child, form: Form, *, photo_id: UUID | None = None, at: datetime, by: Actor
) -> tuple[Photo, bytes]:
    """Give out the photograph, and write down who is given it.

    The agency that added it only reads it. Another gets it by a disclosure, once an
    episode and clause; the trail has each look. Raises NotFound as `get_photo`.
    """
    photo, answer = queries.get_photo(by, child, at=at, photo_id=photo_id)
    _give(photo, Kind.PHOTOGRAPH, answer, at=at, by=by)
    return photo, queries.content_of(photo.pk, form)


def open_document(
    child: Child, document_id: UUID, *, at: datetime, by: Actor
) -> tuple[Document, bytes]:
    """Give out a document, and write down who is given it. Raises NotFound as `get_document`."""
    row, answer = queries.get_document(by, child, document_id, at=at)
    _give(row, DOCUMENT_SHARED_AS[DocumentKind(row.kind)], answer, at=at, by=by)
    return row, queries.content_of(row.pk, Form.PAPER)


def _give(kept: Kept, kind: Kind, answer: Answer, *, at: datetime, by: Actor) -> None:
    if kept.source_agency_id == by.agency_id or not answer:
        return
    name = "child.photo_given" if kind is Kind.PHOTOGRAPH else "child.document_given"
    with recording(name, by=by, child_id=kept.child_id, act=Act.DISCLOSURE, to=[by.agency_id]):
        sharing.disclose(
            by.agency_id,
            kind,
            answer,
            child_id=kept.child_id,
            episode_id=_episode_now(kept.child_id),
            inputs={"agency_kind": by.agency_kind, "file": str(kept.pk)},
            at=at,
            by=by,
        )


def _episode_now(child_id: UUID) -> UUID | None:
    standing = Standing.objects.filter(
        child_id=child_id,
        circumstance__in=[Circumstance.MISSING_NOW, Circumstance.AWAY_NOT_REPORTED],
        ends_at=None,
    )
    return standing.values_list("subject_id", flat=True).first()


def withdraw(kept: Kept, *, because: str, at: datetime, by: Actor) -> None:
    """Take a photograph or a document away, with the reason. Its bytes are erased at once.

    What stays says that there was one, whose, until when, and its digest.
    """
    policies.can_withdraw(by, kept, at=at).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why it is withdrawn"})
    what = "photo" if isinstance(kept, Photo) else "document"
    with recording(
        f"child.{what}_withdrawn", by=by, child_id=kept.child_id, act=Act.ERASURE, reason=because
    ):
        row = type(kept).objects.select_for_update().get(pk=kept.pk)
        if row.withdrawn_at:
            raise Withdrawn
        _take_away(row, because, at=at, by=by)


def _take_away(row: Kept, because: str, *, at: datetime, by: Actor) -> None:
    row.withdrawn_at, row.withdrawn_by_id = at, by.person_id
    row.withdrawn_because = because.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_because"])
    Content.objects.filter(of_id=row.pk).delete()
