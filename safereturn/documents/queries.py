"""Reading a child's photograph, and documents about them. What is hidden is not found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.audit.record import note
from safereturn.children.models import Child
from safereturn.children.queries import same_child
from safereturn.documents import policies
from safereturn.documents.models import Content, Document, Photo
from safereturn.documents.rules import DOCUMENT_SHARED_AS, DocumentKind, Form
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.sharing.rules import Answer, Depth, Kind

NO_PHOTO = "We could not find that photograph."
NO_DOCUMENT = "We could not find that document."


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """What may be known of the child's photograph: it itself, or that one is held.

    `photo` is None where it is only held; `desk` is then whom to ring.
    """

    answer: Answer
    photo: Photo | None
    agency: str
    desk: Desk | None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document in the list, or that one is held and who to ring."""

    kind: DocumentKind
    answer: Answer
    document: Document | None
    agency: str
    desk: Desk | None


def find_photo(actor: Actor, child: Child, *, at: datetime) -> PhotoLine | None:
    """Return what the actor may know of the photograph in use; None when that is nothing.

    Shows no pixel: the view that does notes its own look. Get the child first.
    """
    answer = policies.sees(actor, Kind.PHOTOGRAPH, child.pk, at=at)
    photo = _in_use(child.pk) if answer.depth >= Depth.EXISTS else None
    if photo is None:
        return None
    if policies.shows(actor, answer, photo):
        names = agencies.names([photo.source_agency_id])
        return PhotoLine(answer, photo, names.get(photo.source_agency_id, ""), None)
    desk = agencies.desks_for([photo.source_agency_id], at=at).get(photo.source_agency_id)
    return PhotoLine(answer, None, desk.agency if desk else "", desk)


def _in_use(child_id: UUID) -> Photo | None:
    rows = Photo.objects.filter(child_id__in=same_child(child_id), withdrawn_at=None)
    return rows.order_by("-added_at").first()


def get_photo(
    actor: Actor, child: Child, *, at: datetime, photo_id: UUID | None = None
) -> tuple[Photo, Answer]:
    """Return the photograph in use and the answer by which it is shown, and note the look.

    Raises NotFound when there is none, when it is another one by now, or when the actor
    may not see it: one answer for all three.
    """
    answer = policies.sees(actor, Kind.PHOTOGRAPH, child.pk, at=at)
    photo = _in_use(child.pk)
    if photo is None or (photo_id is not None and photo.pk != photo_id):
        raise NotFound(NO_PHOTO)
    if answer.depth is Depth.NOTHING or not policies.shows(actor, answer, photo):
        raise NotFound(NO_PHOTO)
    note([child.pk], refs=[child.ref, f"photo:{photo.pk}"], rule=f"photograph:{answer.clause}")
    return photo, answer


def content_of(of_id: UUID, form: Form) -> bytes:
    """Return the bytes of something that `get_photo` or `get_document` has given out."""
    row = Content.objects.filter(of_id=of_id, form=form).values_list("bytes", flat=True).first()
    if row is None:
        raise NotFound
    return bytes(row)


def list_documents(actor: Actor, child: Child, *, at: datetime) -> list[DocumentLine]:
    """Return each document that the actor may know of, newest first, and note the look."""
    rows = list(
        Document.objects.filter(child_id__in=same_child(child.pk), withdrawn_at=None).order_by(
            "-added_at"
        )
    )
    answers = {
        kind: policies.sees(actor, kind, child.pk, at=at)
        for kind in {DOCUMENT_SHARED_AS[DocumentKind(row.kind)] for row in rows}
    }
    owners = {row.source_agency_id for row in rows}
    names, desks = agencies.names(owners), agencies.desks_for(owners, at=at)
    lines = list(_lines(actor, rows, answers, names, desks))
    note([child.pk], refs=[child.ref])
    return lines


def _lines(
    actor: Actor,
    rows: Iterable[Document],
    answers: dict[Kind, Answer],
    names: dict[UUID, str],
    desks: dict[UUID, Desk],
) -> Iterable[DocumentLine]:
    for row in rows:
        kind = DocumentKind(row.kind)
        answer = answers[DOCUMENT_SHARED_AS[kind]]
        if answer.depth is Depth.NOTHING:
            continue
        shown = row if policies.shows(actor, answer, row) else None
        owner = row.source_agency_id
        yield DocumentLine(kind, answer, shown, names.get(owner, ""), desks.get(owner))


def get_document(
    actor: Actor, child: Child, document_id: UUID, *, at: datetime
) -> tuple[Document, Answer]:
    """Return one document of the child that the actor may see, and note the look.

    Raises NotFound when there is none, when it was withdrawn, or when it is hidden.
    """
    row = Document.objects.filter(
        pk=document_id, child_id__in=same_child(child.pk), withdrawn_at=None
    ).first()
    if row is None:
        raise NotFound(NO_DOCUMENT)
    kind = DOCUMENT_SHARED_AS[DocumentKind(row.kind)]
    answer = policies.sees(actor, kind, child.pk, at=at)
    if answer.depth is Depth.NOTHING or not policies.shows(actor, answer, row):
        raise NotFound(NO_DOCUMENT)
    note([child.pk], refs=[child.ref, f"document:{row.pk}"], rule=f"{kind}:{answer.clause}")
    return row, answer
