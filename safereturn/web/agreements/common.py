"""What the pages of one version share: reading it, and the way back to it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from safereturn.foundation.errors import NotAllowed
from safereturn.foundation.saying import spoken
from safereturn.sharing import queries
from safereturn.sharing.actions import Overtaken
from safereturn.sharing.rules import Readable, State
from safereturn.web.http import SignedInRequest, done

AGREEMENT_CONFLICT = 409

# What may be done at all where a version stands; who may do it, the version says itself.
_WHERE = {
    "edit": {State.DRAFT},
    "propose": {State.DRAFT},
    "date": {State.PROPOSED},
    "reopen": {State.PROPOSED},
    "withdraw": {State.DRAFT, State.PROPOSED, State.IN_FORCE},
    "try": {State.DRAFT, State.PROPOSED},
}
# Taking a proposal back and trying it are for whoever keeps the agreement, as these are.
KEEP = "answer"
_SAME = {"reopen": KEEP, "try": KEEP}


def load(request: SignedInRequest, version_id: UUID, *, may: str = "") -> Readable:
    """Return a version as this reader may read it; with `may`, only if they may do that.

    Raises NotFound for what is not for them, NotAllowed with the reason why not.
    """
    version = queries.readable(request.actor, version_id, at=request.received_at)
    if may and (refused := version.can[may]):
        raise NotAllowed(refused)
    return version


def what_may_be_done(version: Readable) -> dict[str, bool]:
    """Return for each thing that can be done with a version whether this reader may now."""
    return {
        name: not version.can[_SAME.get(name, name)]
        and version.line.state in _WHERE.get(name, set(State))
        for name in ("edit", "comment", "answer", *_WHERE)
    }


def back_to(
    request: SignedInRequest, version_id: UUID, part: str = "", *, draft: str = ""
) -> HttpResponse:
    """End a form that has been acted on, and go back to a part of the version."""
    path = reverse("agreements:read", args=[version_id])
    return done(request, f"{path}#{part}" if part else path, draft=draft)


def with_words(posted: Mapping[str, Any], **words: str) -> QueryDict:
    """Return what was posted with some of it in other words."""
    assert isinstance(posted, QueryDict), "forms of pages are filled from what was posted"
    changed = posted.copy()
    for name, said in words.items():
        changed[name] = said
    return changed


def differences(
    overtaken: Overtaken, labels: Mapping[str, object] = MappingProxyType({})
) -> list[tuple[object, str, str]]:
    """Return where both texts differ: what it is about, what stands now, what was typed."""
    fields = list(dict.fromkeys([*overtaken.theirs, *overtaken.yours]))
    both = [(f, overtaken.theirs.get(f, ""), overtaken.yours.get(f, "")) for f in fields]
    return [
        (labels.get(f, spoken(f.replace("_", " "))), spoken(was), spoken(now))
        for f, was, now in both
        if was != now
    ]
