"""What the command `token` looks up: an agency by name, a key by its number."""

from collections.abc import Iterable
from datetime import datetime

from safereturn.agencies import queries
from safereturn.agencies.models import Agency, ApiClient
from safereturn.foundation.actor import Actor, Door, Role, the_service
from safereturn.ops.faults import Fault

NUMBER_LENGTH = 8


def operator() -> Actor:
    """Return the actor of a command: the service itself, by the door of commands."""
    return the_service(door=Door.COMMAND)


def agency_named(name: str) -> Agency:
    """Return the agency of this name, whatever its capitals, or say which there are."""
    agencies = queries.list_agencies()
    for agency in agencies:
        if agency.name.casefold() == name.strip().casefold():
            return agency
    known = ", ".join(agency.name for agency in agencies) or "none yet"
    raise Fault(f"There is no agency called “{name}”. There are: {known}.")


def roles_named(names: Iterable[str]) -> list[Role]:
    """Return these roles, or say which there are."""
    # The service's own role is nobody's to hold: it passes every policy.
    known = [role.value for role in Role if role is not Role.SYSTEM]
    for name in names:
        if name not in known:
            raise Fault(f"There is no role “{name}”. There are: {', '.join(known)}.")
    return [Role(name) for name in names]


def lines(*, at: datetime) -> list[str]:
    """Return one line for each key that has not been revoked."""
    return [_line(client, at) for client in queries.list_clients()]


def _line(client: ApiClient, at: datetime) -> str:
    until = f"{client.expires_at:%Y-%m-%d}" if client.expires_at else "no end"
    if client.expires_at and client.expires_at <= at:
        until += " (over)"
    roles = ", ".join(client.roles)
    number = str(client.pk)[:NUMBER_LENGTH]
    return f"{number}  {client.agency.name}  {client.name}  {roles}  {until}"


def client_numbered(number: str) -> ApiClient:
    """Return the key whose number begins so, or say that there is none."""
    found = [client for client in queries.list_clients() if str(client.pk).startswith(number)]
    if not number or len(found) != 1:
        raise Fault(f"There is no one key with the number {number}. See: safereturn token list")
    return found[0]
