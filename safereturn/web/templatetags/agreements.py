"""What other pages need of the agreements: the way from an answer to its clause."""

from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse

from safereturn.foundation.saying import spoken
from safereturn.sharing.rules import CommentKind
from safereturn.web.agreements.labels import COMMENTS
from safereturn.web.ui.components import Words

register = template.Library()

FLOOR = "0"
# Answers that no clause gave: being asked, an emergency, the service itself.
NO_CLAUSE = frozenset({"", "asked", "emergency", "service"})


@register.filter
def comment_words(kind: CommentKind | str) -> Words:
    """Return the words for a kind of comment."""
    return COMMENTS[CommentKind(kind)]


@register.simple_tag
def clause_url(clause: str, version_id: UUID | str | None = None) -> str:
    """Return the address of a clause in the readable agreement; "" where there is none."""
    if clause in NO_CLAUSE:
        return ""
    if version_id:
        return f"{reverse('agreements:read', args=[version_id])}#clause-{clause}"
    return f"{reverse('agreements:list')}#clause-0" if clause == FLOOR else ""


@register.inclusion_tag("agreements/why.html")
def why(answer: Any) -> dict[str, Any]:
    """Say why somebody may see this, and lead to the clause that says so.

    `answer` is a `sharing.rules.Answer`, or whatever has its `sentence`, `clause` and
    `version_id`.
    """
    version_id = getattr(answer, "version_id", None)
    clause = getattr(answer, "clause", "")
    return {
        "sentence": spoken(answer.sentence),
        "clause": clause,
        "url": clause_url(clause, version_id),
    }
