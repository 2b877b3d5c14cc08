"""How allauth signs people in here: no self-registration, and each sign-in is recorded."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse

from safereturn.agencies import queries as agencies
from safereturn.audit import record
from safereturn.audit.rules import Act
from safereturn.foundation.actor import SERVICE_ID, Actor, AgencyKind

NO_APPOINTMENT = "NoAppointment"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our choices where allauth asks."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves: an agency's administrator does."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: "you have signed in as …" would put an address on the page."""

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names: people sign in with their e-mail address."""

    def post_login(
        self, request: HttpRequest, user: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Record the sign-in; start unlocked, acting for no agency by choice."""
        record_sign_in(request, user)
        response: HttpResponse = super().post_login(request, user, *args, **kwargs)
        return response


def record_sign_in(request: HttpRequest, user: Any) -> None:
    """Write the sign-in to the trail and begin a fresh, unlocked session."""
    assert isinstance(user, get_user_model())
    at = request.received_at  # type: ignore[attr-defined]
    for key in ("locked", "appointment", "wrong"):
        request.session.pop(key, None)
    request.session["seen_at"] = at.timestamp()
    actor = agencies.find_actor(user.pk, at=at)
    somebody = actor or _of_no_agency(user)
    somebody.origin["address"] = request.META.get("REMOTE_ADDR", "")
    if actor:
        record.recorded("sign_in", by=actor, act=Act.SIGN_IN)
    else:
        # The password was right: somebody who has left, or never began, is at the door.
        record.refused("sign_in", by=somebody, reason=NO_APPOINTMENT)


def _of_no_agency(user: Any) -> Actor:
    """Return a person who acts for nobody: the nil identifier is no agency's."""
    return Actor(
        person_id=user.pk,
        agency_id=SERVICE_ID,
        agency_kind=AgencyKind.OTHER,
        roles=frozenset(),
        name=user.name,
    )
