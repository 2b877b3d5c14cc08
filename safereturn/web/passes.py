"""Who somebody is, when the sessions cannot be read: a signed note that their browser holds.

It names a person, an appointment and an agency by their ids, is good for a shift, and only
beside the very session it was given with. It opens nothing: with it a report is taken into
the spool in that person's name (docs/adr/0014).
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from safereturn.foundation.actor import Actor

COOKIE = "safereturn_pass"
SALT = "safereturn.pass"
# Given anew after this long, so that a change of agency is soon in it.
FRESH_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Pass:
    """Whom the note names."""

    person_id: str
    agency_id: str
    appointment_id: str


def _beside(request: HttpRequest) -> str:
    """Return what ties a note to the session that it was given with."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return salted_hmac(SALT, session).hexdigest()[:32] if session else ""


def read(request: HttpRequest, *, max_age: int = settings.SESSION_COOKIE_AGE) -> Pass | None:
    """Return whom the browser's note names, or None if it is not one of ours for this session."""
    try:
        person, agency, appointment, beside = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=max_age
        )
    except (signing.BadSignature, ValueError):
        return None
    session = _beside(request)
    if not session or not constant_time_compare(beside, session):
        return None
    return Pass(person, agency, appointment)


def give(request: HttpRequest, response: HttpResponseBase, actor: Actor) -> None:
    """Put a note into the answer, unless the browser has a fresh one that says the same."""
    said = Pass(str(actor.person_id), str(actor.agency_id), str(actor.appointment_id))
    beside = _beside(request)
    if not beside or read(request, max_age=FRESH_SECONDS) == said:
        return
    words = [said.person_id, said.agency_id, said.appointment_id, beside]
    response.set_cookie(
        COOKIE,
        signing.dumps(words, salt=SALT),
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_away(response: HttpResponseBase) -> None:
    """Let the browser forget the note: somebody has signed out."""
    response.delete_cookie(COOKIE)
