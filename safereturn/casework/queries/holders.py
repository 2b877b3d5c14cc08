"""Whom to ask for what is withheld: the agencies that work with the child, and their desks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency
from safereturn.agencies.queries import Desk
from safereturn.casework import policies
from safereturn.casework.queries.ledger_shapes import Party
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import NotAllowed, NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import ALONE
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Kind


@dataclass(frozen=True, slots=True)
class Holder:
    """One agency that can be asked, and the desk to ring."""

    party: Party
    desk: Desk | None

    @property
    def words(self) -> str:
        """Return how a form offers it: its desk with its number, else its name."""
        return self.desk.sentence if self.desk else self.party.name


@dataclass(frozen=True, slots=True)
class Holders:
    """Of whom this actor may ask what about a child."""

    child: Child
    holders: list[Holder]
    kinds: list[Kind]


def get_holders(actor: Actor, ref: str, *, at: datetime) -> Holders:
    """Return whom the actor may ask, and for which kinds. Raises NotFound as `get_child`.

    Raises NotAllowed when there is nothing that the agreement lets this agency ask for.
    """
    child = children.get_child(actor, ref, at=at)
    ties = involvement.ties_for(actor, child.pk, at=at)
    decisions = {
        kind: policies.can_request(actor, ties, decide_with(actor, kind, ties)) for kind in Kind
    }
    kinds = [kind for kind, decision in decisions.items() if decision]
    if not kinds:
        policies.can_read_ledger(actor, ties).require()
        raise NotAllowed("There is nothing that your agency may ask for here.")
    involved = involvement.agencies_ever(child.pk)
    wanted = {pk for pk, bases in involved.items() if bases - ALONE and pk != actor.agency_id}
    return Holders(child, _holders(wanted, at=at), kinds)


def get_pointed(actor: Actor, agency_id: UUID, *, at: datetime) -> Holder:
    """Return the agency that a search has pointed to; raise NotAllowed for who may not ask."""
    policies.can_request_from_pointer(actor).require()
    found = _holders({agency_id}, at=at)
    if not found:
        raise NotFound
    return found[0]


def _holders(agency_ids: set[UUID], *, at: datetime) -> list[Holder]:
    desks = agencies.desks_for(agency_ids, at=at)
    rows = Agency.objects.filter(pk__in=agency_ids, ended_at=None).order_by("kind", "name")
    return [
        Holder(Party(row.pk, row.name, AgencyKind(row.kind), row.has_accounts), desks.get(row.pk))
        for row in rows
    ]
