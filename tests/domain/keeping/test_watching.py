"""What went without a tombstone is found; what was only kept to be compared goes."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from safereturn.audit.models import Change, Entry
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework.models import SpooledReport
from safereturn.casework.rules import SpoolState
from safereturn.children.models import Detail
from safereturn.documents import actions as documents
from safereturn.documents.models import Photo
from safereturn.foundation import upkeep
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.oversight import actions
from safereturn.oversight.models import Tombstone
from tests.domain.keeping.making import dispose_of_all, in_years
from tests.people import COORDINATOR, EXAMPLESHIRE
from tests.whole_journey import Journey

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def unburied() -> int:
    with acting(the_service(), at=NOW):
        return actions.watch_erasures(at=NOW)


def test_what_a_decision_let_go_and_what_was_withdrawn_is_no_alarm(journey: Journey) -> None:
    with acting(COORDINATOR, at=NOW):
        photo = Photo.objects.get(child_id=journey.child.pk, withdrawn_at=None)
        documents.withdraw(photo, because="Not her", at=NOW, by=COORDINATOR)
    assert dispose_of_all(journey.child, at=in_years(11))
    assert Entry.objects.filter(act=Act.ERASURE).count() > 1
    assert unburied() == 0
    done = upkeep.last(upkeep.ERASURES)
    assert done and done.good


def test_an_erasure_of_ones_own_is_an_alarm(
    journey: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    """As an insider with the service's own role would: the action is open, nobody decided."""
    child = journey.child.pk
    service = the_service()
    with (
        acting(service, at=NOW, child_id=child),
        recording("retention.disposed", by=service, child_id=child, act=Act.ERASURE) as entry,
    ):
        rows = [
            str(pk) for pk in Detail.objects.filter(child_id=child).values_list("pk", flat=True)
        ]
        assert rows
        with connection.cursor() as cursor:
            cursor.execute("select oversight_scrub(%s::uuid[])", [rows])
    with caplog.at_level(logging.ERROR):
        assert unburied() == 1
    assert str(entry) in caplog.text and journey.child.name not in caplog.text
    done = upkeep.last(upkeep.ERASURES)
    assert done and not done.good and done.figures == {"without_tombstone": 1}


def test_the_name_of_a_withdrawal_hides_no_other_erasure(journey: Journey) -> None:
    child = journey.child.pk
    service = the_service()
    with (
        acting(service, at=NOW, child_id=child),
        recording("child.photo_withdrawn", by=service, child_id=child, act=Act.ERASURE),
    ):
        Detail.objects.filter(child_id=child).update(text="")
    assert unburied() == 1


def a_settled_report(settled_at: datetime) -> SpooledReport:
    with acting(the_service(), at=NOW), recording("test.spooled", by=the_service()):
        return SpooledReport.objects.create(
            number="R-0001", hash=uuid4().hex, taken_at=settled_at, agency_id=EXAMPLESHIRE,
            said={"words": "Amira was seen"}, state=SpoolState.ENTERED, settled_at=settled_at,
        )  # fmt: skip


def test_the_copy_of_a_report_is_emptied_after_ninety_days_with_its_history(
    journey: Journey,
) -> None:
    old = a_settled_report(NOW - timedelta(days=91))
    young = a_settled_report(NOW - timedelta(days=89))
    with acting(the_service(), at=NOW):
        assert actions.empty_spooled(at=NOW, by=the_service()) == 1
        assert actions.empty_spooled(at=NOW, by=the_service()) == 0
        old.refresh_from_db()
        young.refresh_from_db()
        assert old.said == {} and young.said == {"words": "Amira was seen"}
    with connection.cursor() as cursor:
        cursor.execute("select oversight_unburied(%s)", [NOW - timedelta(days=1)])
        assert cursor.fetchall() == []
    kept = Change.objects.filter(row_id=old.pk)
    assert not any("Amira" in f"{row.old}{row.new}" for row in kept)
    assert not Tombstone.objects.exists()
