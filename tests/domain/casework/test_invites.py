"""Somebody is asked to a meeting later, or no more: each is told once, and it stays written."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from safereturn.audit.record import looking
from safereturn.casework import jobs
from safereturn.casework.actions import invites, meetings, minutes
from safereturn.casework.models import Meeting, MeetingInvite
from safereturn.casework.queries import meetings as queries
from safereturn.casework.queries.inviting import inviting
from safereturn.casework.queries.minutes import parts_of
from safereturn.casework.rules.meetings import InviteAnswer, MeetingPlan
from safereturn.children.models import Child
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.notifications.models import Notice
from tests.domain.casework.test_meetings import (
    AFTER,
    ALL,
    PLAN,
    RECORD,
    THEN,
    arranged,
    doing,
    seen,
)
from tests.domain.risk.making import HOUR, NOW
from tests.people import (
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    HARBOUR_VIEW,
    HEALTH,
    HOME_MANAGER,
    NURSE,
    POLICE_COORDINATOR,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
FEW = frozenset({EXAMPLESHIRE_POLICE, HARBOUR_VIEW})
MINUTE = timedelta(minutes=1)


def tell() -> None:
    """Run the jobs of every fact of a meeting, each twice."""
    run = {
        "MeetingArranged": jobs.tell_meeting_arranged,
        "MeetingInviteDropped": jobs.tell_meeting_dropped,
        "MeetingAnswered": jobs.tell_meeting_answered,
    }
    for fact in PublishedFact.objects.filter(name__in=run).order_by("pk"):
        for _ in range(2):
            run[fact.name](**fact.body)


def told(kind: str) -> list[UUID]:
    return sorted(Notice.objects.filter(kind=kind).values_list("agency_id", flat=True))


def invite_of(row: Meeting, agency_id: UUID) -> MeetingInvite:
    return MeetingInvite.objects.get(meeting=row, agency_id=agency_id)


def dropped(row: Meeting, agency_id: UUID, *, told: str = "", minutes: int = 1) -> None:
    pk, at = invite_of(row, agency_id).pk, NOW + minutes * MINUTE
    doing(COORDINATOR, invites.drop, row.ref, pk, "Not needed.", told, at=at)


def asked_more(
    row: Meeting, *agencies: UUID, others: tuple[str, ...] = (), at: datetime = NOW
) -> None:
    asked = meetings.Asked(agencies=frozenset(agencies), others=others)
    doing(COORDINATOR, invites.ask_more, row.ref, asked, at=at)


def test_who_is_asked_later_is_told_and_nobody_else_again(child: Child) -> None:
    row = arranged(child, FEW)
    tell()
    assert told("meeting.arranged") == sorted(FEW)
    asked_more(row, HEALTH, COLLEGE, EXAMPLESHIRE_POLICE, others=("Her aunt",), at=NOW + MINUTE)
    tell()
    assert told("meeting.arranged") == sorted(FEW | {HEALTH}), "the college must be rung"
    page = seen(row, at=NOW)
    ringing = {one.name for one in page.invites if one.must_ring and one.asked_at is None}
    assert ringing == {"Example College", "Her aunt"}
    assert invite_of(row, EXAMPLESHIRE).answer == InviteAnswer.COMING, "untouched"


@pytest.mark.parametrize("agencies", [(), (FARAWAY,), (EXAMPLESHIRE_POLICE,)])
def test_nobody_new_or_a_stranger_is_refused(child: Child, agencies: tuple[UUID, ...]) -> None:
    row = arranged(child, FEW)
    with pytest.raises(Invalid):
        asked_more(row, *agencies)


def test_who_is_dropped_is_told_sees_it_no_more_and_stays_written(child: Child) -> None:
    row = arranged(child, ALL)
    dropped(row, HEALTH)
    tell()
    assert told("meeting.dropped") == [HEALTH]
    with pytest.raises(NotFound):
        seen(row, NURSE, NOW)
    with pytest.raises(NotFound):
        doing(NURSE, meetings.answer, row.ref, InviteAnswer.COMING)
    page = seen(row, at=NOW)
    assert HEALTH not in {one.agency_id for one in page.invites}
    [gone] = page.dropped
    assert (gone.agency_id, gone.dropped_because) == (HEALTH, "Not needed.")
    assert seen(row, POLICE_COORDINATOR, NOW).dropped == [], "not theirs to read"
    with looking("test", by=NURSE):
        assert queries.list_meetings(NURSE, at=NOW).to_come == []
    assert "Health" not in str(parts_of(row))


def test_dropped_and_asked_anew_is_told_each_time(child: Child) -> None:
    row = arranged(child, ALL)
    tell()
    dropped(row, HEALTH)
    tell()
    asked_more(row, HEALTH, at=NOW + 2 * MINUTE)
    tell()
    dropped(row, HEALTH, minutes=3)
    tell()
    assert told("meeting.dropped") == [HEALTH, HEALTH]
    assert told("meeting.arranged").count(HEALTH) == 2
    assert MeetingInvite.objects.filter(meeting=row, agency_id=HEALTH).count() == 1


def test_who_was_rung_is_rung_about_it_and_that_may_follow(child: Child) -> None:
    row = arranged(child, ALL)
    pk = invite_of(row, COLLEGE).pk
    rung = meetings.Rung(spoke_to="Ira", phone_number="01632 960009")
    doing(COORDINATOR, meetings.ask_by_phone, row.ref, pk, rung, None)
    with pytest.raises(Invalid):
        doing(COORDINATOR, invites.drop, row.ref, pk, " ")
    dropped(row, COLLEGE)
    dropped(row, COLLEGE, told="Ira, 01632 960009", minutes=9)
    gone = invite_of(row, COLLEGE)
    assert (gone.dropped_at, gone.dropped_told) == (NOW + MINUTE, "Ira, 01632 960009")
    assert gone.spoke_to == "Ira"
    tell()
    assert told("meeting.dropped") == [], "no notice reaches them"


def test_the_agency_whose_it_is_stays_and_only_it_asks_and_drops(child: Child) -> None:
    row = arranged(child, ALL)
    with pytest.raises(invites.NotTheirs):
        dropped(row, EXAMPLESHIRE)
    for by, error in ((HOME_MANAGER, NotAllowed), (POLICE_COORDINATOR, NotAllowed)):
        with pytest.raises(error):
            doing(by, invites.drop, row.ref, invite_of(row, HEALTH).pk, "No.")
        with pytest.raises(error), looking("test", by=by):
            inviting(by, row.ref, at=NOW)
    other = arranged(child, FEW)
    with pytest.raises(NotFound):
        doing(COORDINATOR, invites.drop, other.ref, invite_of(row, HEALTH).pk, "No.")


def test_held_it_is_too_late_and_who_was_dropped_did_not_come(child: Child) -> None:
    row = arranged(child, ALL)
    dropped(row, HEALTH)
    came = {invite_of(row, HEALTH).pk: minutes.Attendance(came=True)}
    with pytest.raises(Invalid) as nobody:
        doing(COORDINATOR, minutes.record_held, row.ref, RECORD, came, at=AFTER)
    assert "attendance" in nobody.value.fields
    came = {invite_of(row, HARBOUR_VIEW).pk: minutes.Attendance(came=True)}
    doing(COORDINATOR, minutes.record_held, row.ref, RECORD, came, at=AFTER)
    assert invite_of(row, HEALTH).attended is None
    for late in (lambda: asked_more(row, HEALTH, at=AFTER), lambda: dropped(row, HARBOUR_VIEW)):
        with pytest.raises(meetings.MeetingOver):
            late()


def test_another_chair_asks_nobody_anew_and_another_time_all_even_back_again(
    child: Child,
) -> None:
    row = arranged(child, ALL)
    tell()
    doing(HOME_MANAGER, meetings.answer, row.ref, InviteAnswer.COMING)

    def moved(minute: int, **more: object) -> None:
        plan = MeetingPlan(
            kind=PLAN.kind,
            how=PLAN.how,
            **{"starts_at": THEN, "where": PLAN.where} | more,  # type: ignore[arg-type]
        )
        doing(COORDINATOR, meetings.move, row.ref, plan, at=NOW + minute * MINUTE)
        tell()

    moved(1, chair="Another")
    assert invite_of(row, HARBOUR_VIEW).answer == InviteAnswer.COMING
    assert told("meeting.arranged").count(HARBOUR_VIEW) == 1
    moved(2, starts_at=THEN + HOUR)
    moved(3)
    assert told("meeting.arranged").count(HARBOUR_VIEW) == 3, "moved back is moved as well"
    assert invite_of(row, HARBOUR_VIEW).asked_at == NOW + 3 * MINUTE
    assert invite_of(row, COLLEGE).asked_at is None


def test_who_comes_after_all_says_so_a_second_time(child: Child) -> None:
    row = arranged(child, ALL)
    said = (InviteAnswer.COMING, InviteAnswer.APOLOGIES, InviteAnswer.COMING)
    for minute, one in enumerate(said):
        doing(HOME_MANAGER, meetings.answer, row.ref, one, at=NOW + minute * MINUTE)
        tell()
    assert len(told("meeting.coming")) == 2


def test_whom_somebody_rang_and_what_is_said_in_absence_is_not_everybodys(
    child: Child,
) -> None:
    row = arranged(child, ALL, "Her mother")
    pk = MeetingInvite.objects.get(who="Her mother").pk
    rung = meetings.Rung(spoke_to="Ira", phone_number="01632 960009")
    words = "Her father hits her."
    doing(COORDINATOR, meetings.ask_by_phone, row.ref, pk, rung, InviteAnswer.APOLOGIES, words)
    [ours] = [one for one in seen(row, at=NOW).invites if one.id == pk]
    assert (ours.phone_number, ours.answer_words) == ("01632 960009", words)
    [theirs] = [one for one in seen(row, NURSE, NOW).invites if one.id == pk]
    assert (theirs.spoke_to, theirs.phone_number, theirs.answer_words) == ("", "", "")
    parts = {one["part"]: str(one["lines"]) for one in parts_of(row)}
    assert words not in parts["present"] and words in parts["discussed"]
