"""The parties sign or decline; what is signed is dated; what is dated may be withdrawn."""

from datetime import date, datetime
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import Actor
from safereturn.sharing.rules import Gateway


def sign(
    party_id: UUID,
    *,
    name: str,
    title: str,
    on_paper: bool = False,
    at: datetime,
    by: Actor,
) -> None:
    """Sign for a party. `on_paper`: the lead agency writes down a signature on paper."""
    raise NotImplementedError


def decline(party_id: UUID, because: str, *, at: datetime, by: Actor) -> None:
    """Say no for a party, and why: the agreement then does not hold for it."""
    raise NotImplementedError


def put_in_force_from(version_id: UUID, on: date, *, at: datetime, by: Actor) -> None:
    """Let it hold from midnight in London at the beginning of this day, not before today.

    Every party must have answered, and the lead agency signed. It follows the version
    before it without a gap.
    """
    raise NotImplementedError


def withdraw(version_id: UUID, because: str, *, at: datetime, by: Actor) -> None:
    """End a version: a draft is dropped, one to come never begins, one in force ends now."""
    raise NotImplementedError


def commence(
    gateway: Gateway, nation: Nation, on: date, source: str, *, at: datetime, by: Actor
) -> None:
    """Write down the day on which a gateway begins. Only the service's own command."""
    raise NotImplementedError
