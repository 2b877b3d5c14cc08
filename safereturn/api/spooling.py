"""A report that cannot be written is taken into the spool with 202, and entered later.

What is kept is the call as it was sent. It is entered by the same operation, under the
same Idempotency-Key: repeated, in the meantime or afterwards, it acts once.
"""

import json
import logging
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve
from django.utils.translation import gettext as _

from safereturn.agencies import queries as agencies
from safereturn.casework.actions import spooled
from safereturn.casework.queries.spooled import StoredReport, to_enter
from safereturn.foundation import identity, spool, standby
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.spool import NotTaken

log = logging.getLogger(__name__)

HEADERS = ("X-User-Reference", "X-User-Name", "Idempotency-Key")
OK = range(200, 300)


class StillFailing(Exception):
    """The report could not be entered yet: the job is tried again."""


def take(request: HttpRequest, *, at: datetime) -> HttpResponse | None:
    """Take a call that reports a child into the spool; None if it cannot be.

    The key must be one of those that were good when the worker last wrote them down.
    """
    token = request.headers.get("Authorization", "").partition(" ")[2].strip()
    key_hash = agencies.token_hash(token)
    agency_id, _gap, person_id = standby.agency_of_key(key_hash).partition(" ")
    headers = {name: request.headers.get(name, "").strip() for name in HEADERS}
    if not agency_id or not all(headers.values()) or not _is_json(request):
        return None
    said = {
        "door": "api",
        "agency_id": agency_id,
        "person_id": person_id,
        "key_hash": key_hash,
        "headers": headers,
        "path": request.path,
        "body": request.body.decode(),
        "address": request.META.get("REMOTE_ADDR", ""),
    }
    try:
        receipt = spool.take(said, at=at)
    except NotTaken as why:
        log.error("A report could not be taken into the spool: %s", why)
        return None
    log.warning("Report %s was taken into the spool.", receipt.number)
    detail = _(
        "The report is kept and will be entered, but nobody is told yet: ring the police now."
        " Send the same call with the same key later to get its reference."
    )
    body = {"spooled": receipt.number, "taken_at": at.isoformat(), "detail": detail}
    return JsonResponse(body, status=HTTPStatus.ACCEPTED)


def _is_json(request: HttpRequest) -> bool:
    try:
        return isinstance(json.loads(request.body), dict)
    except ValueError:
        return False


def enter(report_id: UUID, *, at: datetime) -> None:
    """Enter a report that was taken into the spool, once; leave what cannot be to a person.

    Raises StillFailing when it cannot be written yet.
    """
    with identity.acting(the_service(), at=at) as service:
        report = to_enter(report_id)
        if report is None:
            return
        actor = _caller(report, at)
        if actor is None:
            why = _("The key it was sent with is not good any more.")
            spooled.leave_to_a_person(report, why, at=at, by=service)
            return
    response = _called(report, actor)
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        raise StillFailing
    said = json.loads(response.content)
    with identity.acting(the_service(), at=at) as service:
        if response.status_code in OK:
            spooled.entered(report, _path(report, said), at=at, by=service)
        else:
            spooled.leave_to_a_person(report, str(said["detail"]), at=at, by=service)


def _caller(report: StoredReport, at: datetime) -> Actor | None:
    headers = report.said["headers"]
    reference = headers["X-User-Reference"]
    asserted = f"{headers['X-User-Name']} ({reference})"
    key = report.said["key_hash"]
    actor = agencies.find_client_actor("", at=at, asserted=asserted, reference=reference, key=key)
    if actor is not None:
        actor.origin.update(
            address=report.said["address"],
            path=report.said["path"],
            method="POST",
            spool=report.number,
            taken_at=report.taken_at.isoformat(),
        )
    return actor


def _called(report: StoredReport, actor: Actor) -> HttpResponse:
    said, request = report.said, HttpRequest()
    request.method, request.path, request.path_info = "POST", said["path"], said["path"]
    request.content_type, request.content_params = "application/json", {}
    request.META = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/json",
        "REMOTE_ADDR": said["address"],
        **{f"HTTP_{name.upper().replace('-', '_')}": v for name, v in said["headers"].items()},
    }
    for name, value in (("_body", said["body"].encode()), ("entered_as", actor)):
        setattr(request, name, value)
    match = resolve(said["path"])
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def _path(report: StoredReport, said: Any) -> str:
    """Return the page of the episode that an answer names, or that the call was about."""
    one = said[0] if isinstance(said, list) else said
    ref = one.get("ref") or report.said["path"].split("/")[4]
    return f"/episodes/{ref}/"
