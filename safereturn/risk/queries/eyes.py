"""Whose eyes a picture is made for: one reading of the ties decides every kind."""

from dataclasses import dataclass, field
from uuid import UUID

from safereturn.foundation.actor import Actor
from safereturn.involvement.queries import Ties
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Answer, Depth, Kind


@dataclass(slots=True)
class Eyes:
    """Who looks, what each kind is answered with, and which kinds were in fact shown."""

    actor: Actor
    ties: Ties
    answers: dict[Kind, Answer]
    shown: set[Kind] = field(default_factory=set)

    @classmethod
    def of(cls, actor: Actor, ties: Ties) -> "Eyes":
        """Decide every kind from one reading of the ties."""
        return cls(actor, ties, {kind: decide_with(actor, kind, ties) for kind in Kind})

    def sees(self, kind: Kind, owner: UUID | None = None) -> bool:
        """Say whether content of a kind is shown. An agency sees what it said itself."""
        if owner == self.actor.agency_id:
            return True
        if not self.answers[kind]:
            return False
        self.shown.add(kind)
        return True

    def knows_of(self, kind: Kind, owner: UUID | None = None) -> bool:
        """Say whether it may be known that something of this kind exists."""
        return owner == self.actor.agency_id or self.answers[kind].depth >= Depth.EXISTS

    def in_full(self, kind: Kind) -> bool:
        """Say whether a kind is shown in full."""
        return self.answers[kind].depth is Depth.FULL
