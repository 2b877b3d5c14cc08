"""Opening a notice: who saw it, and that what it disclosed is now opened."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.casework.actions.notices import open_notice
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import NotFound
from safereturn.notifications.actions import notify
from safereturn.notifications.models import Notice
from safereturn.sharing import actions as sharing
from safereturn.sharing.models import Disclosure
from safereturn.sharing.rules import Answer, Depth, Kind
from tests.people import COORDINATOR, NURSE, SOCIAL_WORKER

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def a_notice(child_id: UUID | None) -> Notice:
    return notify(
        COORDINATOR.agency_id,
        "episode.reported",
        key="k",
        reference="ME-TEST001",
        path="/",
        at=NOON,
        child_id=child_id,
    )


def test_the_first_opening_opens_what_was_disclosed() -> None:
    child = uuid4()
    notice = a_notice(child)
    with recording("test", by=the_service(), child_id=child):
        given = sharing.disclose(
            COORDINATOR.agency_id,
            Kind.RISK,
            Answer(Depth.FULL, "You see this.", "2"),
            child_id=child,
            at=NOON,
            by=the_service(),
        )
    open_notice(notice.pk, at=LATER, by=COORDINATOR)
    again = open_notice(notice.pk, at=LATER + timedelta(hours=1), by=SOCIAL_WORKER)
    assert (again.opened_at, again.opened_by_id) == (LATER, COORDINATOR.person_id)
    assert Disclosure.objects.get(pk=given.pk).opened_at == LATER
    entry = Entry.objects.get(name="notice.opened")
    assert (entry.child_id, entry.refs) == (child, ["ME-TEST001"])


def test_a_notice_about_no_child_is_opened_all_the_same() -> None:
    assert open_notice(a_notice(None).pk, at=LATER, by=COORDINATOR).opened_at == LATER


def test_nobody_opens_another_agencys_notice() -> None:
    notice = a_notice(uuid4())
    with pytest.raises(NotFound):
        open_notice(notice.pk, at=LATER, by=NURSE)
    assert not Entry.objects.filter(name="notice.opened").exists()
