"""From a browser's request to an actor, one transaction, one line of the trail.

Order matters: `received` first (one "now" for the whole page), then sign-in, then the
lock, then the page itself.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from safereturn.agencies import queries as agencies
from safereturn.audit import record
from safereturn.casework.actions import drafts as draft_actions
from safereturn.children.queries import Restricted
from safereturn.foundation import identity
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound, SafeReturnError
from safereturn.foundation.saying import spoken
from safereturn.web import failing, passes, trawling
from safereturn.web.http import (
    AlreadyDone,
    ShownOnce,
    SignedInRequest,
    page_of,
    pressed_before,
    words_of,
)
from safereturn.web.sign_in import fresh
from safereturn.web.sign_in.adapter import BEGAN_KEY, end_session, needs_factor, only_for

GetResponse = Callable[[HttpRequest], HttpResponse]

STATUS: dict[type[SafeReturnError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
}
A_MINUTE = 60.0
# What the trail says of a session that was ended by its age.
SHIFT_OVER = "ShiftOver"
# Shorter answers are quicker typed again than copied.
WORTH_SHOWING = 20
# Where a locked session may still go.
OPEN_NAMES = frozenset({"sign_in:unlock", "sign_in:out"})
# Where somebody may go who has still to set up a second factor.
ENROLLING_NAMES = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "sign_in:acting",
        "sign_in:lock",
    }
)
# Where somebody whose appointment has ended may still go.
NO_ACTOR_NAMES = frozenset({"sign_in:acting"})
# Asked by the page itself, not by a person: nobody need be at the keyboard.
BACKGROUND_NAMES = frozenset({"worklist:new_count"})


def _holds_nul(request: HttpRequest) -> bool:
    return "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")


def received(get_response: GetResponse) -> GetResponse:
    """Give the request the one moment that counts for all of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.received_at = timezone.now()  # type: ignore[attr-defined]
        if settings.BEHIND_PROXY:
            _settle_address(request)
        # The API refuses it by itself, in its own words.
        is_page = not request.path_info.startswith("/api/")
        if is_page and _holds_nul(request):
            # The database takes no NUL, and no address of ours holds one.
            return HttpResponse(status=HTTPStatus.BAD_REQUEST)
        return get_response(request)

    return middleware


def _settle_address(request: HttpRequest) -> None:
    """Take the caller's address from our own proxy: the last it wrote, none that came with it."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    with suppress(ValueError):
        request.META["REMOTE_ADDR"] = str(ip_address(told))


class Page:
    """Find the actor, keep the lock, and run the view in one recorded transaction."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the view is known: see `process_view`. After it, give the pass."""
        response = self.get_response(request)
        if actor := getattr(request, "actor", None):
            passes.give(request, response, actor)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Answer in the view's place, with the actor, the transaction and the trail around it."""
        try:
            return self._answer(request, view, args, kwargs)
        except failing.FAULTS as error:
            return failing.answer(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer likewise for the pages that Django runs itself: signing in, and the like."""
        if request.path_info.startswith("/api/") or not isinstance(error, failing.FAULTS):
            return None
        return failing.answer(request, error)

    def _answer(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not getattr(view, "login_required", True):
            _greet(request)
            return None
        if not _is_ours(request, name):
            return None
        if response := _kept_out(request, name):
            return response
        if name in NO_ACTOR_NAMES:
            return None
        actor = _actor(request)
        if actor is None:
            return render(request, "sign_in/no_appointment.html", status=403)
        request.actor = actor  # type: ignore[attr-defined]
        return _run(request, view, args, kwargs, name)  # type: ignore[arg-type]


def _greet(request: HttpRequest) -> None:
    """On a page for everybody, show somebody who is signed in and not locked as usual."""
    with suppress(*failing.FAULTS):  # without a database they are shown as nobody
        if request.user.is_authenticated and not request.session.get("locked"):
            actor = _actor(request)
            if actor is not None:
                request.actor = actor  # type: ignore[attr-defined]


def _is_ours(request: HttpRequest, name: str) -> bool:
    """Say whether this is a page of somebody who is signed in."""
    if name in OPEN_NAMES or name.startswith("api"):
        return False
    return request.user.is_authenticated


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
            record.looking(name, by=request.actor, savepoint=False) as look,
        ):
            if path := pressed_before(request):
                return redirect(path)
            response = _led_to(request, view(request, *args, **kwargs))
            trawling.count(look, name, request)
            return response
    except AlreadyDone as earlier:
        return redirect(earlier.path)
    except (SafeReturnError, IntegrityError) as error:
        # Pressed twice at once: what the first press did may be what refused the second.
        with identity.acting(request.actor, at=request.received_at):
            path = pressed_before(request)
        if path:
            return redirect(path)
        if not isinstance(error, SafeReturnError):
            raise
        return _refuse(request, error, name)


def _led_to(request: SignedInRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Answer like the first press when the second, at once, met what the first had done.

    It was refused by the rules (the child is missing already), which it need not know.
    """
    came_back = response.status_code != HTTPStatus.FOUND and not isinstance(response, ShownOnce)
    path = pressed_before(request) if came_back else None
    return redirect(path) if path else response


def _refuse(request: SignedInRequest, error: SafeReturnError, name: str) -> HttpResponse:
    """Record the refusal in a transaction of its own, then say it in plain words."""
    if isinstance(error, Restricted):
        if request.method == "POST":  # the hour ran out while they typed
            _keep(request, request.POST.get("kept_as", "") or request.path)
        return redirect("child:open", error.ref)
    reference = next((str(v) for v in (request.resolver_match.kwargs or {}).values()), "")  # type: ignore[union-attr]
    if isinstance(error, NotAllowed | NotFound):
        with identity.acting(request.actor, at=request.received_at):
            record.refused(name, by=request.actor, reason=type(error).__name__, ref=reference)
    if isinstance(error, trawling.Paused):
        return trawling.paused(request)
    if isinstance(error, trawling.Stopped):
        return trawling.stopped(request, error)
    return _refusal(request, error)


def _refusal(request: HttpRequest, error: SafeReturnError) -> HttpResponse:
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    # Hidden and absent are one answer, to the byte.
    words = "" if isinstance(error, NotFound) else spoken(str(error))
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
    actor = agencies.actor_of(
        request.user, appointment_id=UUID(chosen) if chosen else None, only_for=only_for(request)
    )
    if actor is None:
        return None
    actor.origin.update(
        address=request.META.get("REMOTE_ADDR", ""), path=request.path, method=request.method or ""
    )
    return actor


def _kept_out(request: HttpRequest, name: str) -> HttpResponse | None:
    """Show nothing to a session that is over, locked, or has not shown a second factor."""
    if response := _over(request, name) or _locked(request, name):
        return response
    if needs_factor(request) and name not in ENROLLING_NAMES:
        return redirect("mfa_index")
    return _again(request, name)


def _again(request: HttpRequest, name: str) -> HttpResponse | None:
    """Ask who it is once more, before what cannot be taken back; keep what was typed."""
    if not fresh.must_show(request, name):
        return None
    if request.method != "POST":
        return fresh.ask_again(request, request.get_full_path())
    _keep(request, request.POST.get("kept_as", "") or request.path)
    return fresh.ask_again(request, page_of(request))


def _over(request: HttpRequest, name: str) -> HttpResponse | None:
    """End a session that has lasted a whole shift, whatever happened in it; keep the words."""
    at: datetime = request.received_at  # type: ignore[attr-defined]
    began = request.session.setdefault(BEGAN_KEY, at.timestamp())
    if at.timestamp() - began <= settings.LONGEST_SESSION.total_seconds():
        return None
    response = _keep_and_lock(request, name)
    end_session(request, reason=SHIFT_OVER)
    if response.status_code == HTTPStatus.FOUND:
        back = request.path if request.method == "POST" else request.get_full_path()
        return redirect(reverse(settings.LOGIN_URL) + "?" + urlencode({"next": back}))
    return response


def _locked(request: HttpRequest, name: str) -> HttpResponse | None:
    """Keep the words and show nothing when the session is locked or has been idle."""
    at: datetime = request.received_at  # type: ignore[attr-defined]
    seen = request.session.get("seen_at")
    idle = seen is not None and at.timestamp() - seen > settings.IDLE_LOCK.total_seconds()
    if not request.session.get("locked") and not idle:
        # Written at most once a minute: an update of the session on each page is waste.
        somebody_here = name not in BACKGROUND_NAMES
        if seen is None or (somebody_here and at.timestamp() - seen > A_MINUTE):
            request.session["seen_at"] = at.timestamp()
        return None
    request.session["locked"] = True
    try:
        return _keep_and_lock(request, name)
    except Invalid as too_long:
        return _refusal(request, too_long)


def _keep_and_lock(request: HttpRequest, name: str) -> HttpResponse:
    if name == "drafts:keep":
        assert request.resolver_match is not None
        _keep(request, request.resolver_match.kwargs["key"])
        return HttpResponse(status=401)
    if request.method == "POST":
        _keep(request, request.POST.get("kept_as", "") or request.path)
    back = request.path if request.method == "POST" else request.get_full_path()
    return redirect(reverse("sign_in:unlock") + "?" + urlencode({"next": back}))


def _keep(request: HttpRequest, key: str) -> None:
    assert request.user.pk
    words = words_of(request.POST)
    at: datetime = request.received_at  # type: ignore[attr-defined]
    with identity.as_person(request.user.pk, at=at):
        draft_actions.keep_draft(request.user.pk, key, page_of(request), words, at=at)
