"""safereturn retention: a report that changes nothing, and the round that does what was decided."""

from datetime import UTC, datetime

import pytest

from safereturn.children.models import Child
from safereturn.ops import retention
from safereturn.oversight.models import KeepingReview
from tests import people
from tests.domain.children.making import a_child
from tests.domain.keeping.making import DISPOSE, decide, in_years

pytestmark = pytest.mark.usefixtures("town")
LEAD = people.a_lead(people.EXAMPLESHIRE)


def test_the_report_says_what_stays_and_why_and_names_nobody() -> None:
    child = a_child("Ada Invented")
    said = "\n".join(retention.report(at=datetime.now(UTC)))
    assert "1 records" in said and "stays: not due yet" in said
    assert "75 years (unverified: confirm)" in said
    assert child.name not in said and child.ref not in said
    assert "due: a governance lead decides" in "\n".join(retention.report(at=in_years(80)))
    assert not KeepingReview.objects.exists()


def test_the_round_proposes_and_carries_out_what_somebody_decided() -> None:
    people.settle_more(LEAD)
    a_child("Ada Invented")
    at = in_years(80)
    assert next(iter(retention.run(at=at))).startswith("1 decisions proposed")
    assert Child.objects.exists()
    decide(KeepingReview.objects.get(), DISPOSE, at=at, by=LEAD)
    said = "\n".join(retention.run(at=at))
    assert "1 decisions carried out" in said and "1 tombstones" in said
    assert not Child.objects.exists()
    assert "0 records" in "\n".join(retention.report(at=at))
