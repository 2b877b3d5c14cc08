"""When the log or the database cannot be written: nothing is shown, no word is lost.

The page is made without the database: no session, no menu, no look. It says whom to ring,
from the list that the worker keeps outside (`foundation.standby`).
"""

import logging
import sys
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dates import WEEKDAYS as DAYS
from django.utils.translation import gettext as _

from safereturn.agencies.rules import Hours
from safereturn.audit.record import NotRecorded
from safereturn.casework.actions import drafts
from safereturn.foundation import identity, spool, standby
from safereturn.foundation.errors import Invalid
from safereturn.foundation.standby import StandbyAgency, StandbyDesk
from safereturn.web import passes, spooling
from safereturn.web.http import page_of, words_of
from safereturn.web.typed import form_again

log = logging.getLogger(__name__)

# The log refused the line, the database is gone, full or locked, or a trigger of it raised.
# Other errors of the database are faults of ours.
FAULTS = (NotRecorded, OperationalError, InterfaceError, InternalError)
RETRY_AFTER = "30"


@dataclass(frozen=True, slots=True)
class Ring:
    """A desk as the page prints it: does it answer now, and when does it."""

    name: str
    phone: str
    is_open: bool
    hours: str


@dataclass(frozen=True, slots=True)
class Party:
    """A party and its desks, those that answer now first."""

    name: str
    desks: list[Ring]


def answer(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Answer in plain words that nothing was shown or done; keep what was typed.

    Never raises for want of a database. What went wrong is logged by its kind alone.
    """
    name = request.resolver_match.view_name if request.resolver_match else ""
    log.error("%s was not answered: %s", name or "A page", _kind(error))
    typed = form_again(request) if request.method == "POST" else {}
    if receipt := spooling.take(request):
        return _page(request, {"receipt": receipt, **typed}, status=HTTPStatus.ACCEPTED)
    page = {"kept": bool(typed) and _kept(request), **typed}
    return _page(request, page, status=HTTPStatus.SERVICE_UNAVAILABLE)


def handler(request: HttpRequest) -> HttpResponse:
    """Answer whatever no view has answered: the last resort that Django calls for a 500."""
    error = sys.exc_info()[1]
    if isinstance(error, FAULTS):
        return answer(request, error)
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _kind(error: BaseException) -> str:
    cause = error.__cause__
    return type(error).__name__ + (f", {type(cause).__name__}" if cause else "")


def _page(request: HttpRequest, page: dict[str, Any], *, status: int) -> HttpResponse:
    near, others, as_of = _whom_to_ring(request)
    page |= {"near": near, "others": others, "as_of": as_of, "holding": spool.holding()}
    # Without a request: the context of other pages asks the database.
    page["csrf_token"] = get_token(request)
    response = HttpResponse(render_to_string("failing.html", page), status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = RETRY_AFTER
    _leave_session(request)
    return response


def _leave_session(request: HttpRequest) -> None:
    """Let the browser stay who it was: what the page did to the session is undone.

    A session that was ended in vain would else take its cookie along. Nor is it written:
    that may be just what cannot be.
    """
    if hasattr(request, "session"):
        request.session = type(request.session)(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    # Nor is told at the next page what was not done.
    vars(request).pop("_messages", None)


def _whom_to_ring(request: HttpRequest) -> tuple[list[Party], list[Party], Any]:
    """Return the desks nearest to the person's own agency, all others, and since when."""
    known = standby.desks()
    if known is None:
        return [], [], None
    at = timezone.now()
    known_as = passes.read(request)
    own = known_as.agency_id if known_as else ""
    mine = next((one for one in known.agencies if one.id == own), None)
    ids = {own, *mine.near} if mine else set()
    parties = [(one.id in ids, _party(one, at)) for one in known.agencies if one.desks]
    near = [party for is_near, party in parties if is_near]
    return near, [party for is_near, party in parties if not is_near], known.at


def _party(agency: StandbyAgency, at: Any) -> Party:
    rings = [_ring(desk, at) for desk in agency.desks]
    return Party(agency.name, sorted(rings, key=lambda ring: not ring.is_open))


def _ring(desk: StandbyDesk, at: Any) -> Ring:
    hours = Hours.from_rows(desk.openings)
    said = []
    for first, last, opens, closes in hours.weeks:
        days = DAYS[first] if first == last else _("%s to %s") % (DAYS[first], DAYS[last])
        said.append(f"{days}, {opens:%H:%M}–{closes:%H:%M}")
    return Ring(desk.name, desk.phone, hours.open_at(at), "; ".join(said))


def _kept(request: HttpRequest) -> bool:
    """Keep what was typed as the person's draft, if only the log is out of order."""
    person: UUID | None = getattr(getattr(request, "actor", None), "person_id", None)
    if person is None:
        return False
    at = request.received_at  # type: ignore[attr-defined]
    key = request.POST.get("kept_as", "") or request.path
    try:
        with identity.as_person(person, at=at):
            drafts.keep_draft(person, key, page_of(request), words_of(request.POST), at=at)
    except (DatabaseError, Invalid):
        return False
    return True
