"""Around every call: who asks, for whom, in one transaction that is one line of the trail."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from safereturn.agencies import actions as agencies
from safereturn.agencies import queries
from safereturn.agencies.rules import CALL_KEY_LENGTH
from safereturn.api import problems, spooling
from safereturn.audit import record
from safereturn.casework.actions import trawling
from safereturn.foundation import identity
from safereturn.foundation.actor import Actor, Door, nobody
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.foundation.pace import Pace
from safereturn.sharing.queries.explaining import explain

log = logging.getLogger(__name__)

USER_REFERENCE = "X-User-Reference"
USER_NAME = "X-User-Name"
IDEMPOTENCY_KEY = "Idempotency-Key"
SHOWN_BECAUSE = "Shown-Because"
USER_LENGTH = 200

# Whose body may hold a file, as base64.
TAKES_A_FILE = frozenset({"add_photo", "add_document"})

# Lists of what the agency must see to do its work: no records are opened.
NOT_COUNTED = frozenset({"get_worklist", "list_notices", "list_openings", "list_looks"})
SEARCHES = frozenset({"search_children", "find_by_police_reference"})
CALLS = Pace(settings.CALLS_A_MINUTE)
SEARCHED = Pace(settings.SEARCHES_A_MINUTE)
# Calls without a good key that are written down, from one address.
UNKNOWN = Pace(20)

Answer = Callable[..., HttpResponse]


class Writing(StrEnum):
    """Whether an operation writes, and whether its answer may be kept for a repeat."""

    NO = "no"
    YES = "yes"
    SHOWN_ONCE = "shown_once"


class ShownOnce(Conflict):
    """This was done. Its answer was shown once and is not kept: ask for it under a new key."""


class Call(HttpRequest):
    """A request of which we know who makes it, and when it came in."""

    actor: Actor
    received_at: datetime


class OutOfScope(NotAllowed):
    """This key may not be used for that. Ask your agency’s administrator to widen it."""


def around(
    run: Answer, *, name: str, writing: Writing, scope: str, reports: bool = False
) -> Answer:
    """Wrap one operation: sign in, act in one transaction, answer every error in words.

    `scope` is what a key must be good for, where its administrator has narrowed it. One
    that `reports` a child is taken into the spool when it cannot be written.
    """

    @wraps(run)
    def call(request: Call, **path: Any) -> HttpResponse:
        at, actor = timezone.now(), None
        try:
            _require_small(request, takes_file=name in TAKES_A_FILE)
            actor = caller(request, at=at)
            _require_scope(request, scope)
            _require_json(request)
            _require_pace(actor, name)
            with (
                identity.acting(actor, at=at),
                record.looking(f"api.{name}", by=actor, savepoint=False) as look,
            ):
                request.actor, request.received_at = actor, at
                if writing is Writing.NO:
                    response = run(request, **path)
                    if name not in NOT_COUNTED:
                        trawling.count(look.child_ids, at=at, by=actor)
                else:
                    response = _once(run, request, path, secret=writing is Writing.SHOWN_ONCE)
                if words := explain(at=at).header:
                    response[SHOWN_BECAUSE] = words
                return response
        except Exception as error:  # noqa: BLE001 - every error has an answer here
            told: Exception = error
            if isinstance(error, problems.NotSignedIn | NotAllowed | NotFound):
                told = _written_down(request, name, actor, at, error, path)
            if actor is not None and isinstance(told, trawling.Stopped):
                trawling.tell_of_stop(at=at, by=actor)
            kept = reports and problems.is_failing(told) and _kept(request, at)
            return kept or problems.answer(told) or _our_fault(request, name, told)

    return call


def _kept(request: HttpRequest, at: datetime) -> HttpResponse | None:
    """Take a report into the spool; not one that is coming out of it."""
    return None if hasattr(request, "entered_as") else spooling.take(request, at=at)


def _our_fault(request: HttpRequest, name: str, error: Exception) -> HttpResponse:
    """Log a fault of ours as Django would, and answer without its details."""
    log.error("api.%s failed", name, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return problems.problem(500)


def caller(request: HttpRequest, *, at: datetime) -> Actor:
    """Return who calls: the agency and roles of the key, the person as the agency asserts.

    decisions.md 21: the user's reference and name are recorded as said. Raises
    NotSignedIn without a valid key, Invalid when the user is not named.
    """
    known: Actor | None = getattr(request, "entered_as", None)
    if known is not None:  # out of the spool: whose key it was has been looked up
        return known
    token = _token(request)
    reference, name = _header(request, USER_REFERENCE), _header(request, USER_NAME)
    actor = None
    if token:
        asserted = f"{name} ({reference})"
        found = queries.find_client(token, at=at, asserted=asserted, reference=reference)
        if found is not None:
            actor = found.actor
            request.found_client = found  # type: ignore[attr-defined]
    if actor is None:
        raise problems.NotSignedIn
    missing = {
        header: words
        for header, value, words in (
            (USER_REFERENCE, reference, _("Send the reference of the person who is asking.")),
            (USER_NAME, name, _("Send the name of the person who is asking.")),
        )
        if not 0 < len(value) <= USER_LENGTH
    }
    if missing:
        raise Invalid(fields=missing)
    actor.origin.update(
        address=request.META.get("REMOTE_ADDR", ""), path=request.path, method=request.method or ""
    )
    return actor


def _token(request: HttpRequest) -> str:
    """Return the key that came with a call, or nothing."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _require_scope(request: HttpRequest, scope: str) -> None:
    """Refuse what the key was not made for; write down that it was used.

    A report that comes out of the spool was taken when nothing could be looked up: it stands.
    """
    found: queries.FoundClient | None = getattr(request, "found_client", None)
    if found is None:
        return
    agencies.note_use(found, at=timezone.now())
    if not found.may(scope):
        raise OutOfScope


def _header(request: HttpRequest, name: str) -> str:
    """Read a header as UTF-8, which is how names arrive; else as Latin-1, as HTTP has it."""
    value = request.headers.get(name, "")
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode()
    return value.strip()


def _require_pace(actor: Actor, name: str) -> None:
    """Raise TooFast when a key calls, or a person searches, more often than is allowed."""
    wait = CALLS.wait(str(actor.person_id))
    if name in SEARCHES:
        wait = wait or SEARCHED.wait(f"{actor.person_id}:{actor.asserted}")
    if wait:
        raise problems.TooFast(wait)


def _require_small(request: HttpRequest, *, takes_file: bool) -> None:
    """Refuse a body before it is read, unless this operation takes a file."""
    sent = request.META.get("CONTENT_LENGTH") or "0"
    if not takes_file and sent.isdigit() and int(sent) > settings.MOST_WORDS:
        raise RequestDataTooBig


def _require_json(request: HttpRequest) -> None:
    if request.body and request.content_type != "application/json":
        raise problems.NotJson


def _once(run: Answer, request: Call, path: dict[str, Any], *, secret: bool) -> HttpResponse:
    """Act once for each Idempotency-Key; a repeated call gets the answer of the first."""
    shown: list[HttpResponse] = []
    key = request.headers.get(IDEMPOTENCY_KEY, "").strip()
    if not 0 < len(key) <= CALL_KEY_LENGTH:
        raise problems.Unreadable(_("Send an Idempotency-Key with every call that writes."))
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body

    def do() -> tuple[int, str]:
        response = run(request, **path)
        shown.append(response)
        return response.status_code, "" if secret else response.content.decode()

    answered = agencies.answer_once(
        key, hashlib.sha256(said).hexdigest(), do, at=request.received_at, by=request.actor
    )
    if not answered.repeated:
        return shown[0]
    if secret:
        raise ShownOnce
    response = HttpResponse(
        answered.answer, status=answered.status, content_type="application/json"
    )
    response["Idempotent-Replayed"] = "true"
    return response


def _written_down(
    request: HttpRequest,
    name: str,
    actor: Actor | None,
    at: datetime,
    error: Exception,
    path: dict[str, Any],
) -> Exception:
    """Write a refusal to the trail; return what to answer."""
    if actor is None:
        return _record_no_key(request, at, error)
    return _record_refusal(name, actor, at, error, path)


def _record_no_key(request: HttpRequest, at: datetime, error: Exception) -> Exception:
    """Write down that somebody came with a key that is not good: whose it was, if it was one.

    Of keys that nobody ever made, so many a minute from one address: they cost nothing to make up.
    Return what to answer, as `_record_refusal`.
    """
    token = _token(request)
    where = request.META.get("REMOTE_ADDR", "")
    try:
        by = queries.find_ended_client(token) if token else None
        if by is None and UNKNOWN.wait(where):
            return error
        who = by or nobody(door=Door.API)
        who.origin.update(address=where)
        with identity.acting(who, at=at):
            record.refused("api.sign_in", by=who, reason="KeyOver" if by else "NoSuchKey")
    except (record.NotRecorded, DatabaseError) as failed:
        return failed
    return error


def _record_refusal(
    name: str, actor: Actor, at: datetime, error: Exception, path: dict[str, Any]
) -> Exception:
    """Write the refusal down in a transaction of its own: the call's was undone.

    Return what to answer: that it cannot be done now, if the refusal cannot be recorded.
    """
    ref = next((str(value) for value in path.values()), "")
    try:
        with identity.acting(actor, at=at):
            record.refused(f"api.{name}", by=actor, reason=type(error).__name__, ref=ref)
    except (record.NotRecorded, DatabaseError) as failed:
        return failed
    return error
