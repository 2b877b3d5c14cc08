"""How allauth signs people in here: no self-registration, waits that grow, each one recorded."""

from typing import Any, NoReturn
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user_model, logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from safereturn.agencies import actions, queries
from safereturn.audit import record
from safereturn.audit.rules import Act
from safereturn.foundation.actor import SERVICE_ID, nobody
from safereturn.web.sign_in.mfa import STRONG

NO_APPOINTMENT = "NoAppointment"
# What a session knows of how somebody came in.
STRONG_KEY = "second_factor"
ONLY_FOR_KEY = "only_for"
VOUCHED_KEY = "vouched"
BEGAN_KEY = "signed_in_at"
# Who has just signed in need not show again that it is they, to set up a first factor.
FRESH_SECONDS = 15 * 60
A_MINUTE = 60


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our choices where allauth asks."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "The email address or the password is not right. Check both and try again"
        ),
        "incorrect_password": gettext_lazy("This is not your password. Try again"),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait five minutes and try again"),
        "rate_limited": gettext_lazy("Too many tries. Wait five minutes and try again"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves: an agency's administrator does."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: "you have signed in as …" would put an address on the page."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: `agencies.jobs.tell_person` does, in the transaction of the change."""

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names: people sign in with their e-mail address."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return from where a request came, as `web.middleware.received` has settled it."""
        return address_of(request)

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor by our own stage: an agency's service may have asked."""
        stages: list[str] = super().get_login_stages()
        theirs = "allauth.mfa.stages.AuthenticateStage"
        ours = "safereturn.web.sign_in.stages.SecondFactor"
        return [ours if name == theirs else name for name in stages]

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Spare somebody who has just signed in the password again, for a first factor."""
        return not _is_enrolling(context.request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse while the door is shut: `authenticate` below counts, allauth need not."""
        try:
            actions.require_open_door(
                credentials.get("email", ""), address_of(request), at=_moment(request)
            )
        except actions.WaitFirst as wait:
            refuse(request, credentials.get("email", ""), "TooManyTries")
            _say_wait(wait, request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check a password; a wrong one counts, a right one clears the person's count."""
        user = super().authenticate(request, **credentials)
        if user:
            actions.forget_wrong(credentials.get("email", ""))
            request.session.pop(VOUCHED_KEY, None)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the wrong password and record the refusal."""
        email = credentials.get("email", "")
        actions.count_wrong(email, address_of(request), at=_moment(request))
        refuse(request, email, "WrongPassword")

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Check one's own password again, with the same count."""
        request = context.request
        found = self.authenticate(request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(
        self, request: HttpRequest, user: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Record the sign-in; start unlocked, acting for no agency by choice."""
        records = get_authentication_records(request, user)
        strong = any(one.get("method") == "mfa" for one in records)
        record_sign_in(request, user, strong=strong)
        response: HttpResponse = super().post_login(request, user, *args, **kwargs)
        return response


def address_of(request: HttpRequest) -> str:
    """Return from where a request came."""
    return str(request.META.get("REMOTE_ADDR", "")) or "0.0.0.0"  # noqa: S104  # nosec B104 - none is known


def _moment(request: HttpRequest) -> Any:
    return request.received_at  # type: ignore[attr-defined]


def _is_enrolling(request: HttpRequest) -> bool:
    began = request.session.get(BEGAN_KEY, 0)
    fresh = _moment(request).timestamp() - began < FRESH_SECONDS
    return fresh and not is_mfa_enabled(request.user, STRONG)


def _say_wait(wait: actions.WaitFirst, request: HttpRequest) -> NoReturn:
    seconds = (wait.until - _moment(request)).total_seconds()
    minutes = max(1, -(-int(seconds) // A_MINUTE))
    text = ngettext(
        "Too many wrong passwords. Wait %(n)d minute, then try again. If you have forgotten"
        " your password, choose a new one.",
        "Too many wrong passwords. Wait %(n)d minutes, then try again. If you have forgotten"
        " your password, choose a new one.",
        minutes,
    )
    raise ValidationError(text % {"n": minutes}, code="wait")


def refuse(request: HttpRequest, email: str, reason: str, name: str = "sign_in") -> None:
    """Record that somebody was refused at the door: who, if it is anybody; no address of theirs."""
    person = queries.find_person(email) if email else None
    refuse_person(request, person, reason, name)


def refuse_person(request: HttpRequest, person: Any, reason: str, name: str = "sign_in") -> None:
    """As `refuse`, for a person in hand, or nobody who is known."""
    origin = {"address": address_of(request)}
    if person is None:
        by = nobody(origin=origin)
    else:
        by = queries.somebody(person, at=_moment(request), origin=origin)
    record.refused(name, by=by, reason=reason)


def is_own_password(request: HttpRequest, password: str, name: str) -> bool:
    """Say whether it is the password of whoever is signed in; a wrong one counts as at the door.

    A screen that was left open, or a session that was taken, is no place to guess at one. Raises
    ValidationError while the door is shut; the trail keeps each wrong one under `name`.
    """
    person, where = request.user, address_of(request)
    assert isinstance(person, get_user_model())
    with transaction.atomic():
        try:
            actions.require_open_door(person.email, where, at=_moment(request))
        except actions.WaitFirst as wait:
            shut = wait
        else:
            if person.check_password(password):
                actions.forget_wrong(person.email)
                return True
            actions.count_wrong(person.email, where, at=_moment(request))
            refuse_person(request, person, "WrongPassword", name)
            return False
        refuse_person(request, person, "TooManyTries", name)
    _say_wait(shut, request)


def record_sign_in(request: HttpRequest, user: Any, *, strong: bool) -> None:
    """Write the sign-in to the trail and begin a fresh, unlocked session."""
    assert isinstance(user, get_user_model())
    at = _moment(request)
    session = request.session
    vouched = session.pop(VOUCHED_KEY, None) or {}
    for key in ("locked", "appointment", "wrong", STRONG_KEY, ONLY_FOR_KEY):
        session.pop(key, None)
    if vouched.get("person") == str(user.pk):
        session[ONLY_FOR_KEY] = vouched["agency"]
        strong = strong or vouched["strong"]
    session[STRONG_KEY] = strong
    session["seen_at"] = session[BEGAN_KEY] = at.timestamp()
    by = queries.somebody(user, at=at, origin={"address": address_of(request)})
    if by.agency_id != SERVICE_ID:
        record.recorded("sign_in", by=by, act=Act.SIGN_IN, reason=_how(strong, vouched))
    else:
        # The password was right: somebody who has left, or never began, is at the door.
        record.refused("sign_in", by=by, reason=NO_APPOINTMENT)


def end_session(request: HttpRequest, reason: str = "") -> None:
    """Sign out whoever is signed in and write it to the trail, both or neither; forget the rest.

    `reason`: why, where it was not the person who wished it.
    """
    with transaction.atomic():
        if isinstance(request.user, get_user_model()):
            origin = {"address": address_of(request)}
            by = queries.somebody(request.user, at=_moment(request), origin=origin)
            record.recorded("sign_out", by=by, act=Act.SIGN_OUT, reason=reason)
        logout(request)


def _how(strong: bool, vouched: dict[str, Any]) -> str:
    """Return how somebody came in, as the trail says it."""
    if vouched:
        return "own_service" if strong else "own_service_without_second_factor"
    return "second_factor" if strong else "password"


def only_for(request: HttpRequest) -> UUID | None:
    """Return the one agency somebody may act for, when its own service vouched for them."""
    agency = request.session.get(ONLY_FOR_KEY)
    return UUID(agency) if agency else None


def needs_factor(request: HttpRequest) -> bool:
    """Say whether this session has still to show a second factor."""
    return settings.SECOND_FACTOR and not request.session.get(STRONG_KEY)
