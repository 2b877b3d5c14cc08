"""Photographs of a child, documents about them, and the bytes of both.

The bytes lie in the database: in the transaction that says what they are, behind the same
fence as the record, in the same backup (docs/adr). The row history keeps their digest.
"""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from safereturn.documents.rules import Authority, DocumentKind, Form
from safereturn.foundation.models import RecordedModel


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class Kept(RecordedModel):
    """What photographs and documents have in common: whose they are, until when."""

    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    source_agency_id = models.UUIDField()
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField()
    size = models.PositiveIntegerField()
    digest = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)
    withdrawn_because = models.TextField(default="")

    class Meta:
        """No table of its own."""

        abstract = True


def _withdrawn_by_a_person(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(withdrawn_at=None, withdrawn_by_id=None, withdrawn_because="")
        | Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False) & ~Q(withdrawn_because=""),
        name=name,
    )


class Photo(Kept):
    """A photograph of the child: who gave it, on whose word it is kept, when it was taken."""

    given_by = models.TextField()
    authority = models.TextField(choices=_choices(Authority))
    authority_words = models.TextField(default="")
    taken_on = models.DateField(null=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        """One that is in use; the others are withdrawn, with the reason."""

        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(withdrawn_at=None), name="photo_one_in_use"
            ),
            _withdrawn_by_a_person("photo_withdrawn_by_a_person"),
        ]


class Document(Kept):
    """A document about the child, or about one of their episodes."""

    kind = models.TextField(choices=_choices(DocumentKind))
    words = models.TextField()
    dated_on = models.DateField(null=True)
    episode_id = models.UUIDField(null=True)

    class Meta:
        """Read by child, newest first."""

        constraints = [_withdrawn_by_a_person("document_withdrawn_by_a_person")]
        indexes = [models.Index(fields=["child", "-added_at"], name="document_of_child")]


class Content(RecordedModel):
    """The bytes of a photograph or a document, in one form. Gone once it is withdrawn."""

    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    of_id = models.UUIDField()
    form = models.TextField(choices=_choices(Form))
    bytes = models.BinaryField()

    class Meta:
        """Once in each form."""

        constraints = [
            models.UniqueConstraint(fields=["of_id", "form"], name="content_once_a_form")
        ]
