"""Errors as problem+json (RFC 9457), in plain words: the one shape every refusal has."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import HttpError, ValidationError

from safereturn.agencies.actions import StillUnderWay
from safereturn.audit.record import NotRecorded
from safereturn.casework.actions.trawling import Stopped
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound, SafeReturnError
from safereturn.foundation.saying import spoken

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "5"
# Whoever is stopped may open others again as the hour moves on.
STOPPED_FOR = 900


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of problem: its place in the documentation, its title, when it is met."""

    slug: str
    title: str | Promise
    when: str | Promise


SORTS: dict[int, Sort] = {
    400: Sort(
        "unreadable",
        gettext_lazy("The call could not be read"),
        gettext_lazy("The body is not JSON, or a write came without an Idempotency-Key."),
    ),
    401: Sort(
        "not-signed-in",
        gettext_lazy("The key is missing or not valid"),
        gettext_lazy("No bearer token came, or it is unknown, out of date or revoked."),
    ),
    403: Sort(
        "not-allowed",
        gettext_lazy("You are not allowed to do this"),
        gettext_lazy("The roles of the key, or the agreement, do not allow it. It is recorded."),
    ),
    404: Sort(
        "not-found",
        gettext_lazy("We could not find that record"),
        gettext_lazy("There is no such record, or your agency may not know of it."),
    ),
    405: Sort(
        "no-such-method",
        gettext_lazy("This address does not take that method"),
        gettext_lazy("The header Allow names the methods it takes."),
    ),
    409: Sort(
        "conflict",
        gettext_lazy("The record is no longer as you took it to be"),
        gettext_lazy("Somebody was there first: read the record again, then decide."),
    ),
    413: Sort(
        "too-large",
        gettext_lazy("The body is too large"),
        gettext_lazy("The limit is 2.5 megabytes; 16 with a photograph or a document."),
    ),
    415: Sort(
        "not-json",
        gettext_lazy("The body must be JSON"),
        gettext_lazy("Send Content-Type: application/json."),
    ),
    422: Sort(
        "invalid",
        gettext_lazy("Some of the information is not valid"),
        gettext_lazy("`fields` names what to mend, and how."),
    ),
    429: Sort(
        "too-many",
        gettext_lazy("Too many in too short a time"),
        gettext_lazy("Wait as long as Retry-After says, then go on more slowly."),
    ),
    500: Sort(
        "our-fault",
        gettext_lazy("Something went wrong on our side"),
        gettext_lazy("Nothing was changed. Ring the desk if a child is at risk."),
    ),
    503: Sort(
        "not-available",
        gettext_lazy("The service is not available at this moment"),
        gettext_lazy("Nothing was changed. Send the same call with the same key again."),
    ),
}


class NotSignedIn(SafeReturnError):
    """Send a key that is valid: Authorization: Bearer sr_…"""


class NotJson(SafeReturnError):
    """Send the body as JSON, with Content-Type: application/json."""


class TooFast(SafeReturnError):
    """Calls or searches come faster than is allowed. Wait as long as Retry-After says."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class Unreadable(SafeReturnError):
    """The body could not be read as JSON."""


# What the domain's own messages call a field whose name on a page differs from ours.
FIELD_NAMES = {
    "last_seen_time": "last_seen_at",
    "reporter_name": "reporter.name",
    "not_told_because": "reporter.not_told_because",
}


def problem(
    status: int,
    detail: str = "",
    *,
    fields: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with a problem. `detail` is fit to show to the person who asked."""
    sort = SORTS[status]
    body: dict[str, Any] = {
        "type": f"/api/v1/#problem-{sort.slug}",
        "title": str(sort.title),
        "status": status,
        "detail": detail or str(sort.when),
    }
    if fields:
        body["fields"] = dict(fields)
    body.update(more or {})
    return HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)


def answer(error: Exception) -> HttpResponse | None:
    """Return the problem an error is answered with; None for a fault of ours."""
    if isinstance(error, SafeReturnError):
        return _refusal(error)
    if isinstance(error, ValidationError):
        return _validation(error)
    if isinstance(error, HttpError):  # ninja's own: a body that is not JSON
        return problem(400, spoken(str(Unreadable())))
    if isinstance(error, RequestDataTooBig):
        return problem(413)
    if is_failing(error):
        return _later(problem(503))
    return None


def is_failing(error: Exception) -> bool:
    """Say whether the database, or the log in it, cannot be written at this moment."""
    return isinstance(error, NotRecorded | OperationalError | InterfaceError | InternalError)


def _refusal(error: SafeReturnError) -> HttpResponse:
    # Hidden and absent are one answer, to the byte.
    detail = spoken(str(NotFound() if isinstance(error, NotFound) else error))
    if isinstance(error, Invalid):
        return problem(422, detail, fields=_named(error.fields))
    if isinstance(error, Conflict):
        ref = getattr(error, "episode_ref", "")
        response = problem(409, detail, more={"episode": ref} if ref else None)
        return _later(response) if isinstance(error, StillUnderWay) else response
    if isinstance(error, NotSignedIn):
        response = problem(401, detail)
        response["WWW-Authenticate"] = 'Bearer realm="Safe Return"'
        return response
    if isinstance(error, TooFast | Stopped):
        response = problem(429, detail)
        response["Retry-After"] = str(getattr(error, "seconds", STOPPED_FOR))
        return response
    statuses = {NotAllowed: 403, NotFound: 404, NotJson: 415, Unreadable: 400}
    status = next(code for kind, code in statuses.items() if isinstance(error, kind))
    return problem(status, detail)


def _later(response: HttpResponse) -> HttpResponse:
    response["Retry-After"] = RETRY_AFTER
    return response


def _named(fields: Mapping[str, str]) -> dict[str, str]:
    return {FIELD_NAMES.get(name, name): spoken(words) for name, words in fields.items()}


def _validation(error: ValidationError) -> HttpResponse:
    """Turn pydantic's list into words. A reference of the wrong form is one not found."""
    if any(one["loc"][0] == "path" for one in error.errors):
        return _refusal(NotFound())
    fields: dict[str, str] = {}
    for one in error.errors:
        source, *place = one["loc"]
        # The body arrives under the name of the function's own parameter: not theirs.
        parts = place[1:] if source == "body" else place
        fields.setdefault(".".join(str(part) for part in parts) or "body", _words(one))
    return problem(422, fields=fields)


def _words(one: Mapping[str, Any]) -> str:
    """Return what to mend, in words for each kind of fault that pydantic tells apart."""
    kind, given = str(one["type"]), one.get("ctx", {})
    found = next((words for start, words in _faults().items() if kind.startswith(start)), None)
    return (found or str(one["msg"])).format(**given)


def _faults() -> dict[str, str]:
    """Return the words by what a fault's name begins with; the first that fits counts."""
    time = _("Give the time as 2026-03-02T14:30:00Z or with its offset, +01:00.")
    return {
        "missing": _("This is needed."),
        "extra_forbidden": _("There is no such field."),
        "string_too_short": _("This must not be empty."),
        "string_too_long": _("This is too long: at most {max_length} characters."),
        "string_type": _("Give this as text."),
        "string_unicode": _("This holds a character that is not text."),
        "string_pattern": _("This is not of the form that is asked for."),
        "enum": _("Give one of: {expected}."),
        "value_error": "{error}",
        "timezone": time,
        "datetime": time,
        "date": _("Give the day as 2026-03-02."),
        "uuid": _("Give the id that an answer of ours gave."),
        "bool": _("Give true or false."),
        "int": _("Give a whole number."),
        "list": _("Give a list."),
        "too_long": _("Give at most {max_length}."),
        "too_short": _("Give at least {min_length}."),
        "model": _("Give an object."),
        "dict": _("Give an object."),
    }
