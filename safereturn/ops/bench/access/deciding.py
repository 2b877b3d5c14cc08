"""What a decision takes without its query, with many areas' agreements in memory."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from safereturn.foundation.actor import Actor, AgencyKind, the_service
from safereturn.involvement.rules import Ties
from safereturn.ops.bench.access import statements
from safereturn.ops.bench.access.agreeing import Sides
from safereturn.ops.bench.access.figures import Figure
from safereturn.ops.bench.access.plan import COUNCILS, identifier
from safereturn.ops.bench.counting import counted
from safereturn.ops.bench.timing import Times

if TYPE_CHECKING:
    from safereturn.sharing.models import Version

AREAS = 20
CHILDREN = 100
MOST = 50e-6


@dataclass(frozen=True, slots=True)
class Decided:
    """How long decisions took, how many gave something, how many agreements spoke."""

    times: Times
    given: int
    agreements: int
    clauses: int
    queries: int

    @property
    def figures(self) -> list[Figure]:
        """Return the lines of the table."""
        median, p95 = 1e6 * self.times.median, 1e6 * self.times.p95
        many = len(self.times.seconds)
        said = f"{median:.1f} µs, p95 {p95:.1f} (of {many:,})"
        spoken = self.agreements > 1 and 0 < self.given < many
        met = spoken and self.times.median <= MOST
        return [
            Figure(
                4,
                f"A decision: {AREAS} areas, {self.clauses} clauses each",
                said,
                "≤ 50 µs without its query",
                met,
                "" if spoken else "too few agreements spoke",
            ),
            Figure(
                4, "Queries for all decisions of a page", str(self.queries), "1", self.queries == 1
            ),
        ]


def decide(sides: Sides) -> Decided:
    """Decide every kind of information about some children, for each of the four agencies."""
    from safereturn.sharing.policies import decide_with
    from safereturn.sharing.rules import Kind

    clauses = _agree(sides)
    seconds, given, spoke, queries = [], 0, set(), 0
    for actor in statements.actors(sides.plan).values():
        for ties, asked in _ties(sides, actor):
            queries = max(queries, asked)
            # The first question of a process reads the agreements; it is not timed.
            decide_with(actor, Kind.IDENTITY, ties)
            for kind in Kind:
                began = time.perf_counter()
                answer = decide_with(actor, kind, ties)
                seconds.append(time.perf_counter() - began)
                given += bool(answer)
                spoke.add(answer.agreement)
    return Decided(Times(seconds), given, len(spoke - {""}), clauses, queries)


def _ties(sides: Sides, actor: Actor) -> Iterable[tuple[Ties, int]]:
    """Read the facts of some children as a page does, each with the queries that it took."""
    from safereturn.foundation.identity import acting
    from safereturn.involvement import queries as involvement

    ground = statements.Ground(sides.plan, sides.open)
    for child, _ in ground.known(actor.agency_id, CHILDREN):
        with acting(actor, at=sides.plan.at):
            with counted() as made:
                ties = involvement.ties_for(actor, child, at=sides.plan.at)
            yield ties, len(made.queries)


def _agree(sides: Sides) -> int:
    """Sign agreements for areas that cover every council; return how many clauses each has.

    Each is the shipped one twice over: its own clauses, and the same again for its lead
    agency by name and for while a child is missing, as areas add to what ships.
    """
    from safereturn.audit.record import recording
    from safereturn.involvement.actions import agreements_changed
    from safereturn.sharing.models import Area, AreaAuthority, Version
    from safereturn.sharing.rules import State

    at, service = sides.plan.at, the_service()
    long_ago = at - timedelta(days=400)
    with recording("bench", by=service):
        for number in range(AREAS):
            lead = identifier(f"council-{number}")
            area = Area.objects.create(name=f"Area {number}", lead_agency_id=lead, made_at=long_ago)
            AreaAuthority.objects.bulk_create(
                AreaAuthority(area=area, agency_id=identifier(f"council-{council}"))
                for council in range(number, COUNCILS, AREAS)
            )
            version = Version.objects.create(
                area=area, number=1, made_at=long_ago, made_by_id=service.person_id
            )
            clauses = _clauses_of(version)
            Version.objects.filter(pk=version.pk).update(state=State.PROPOSED, proposed_at=long_ago)
            Version.objects.filter(pk=version.pk).update(
                state=State.IN_FORCE, effective_from=long_ago
            )
        agreements_changed()
    return clauses


def _clauses_of(version: "Version") -> int:
    from safereturn.sharing.models import ClauseRow, Party
    from safereturn.sharing.rules import DEFAULT_AGREEMENT, While

    rows = [
        ClauseRow(
            version=version,
            number=f"{clause.number}{more}",
            position=2 * position + bool(more),
            kinds=sorted(clause.kinds),
            to_kinds=sorted(clause.to_kinds),
            to_agencies=[identifier(f"home-{n}") for n in range(20)] if more else [],
            to_bases=sorted(clause.to_bases),
            going_on=sorted({While.MISSING_NOW} if more else clause.while_),
            depth=clause.depth,
            gateway=clause.gateway,
            until=clause.until,
        )
        for position, clause in enumerate(DEFAULT_AGREEMENT[1:])
        for more in ("", "a")
    ]
    ClauseRow.objects.bulk_create(rows)
    Party.objects.bulk_create(Party(version=version, kind=kind) for kind in AgencyKind)
    return len(rows)
