"""A child of the town, made through the actions: the council's, living at Harbour View."""

from datetime import UTC, date, datetime, timedelta

from safereturn.children import actions
from safereturn.children.models import Child
from safereturn.children.rules import FlagKind, NewChild, NewFlag
from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import Basis
from safereturn.placements import actions as placements
from safereturn.placements.rules import PlacementKind, Stay
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HEALTH,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BORN = date(2011, 3, 4)
REVIEW = date(2026, 6, 1)
A_DAY = timedelta(days=1)


def a_child(name: str = "Ada Invented", *, born: date | None = BORN, **more: object) -> Child:
    """Return a child whom the council looks after, placed at Harbour View."""
    given = NewChild(name=name, born_on=born, **more)  # type: ignore[arg-type]
    child = actions.add(given, at=NOON, by=COORDINATOR)
    for agency, basis in (
        (EXAMPLESHIRE, Basis.RESPONSIBLE_AUTHORITY),
        (EXAMPLESHIRE_POLICE, Basis.HOME_FORCE),
        (HEALTH, Basis.HEALTH),
    ):
        actions.involve(child.pk, agency, basis, at=NOON, by=COORDINATOR)
    stay = Stay(kind=PlacementKind.CHILDRENS_HOME, provider_id=HARBOUR_VIEW, address="ZZ1 1ZZ")
    placements.place(child.pk, stay, at=NOON, by=COORDINATOR)
    return child


def a_warning(child: Child, kind: FlagKind = FlagKind.MEDICAL, *, by: Actor) -> NewFlag:
    """Set a warning on the child and return what it says."""
    said = NewFlag(kind=kind, text=f"Act on {kind}", evidence="GP letter", review_on=REVIEW)
    actions.set_flag(child.pk, said, at=NOON, by=by)
    return said
