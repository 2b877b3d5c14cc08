"""Legal status, restriction, and the keys by which a child is found."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from safereturn.audit.models import Change, Entry
from safereturn.audit.record import looking, recording
from safereturn.children import actions
from safereturn.children.models import (
    Child,
    LegalStatus,
    SearchKey,
)
from safereturn.children.rules import (
    NewChild,
)
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.involvement import queries as involved
from safereturn.involvement.rules import Basis
from safereturn.notifications.models import Notice
from tests.domain.children.making import BORN, NOON, REVIEW, a_child
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE,
    OFFICER,
    OUTSIDER,
)

pytestmark = pytest.mark.usefixtures("town")
LATER = NOON + timedelta(hours=3)


def bases(child: Child, agency: UUID, at: datetime = LATER) -> frozenset[Basis]:
    return involved.agencies_of(child.pk, at=at).get(agency, frozenset())


class TestStatusAndRestriction:
    def test_a_legal_status_is_written_once_and_can_end(self) -> None:
        child = a_child()
        for end in (None, date(2026, 6, 1)):
            actions.set_legal_status(
                child.pk, " C2 ", "", starts_on=BORN, ends_on=end, at=NOON, by=COORDINATOR
            )
        row = LegalStatus.objects.get()
        assert (row.code, row.label, row.ends_on) == ("C2", "C2", date(2026, 6, 1))
        with pytest.raises(Invalid) as refused:
            actions.set_legal_status(
                child.pk, " ", "", starts_on=REVIEW, ends_on=BORN, at=NOON, by=COORDINATOR
            )
        assert set(refused.value.fields) == {"code", "ends_on"}

    def test_a_restriction_has_a_reason_and_can_be_lifted(self) -> None:
        child = a_child()
        with pytest.raises(Invalid):
            actions.restrict(child.pk, True, because="", at=NOON, by=COORDINATOR)
        assert actions.restrict(child.pk, True, because="Staff", at=NOON, by=COORDINATOR).restricted
        actions.restrict(child.pk, False, because="Left", at=NOON, by=COORDINATOR)
        reasons = Entry.objects.filter(name__startswith="child.restrict").values_list("reason")
        assert {reason for (reason,) in reasons} == {"Staff", "Left"}

    def test_opening_a_restricted_record_tells_its_owner(self) -> None:
        child = a_child(restricted=True)
        with looking("test.page", by=OFFICER):
            with pytest.raises(Invalid):
                actions.open_restricted(child.ref, " ", at=NOON, by=OFFICER)
            with pytest.raises(NotFound):
                actions.open_restricted(child.ref, "Curious", at=NOON, by=OUTSIDER)
            actions.open_restricted(child.ref, "Search", at=NOON, by=OFFICER)
        notice = Notice.objects.get()
        assert (notice.agency_id, notice.kind) == (EXAMPLESHIRE, "child.opened")
        assert "Ada" not in notice.path + notice.reference

    def test_without_a_responsible_authority_the_recorder_is_told(self) -> None:
        given = NewChild(name="Bo Invented", restricted=True)
        child = actions.add(given, at=NOON, by=OFFICER)
        actions.open_restricted(child.ref, "Search", at=NOON, by=OFFICER)
        assert Notice.objects.get().agency_id == OFFICER.agency_id


def test_keys_are_written_only_where_they_differ() -> None:
    child = a_child()
    with recording("test.keys", by=the_service()) as first:
        actions.set_keys(child.pk, "test", ["a", "b"])
    with recording("test.keys", by=the_service()) as second:
        actions.set_keys(child.pk, "test", ["b", "c"])
    assert set(SearchKey.objects.filter(source="test").values_list("key", flat=True)) == {"b", "c"}
    assert Change.objects.filter(action_id=first, table_name="children_searchkey").count() == 2
    assert sorted(
        Change.objects.filter(action_id=second, table_name="children_searchkey").values_list(
            "op", flat=True
        )
    ) == ["delete", "insert"]


def test_every_error_is_one_of_the_four() -> None:
    assert issubclass(actions.FlagEnded, Conflict)
    assert issubclass(actions.AlreadyEnded, Conflict)
    assert issubclass(actions.IdentifierTaken, Conflict)
