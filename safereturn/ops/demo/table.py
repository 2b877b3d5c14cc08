"""People at a table about Amira: a meeting that was held, and the one that tonight makes owed."""

from safereturn.casework.actions import clocks, meetings, minutes, tasks
from safereturn.casework.models import Meeting, MeetingInvite
from safereturn.casework.rules.meetings import MeetingHow, MeetingPlan, MeetingRecord, ToldOfMeeting
from safereturn.children.models import Child
from safereturn.clocks.rules import MeetingKind
from safereturn.episodes.models import Episode, Task
from safereturn.episodes.rules import OPEN_STATES
from safereturn.foundation.events import as_history
from safereturn.foundation.identity import acting
from safereturn.ops.demo.stage import Stage


def tell(stage: Stage) -> None:
    """Write the meeting of five weeks ago, then let tonight's report open the duty to meet."""
    with acting(stage.cast["coordinator"], at=stage.now):
        child = Child.objects.get(name="Amira Testcase")
        episode = Episode.objects.get(child=child, state__in=OPEN_STATES)
    with as_history():
        _held(stage, child)
    stage.service(stage.ago(3.4), clocks.follow_protocol, episode.pk, about=child.pk)


def _held(stage: Stage, child: Child) -> None:
    who, day = "coordinator", 36
    asked = meetings.Asked(
        agencies=frozenset(stage.agency(key) for key in ("police", "harbour", "college")),
        others=("Her reviewing officer, Rae Specimen",),
    )
    plan = MeetingPlan(
        kind=MeetingKind.STRATEGY_DISCUSSION,
        starts_at=stage.ago(days=day),
        how=MeetingHow.BOTH,
        where="Example House, room 2, and a link",
        chair="Cora Testcase",
        purpose="Collected by car; her insulin left behind. Who drives, and who meets her when?",
    )
    row: Meeting = stage.do(who, stage.ago(days=day + 3), meetings.arrange, child.ref, plan, asked)
    with stage.seeing(child.pk):
        invites = {
            one.agency_id or one.who: one.pk for one in MeetingInvite.objects.filter(meeting=row)
        }
    for key in (stage.agency("college"), "Her reviewing officer, Rae Specimen"):
        rung = meetings.Rung(spoke_to="Rae Specimen", phone_number="01632 960051")
        stage.do(
            who, stage.ago(days=day + 2), meetings.ask_by_phone, row.ref, invites[key], rung, None
        )
    came = {
        invites[stage.agency("police")]: minutes.Attendance(True, "Pat Dummyname"),
        invites[stage.agency("harbour")]: minutes.Attendance(True, "Hana Testcase"),
        invites[stage.agency("council")]: minutes.Attendance(True, "Cora Testcase, Sol Specimen"),
    }
    at = stage.ago(days=day - 0.1)
    stage.do(who, at, minutes.record_held, row.ref, _said(stage, day), came)
    _decided(stage, row, day)
    stage.do(who, stage.ago(days=day - 1), minutes.issue, row.ref)


def _said(stage: Stage, day: float) -> MeetingRecord:
    return MeetingRecord(
        held_at=stage.ago(days=day),
        discussed="Both times with a car she was taken from the retail park, after nine in the"
        " evening. Her phone rings before she leaves.",
        childs_views="“I would stay if I could see Nadia.” Asked by Sol, two days before.",
        child_told=ToldOfMeeting.TOLD,
        child_told_words="By Sol, the day after",
        parents_views="Her mother wants her home by nine, and to be rung at once.",
        parents_told=ToldOfMeeting.TOLD,
    )


def _decided(stage: Stage, row: Meeting, day: float) -> None:
    who, at = "coordinator", stage.ago(days=day - 0.1)
    weekly = minutes.Action(
        text="Arrange a weekly evening at her aunt’s",
        agency_id=stage.agency("council"),
        due_at=stage.ago(days=day - 7),
    )
    stage.do(
        who, at, minutes.decide, row.ref, "A weekly evening at her aunt Nadia’s.",
        "It is what she asks for, and where she is safe.", weekly,
    )  # fmt: skip
    stage.do(
        who, at, minutes.decide, row.ref, "Her insulin goes with her, always.",
        "The second time she was told to leave it.",
    )  # fmt: skip
    dissent = minutes.Dissent(text="We would rather keep it in the office.", number=2)
    stage.do("home_manager", at, minutes.disagree, row.ref, dissent)
    with stage.seeing(row.child_id):
        ref = Task.objects.values_list("ref", flat=True).get(source="meeting", child=row.child)
    stage.do(
        "social_worker", stage.ago(days=day - 5), tasks.finish, ref, "Thursdays, from six to nine."
    )
