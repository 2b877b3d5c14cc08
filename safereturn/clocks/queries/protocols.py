"""Protocols to read: those of every area, one version, what a draft would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency
from safereturn.clocks import policies
from safereturn.clocks.models import ProtocolVersion, Senior
from safereturn.clocks.queries.book import protocol_for, protocol_of
from safereturn.clocks.rules import (
    SHIPPED,
    Protocol,
    Rank,
    Rule,
    Step,
    rules_text,
    write_protocol,
)
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class Line:
    """A version in a list."""

    id: UUID
    area: str
    number: int
    keeper: str
    begins_at: datetime | None
    because: str
    published_by: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Readable:
    """A version as a page shows it: the rules that would hold, and what they change."""

    line: Line
    protocol: Protocol
    agencies: dict[UUID, str]
    follows: frozenset[UUID]
    edits: int
    may_change: Decision
    # Rules that differ from those that hold for the keeper now: was, is (None: not there).
    changes: tuple[tuple[Rule | None, Rule | None], ...]


def list_protocols(actor: Actor, *, at: datetime) -> list[Line]:
    """Return every published version, and the drafts of the actor's agency; newest first."""
    rows = ProtocolVersion.objects.filter(
        Q(published_at__isnull=False) | Q(keeper_id=actor.agency_id)
    ).order_by("area", "keeper_id", "-number")
    keepers = agencies.names({row.keeper_id for row in rows})
    return list(_lines(list(rows), keepers, at))


def _lines(rows: list[ProtocolVersion], keepers: dict[UUID, str], at: datetime) -> Iterator[Line]:
    published = {row.published_by_id for row in rows if row.published_by_id}
    people = agencies.person_names(published) if published else {}
    holding = _holding({row.keeper_id for row in rows}, at)
    for row in rows:
        yield Line(
            row.pk,
            row.area,
            row.number,
            keepers.get(row.keeper_id, ""),
            row.begins_at,
            row.because,
            people.get(row.published_by_id, "") if row.published_by_id else "",
            row.pk in holding,
        )


def _holding(keepers: set[UUID], at: datetime) -> set[UUID]:
    """Return of each keeper the version that holds: begun last, of two at once the later."""
    begun = ProtocolVersion.objects.filter(
        keeper_id__in=keepers, published_at__isnull=False, begins_at__lte=at
    )
    newest = begun.order_by("keeper_id", "-begins_at", "-number").distinct("keeper_id")
    return set(newest.values_list("pk", flat=True))


def get_protocol(actor: Actor, version_id: UUID, *, at: datetime) -> Readable:
    """Return a version. Raises NotFound for another agency's draft."""
    row = ProtocolVersion.objects.filter(pk=version_id).first()
    if row is None or (row.published_at is None and row.keeper_id != actor.agency_id):
        raise NotFound("We could not find that protocol.")
    protocol = with_shipped(row)
    held = protocol_for([row.keeper_id], at=at).protocol
    area = may_follow(row.keeper_id)
    [line] = _lines([row], area, at)
    return Readable(
        line,
        protocol,
        area,
        frozenset(row.agencies),
        row.edits,
        policies.can_change(actor, row),
        tuple(changes(held, protocol)) if row.published_at is None else (),
    )


def with_shipped(row: ProtocolVersion) -> Protocol:
    """Return the rules of a version with the shipped ones of the service's own kinds beneath."""
    return protocol_of(row).over(SHIPPED)


def changes(held: Protocol, new: Protocol) -> Iterator[tuple[Rule | None, Rule | None]]:
    """Return each rule that differs: as it holds, as it would be."""
    for key in dict.fromkeys([*held.rules, *new.rules]):
        was, is_ = held.rules.get(key), new.rules.get(key)
        if was != is_:
            yield was, is_


def may_follow(keeper_id: UUID) -> dict[UUID, str]:
    """Return the agencies of a keeper's area: itself, its force, the councils of a force."""
    own = Agency.objects.filter(pk=keeper_id).values("home_force_id")
    wanted = Q(pk=keeper_id) | Q(pk__in=own) | Q(home_force_id=keeper_id, kind="local_authority")
    rows = Agency.objects.filter(wanted, ended_at=None).order_by("name")
    return dict(rows.values_list("pk", "name"))


def export_yaml(actor: Actor, version_id: UUID, *, at: datetime) -> str:
    """Return a version as a file. Raises NotFound for another agency's draft."""
    found = get_protocol(actor, version_id, at=at)
    names = tuple(name for agency, name in found.agencies.items() if agency in found.follows)
    return write_protocol(Protocol(found.line.area, found.protocol.rules, None, names))


def rule_text(rule: Rule) -> str:
    """Return one rule as a file has it."""
    return rules_text([rule])


@dataclass(frozen=True, slots=True)
class SeniorLine:
    """Somebody who is, or was, the named senior of an agency."""

    person_id: UUID
    name: str
    named_at: datetime
    named_by: str
    ended_at: datetime | None


def seniors(actor: Actor) -> list[SeniorLine]:
    """Return whom the actor's agency has named, the one who is it now first."""
    policies.can_name_senior(actor).require()
    rows = list(Senior.objects.filter(agency_id=actor.agency_id).order_by("-named_at"))
    people = {one for row in rows for one in (row.person_id, row.named_by_id)}
    names = agencies.person_names(people) if people else {}
    return [
        SeniorLine(
            row.person_id,
            names.get(row.person_id, ""),
            row.named_at,
            names.get(row.named_by_id, ""),
            row.ended_at,
        )
        for row in rows
    ]


def told_to_senior(actor: Actor, *, at: datetime) -> list[tuple[Rule, Step]]:
    """Return at which steps of which rules the protocol that holds has the senior told."""
    held = protocol_for([actor.agency_id], at=at).protocol
    return [
        (rule, step)
        for rule in held.rules.values()
        for step in rule.steps
        if any(who.rank is Rank.SENIOR for who in step.who)
    ]
