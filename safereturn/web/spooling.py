"""Pages: a report that cannot be written is taken into the spool, and entered later.

What is kept is the form as it was sent. It is entered by the page's own view, with the
time at which it was sent, as the person who sent it: there is no second way in.
"""

import logging
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from safereturn.agencies import queries as agencies
from safereturn.audit import record
from safereturn.casework.actions import spooled
from safereturn.casework.queries.spooled import StoredReport, to_enter
from safereturn.foundation import identity, spool
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import SafeReturnError
from safereturn.foundation.spool import NotTaken, Receipt
from safereturn.web import passes
from safereturn.web.http import AlreadyDone, pressed_before, words_of

log = logging.getLogger(__name__)

# The forms that report a child missing. `report` without a child is the search before it.
REPORTS = frozenset(
    {
        "report_missing:report",
        "report_missing:new",
        "report_missing:again",
        "report_missing:elsewhere",
        "episode:upgrade",
    }
)
CARRIED = ("once", "kept_as", "action")


def take(request: HttpRequest) -> Receipt | None:
    """Take a report into the spool; None if this is none, or nobody known, or it cannot be."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if request.method != "POST" or name not in REPORTS or not words_of(request.POST):
        return None
    known = passes.read(request)
    if known is None:
        return None
    at: datetime = request.received_at  # type: ignore[attr-defined]
    carried = {key: request.POST.getlist(key) for key in CARRIED if key in request.POST}
    said = {
        "door": "web",
        "person_id": known.person_id,
        "agency_id": known.agency_id,
        "appointment_id": known.appointment_id,
        "path": request.path,
        "query": request.GET.urlencode(),
        "post": {**words_of(request.POST), **carried},
        "address": request.META.get("REMOTE_ADDR", ""),
    }
    try:
        receipt = spool.take(said, at=at)
    except NotTaken as why:
        log.error("A report could not be taken into the spool: %s", why)
        return None
    log.warning("Report %s was taken into the spool.", receipt.number)
    return receipt


class _Quiet(tuple[()]):
    """Messages to nobody: the person is told by a notice."""

    def add(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing."""


class NotEntered(Exception):
    """The page would have asked again: somebody must finish the report."""


def enter(report_id: UUID, *, at: datetime) -> None:
    """Enter a report that was taken into the spool, once; leave what cannot be to a person.

    Raises what stops it for want of a database: the job is tried again.
    """
    with identity.acting(the_service(), at=at) as service:
        report = to_enter(report_id)
        if report is None:
            return
        actor = agencies.find_actor(report.person_id, at=at, appointment_id=report.appointment_id)  # type: ignore[arg-type]
        if actor is None:
            why = _("Whoever sent it does not act for your agency any more.")
            spooled.leave_to_a_person(report, why, at=at, by=service)
            return
    try:
        _through_the_page(report, actor, at)
    except (NotEntered, SafeReturnError) as error:
        with identity.acting(the_service(), at=at) as service:
            spooled.leave_to_a_person(report, str(error), at=at, by=service)


def _through_the_page(report: StoredReport, actor: Actor, at: datetime) -> None:
    request = request_of(report, actor, at)
    try:
        with identity.acting(actor, at=at), record.looking("report.entering", by=actor):
            path = pressed_before(request) or _led_to(request)  # type: ignore[arg-type]
            spooled.entered(report, path, at=at, by=actor)
    except AlreadyDone as earlier:  # the same form, sent and entered in this very moment
        with identity.acting(actor, at=at):
            spooled.entered(report, earlier.path, at=at, by=actor)


def _led_to(request: HttpRequest) -> str:
    try:
        match = resolve(request.path)
    except Resolver404:
        raise NotEntered(_("Its page is not there any more.")) from None
    response = match.func(request, *match.args, **match.kwargs)
    if response.status_code != HTTPStatus.FOUND:
        raise NotEntered(_why(response))
    return str(response.headers["Location"])


def _why(response: HttpResponseBase) -> str:
    """Say in words why the page asked again."""
    if response.status_code == HTTPStatus.CONFLICT:
        return _("The child was reported missing meanwhile. Add what is new to that report.")
    return _("Something in it is missing or not valid: the page would have asked again.")


def request_of(report: StoredReport, actor: Actor, at: datetime) -> HttpRequest:
    """Make the request again: the same form, sent by the same person, taken at its true time."""
    said, request = report.said, HttpRequest()
    request.method, request.path, request.path_info = "POST", said["path"], said["path"]
    request.GET = QueryDict(said["query"])
    post = QueryDict(mutable=True)
    for name, values in said["post"].items():
        post.setlist(name, values)
    request.POST = post  # type: ignore[assignment]
    request.META = {"REMOTE_ADDR": said["address"], "SERVER_NAME": "spool", "SERVER_PORT": "0"}
    actor.origin.update(
        address=said["address"],
        path=said["path"],
        method="POST",
        spool=report.number,
        taken_at=report.taken_at.isoformat(),
    )
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    for name, value in (
        ("actor", actor),
        ("received_at", at),
        ("taken_at", report.taken_at),
        ("_messages", _Quiet()),
        ("resolver_match", resolve_or_none(said["path"])),
    ):
        setattr(request, name, value)
    return request


def resolve_or_none(path: str) -> Any:
    """Return what answers an address, or None."""
    try:
        return resolve(path)
    except Resolver404:
        return None
