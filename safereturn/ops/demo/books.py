"""All the tables of a history, in an order that their references allow."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from safereturn.audit.models import Entry
from safereturn.audit.rules import Act
from safereturn.children.models import Child, Flag, Identifier, LegalStatus, Membership, SearchKey
from safereturn.clocks.models import Clock
from safereturn.episodes.models import Episode, PreventionInterview, Report
from safereturn.foundation.actor import Actor
from safereturn.foundation.events import Fact
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.models import Involvement, Standing, Visibility
from safereturn.notifications.models import Notice
from safereturn.ops.demo.tables import Table
from safereturn.placements.models import Placement
from safereturn.return_interviews.models import (
    CarerInformation,
    InterviewEpisode,
    Item,
    ItemDecision,
    Offer,
    ReturnInterview,
)
from safereturn.risk.models import Assessment
from safereturn.sharing.models import Disclosure

MODELS: tuple[type[Model], ...] = (
    Child, Membership, Identifier, SearchKey, Flag, LegalStatus, Placement, Involvement,
    Episode, Report, Standing, Visibility, Assessment, PreventionInterview, ReturnInterview,
    InterviewEpisode, Offer, CarerInformation, Item, ItemDecision, Disclosure, Clock, Notice,
    PublishedFact, Entry,
)  # fmt: skip


def as_row(thing: Any) -> dict[str, Any]:
    """Return the fields of a dataclass, as they are (`asdict` would copy them deeply)."""
    return {each.name: getattr(thing, each.name) for each in fields(thing)}


class Books:
    """Takes rows for every table, and writes them in one go."""

    def __init__(self) -> None:
        self.tables = {model: Table(model) for model in MODELS}

    def add(self, model: type[Model], **row: Any) -> None:
        """Take one row of a table."""
        self.tables[model].add(row)

    def publish(self, fact: Fact, *, reacted_at: object) -> None:
        """Take a fact, as one whose reactions have been started."""
        body = {name: None if value is None else str(value) for name, value in as_row(fact).items()}
        self.add(
            PublishedFact,
            name=type(fact).__name__,
            child_id=fact.child_id,
            body=body,
            reacted_at=reacted_at,
        )

    def trail(
        self,
        name: str,
        by: Actor,
        child_id: UUID | None,
        *refs: str,
        act: Act = Act.ALTERATION,
    ) -> None:
        """Take the line of the trail that an action leaves."""
        self.add(
            Entry,
            act=act,
            name=name,
            person_id=by.person_id,
            agency_id=by.agency_id,
            appointment_id=by.appointment_id,
            roles=" ".join(sorted(by.roles)),
            asserted=by.asserted,
            door=by.door,
            child_id=child_id,
            refs=list(refs) or None,
        )

    def flush(self, connection: BaseDatabaseWrapper) -> int:
        """Write everything that was taken; return the number of rows."""
        return sum(self.tables[model].flush(connection) for model in MODELS)
