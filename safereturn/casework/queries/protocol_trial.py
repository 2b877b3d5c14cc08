"""What a protocol would have done in an area's last quarter: times and parts, no child."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.clocks import policies
from safereturn.clocks.queries.protocols import Readable
from safereturn.clocks.rules import Rule, Step
from safereturn.clocks.rules.trying import FACTS, TRIED_OVER, Happened, Would, try_protocol
from safereturn.foundation.actor import Actor

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Total:
    """How often one step of one rule would have fired."""

    rule: Rule
    step: Step
    times: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What would have fired: in sum, and the last of it one by one."""

    since: datetime
    episodes: int
    totals: tuple[Total, ...]
    last: tuple[Would, ...]
    times: int


def try_version(actor: Actor, version: Readable, *, at: datetime) -> Tried:
    """Try a version on the last quarter of the agencies it is for. For whoever keeps protocols.

    Reads published facts alone; returns times, rules and parts, nothing that names a child.
    """
    policies.can_keep(actor).require()
    since = at - TRIED_OVER
    facts = _facts(sorted(version.follows), since, at)
    found = try_protocol(version.protocol, facts, until=at)
    return Tried(
        since,
        len({one.episode for one in facts}),
        tuple(_totals(found)),
        tuple(reversed(found[-SHOWN:])),
        len(found),
    )


def _facts(agencies: list[UUID], since: datetime, until: datetime) -> list[Happened]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select child, episode, name, at from casework_facts_of(%s, %s, %s, %s)",
            [agencies, since, until, sorted(FACTS)],
        )
        return [Happened(*row) for row in cursor.fetchall()]


def _totals(found: Iterable[Would]) -> list[Total]:
    counts: dict[tuple[str, str], list[Would]] = {}
    for one in found:
        counts.setdefault((one.rule.key, str(one.step)), []).append(one)
    return [Total(some[0].rule, some[0].step, len(some)) for some in counts.values()]
