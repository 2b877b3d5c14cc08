"""The page on which a record is sealed: what holds now, and who could be named."""

from dataclasses import dataclass
from datetime import date, datetime

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Colleague
from safereturn.audit.record import note
from safereturn.children import policies
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement
from safereturn.involvement.models import Seal


@dataclass(frozen=True, slots=True)
class SealPage:
    """A record, its seal if it has one, and the people of the agencies involved."""

    child: Child
    why: str
    desk: str
    review_on: date | None
    sealed_at: datetime | None
    named: tuple[Colleague, ...]
    others: tuple[tuple[Colleague, str], ...]

    @property
    def sealed(self) -> bool:
        """Say whether the record is sealed now."""
        return self.sealed_at is not None


def seal_page(actor: Actor, ref: str, *, at: datetime) -> SealPage:
    """Return what the page shows, and note the look. 9 queries.

    Raises NotFound as the child's page does, NotAllowed for those who may not seal.
    """
    child = children.get_child(actor, ref, at=at)
    policies.can_seal(actor, child.pk, at=at).require()
    seal = Seal.objects.filter(child_id=child.pk, ended_at=None).first()
    named = involvement.ties(actor.agency_id, child.pk, at=at).named if seal else frozenset()
    parties = set(involvement.agencies_of(child.pk, at=at))
    people = agencies.colleagues(parties, at=at)
    names = agencies.names(parties)
    note([child.pk], refs=[child.ref], rule="sealing")
    return SealPage(
        child=child,
        why=seal.why if seal else "",
        desk=seal.desk_contact if seal else "",
        review_on=seal.review_on if seal else None,
        sealed_at=seal.sealed_at if seal else None,
        named=tuple(agencies.people(named, at=at)),
        others=tuple(
            (person, names.get(person.agency_id, ""))
            for person in people
            if person.person_id not in named and person.person_id != actor.person_id
        ),
    )
