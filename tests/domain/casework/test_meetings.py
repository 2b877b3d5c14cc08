"""A meeting is arranged, held and written down; its decisions, actions, dissent and minutes."""

from datetime import datetime
from uuid import UUID

import pytest

from safereturn.audit.record import looking
from safereturn.casework import jobs
from safereturn.casework.actions import duties, meetings, minutes, tasks
from safereturn.casework.models import Meeting, MeetingDuty, MeetingInvite, MeetingMinutes
from safereturn.casework.queries import meetings as queries
from safereturn.casework.rules.meetings import (
    DutyEnding,
    InviteAnswer,
    MeetingHow,
    MeetingPlan,
    MeetingRecord,
    MinutesPart,
    ToldOfMeeting,
)
from safereturn.children.models import Child
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, MeetingKind
from safereturn.episodes.models import Task
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.notifications.models import Notice
from tests.domain.risk.making import DAY, HOUR, NOW
from tests.people import (
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    HARBOUR_VIEW,
    HEALTH,
    HOME_MANAGER,
    NURSE,
    OFFICER,
    OUTSIDER,
    POLICE_COORDINATOR,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
THEN = NOW + 2 * DAY
AFTER = THEN + 3 * HOUR
PLAN = MeetingPlan(
    kind=MeetingKind.STRATEGY_DISCUSSION,
    starts_at=THEN,
    how=MeetingHow.BOTH,
    where="Room 4, and a link",
    chair="Cora Dinator",
    purpose="Three times in a month.",
)
ALL = frozenset({EXAMPLESHIRE_POLICE, HARBOUR_VIEW, HEALTH, COLLEGE})
RECORD = MeetingRecord(
    held_at=THEN,
    discussed="The van at the bus station.",
    childs_views="She wants to see her aunt.",
    child_told=ToldOfMeeting.WILL_BE,
    child_told_words="By her social worker on Friday",
    parents_views="Her mother agrees.",
    parents_told=ToldOfMeeting.TOLD,
)


def doing(by: Actor, act: object, *args: object, at: datetime = NOW, **more: object) -> object:
    with acting(by, at=at), looking("test", by=by):
        return act(*args, at=at, by=by, **more)  # type: ignore[operator]


def arranged(child: Child, asked: frozenset[UUID] = ALL, *others: str) -> Meeting:
    refs = list(MeetingDuty.objects.values_list("ref", flat=True))
    whom = meetings.Asked(agencies=asked, others=others)
    row = doing(COORDINATOR, meetings.arrange, child.ref, PLAN, whom, refs)
    assert isinstance(row, Meeting)
    return row


def held(child: Child, *others: str) -> Meeting:
    row = arranged(child, ALL, *others)
    came = {
        one.pk: minutes.Attendance(one.agency_id != HEALTH, "Somebody")
        for one in MeetingInvite.objects.filter(meeting=row)
    }
    doing(COORDINATOR, minutes.record_held, row.ref, RECORD, came, at=AFTER)
    row.refresh_from_db()
    return row


def seen(row: Meeting, by: Actor = COORDINATOR, at: datetime = AFTER) -> queries.MeetingPage:
    with acting(by, at=at), looking("test", by=by):
        return queries.get_meeting(by, row.ref, at=at)


def test_a_meeting_asks_each_agency_once_and_says_who_must_be_rung(child: Child) -> None:
    row = arranged(child, ALL, "Her reviewing officer")
    fact = PublishedFact.objects.get(name="MeetingArranged")
    for _ in range(2):
        jobs.tell_meeting_arranged(**fact.body)
    told = Notice.objects.filter(kind="meeting.arranged").values_list("agency_id", flat=True)
    assert sorted(told) == sorted(ALL - {COLLEGE}), "the college has no account"
    page = seen(row, at=NOW)
    to_ring = sorted(one.name for one in page.invites if one.must_ring and one.asked_at is None)
    assert to_ring == ["Example College", "Her reviewing officer"]
    assert page.own is not None and page.own.answer is InviteAnswer.COMING
    assert {line.kind for line in page.duties} == set(MeetingKind), "it answers all that waited"


def test_only_agencies_that_work_with_the_child_are_asked_and_somebody_must_be(
    child: Child,
) -> None:
    for asked in (frozenset({FARAWAY}), frozenset[UUID]()):
        with pytest.raises(Invalid):
            doing(COORDINATOR, meetings.arrange, child.ref, PLAN, meetings.Asked(agencies=asked))
    with pytest.raises(Invalid):
        MeetingPlan(kind=PLAN.kind, starts_at=THEN, how=PLAN.how, where=" ")


@pytest.mark.parametrize("by", [CARER, NURSE, OFFICER], ids=["carer", "nurse", "officer"])
def test_who_does_not_bring_people_to_a_table_arranges_none(child: Child, by: Actor) -> None:
    with pytest.raises(NotAllowed):
        doing(by, meetings.arrange, child.ref, PLAN, meetings.Asked(agencies=ALL))


def test_being_asked_by_phone_says_whom_and_on_which_number(child: Child) -> None:
    row = arranged(child)
    college = MeetingInvite.objects.get(meeting=row, agency_id=COLLEGE)
    with pytest.raises(Invalid):
        meetings.Rung(spoke_to=" ", phone_number="")
    rung = meetings.Rung(spoke_to="Tea Cher", phone_number="01632 960001")
    said = InviteAnswer.APOLOGIES
    doing(COORDINATOR, meetings.ask_by_phone, row.ref, college.pk, rung, said, "Lessons.")
    college.refresh_from_db()
    assert (college.spoke_to, college.asked_at, college.answer) == ("Tea Cher", NOW, "apologies")


def test_an_agency_answers_for_itself_and_whoever_arranges_is_told(child: Child) -> None:
    row = arranged(child)
    doing(HOME_MANAGER, meetings.answer, row.ref, InviteAnswer.COMING, "Homa")
    fact = PublishedFact.objects.get(name="MeetingAnswered")
    for _ in range(2):
        jobs.tell_meeting_answered(**fact.body)
    assert Notice.objects.get(kind="meeting.coming").agency_id == row.agency_id
    with pytest.raises(NotFound):
        doing(OUTSIDER, meetings.answer, row.ref, InviteAnswer.COMING)


def test_a_new_time_asks_everybody_anew(child: Child) -> None:
    row = arranged(child)
    doing(HOME_MANAGER, meetings.answer, row.ref, InviteAnswer.COMING)
    later = MeetingPlan(kind=PLAN.kind, starts_at=THEN + DAY, how=PLAN.how, where="Room 5")
    doing(COORDINATOR, meetings.move, row.ref, later)
    home = MeetingInvite.objects.get(meeting=row, agency_id=HARBOUR_VIEW)
    assert (home.answer, home.answered_at) == ("", None)
    facts = PublishedFact.objects.filter(name="MeetingArranged")
    for fact in facts:
        jobs.tell_meeting_arranged(**fact.body)
    assert Notice.objects.filter(kind="meeting.arranged", agency_id=HARBOUR_VIEW).count() == 1


def test_called_off_its_duties_are_owed_again(child: Child) -> None:
    row = arranged(child)
    duty = MeetingDuty.objects.filter(meeting=row).latest("ref")
    with pytest.raises(duties.MeetingWaits):
        doing(COORDINATOR, duties.not_held, duty.ref, "No need.")
    with pytest.raises(Invalid):
        doing(COORDINATOR, meetings.call_off, row.ref, " ")
    doing(COORDINATOR, meetings.call_off, row.ref, "Snow.")
    jobs.tell_meeting_called_off(**PublishedFact.objects.get(name="MeetingCalledOff").body)
    assert Notice.objects.filter(kind="meeting.called_off").count() == len(ALL) - 1
    assert MeetingDuty.objects.filter(meeting=None, closed_at=None).count() == 3
    assert Clock.objects.filter(kind=ClockKind.REPEAT, met_at=None).count() == 3
    with pytest.raises(meetings.MeetingOver):
        doing(COORDINATOR, meetings.move, row.ref, PLAN)


def test_held_it_ends_the_duties_and_their_clocks(child: Child) -> None:
    row = arranged(child)
    with pytest.raises(Invalid, match="somebody must have"):
        doing(COORDINATOR, minutes.record_held, row.ref, RECORD, {}, at=AFTER)
    came = {one.pk: minutes.Attendance(True) for one in MeetingInvite.objects.filter(meeting=row)}
    with pytest.raises(Invalid, match="has passed"):
        doing(COORDINATOR, minutes.record_held, row.ref, RECORD, came, at=NOW)
    with pytest.raises(meetings.NotHeldYet):
        doing(COORDINATOR, minutes.decide, row.ref, "A plan", "It helps", at=AFTER)
    held(child)  # a second meeting: the first one's duties are its own
    doing(COORDINATOR, minutes.record_held, row.ref, RECORD, came, at=AFTER)
    assert set(MeetingDuty.objects.values_list("ending", flat=True)) == {DutyEnding.HELD}
    assert not Clock.objects.filter(kind=ClockKind.REPEAT, met_at=None).exists()


def test_a_record_has_the_child_in_it_and_a_silence_its_reason() -> None:
    for wrong in (
        {"childs_views": " "},
        {"discussed": ""},
        {"child_told": ToldOfMeeting.NOT_TOLD, "child_told_words": ""},
        {"parents_told": ToldOfMeeting.NOT_TOLD, "parents_told_words": ""},
    ):
        said = {name: getattr(RECORD, name) for name in RECORD.__slots__} | wrong
        with pytest.raises(Invalid):
            MeetingRecord(**said)


def test_a_decision_has_its_reason_and_its_action_is_followed_until_done(child: Child) -> None:
    row = held(child)
    action = minutes.Action(text="Meet her at the gate", agency_id=HARBOUR_VIEW, due_at=AFTER + DAY)
    with pytest.raises(Invalid):
        doing(COORDINATOR, minutes.decide, row.ref, "A plan", " ", at=AFTER)
    stranger = minutes.Action(text="Nothing", agency_id=FARAWAY, due_at=AFTER)
    with pytest.raises(Invalid):
        doing(COORDINATOR, minutes.decide, row.ref, "A plan", "Why", stranger, at=AFTER)
    doing(COORDINATOR, minutes.decide, row.ref, "Meet her", "She is taken", action, at=AFTER)
    task = Task.objects.get()
    assert (task.owner_agency_id, task.due_at) == (HARBOUR_VIEW, AFTER + DAY)
    doing(CARER, tasks.finish, task.ref, "Met every day.", at=AFTER + HOUR)
    [line] = seen(row, at=AFTER + 2 * HOUR).tasks
    assert line.result == "Met every day."
    doing(COORDINATOR, minutes.withdraw, row.ref, 1, "It was her aunt.", at=AFTER)
    assert seen(row).decisions[0].withdrawn_because == "It was her aunt."
    with pytest.raises(minutes.DecisionWithdrawn):
        doing(COORDINATOR, minutes.withdraw, row.ref, 1, "Again.", at=AFTER)
    with pytest.raises(NotFound):
        doing(COORDINATOR, minutes.withdraw, row.ref, 7, "No such.", at=AFTER)


def test_who_does_not_agree_says_so_for_their_own_agency_or_for_who_has_no_account(
    child: Child,
) -> None:
    row = held(child)
    doing(COORDINATOR, minutes.decide, row.ref, "Meet her", "She is taken", at=AFTER)
    doing(HOME_MANAGER, minutes.disagree, row.ref, minutes.Dissent(text="No.", number=1), at=AFTER)
    college = MeetingInvite.objects.get(meeting=row, agency_id=COLLEGE)
    theirs = minutes.Dissent(text="Not at the gate.", invite_id=college.pk)
    with pytest.raises(NotAllowed):
        doing(HOME_MANAGER, minutes.disagree, row.ref, theirs, at=AFTER)
    doing(COORDINATOR, minutes.disagree, row.ref, theirs, at=AFTER)
    page = seen(row)
    assert page.decisions[0].dissents == ("Harbour View, Somebody: No.",)
    assert page.dissents == ("Example College, Somebody: Not at the gate.",)
    with pytest.raises(Invalid):
        doing(HOME_MANAGER, minutes.disagree, row.ref, minutes.Dissent(text=" "), at=AFTER)


def test_issued_minutes_never_change_and_a_correction_is_the_next_version(child: Child) -> None:
    row = held(child)
    doing(COORDINATOR, minutes.decide, row.ref, "Meet her", "She is taken", at=AFTER)
    doing(COORDINATOR, minutes.issue, row.ref, at=AFTER)
    right = {name: getattr(RECORD, name) for name in RECORD.__slots__} | {"discussed": "A car."}
    doing(COORDINATOR, minutes.correct, row.ref, MeetingRecord(**right), at=AFTER)
    with pytest.raises(Invalid):
        doing(COORDINATOR, minutes.issue, row.ref, " ", at=AFTER)
    doing(COORDINATOR, minutes.issue, row.ref, "It was a car.", at=AFTER)
    second, first = seen(row).minutes
    words = {
        v.number: next(p.lines for p in v.parts if p.part is MinutesPart.DISCUSSED)
        for v in (first, second)
    }
    assert words == {1: ("The van at the bus station.",), 2: ("A car.",)}
    assert second.because == "It was a car."
    for fact in PublishedFact.objects.filter(name="MinutesIssued"):
        jobs.tell_minutes_issued(**fact.body)
    kinds = Notice.objects.filter(agency_id=HEALTH).values_list("kind", flat=True)
    assert {"meeting.minutes", "meeting.minutes_corrected"} <= set(kinds)
    assert MeetingMinutes.objects.count() == 2


@pytest.mark.parametrize(
    ("by", "given"),
    [
        pytest.param(COORDINATOR, set(MinutesPart) - {MinutesPart.ACTIONS, MinutesPart.DISSENT},
                     id="the council: all"),
        pytest.param(POLICE_COORDINATOR,
                     {MinutesPart.PRESENT, MinutesPart.PURPOSE, MinutesPart.DISCUSSED,
                      MinutesPart.PARENTS_VIEWS, MinutesPart.DECISIONS},
                     id="the police: not the child's account"),
        pytest.param(NURSE, {MinutesPart.PRESENT}, id="health: who was there"),
    ],
)  # fmt: skip
def test_a_meeting_widens_nobodys_access(child: Child, by: Actor, given: set[MinutesPart]) -> None:
    row = held(child)
    doing(COORDINATOR, minutes.decide, row.ref, "Meet her", "She is taken", at=AFTER)
    doing(COORDINATOR, minutes.issue, row.ref, at=AFTER)
    [version] = seen(row, by).minutes
    assert {part.part for part in version.parts if part.lines} == given
    kept = [part for part in version.parts if not part.lines]
    assert all(part.withheld for part in kept), "what is left out says why"
    assert version.is_whole is not bool(kept)


def test_who_was_not_asked_finds_no_meeting_and_the_list_holds_who_was(child: Child) -> None:
    row = arranged(child, ALL - {HEALTH})
    for stranger in (NURSE, OUTSIDER):
        with pytest.raises(NotFound):
            seen(row, stranger)
    for by, count in ((HOME_MANAGER, 1), (NURSE, 0)):
        with acting(by, at=NOW), looking("test", by=by):
            assert len(queries.list_meetings(by, at=NOW).to_come) == count
