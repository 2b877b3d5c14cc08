"""A child moves in and on: relations open and end with it, and it can be found by the home."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from safereturn.audit.record import looking
from safereturn.children import actions as children
from safereturn.children.models import Child, SearchKey
from safereturn.children.rules import NewChild
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.involvement import queries as involved
from safereturn.involvement.rules import Basis
from safereturn.placements import actions, queries
from safereturn.placements.models import Placement
from safereturn.placements.rules import PlacementKind, Stay
from tests.domain.children.making import NOON
from tests.people import (
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    HARBOUR_VIEW,
    HEALTH,
    NURSE,
    OUTSIDER,
    SAMPLEFORD,
    VOICES,
)

pytestmark = pytest.mark.usefixtures("town")
HOME = Stay(kind=PlacementKind.CHILDRENS_HOME, provider_id=HARBOUR_VIEW, address="ZZ1 1ZZ")
AWAY = Stay(kind=PlacementKind.SUPPORTED, provider_name="Far Lodge", host_authority_id=SAMPLEFORD)
LATER = NOON + timedelta(days=1)


@pytest.fixture
def child(town: None) -> Child:
    given = NewChild(name="Ada Invented", basis=Basis.RESPONSIBLE_AUTHORITY)
    return children.add(given, at=NOON, by=COORDINATOR)


def now(child: Child) -> dict[UUID, frozenset[Basis]]:
    return involved.agencies_of(child.pk, at=LATER + timedelta(minutes=1))


def test_placing_involves_the_carer_and_not_the_own_authority_as_host(child: Child) -> None:
    placement = actions.place(child.pk, HOME, at=NOON, by=COORDINATOR)
    assert placement.provider_name == "Harbour View"
    assert placement.host_authority_id == EXAMPLESHIRE
    assert now(child) == {
        EXAMPLESHIRE: {Basis.RESPONSIBLE_AUTHORITY},
        HARBOUR_VIEW: {Basis.PLACEMENT},
    }
    keys = SearchKey.objects.filter(source="placements").values_list("key", flat=True)
    assert set(keys) == {"h:harbour", "z:ZZ11ZZ"}
    assert queries.current(child.pk) == placement
    assert queries.current_for([child.pk]) == {child.pk: placement}


def test_moving_on_ends_the_stay_and_opens_the_host(child: Child) -> None:
    actions.place(child.pk, HOME, at=NOON, by=COORDINATOR)
    actions.place(child.pk, AWAY, at=LATER, by=COORDINATOR)
    first, second = Placement.objects.order_by("starts_at")
    assert (first.ends_at, second.ends_at) == (LATER, None)
    assert now(child) == {
        EXAMPLESHIRE: {Basis.RESPONSIBLE_AUTHORITY},
        SAMPLEFORD: {Basis.HOST_AUTHORITY},
    }
    with looking("test", by=COORDINATOR):
        answer, stays = queries.stays(COORDINATOR, child.pk, at=LATER)
        assert answer
        assert stays == [second, first]
        assert not queries.stays(OUTSIDER, child.pk, at=LATER)[1]


@pytest.mark.parametrize(
    ("kind", "agency", "may"),
    [
        (PlacementKind.CHILDRENS_HOME, HARBOUR_VIEW, True),
        (PlacementKind.FOSTER, EXAMPLESHIRE, True),
        (PlacementKind.HOSPITAL, HEALTH, True),
        (PlacementKind.RESIDENTIAL_SCHOOL, COLLEGE, True),
        (PlacementKind.CHILDRENS_HOME, EXAMPLESHIRE_POLICE, False),
        (PlacementKind.CHILDRENS_HOME, HEALTH, False),
        (PlacementKind.FOSTER, COLLEGE, False),
        (PlacementKind.OTHER, VOICES, False),
    ],
)
def test_only_who_runs_such_a_placement_becomes_the_carer(
    child: Child, kind: PlacementKind, agency: UUID, may: bool
) -> None:
    stay = Stay(kind=kind, provider_id=agency)
    if may:
        assert actions.place(child.pk, stay, at=NOON, by=COORDINATOR).provider_id == agency
        return
    with pytest.raises(Invalid) as refused:
        actions.place(child.pk, stay, at=NOON, by=COORDINATOR)
    assert "leave this empty and enter its name" in refused.value.fields["provider_id"]
    assert agency not in now(child)


def test_a_place_known_by_its_address_alone(child: Child) -> None:
    family = Stay(kind=PlacementKind.FAMILY_HOME, address="2 Sample St, ZZ2 2ZZ")
    actions.place(child.pk, family, at=NOON, by=COORDINATOR)
    assert now(child) == {EXAMPLESHIRE: {Basis.RESPONSIBLE_AUTHORITY}}
    assert SearchKey.objects.get(source="placements").key == "z:ZZ22ZZ"
    actions.end(child.pk, at=LATER, by=COORDINATOR)
    assert now(child) == {EXAMPLESHIRE: {Basis.RESPONSIBLE_AUTHORITY}}


def test_leaving_with_no_new_place_known(child: Child) -> None:
    actions.place(child.pk, HOME, at=NOON, by=COORDINATOR)
    actions.end(child.pk, at=LATER, by=CARER)
    assert queries.current(child.pk) is None
    assert not SearchKey.objects.filter(source="placements").exists()
    with pytest.raises(actions.NotPlaced):
        actions.end(child.pk, at=LATER, by=COORDINATOR)


def test_what_is_refused(child: Child) -> None:
    actions.place(child.pk, HOME, at=NOON, by=COORDINATOR)
    place = actions.place
    with pytest.raises(Invalid, match="must have started"):
        place(child.pk, AWAY, starts_at=LATER, at=NOON, by=COORDINATOR)
    with pytest.raises(Invalid, match="before the placement"):
        place(child.pk, AWAY, starts_at=NOON - timedelta(days=9), at=NOON, by=COORDINATOR)
    unknown = Stay(kind=PlacementKind.FOSTER, provider_id=child.pk)
    with pytest.raises(Invalid, match="Select who runs"):
        place(child.pk, unknown, at=LATER, by=COORDINATOR)
    for by in (OUTSIDER, NURSE):
        with pytest.raises(NotAllowed):
            place(child.pk, AWAY, at=LATER, by=by)
    with pytest.raises(NotFound):
        place(FARAWAY, AWAY, at=LATER, by=the_service())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "provider_name"),
        ({"address": "1 St", "urn": "SC/1"}, "urn"),
        (
            {
                "address": "1 St",
                "liberty_order_from": date(2026, 3, 2),
                "liberty_order_to": date(2026, 3, 1),
            },
            "liberty_order_to",
        ),
    ],
)
def test_a_stay_that_nobody_could_find(given: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Stay(kind=PlacementKind.OTHER, **given)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("kind", "urn", "flagged"),
    [
        (PlacementKind.SUPPORTED, "", True),
        (PlacementKind.HOTEL, "", True),
        (PlacementKind.CHILDRENS_HOME, "", True),
        (PlacementKind.CHILDRENS_HOME, "SC123", False),
        (PlacementKind.FOSTER, "", False),
    ],
)
def test_placements_without_a_urn_are_flagged(kind: PlacementKind, urn: str, flagged: bool) -> None:
    assert Stay(kind=kind, urn=urn, address="1 St").lacks_urn is flagged
