"""Looks of an agency's own people that stand out; and what one has looked at oneself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.audit.models import Entry
from safereturn.audit.record import mark, note
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.oversight import policies
from safereturn.oversight.models import OddLook
from safereturn.oversight.rules import LOOKS_SHOWN_FOR, Disposition, Signal

OPEN_SHOWN, DECIDED_SHOWN, OWN_LOOKS_A_PAGE = 100, 50, 50
RULE = "DPA 2018 s62(4): self-monitoring"


@dataclass(frozen=True, slots=True)
class OddLine:
    """One look: who, when, why it stands out; the child by reference, or not at all."""

    id: UUID
    person: str
    person_id: UUID
    child_ref: str
    looked_at: datetime
    act: Act
    signals: tuple[Signal, ...]
    disposition: Disposition | None
    words: str


@dataclass(frozen=True, slots=True)
class OwnLook:
    """One line of the log about oneself."""

    at: datetime
    act: Act
    refs: tuple[str, ...]
    reason: str
    agency_id: UUID


def odd_looks(actor: Actor) -> tuple[list[OddLine], list[OddLine]]:
    """Return what waits to be looked into, the oddest first, and what was found last.

    Raises NotAllowed but for whoever governs information at the agency.
    """
    policies.can_govern(actor).require()
    rows = OddLook.objects.filter(agency_id=actor.agency_id)
    waiting = list(rows.filter(decided_at=None).order_by("-score", "looked_at")[:OPEN_SHOWN])
    decided = list(rows.exclude(decided_at=None).order_by("-decided_at")[:DECIDED_SHOWN])
    mark(Act.CONSULTATION, refs=["odd looks"], reason=RULE)
    note([], rule=RULE)
    return _lines(actor, waiting), _lines(actor, decided)


def get_odd_look(actor: Actor, look_id: UUID) -> OddLine:
    """Return one look of the agency's people. Raises NotFound, NotAllowed."""
    policies.can_govern(actor).require()
    row = OddLook.objects.filter(pk=look_id, agency_id=actor.agency_id).first()
    if row is None:
        raise NotFound
    mark(Act.CONSULTATION, refs=[str(row.entry_id)], reason=RULE)
    note([], rule=RULE)
    return _lines(actor, [row])[0]


def _lines(actor: Actor, rows: Iterable[OddLook]) -> list[OddLine]:
    found = list(rows)
    names = agencies.person_names(row.person_id for row in found)
    refs = _references(actor)
    return [
        OddLine(
            row.pk,
            names.get(row.person_id, ""),
            row.person_id,
            refs.get(row.child_id, ""),
            row.looked_at,
            Act(row.act),
            tuple(Signal(one) for one in row.signals),
            Disposition(row.disposition) if row.disposition else None,
            row.words,
        )
        for row in found
    ]


def _references(actor: Actor) -> dict[UUID, str]:
    """Return the references of the children looked at; of one hidden from the reader, none."""
    with connection.cursor() as cursor:
        mine = [actor.agency_id, actor.person_id]
        cursor.execute("select child_id, ref from oversight_odd_refs(%s, %s)", mine)
        return dict(cursor.fetchall())


def own_looks(actor: Actor, *, at: datetime, page: int = 1) -> list[OwnLook]:
    """Return what this person has looked at and done within a year, newest first."""
    rows = Entry.objects.filter(person_id=actor.person_id, at__gt=at - LOOKS_SHOWN_FOR)
    mark(Act.CONSULTATION, refs=["own looks"], reason=RULE)
    fields = ("at", "act", "refs", "reason", "agency_id")
    some = rows.order_by("-at", "-id").values_list(*fields)[
        (page - 1) * OWN_LOOKS_A_PAGE : page * OWN_LOOKS_A_PAGE
    ]
    return [
        OwnLook(moment, Act(act), tuple(refs or ()), reason, agency_id)
        for moment, act, refs, reason, agency_id in some
    ]
