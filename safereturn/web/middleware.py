"""From a browser's request to an actor, one transaction, one line of the trail.

Order matters: `received` first (one "now" for the whole page), then sign-in, then the
lock, then the page itself.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from safereturn.agencies import queries as agencies
from safereturn.audit import record
from safereturn.casework.actions import drafts as draft_actions
from safereturn.casework.queries import drafts as draft_queries
from safereturn.children.queries import Restricted
from safereturn.foundation import identity
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound, SafeReturnError
from safereturn.web.http import AlreadyDone, SignedInRequest, page_of, press_key, words_of

GetResponse = Callable[[HttpRequest], HttpResponse]

STATUS: dict[type[SafeReturnError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
}
# Shorter answers are quicker typed again than copied.
WORTH_SHOWING = 20
# Where a locked or unfinished sign-in may still go.
OPEN_NAMES = frozenset({"sign_in:unlock", "sign_in:out", "sign_in:acting"})


def received(get_response: GetResponse) -> GetResponse:
    """Give the request the one moment that counts for all of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.received_at = timezone.now()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class Page:
    """Find the actor, keep the lock, and run the view in one recorded transaction."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the view is known: see `process_view`."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Answer in the view's place, with the actor, the transaction and the trail around it."""
        if request.resolver_match is None:
            return None
        if not getattr(view, "login_required", True):
            _greet(request)
            return None
        name = request.resolver_match.view_name
        if name.startswith("api") or not request.user.is_authenticated:
            return None
        if name in OPEN_NAMES:
            return None
        if response := _locked(request):
            return response
        actor = _actor(request)
        if actor is None:
            return render(request, "sign_in/no_appointment.html", status=403)
        request.actor = actor  # type: ignore[attr-defined]
        return _run(request, view, args, kwargs, name)  # type: ignore[arg-type]


def _greet(request: HttpRequest) -> None:
    """On a page for everybody, show somebody who is signed in and not locked as usual."""
    if request.user.is_authenticated and not request.session.get("locked"):
        actor = _actor(request)
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]


def _run(
    request: SignedInRequest,
    view: Callable[..., HttpResponseBase],
    args: list[Any],
    kwargs: dict[str, Any],
    name: str,
) -> HttpResponseBase:
    try:
        with (
            identity.acting(request.actor, at=request.received_at),
            record.looking(name, by=request.actor),
        ):
            if path := _pressed_before(request):
                return redirect(path)
            return view(request, *args, **kwargs)
    except AlreadyDone as earlier:
        return redirect(earlier.path)
    except Restricted as restricted:
        return redirect("child:open", restricted.ref)
    except SafeReturnError as error:
        return _refuse(request, error, name)


def _pressed_before(request: SignedInRequest) -> str | None:
    key = press_key(request) if request.method == "POST" else None
    return draft_queries.pressed(key, request.actor.person_id) if key else None


def _refuse(request: SignedInRequest, error: SafeReturnError, name: str) -> HttpResponse:
    """Record the refusal in a transaction of its own, then say it in plain words."""
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    reference = next((str(v) for v in (request.resolver_match.kwargs or {}).values()), "")  # type: ignore[union-attr]
    if isinstance(error, NotAllowed | NotFound):
        record.refused(name, by=request.actor, reason=type(error).__name__, ref=reference)
    # Hidden and absent are one answer, to the byte.
    words = "" if isinstance(error, NotFound) else str(error)
    page = {"words": words, "status": status, "typed": _typed(request)}
    return render(request, f"errors/{status}.html", page, status=status)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, so that a refused form loses no words."""
    if request.method != "POST":
        return []
    return [
        (name.replace("_", " "), text)
        for name, values in words_of(request.POST).items()
        for text in values
        if len(text) > WORTH_SHOWING
    ]


def _actor(request: HttpRequest) -> Actor | None:
    """Return whom the signed-in person acts as; the backend has read their appointments."""
    chosen = request.session.get("appointment")
    assert request.user.is_authenticated
    actor = agencies.actor_of(request.user, appointment_id=UUID(chosen) if chosen else None)
    if actor is None:
        return None
    actor.origin.update(
        address=request.META.get("REMOTE_ADDR", ""), path=request.path, method=request.method or ""
    )
    return actor


def _locked(request: HttpRequest) -> HttpResponse | None:
    """Keep the words and show nothing when the session is locked or has been idle."""
    at: datetime = request.received_at  # type: ignore[attr-defined]
    seen = request.session.get("seen_at")
    idle = seen is not None and at.timestamp() - seen > settings.IDLE_LOCK.total_seconds()
    if not request.session.get("locked") and not idle:
        # Written at most once a minute: an update of the session on each page is waste.
        if seen is None or at.timestamp() - seen > timedelta(minutes=1).total_seconds():
            request.session["seen_at"] = at.timestamp()
        return None
    request.session["locked"] = True
    key = request.POST.get("kept_as", "") or request.path
    if request.resolver_match and request.resolver_match.view_name == "drafts:keep":
        key = request.resolver_match.kwargs["key"]
        _keep(request, key, at)
        return HttpResponse(status=401)
    if request.method == "POST":
        _keep(request, key, at)
    back = request.path if request.method == "POST" else request.get_full_path()
    return redirect(reverse("sign_in:unlock") + "?" + urlencode({"next": back}))


def _keep(request: HttpRequest, key: str, at: datetime) -> None:
    assert request.user.pk
    words = words_of(request.POST)
    draft_actions.keep_draft(request.user.pk, key, page_of(request), words, at=at)
