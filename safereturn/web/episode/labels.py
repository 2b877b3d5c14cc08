"""The words that pages use for the values of a missing episode."""

from django.utils.translation import gettext_lazy as _

from safereturn.episodes.rules import (
    Audience,
    Danger,
    Ending,
    EntryKind,
    Finder,
    Happening,
    KeptSafe,
    Moment,
    PoliceStance,
    Relation,
    State,
)

STATES = {
    State.AWAY: _("Away, police not told"),
    State.MISSING: _("Missing now"),
    State.LOCATED: _("Found, not yet back"),
    State.RETURNED: _("Returned"),
    State.CLOSED: _("Ended"),
}
RELATIONS = {
    Relation.PARENT: _("Parent"),
    Relation.CARER: _("Carer in a children’s home"),
    Relation.FOSTER_CARER: _("Foster carer"),
    Relation.RELATIVE: _("Other relative"),
    Relation.SOCIAL_WORKER: _("Social worker or council"),
    Relation.SCHOOL: _("School or college"),
    Relation.HEALTH: _("Health"),
    Relation.FRIEND: _("Friend"),
    Relation.THE_CHILD: _("The child"),
    Relation.PUBLIC: _("Member of the public"),
    Relation.OTHER: _("Somebody else"),
}
DANGERS = {
    Danger.MEDICINE: _("Needs medicine they do not have"),
    Danger.SELF_HARM: _("May harm themselves"),
    Danger.HARMFUL_PERSON: _("May be with somebody who could harm them"),
    Danger.EXPLOITATION: _("May be exploited (sexually, criminally, trafficked)"),
    Danger.WEATHER: _("Not dressed for the weather"),
    Danger.UNDER_13: _("Under 13"),
    Danger.DISABILITY: _("Disability or illness makes them less safe"),
    Danger.OUT_OF_CHARACTER: _("This is out of character"),
}
ENTRY_KINDS = {
    EntryKind.SIGHTING: _("The child was seen, or rang"),
    EntryKind.INFORMATION: _("Other information"),
    EntryKind.ENQUIRY: _("Something was done to find them"),
}
AUDIENCES = {
    Audience.ALL: _("Every agency involved, as the agreement allows"),
    Audience.POLICE_AND_COUNCIL: _("The police and the council only"),
    Audience.POLICE: _("The police only"),
}
STANCES = {
    PoliceStance.ACCEPTED: _("Accepted: we are looking for the child"),
    PoliceStance.ADVICE_ONLY: _("Advice only"),
    PoliceStance.NOT_ACCEPTED: _("Not accepted"),
    PoliceStance.HANDED_BACK: _("Handed back"),
}
FINDERS = {
    Finder.RETURNED_BY_SELF: _("Came back by themselves"),
    Finder.POLICE: _("Police"),
    Finder.OTHER_FORCE: _("Another police force"),
    Finder.CARER: _("Carer or staff"),
    Finder.FAMILY: _("Family"),
    Finder.FRIEND: _("Friend"),
    Finder.PUBLIC: _("Member of the public"),
    Finder.OTHER: _("Somebody else"),
}
KEPT_SAFE = {
    KeptSafe.POLICE_PROTECTION: _("Police protection"),
    KeptSafe.HOSPITAL: _("Hospital"),
    KeptSafe.CUSTODY: _("Police custody"),
    KeptSafe.NEW_PLACEMENT: _("A new placement"),
    KeptSafe.FAMILY: _("With family"),
}
ENDINGS = {
    Ending.RETURNED: _("Returned"),
    Ending.KEPT_SAFE: _("Kept safe elsewhere"),
    Ending.REPORTED_IN_ERROR: _("Reported in error: the child was not missing"),
    Ending.WRONG_CHILD: _("Wrong child: the report was about somebody else"),
    Ending.NOT_RETURNING: _("Found and safe, and not going back"),
    Ending.ABROAD: _("Known to be abroad"),
    Ending.DIED: _("Died"),
    Ending.TURNED_18: _("Turned 18 while missing"),
}
MOMENTS = {
    Moment.MISSING: _("That the child is missing"),
    Moment.RETURNED: _("That the child is found or back"),
}
HAPPENINGS = {
    Happening.AWAY: _("Late or away, police not told"),
    Happening.REPORTED: _("Reported missing"),
    Happening.REPORT_ADDED: _("Second report"),
    Happening.SIGHTING: _("Sighting"),
    Happening.INFORMATION: _("Information"),
    Happening.ENQUIRY: _("Enquiry"),
    Happening.REVIEWED: _("Reviewed, nothing to add"),
    Happening.CORRECTION: _("Correction"),
    Happening.STANCE: _("Police"),
    Happening.CHALLENGED: _("The police’s answer was challenged"),
    Happening.CHALLENGE_ANSWERED: _("The challenge was answered"),
    Happening.TASK_SET: _("Task"),
    Happening.TASK_DONE: _("Task done"),
    Happening.TASK_NOT_DONE: _("Task not done"),
    Happening.TOLD: _("Told"),
    Happening.NOT_TOLD: _("Not told"),
    Happening.LOCATED: _("Found"),
    Happening.SEEN: _("Seen by the police"),
    Happening.RETURNED: _("Returned"),
    Happening.ENDED: _("Ended"),
    Happening.PREVENTION: _("Prevention interview"),
}
