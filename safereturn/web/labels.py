"""The words that pages use for the house's own values."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from safereturn.children.rules import FlagKind
from safereturn.clocks.queries import Due
from safereturn.clocks.rules import ClockKind, Invitee, MeetingKind, Rank, Strength
from safereturn.foundation.actor import AgencyKind, Role
from safereturn.foundation.saying import spoken
from safereturn.involvement.rules import Basis
from safereturn.return_interviews.rules import State as InterviewState

ROLES = {
    Role.CALL_HANDLER: _("Call handler"),
    Role.POLICE_OFFICER: _("Police officer"),
    Role.POLICE_SUPERVISOR: _("Police supervisor"),
    Role.POLICE_COORDINATOR: _("Police missing coordinator"),
    Role.COUNCIL_COORDINATOR: _("Council missing coordinator"),
    Role.SOCIAL_WORKER: _("Social worker"),
    Role.OUT_OF_HOURS: _("Out-of-hours team"),
    Role.RETURN_INTERVIEWER: _("Return interviewer"),
    Role.INTERVIEW_MANAGER: _("Return interview manager"),
    Role.CARER: _("Carer"),
    Role.HOME_MANAGER: _("Home manager"),
    Role.HEALTH_WORKER: _("Health worker"),
    Role.SCHOOL_LEAD: _("School safeguarding lead"),
    Role.YOUTH_JUSTICE_WORKER: _("Youth justice worker"),
    Role.ANALYST: _("Analyst"),
    Role.GOVERNANCE_LEAD: _("Information governance lead"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.SYSTEM: _("The service"),
}

AGENCY_KINDS = {
    AgencyKind.POLICE: _("Police"),
    AgencyKind.LOCAL_AUTHORITY: _("Council"),
    AgencyKind.CHILDRENS_HOME: _("Children’s home"),
    AgencyKind.PLACEMENT_PROVIDER: _("Placement"),
    AgencyKind.RETURN_INTERVIEW_SERVICE: _("Return interview service"),
    AgencyKind.HEALTH: _("Health"),
    AgencyKind.SCHOOL: _("School"),
    AgencyKind.YOUTH_JUSTICE: _("Youth justice"),
    AgencyKind.OTHER: _("Other"),
}

# The colour class of an agency's section.
AGENCY_COLOURS = {
    AgencyKind.POLICE: "police",
    AgencyKind.LOCAL_AUTHORITY: "council",
    AgencyKind.CHILDRENS_HOME: "home",
    AgencyKind.PLACEMENT_PROVIDER: "home",
    AgencyKind.HEALTH: "health",
    AgencyKind.SCHOOL: "school",
}

BASES = {
    Basis.HOME_FORCE: _("Home force"),
    Basis.SEARCHING_FORCE: _("Searching force"),
    Basis.FINDING_FORCE: _("Finding force"),
    Basis.RESPONSIBLE_AUTHORITY: _("Responsible authority"),
    Basis.HOST_AUTHORITY: _("Host authority"),
    Basis.PLACEMENT: _("Placement"),
    Basis.RETURN_INTERVIEWS: _("Return interviews"),
    Basis.HEALTH: _("Health"),
    Basis.SCHOOL: _("School"),
    Basis.YOUTH_JUSTICE: _("Youth justice"),
    Basis.REPORTER: _("Reported"),
    Basis.ASKED: _("Asked"),
    Basis.OTHER: _("Other"),
    Basis.EMERGENCY: _("Opened in an emergency"),
}

CLOCKS = {
    ClockKind.FIRST_GRADING: _("First grading"),
    ClockKind.RISK_REVIEW: _("Risk review"),
    ClockKind.ANSWER: _("Answer from an agency"),
    ClockKind.RETURN_INTERVIEW: _("Return interview or debrief (72 hours)"),
    ClockKind.PREVENTION_INTERVIEW: _("Prevention interview"),
    ClockKind.DISAGREEMENT: _("Answer to a disagreement"),
    ClockKind.ITEM_DISPOSITION: _("Say what was done with the information"),
    ClockKind.NEXT_CHECK: _("Next check"),
    ClockKind.HANDOVER: _("Handover accepted or declined"),
    ClockKind.TASK: _("Task"),
    ClockKind.PLAN_REVIEW: _("Supervisor’s review of the investigation plan"),
    ClockKind.TRIGGER_REVIEW: _("Review of the trigger plan"),
    ClockKind.TRIGGER_ANSWER: _("Answer to a proposed trigger plan"),
    ClockKind.NOTICE_RECEIPT: _("Notice acknowledged"),
    ClockKind.FOLLOW_UP: _("Action after the interview"),
    ClockKind.WARNING_REVIEW: _("Review of a warning"),
    ClockKind.LOWEST_REVIEW: _("Latest review of the lowest grade"),
    ClockKind.ITEM_RECEIPT: _("Say that the information has come"),
    ClockKind.PROFILE_REVIEW: _("Review of the profile"),
    ClockKind.NATIONAL_UNIT: _("Tell the UK Missing Persons Unit (72 hours)"),
    ClockKind.PLACEMENT_NOTICE: _("Notice of a placement (5 working days, by law)"),
    ClockKind.END_OF_PLACEMENT_NOTICE: _("Notice that a placement ended (10 working days, by law)"),
    ClockKind.RIGHTS_ANSWER: _("Answer to the person recorded (one month, by law)"),
    ClockKind.ELAPSED: _("Next step of the ladder"),
    ClockKind.REPEAT: _("Missing again: decide whether to meet"),
    ClockKind.LOCAL: _("A step of the area’s protocol"),
}

RANKS = {
    Rank.NEXT: _("the next on duty"),
    Rank.OUT_OF_HOURS: _("out-of-hours team"),
    Rank.SUPERVISOR: _("supervisors"),
    Rank.COORDINATOR: _("coordinators"),
    Rank.SENIOR: _("named senior"),
    Rank.PRIVACY_LEAD: _("privacy leads"),
}

INTERVIEW_STATES = {
    InterviewState.DUE: _("Due"),
    InterviewState.OFFERED: _("Offered"),
    InterviewState.ACCEPTED: _("Accepted"),
    InterviewState.DECLINED: _("Declined"),
    InterviewState.HELD: _("Held"),
    InterviewState.NOT_POSSIBLE: _("Not possible"),
}

FLAGS = {
    FlagKind.MEDICAL: _("Medical"),
    FlagKind.SEXUAL_EXPLOITATION: _("Sexual exploitation"),
    FlagKind.CRIMINAL_EXPLOITATION: _("Criminal exploitation"),
    FlagKind.TRAFFICKING: _("Trafficking"),
    FlagKind.GANGS: _("Gangs"),
    FlagKind.SELF_HARM: _("Self-harm"),
    FlagKind.SUICIDE: _("Suicide"),
    FlagKind.MENTAL_HEALTH: _("Mental health"),
    FlagKind.DISABILITY: _("Disability"),
    FlagKind.SUBSTANCES: _("Drugs or alcohol"),
    FlagKind.DOMESTIC_ABUSE: _("Domestic abuse"),
    FlagKind.RADICALISATION: _("Radicalisation"),
    FlagKind.DANGER_TO_OTHERS: _("Danger to others"),
    FlagKind.OTHER: _("Other"),
}

PROFILE = {
    "description": _("What they look like"),
    "vulnerabilities": _("What makes them vulnerable"),
    "friends_and_associates": _("Friends, and people they go with"),
    "places": _("Places they go or talk about"),
    "medical": _("Health, medicine and allergies"),
    "money": _("Money and bank cards"),
    "social_media": _("Social media accounts"),
    "phone": _("Phone numbers and provider"),
    "transport": _("How they travel"),
    "earlier_episodes": _("What happened the times before"),
    "what_helps": _("What helps them come back"),
    "safe_people": _("People they trust"),
    "communication": _("How to talk with them"),
}

MEETINGS = {
    MeetingKind.STRATEGY_DISCUSSION: _("Strategy discussion"),
    MeetingKind.MISSING_PANEL: _("Missing panel"),
    MeetingKind.MULTI_AGENCY: _("Multi-agency meeting"),
}
INVITEES = {
    Invitee.RESPONSIBLE_AUTHORITY: _("Responsible authority"),
    Invitee.FORCE: _("Police force"),
    Invitee.HOST_AUTHORITY: _("Host authority"),
    Invitee.PLACEMENT: _("Whoever looks after the child"),
    Invitee.INTERVIEWERS: _("Return interviewers"),
    Invitee.HEALTH: _("Health"),
    Invitee.SCHOOL: _("School"),
    Invitee.YOUTH_JUSTICE: _("Youth justice"),
}

# By the nation of the council that owes it: guidance in England alone.
INTERVIEW = _("Return interview (72 hours, statutory guidance)")
DEBRIEF = _("Return interview or debrief (72 hours, agreed locally)")


def due_words(due: Due) -> Any:
    """Return the words for what is due: the area's own, else those of its kind.

    The hours of a return interview are guidance in England alone.
    """
    if due.kind is ClockKind.RETURN_INTERVIEW:
        agreed = due.strength is Strength.LOCAL_PROTOCOL
        return spoken(due.words) or (DEBRIEF if agreed else INTERVIEW)
    return spoken(due.words) or CLOCKS[due.kind]
