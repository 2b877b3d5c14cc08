"""Which protocol holds for whom: the newest that has begun and that the agency follows.

The authority responsible for the child comes first, then whoever owes. Published versions
never change, so each is read from its text once a process.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from safereturn.clocks.models import Clock, LocalSpan, ProtocolVersion
from safereturn.clocks.rules import (
    COUNTED_FROM,
    SHIPPED,
    ClockKind,
    Length,
    Protocol,
    Rule,
    Span,
    Unit,
    read_rules,
    shipped_span,
)


@dataclass(frozen=True, slots=True)
class Held:
    """The protocol that holds, with the shipped rules beneath; None for the shipped itself."""

    id: UUID | None
    protocol: Protocol


_KEPT = 64


@lru_cache(maxsize=_KEPT)
def _published(version_id: UUID) -> Protocol:
    return protocol_of(ProtocolVersion.objects.get(pk=version_id)).over(SHIPPED)


def protocol_of(row: ProtocolVersion) -> Protocol:
    """Return the rules of a version, as its text says them."""
    return read_rules(row.area, row.text)


def protocol_for(agencies: Iterable[UUID | None], *, at: datetime) -> Held:
    """Return the protocol of the first of these agencies that follows one. One query."""
    wanted = tuple(agencies)
    return protocols_for({0: wanted}, at=at)[0]


K = TypeVar("K", bound=Hashable)


def protocols_for(agencies: Mapping[K, Sequence[UUID | None]], *, at: datetime) -> dict[K, Held]:
    """Return the same for many at once, each by a key of the caller's. One query."""
    wanted = {agency for some in agencies.values() for agency in some if agency is not None}
    begun = ProtocolVersion.objects.filter(
        published_at__isnull=False, begins_at__lte=at, agencies__overlap=list(wanted)
    ).order_by("-begins_at", "-number")
    rows = list(begun.values_list("pk", "agencies")) if wanted else []
    return {key: _first(some, rows) for key, some in agencies.items()}


def _first(agencies: Sequence[UUID | None], rows: list[tuple[UUID, list[UUID]]]) -> Held:
    for agency in agencies:
        for pk, follows in rows:
            if agency in follows:
                return Held(pk, _published(pk))
    return Held(None, SHIPPED)


def rule_of(clock: Clock) -> Rule | None:
    """Return the rule that a clock runs by; None where its protocol has it no more."""
    protocol = _published(clock.protocol_id) if clock.protocol_id else SHIPPED
    return protocol.rules.get(clock.rule or clock.kind)


def span_for(
    kind: ClockKind, agency_id: UUID, *, at: datetime, authority_id: UUID | None = None
) -> Span:
    """Return how long something may take: the agency's own figure, else the protocol's."""
    own = LocalSpan.objects.filter(agency_id=agency_id, kind=kind).first()
    shipped = shipped_span(kind)
    if own is not None:
        return Span(Length(own.minutes, Unit.MINUTES), shipped.counted_from, shipped.strength)
    rule = protocol_for([authority_id, agency_id], at=at).protocol.of_kind(kind)
    if rule is None or rule.length is None:
        return shipped
    return Span(rule.length, COUNTED_FROM[rule.begin], rule.strength)
