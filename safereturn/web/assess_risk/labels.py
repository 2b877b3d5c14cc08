"""The words for what stands in a picture."""

from django.utils.translation import gettext_lazy as _

from safereturn.episodes.rules import Danger
from safereturn.return_interviews.rules import ItemKind, ItemUse
from safereturn.risk.rules import ContributionState, Level
from safereturn.sharing.rules import Kind
from safereturn.web.ui.components import Words

S = ContributionState

STATES = {
    S.ANSWERED: (_("Answered"), "green"),
    S.NOTHING_HELD: (_("Says it holds nothing"), "grey"),
    S.NOT_ASKED: (_("Not yet asked"), "orange"),
    S.WAITING: (_("Asked and waiting"), "yellow"),
    S.WITHHELD: (_("Holds something: ring"), "purple"),
    S.BY_PHONE: (_("Given by phone, not yet confirmed"), "blue"),
}

KINDS = {
    Kind.IDENTITY: _("Who they are"),
    Kind.WHEREABOUTS: _("Where they may be"),
    Kind.PLACEMENT_ADDRESS: _("Where they live"),
    Kind.HEALTH_SAFETY: _("Health and safety"),
    Kind.EXPLOITATION: _("Exploitation"),
    Kind.OFFENDING: _("Offending"),
    Kind.INTELLIGENCE: _("Police intelligence"),
    Kind.RISK: _("Risk"),
    Kind.EPISODE_HISTORY: _("Earlier episodes"),
    Kind.PREVENTION_INTERVIEW: _("Prevention interview"),
    Kind.INTERVIEW_SUMMARY: _("Return interview"),
    Kind.CHILDS_ACCOUNT: _("The child’s own words"),
    Kind.INFORMATION_ITEM: _("Information from a return interview"),
    Kind.THIRD_PARTY: _("Other people"),
    Kind.CARER_PROFILE: _("Carer-held profile"),
    Kind.FAMILY: _("Family"),
    Kind.PLANS: _("Plans and legal status"),
    Kind.PHOTOGRAPH: _("Photograph"),
}

DANGERS = {
    Danger.MEDICINE: _("Needs medicine"),
    Danger.SELF_HARM: _("May harm themselves"),
    Danger.HARMFUL_PERSON: _("May be with somebody who is a danger"),
    Danger.EXPLOITATION: _("May be exploited"),
    Danger.WEATHER: _("The weather is a danger"),
    Danger.UNDER_13: _("Under 13"),
    Danger.DISABILITY: _("Disability or illness"),
    Danger.OUT_OF_CHARACTER: _("Out of character"),
}

ITEM_KINDS = {
    ItemKind.PERSON: _("Person"),
    ItemKind.PLACE: _("Place"),
    ItemKind.VEHICLE: _("Vehicle"),
    ItemKind.PHONE: _("Phone"),
    ItemKind.ACCOUNT: _("Account"),
    ItemKind.RISK: _("Risk"),
    ItemKind.PROTECTIVE: _("What protects the child"),
}

ITEM_USES = {
    ItemUse.ACT_FREELY: _("Act freely"),
    ItemUse.HIDE_SOURCE: _("Do not reveal the source"),
    ItemUse.RING_FIRST: _("Ring first"),
}

# The tests of the College of Policing's continuum, as the grading page puts them.
LEVEL_TESTS: dict[str, Words] = {
    Level.HIGH: _("Serious harm assessed as very likely"),
    Level.MEDIUM: _("Harm likely but not serious"),
    Level.LOW: _("Harm possible but minimal"),
    Level.NO_APPARENT_RISK: _("No apparent risk of harm to the child or the public"),
}

# The risk tag has a key for each label that the lowest level has had.
LABEL_KEYS = {"Very low risk": "very_low", "Absent": "absent"}
