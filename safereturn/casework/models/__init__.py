"""What stands around the cases, and in whose hands each of them is."""

from safereturn.casework.models.beside import Draft, Knock, LookLimit, Press, Reach, SpooledReport
from safereturn.casework.models.handover import Handover, Holding
from safereturn.casework.models.lines import PlanReview, StandardLineRow
from safereturn.casework.models.meeting import (
    Meeting,
    MeetingDecision,
    MeetingDissent,
    MeetingDuty,
    MeetingInvite,
    MeetingMinutes,
)
from safereturn.casework.models.plans import (
    TriggerAction,
    TriggerAgreement,
    TriggerPlan,
    TriggerStart,
)
from safereturn.casework.models.tasks import TaskChange

__all__ = [
    "Draft",
    "Handover",
    "Holding",
    "Knock",
    "LookLimit",
    "Meeting",
    "MeetingDecision",
    "MeetingDissent",
    "MeetingDuty",
    "MeetingInvite",
    "MeetingMinutes",
    "PlanReview",
    "Press",
    "Reach",
    "SpooledReport",
    "StandardLineRow",
    "TaskChange",
    "TriggerAction",
    "TriggerAgreement",
    "TriggerPlan",
    "TriggerStart",
]
