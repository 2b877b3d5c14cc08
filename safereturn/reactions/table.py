"""What happens when. This is the whole of it: there are no signals."""

from typing import Any

from procrastinate.tasks import Task

from safereturn.casework import facts as casework
from safereturn.casework import jobs as casework_jobs
from safereturn.clocks import facts as clocks
from safereturn.episodes import facts as episodes
from safereturn.episodes.jobs import look_for_protected, tell_agencies
from safereturn.foundation.events import Fact
from safereturn.return_interviews import facts as interviews
from safereturn.return_interviews import jobs as interview_jobs
from safereturn.risk import facts as risk
from safereturn.risk import jobs as risk_jobs

Job = Task[Any, Any, Any]

follow = casework_jobs.follow_protocol

REACTIONS: dict[type[Fact], tuple[Job, ...]] = {
    episodes.EpisodeReported: (
        tell_agencies,
        look_for_protected,
        follow,
        casework_jobs.start_trigger_plan,
    ),
    episodes.ReportAdded: (tell_agencies, look_for_protected),
    episodes.AwayRecorded: (tell_agencies,),
    episodes.InformationAdded: (tell_agencies,),
    episodes.PoliceStanceTaken: (tell_agencies,),
    episodes.ChildLocated: (tell_agencies, follow),
    episodes.ChildReturned: (
        tell_agencies,
        follow,
        interview_jobs.make_due,
        risk_jobs.stop_asking,
        casework_jobs.calm_tasks,
    ),
    episodes.EpisodeEnded: (
        tell_agencies,
        follow,
        interview_jobs.make_due,
        interview_jobs.settle,
        risk_jobs.stop_asking,
        casework_jobs.calm_tasks,
    ),
    episodes.PreventionInterviewRecorded: (tell_agencies, interview_jobs.settle),
    episodes.TimesCorrected: (interview_jobs.follow_times, follow),
    risk.RiskAssessed: (risk_jobs.tell_assessed, follow, casework_jobs.review_plan_again),
    risk.AgencyAsked: (risk_jobs.tell_asked,),
    risk.AgencyAnswered: (risk_jobs.tell_answered,),
    risk.GradeDisputed: (risk_jobs.tell_disputed,),
    risk.DisputeAnswered: (risk_jobs.tell_disputed,),
    interviews.InterviewDue: (interview_jobs.tell_due,),
    interviews.InterviewOffered: (),
    interviews.InterviewClosed: (interview_jobs.tell_closed,),
    interviews.HarmDisclosed: (interview_jobs.tell_harm,),
    interviews.ItemsShared: (interview_jobs.tell_shared,),
    interviews.ItemDisposed: (interview_jobs.tell_disposed,),
    casework.InformationRequested: (casework_jobs.tell_requested,),
    casework.RequestAnswered: (casework_jobs.tell_answered,),
    casework.InformationCorrected: (casework_jobs.tell_corrected,),
    clocks.ClockRanOut: (casework_jobs.grade_again,),
    clocks.ClockFinished: (interview_jobs.settle,),
    clocks.ProtocolChanged: (follow,),
    casework.HandoverGiven: (casework_jobs.tell_handover_given,),
    casework.HandoverAnswered: (casework_jobs.tell_handover_answered,),
    casework.TriggerPlanMoved: (casework_jobs.tell_trigger_plan,),
    casework.TaskChanged: (casework_jobs.tell_task_changed,),
    casework.MeetingArranged: (casework_jobs.tell_meeting_arranged,),
    casework.MeetingAnswered: (casework_jobs.tell_meeting_answered,),
    casework.MeetingInviteDropped: (casework_jobs.tell_meeting_dropped,),
    casework.MeetingCalledOff: (casework_jobs.tell_meeting_called_off,),
    casework.MeetingHeld: (),
    casework.MinutesIssued: (casework_jobs.tell_minutes_issued,),
}
