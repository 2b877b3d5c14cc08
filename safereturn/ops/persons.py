"""What the command `person` does: an agency's first administrator, and help in need."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from safereturn.agencies import actions, queries
from safereturn.agencies.jobs import LINK_PATH
from safereturn.agencies.models import Person
from safereturn.agencies.queries import PersonLine
from safereturn.agencies.rules import LinkUse, Proof, spelled
from safereturn.foundation.errors import SafeReturnError
from safereturn.foundation.sealed import Unreadable
from safereturn.ops.faults import Fault
from safereturn.ops.keys import agency_named, operator, roles_named


def invite(
    email: str, name: str, agency: str, roles: Iterable[str], title: str, *, with_link: bool
) -> str:
    """Appoint somebody and queue their invitation; return a link to join by, if wanted."""
    at, by = timezone.now(), operator()
    try:
        row = actions.invite(
            email, name, agency_named(agency), roles_named(roles), title=title, at=at, by=by
        )
    except SafeReturnError as error:
        raise Fault(str(error)) from error
    if not with_link:
        return ""
    token = actions.make_link(row.person, LinkUse.JOIN, at=at)
    return f"{settings.SERVICE_URL}{LINK_PATH}{token}/"


def lines(agency: str) -> list[str]:
    """Return one line for each person who acts for an agency."""
    found = queries.list_persons(agency_named(agency), at=timezone.now())
    return [_line(one) for one in found] or ["Nobody yet. See: safereturn person invite --help"]


def _line(one: PersonLine) -> str:
    until = f" to {spelled(one.ends_at)}" if one.ends_at else ""
    seen = spelled(one.signed_in_at) if one.signed_in_at else "never"
    roles = ", ".join(one.roles)
    return f"{one.email}  {roles}  from {spelled(one.starts_at)}{until}  last signed in: {seen}"


def reset(email: str, agency: str, proof: str) -> None:
    """Take away somebody's second factors."""
    try:
        actions.reset_factors(
            _person(email), agency_named(agency), Proof(proof), at=timezone.now(), by=operator()
        )
    except SafeReturnError as error:
        raise Fault(str(error)) from error


def leave(email: str, agency: str) -> None:
    """End at once all that somebody has from an agency."""
    actions.leave(_person(email), agency_named(agency), at=timezone.now(), by=operator())


def reseal() -> int:
    """Seal anew, under today's key, what was sealed under those before; say how many."""
    try:
        return actions.reseal_all(by=operator())
    except Unreadable as error:
        said = "Something is sealed under a key that neither setting names. Nothing is changed."
        raise Fault(said) from error


def _person(email: str) -> Person:
    person = queries.find_person(email)
    if person is None:
        raise Fault("Nobody signs in with this address.")
    return person
