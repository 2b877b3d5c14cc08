"""What every page has in hand: who asks, when, their draft, and a form pressed once."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from safereturn.audit.record import forget, once_a_look
from safereturn.casework.actions import drafts as draft_actions
from safereturn.casework.queries import drafts as draft_queries
from safereturn.casework.queries.drafts import StoredDraft
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.web.ui.components import Draft

# Never kept in a draft: they belong to the press, not to the words.
NOT_WORDS = frozenset({"csrfmiddlewaretoken", "once", "action", "kept_as"})
# Nor kept anywhere: what opens a door.
SECRETS = frozenset({"password", "current", "secret", "code"})
LONGEST_WORDS = 100_000
PAGE_DIGITS = 6


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in, as the middleware hands it to a view."""

    actor: Actor
    received_at: datetime


class AlreadyDone(Exception):
    """This form was acted on by an earlier press; the answer is where that one led."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path


def put_errors(form: forms.BaseForm, error: Invalid) -> None:
    """Put an action's refusal beside the fields it names; the rest goes on top."""
    on_top = [spoken(text) for name, text in error.fields.items() if name not in form.fields]
    for name, text in error.fields.items():
        if name in form.fields:
            form.add_error(name, spoken(text))
    if on_top or not error.fields:
        form.add_error(None, " ".join(on_top) or spoken(str(error)))


def done(request: SignedInRequest, to: str, *args: object, draft: str = "") -> HttpResponse:
    """End a form that has been acted on: forget its draft, remember the press, go on.

    `to` is an address or the name of one. Pressed twice at once, the second press is
    undone whole and answers like the first.
    """
    path = to if to.startswith("/") else reverse(to, args=args)
    if draft:
        finish_draft(request, draft)
    _remember_press(request, path)
    return redirect(path)


class ShownOnce(HttpResponse):
    """The answer to a press that shows what is never shown again; the press is remembered."""


def shown_once(request: SignedInRequest, page: HttpResponse, to: str, *args: object) -> ShownOnce:
    """End a form whose answer shows a secret: pressed twice, the second press leads to `to`."""
    _remember_press(request, reverse(to, args=args))
    return ShownOnce(page.content)


def _remember_press(request: SignedInRequest, path: str) -> None:
    key = press_key(request)
    if key and not draft_actions.press(key, request.actor.person_id, path, at=request.received_at):
        raise AlreadyDone(draft_queries.pressed(key, request.actor.person_id) or path)


def pressed_before(request: SignedInRequest) -> str | None:
    """Return where this very form, sent before, has led; None if it is the first time."""
    key = press_key(request) if request.method == "POST" else None
    return draft_queries.pressed(key, request.actor.person_id) if key else None


def taken_at(request: SignedInRequest) -> datetime:
    """Return when a form was sent: for one out of the spool, before it could be entered."""
    return getattr(request, "taken_at", request.received_at)


def press_key(request: HttpRequest) -> UUID | None:
    """Return the form's own key, if it sent one."""
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def words_of(post: Mapping[str, object]) -> dict[str, Sequence[str]]:
    """Return what was typed, without the keys of the press."""
    assert isinstance(post, MultiValueDict)
    return {
        name: [_storable(value) for value in post.getlist(name)]
        for name in post
        if name not in NOT_WORDS | SECRETS
    }


def _storable(text: str) -> str:
    # The database takes no NUL; a person types none.
    return text.replace("\0", "")[:LONGEST_WORDS]


def draft_for(request: SignedInRequest, key: str) -> Draft:
    """Return the person's draft of this form, for `{% draft_form draft %}`.

    `bridge` is a key that only this person's signed-in page holds: what the browser keeps
    while there is no connection is ciphertext to anybody else.
    """
    row = _row(request, key)
    return Draft(
        url=reverse("drafts:keep", args=[key]),
        key=key,
        bridge=_bridge(request.actor.person_id, key),
        saved_at=row.saved_at if row else None,
    )


def _row(request: SignedInRequest, key: str) -> StoredDraft | None:
    """Find the draft under its key, or under the page where a lock caught it. Once a page."""
    owner, path = request.actor.person_id, request.path
    return once_a_look(("draft", key), lambda: draft_queries.get_draft(owner, key, path))


def _bridge(person_id: UUID, key: str) -> str:
    secret = f"draft:{settings.SECRET_KEY}".encode()
    digest = hmac.new(secret, f"{person_id}:{key}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def typed_before(request: SignedInRequest, key: str) -> QueryDict | None:
    """Return the words of this form's draft as posted data, or None.

    A view shows them with `Form(typed, …)` and without its errors, so that nobody is
    told off for what they have not finished: see `unfinished`.
    """
    row = _row(request, key)
    if row is None:
        return None
    words = QueryDict(mutable=True)
    for name, values in row.data.items():
        words.setlist(name, values)
    return words


def filled(request: SignedInRequest) -> QueryDict | None:
    """Return what was posted, or what was kept when somebody had to show again that it is they."""
    if request.method == "POST":
        return request.POST
    return typed_before(request, request.path)


def is_sent(request: SignedInRequest, form: forms.BaseForm) -> bool:
    """Say whether a form was sent and is valid; one that was only kept is shown without errors."""
    if request.method == "POST":
        return form.is_valid()
    if form.is_bound:
        unfinished(form)
    return False


def unfinished(form: forms.BaseForm) -> forms.BaseForm:
    """Show a form filled from a draft without errors: it was never sent."""
    form.errors.clear()
    return form


def finish_draft(request: SignedInRequest, key: str) -> None:
    """Forget the draft of a form that has been acted on."""
    draft_actions.drop_draft(request.actor.person_id, key, request.path)
    forget()


def keep_words(request: SignedInRequest, key: str) -> None:
    """Keep what was posted as this person's draft of the form."""
    draft_actions.keep_draft(
        request.actor.person_id,
        key,
        page_of(request),
        words_of(request.POST),
        at=request.received_at,
    )
    forget()


def page_of(request: HttpRequest) -> str:
    """Return the page the words were typed on: a form that saves itself is not at its own.

    The browser names it (same-origin referrer); what it names is used as a path alone.
    """
    try:
        path = urlsplit(request.META.get("HTTP_REFERER", "")).path
    except ValueError:
        path = ""
    return path if path.startswith("/") and not path.startswith("//") else request.path


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for; whatever is no number is the first."""
    asked = request.GET.get("page", "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > PAGE_DIGITS:
        return 1
    return max(1, int(asked))
