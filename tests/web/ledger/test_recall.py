"""The page that undoes a wrong link says who looked while it stood."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safereturn.audit.record import looking
from safereturn.oversight.queries import looks_of_others
from tests.people import CARER, COORDINATOR, OFFICER, client_for
from tests.whole_journey import Journey, a_journey, settle_other_home

pytestmark = pytest.mark.usefixtures("town")
NO_TABLE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@pytest.fixture
def journey(town: None) -> Journey:
    settle_other_home()
    return a_journey()


def test_who_looked_stands_by_agency_without_names(journey: Journey) -> None:
    path = f"/children/{journey.child.ref}/shared/recall/"
    client_for(OFFICER).get(f"/children/{journey.child.ref}/")
    client_for(COORDINATOR).get(f"/children/{journey.child.ref}/")
    client = client_for(COORDINATOR)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path).content.decode()
    counted = [one for one in asked if not one["sql"].startswith(NO_TABLE)]
    assert len(counted) <= 15, "\n".join(one["sql"][:110] for one in counted)
    assert "Who has looked" in page and "Exampleshire Police:" in page
    assert "Exampleshire Council: " not in page  # one's own need no recall
    assert OFFICER.name not in page
    look = page.split(f'href="/children/{journey.child.ref}/looks/')[1].split('"')[0]
    named = client.get(f"/children/{journey.child.ref}/looks/{look}").content.decode()
    assert "Exampleshire Police" in named


def test_whoever_may_not_see_who_looked_reads_why(journey: Journey) -> None:
    with looking("test", by=CARER):
        found = looks_of_others(CARER, journey.child, at=timezone.now())
    assert not found.may and found.may.reason and found.by_agency == {}
