"""Before what cannot be taken back: who signed in long ago shows again that it is they.

A screen that was left open is somebody else's chance. Whoever takes records out, seals one,
opens one that is not simply there, or changes who may do what, has shown within the last
quarter of an hour that it is they; else they are asked, and what they typed is kept.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from safereturn.audit import record
from safereturn.audit.rules import Act
from safereturn.web.sign_in.adapter import BEGAN_KEY, FRESH_SECONDS, ONLY_FOR_KEY, end_session

View = Callable[..., HttpResponseBase]
# What the trail says of a session that had nothing to be shown again with.
NOTHING_TO_SHOW = "NothingToShow"

# By the names of pages: what leaves as a file, what shuts a record or opens one, who may do what.
# What is printed or copied for one child in the work itself (the officers' form) is not among them.
ASKED_AGAIN = frozenset(
    {
        "rights:release",
        "rights:pdf",
        "rights:zip",
        "ledger:csv",
        "ledger:pdf",
        "child:reason",
        "oversight:emergency",
        "oversight:restrict",
        "oversight:seal",
        "oversight:named",
        "people:invite",
        "people:person",
        "people:leave",
        "people:reset",
        "people:teams",
        "people:desk",
        "people:new_desk",
        "people:end_desk",
        "people:lend",
        "people:borrow",
        "people:new_key",
        "people:key",
        "people:end_key",
        "people:own_service",
        "people:new_webhook",
        "people:webhook",
        "people:end_webhook",
        "oversight:keep_out",
        "oversight:let_in",
        "settings:looks",
        "agreements:sign",
        "agreements:force",
    }
)


def must_show(request: HttpRequest, name: str) -> bool:
    """Say whether this page asks again who it is, and the last time is too long ago."""
    if name not in ASKED_AGAIN or _is_invented(request):
        return False
    at: datetime = request.received_at  # type: ignore[attr-defined]
    last: float = max([request.session.get(BEGAN_KEY, 0), *_shown_again(request)])
    return at.timestamp() - last >= FRESH_SECONDS


def _shown_again(request: HttpRequest) -> list[float]:
    """Return when, in this session, it was shown again."""
    records = get_authentication_records(request, request.user)
    return [one["at"] for one in records if one.get("reauthenticated")]


def noted(view: View) -> View:
    """Write to the trail that somebody has shown again that it is they; both or neither."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        before = len(_shown_again(request))
        response = view(request, *args, **kwargs)
        if len(_shown_again(request)) > before:
            by = request.actor  # type: ignore[attr-defined]
            record.recorded("sign_in.again", by=by, act=Act.SIGN_IN)
        return response

    return page


def _is_invented(request: HttpRequest) -> bool:
    """Say whether it is an invented person: they have nothing to show, and nothing to hide."""
    return settings.DEMO and bool(getattr(request.user, "is_demonstration", False))


def ask_again(request: HttpRequest, back: str) -> HttpResponse:
    """Lead to where it is shown, and from there back: password, code, passkey or own service.

    Whoever came by their agency's service shows it there. Who has nothing to show signs in anew.
    """
    agency = request.session.get(ONLY_FOR_KEY)
    if agency:
        where = reverse("sign_in:own_service", args=[agency])
        return redirect(f"{where}?{urlencode({'again': '1', 'next': back})}")
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:
        end_session(request, reason=NOTHING_TO_SHOW)
    where = ways[0]["url"] if ways else reverse(settings.LOGIN_URL)
    return redirect(f"{where}?{urlencode({'next': back})}")
