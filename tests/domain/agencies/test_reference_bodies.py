"""The published councils and forces are there from the first migration."""

import pytest

from safereturn.agencies.models import ReferenceBody
from safereturn.agencies.queries import list_reference_bodies

pytestmark = pytest.mark.django_db


def test_every_published_body_is_there() -> None:
    councils = list_reference_bodies("local_authority")
    forces = list_reference_bodies("police")
    assert (len(councils), len(forces)) == (175, 44)
    assert sum(body.nation == "wales" for body in councils) == 22
    assert sum(body.nation == "wales" for body in forces) == 4
    assert all(body.code.startswith("W") for body in councils if body.nation == "wales")
    assert all(body.dfe_code for body in councils if body.nation == "england")


def test_each_council_names_a_force_that_is_there() -> None:
    forces = set(ReferenceBody.objects.filter(kind="police").values_list("name", flat=True))
    named = ReferenceBody.objects.filter(kind="local_authority").values_list(
        "police_force", flat=True
    )
    assert set(named) <= forces
