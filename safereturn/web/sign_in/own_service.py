"""Signing in by an agency's own service (OpenID Connect): whom it may vouch for, and as what.

The service says who somebody is, by issuer and subject; we ask whether that agency has appointed
them now. The first time, its verified address says which of its people that is. It vouches for
its own people alone and for their work with it alone: what they do for another agency they sign
in to in another way. Nobody gets an account by it.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from safereturn.agencies import actions, queries
from safereturn.agencies.queries import OwnSignIn
from safereturn.foundation.sealed import Unreadable
from safereturn.web.sign_in.adapter import VOUCHED_KEY, end_session, refuse_person
from safereturn.web.sign_in.openid import (
    CLOCKS_APART_SECONDS,
    Asked,
    Client,
    ServiceFault,
    claims,
    leave_for,
)

log = logging.getLogger(__name__)

UNDER_WAY = "own_service"
LONGEST_SECONDS = 10 * 60


@login_not_required
@require_safe
def start(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Lead to the agency's service, remembering in the session what was asked."""
    service = _service(agency_id)
    asked, again = Asked.fresh(), bool(request.GET.get("again"))
    try:
        where = leave_for(_client(service), asked, again=again)
    except (ServiceFault, Unreadable, KeyError) as fault:
        return _refused(request, _failed(fault))
    to = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    request.session[UNDER_WAY] = asdict(asked) | {
        "agency": str(agency_id),
        "at": request.received_at.timestamp(),  # type: ignore[attr-defined]
        "next": to if safe else "/",
        "again": again,
    }
    return redirect(where)


@login_not_required
@require_safe
def back(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """Take what the service answered, once: sign in whom the agency has appointed, or refuse."""
    service = _service(agency_id)
    kept = request.session.pop(UNDER_WAY, None) or {}
    if not _is_answer(request, kept, agency_id):
        return _refused(request, "NotAsked")
    if "code" not in request.GET:
        return _refused(request, "TurnedBack")
    asked = Asked(kept["state"], kept["nonce"], kept["verifier"])
    try:
        said = claims(_client(service), asked, request.GET["code"])
    except (ServiceFault, Unreadable, KeyError) as fault:
        return _refused(request, _failed(fault))
    if kept["again"] and not _is_recent(said, kept["at"]):
        return _refused(request, "NotShownAgain")
    return _sign_in(request, service, said, kept["next"])


def _sign_in(
    request: HttpRequest, service: OwnSignIn, said: Mapping[str, Any], to: str
) -> HttpResponse:
    at = request.received_at  # type: ignore[attr-defined]
    address = str(said.get("email", "")) if _is_verified(said) else ""
    try:
        person = actions.come_in(service.agency_id, service.issuer, said["sub"], address, at=at)
    except actions.AnotherAccount as refused:
        actions.tell_of_another_account(service.agency_id, refused, at=at)
        return _refused(request, "AnotherAccount")
    if person is None:
        return _refused(request, "NotAppointed")
    with transaction.atomic():
        if request.user.is_authenticated:
            end_session(request)
        request.session[VOUCHED_KEY] = {
            "person": str(person.pk),
            "agency": str(service.agency_id),
            "strong": _is_strong(said, service.strong_values),
        }
        record_authentication(request, person, method="own_service")
        response: HttpResponse = perform_login(request, Login(user=person, redirect_url=to))
    return response


def _service(agency_id: UUID) -> OwnSignIn:
    service = queries.find_own_sign_in(agency_id)
    if service is None:
        raise Http404
    return service


def _client(service: OwnSignIn) -> Client:
    back_path = reverse("sign_in:own_service_back", args=[service.agency_id])
    return Client(
        issuer=service.issuer,
        client_id=service.client_id,
        secret=service.secret,
        back=settings.SERVICE_URL + back_path,
    )


def _is_answer(request: HttpRequest, kept: Mapping[str, Any], agency_id: UUID) -> bool:
    """Say whether this is the answer to what this browser was sent to ask, and soon enough."""
    at = request.received_at.timestamp()  # type: ignore[attr-defined]
    return (
        kept.get("agency") == str(agency_id)
        and at - kept["at"] < LONGEST_SECONDS
        and request.GET.get("state") == kept["state"]
    )


def _is_verified(said: Mapping[str, Any]) -> bool:
    """Say whether the address is the person's own: Microsoft's word for it is `xms_edov`."""
    return said.get("email_verified") is True or said.get("xms_edov") in (True, 1, "1")


def _is_recent(said: Mapping[str, Any], since: float) -> bool:
    """Say whether the person showed it after we asked: the address that asks lies in their hands.

    A service that was asked and does not say when (it must: Core 1.0, 2) is believed, and logged:
    who cannot be asked again could else open no record in an emergency.
    """
    shown = said.get("auth_time")
    if not isinstance(shown, int | float):
        log.warning("an agency's sign-in service does not say when somebody signed in: auth_time")
        return True
    return shown >= since - CLOCKS_APART_SECONDS


def _is_strong(said: Mapping[str, Any], values: frozenset[str]) -> bool:
    """Say whether the service asked for a second factor: its `amr` or `acr` says so."""
    methods = said.get("amr") or []
    told = {*(methods if isinstance(methods, list) else [methods]), said.get("acr")}
    return not values.isdisjoint(str(one) for one in told if one)


def _failed(fault: Exception) -> str:
    """Log the kind of fault for who runs the service; the trail says that it was one."""
    log.warning("an agency's sign-in service failed: %s %s", type(fault).__name__, fault)
    return "OwnServiceFailed"


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    refuse_person(request, None, reason)
    return render(request, "sign_in/own_service_refused.html", status=403)
