"""The decision's part about agency and child, and row-level security: the same answer, always.

100,000 pairs of a person and a child, with every kind of relation: now, over, to come,
only asked, broken glass, sealed and named, kept out. Both sides are asked set by set.
"""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.db import connection

from safereturn.audit.record import recording
from safereturn.children.models import Child, Flag
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.foundation.identity import acting
from safereturn.involvement.models import Involvement, KeptOut, Named, Seal
from safereturn.involvement.queries import ties_of_for
from safereturn.involvement.rules import Basis, Personal

pytestmark = pytest.mark.django_db

AGENCIES, CHILDREN = 100, 1_000
NOW = datetime(2026, 3, 2, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)
# Over, over at this very moment, going on, going on with an end, from this very moment, to come.
SPANS: tuple[tuple[timedelta, timedelta | None], ...] = (
    (-9 * DAY, -DAY), (-9 * DAY, timedelta()), (-9 * DAY, None), (-9 * DAY, DAY),
    (timedelta(), None), (DAY, None), (DAY, 2 * DAY),
)  # fmt: skip


def people(number: int) -> list[Actor]:
    """Return one person of each agency."""
    return [
        Actor(
            person_id=UUID(int=10_000 + place),
            agency_id=UUID(int=20_000 + place),
            agency_kind=AgencyKind.POLICE,
            roles=frozenset({Role.POLICE_OFFICER}),
        )
        for place in range(number)
    ]


@pytest.fixture
def pairs(db: None) -> tuple[list[Actor], list[UUID]]:
    """A thousand children, a hundred agencies, and relations of every kind between some."""
    dice = Random(20260302)  # noqa: S311 - chance, not secrecy
    readers = people(AGENCIES)
    children = [UUID(int=place + 1) for place in range(CHILDREN)]
    with recording("test.pairs", by=the_service()):
        Child.objects.bulk_create(
            Child(pk=pk, ref=f"MC-{pk.int}", name="Ada Invented", created_at=NOW - 99 * DAY,
                  recorded_by_agency_id=UUID(int=1))
            for pk in children
        )  # fmt: skip
        Flag.objects.bulk_create(
            Flag(child_id=pk, kind="weapons", text="x", evidence="x", owner_agency_id=pk,
                 set_by_id=pk, set_at=NOW, checked_at=NOW, review_on=NOW.date())
            for pk in children
        )  # fmt: skip
        sealed = set(dice.sample(children, 120))
        kept = {child: dice.sample(readers, 3) for child in dice.sample(children, 120)}
        Involvement.objects.bulk_create(
            relation
            for child in children
            for reader in dice.sample(readers, 20)
            for relation in relations(dice, child, reader, guarded=child in sealed or child in kept)
        )
        Seal.objects.bulk_create(
            Seal(child_id=child, why="x", desk_agency_id=child, review_on=NOW.date(),
                 sealed_at=NOW - DAY, sealed_by_id=child)
            for child in sealed
        )  # fmt: skip
        Named.objects.bulk_create(
            Named(child_id=child, person_id=reader.person_id, added_at=NOW - DAY,
                  added_by_id=child, ended_at=ended)
            for child in sealed
            for place, reader in enumerate(dice.sample(readers, 30))
            for ended in [NOW if place % 5 == 0 else None]
        )  # fmt: skip
        KeptOut.objects.bulk_create(
            KeptOut(child_id=child, person_id=reader.person_id, why=Personal.FAMILY,
                    added_at=NOW - DAY, added_by_id=child, ended_at=ended)
            for child, readers_ in kept.items()
            for place, reader in enumerate(readers_)
            for ended in [NOW if place == 2 else None]
        )  # fmt: skip
    return readers, children


def relations(dice: Random, child: UUID, reader: Actor, *, guarded: bool) -> list[Involvement]:
    """Return one or two relations of an agency to a child."""
    made = []
    for basis in dice.sample(list(Basis), dice.choice((1, 1, 2))):
        since, until = dice.choice(SPANS)
        ends_at = None if until is None else NOW + until
        subject = dice.choice((reader.person_id, UUID(int=7)))
        made.append(
            Involvement(
                child_id=child,
                agency_id=reader.agency_id,
                basis=basis,
                subject_id=subject if basis is Basis.EMERGENCY else None,
                starts_at=NOW + since,
                ends_at=ends_at,
                opened_by="test",
                ended_by="test" if ends_at else "",
                guarded=guarded,
            )
        )
    return made


def shown(column: str, table: str) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(f'select distinct {column} from "{table}"')  # noqa: S608 - our own names
        return {pk for (pk,) in cursor.fetchall()}


def test_a_hundred_thousand_pairs_agree(pairs: tuple[list[Actor], list[UUID]]) -> None:
    readers, children = pairs
    assert len(readers) * len(children) == 100_000
    matched = worked = 0
    for reader in readers:
        # Past the fences, as nobody; and through them, as a page does.
        held = ties_of_for(reader, children, at=NOW)
        with acting(reader, at=NOW):
            through = ties_of_for(reader, children, at=NOW)
            may_match, may_work = shown("id", "children_child"), shown("child_id", "children_flag")
        match = {child for child, ties in held.items() if ties.bases}
        work = {child for child, ties in held.items() if ties.bases - {Basis.ASKED}}
        assert match == may_match
        assert work == may_work
        assert {c: t.bases for c, t in held.items()} == {c: t.bases for c, t in through.items()}
        matched, worked = matched + len(match), worked + len(work)
    # It would agree as well if nobody saw anything.
    assert 5_000 < worked < matched < 30_000
