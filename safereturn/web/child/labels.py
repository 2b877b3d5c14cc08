"""The words that pages use for the values of a child's record."""

from django.utils.translation import gettext_lazy as _

from safereturn.children.rules import (
    AgeBasis,
    DetailKind,
    IdentifierKind,
    MayTell,
    NameKind,
    RemarkKind,
    Sex,
    TraffickingReferral,
)
from safereturn.placements.rules import PlacementKind
from safereturn.sharing.rules import Kind

REMARKS = {
    RemarkKind.DISPUTED: _("Disputed"),
    RemarkKind.RESTRICTED: _("Use is restricted"),
    RemarkKind.OBJECTED: _("Use is objected to"),
}
AGE_BASIS = {
    AgeBasis.KNOWN: _("Known"),
    AgeBasis.ESTIMATED: _("Estimated"),
    AgeBasis.DISPUTED: _("Disputed"),
}
SEX = {
    Sex.FEMALE: _("Female"),
    Sex.MALE: _("Male"),
    Sex.NOT_KNOWN: _("Not known"),
}
TRAFFICKING = {
    TraffickingReferral.NONE: _("None"),
    TraffickingReferral.CONSIDERED: _("Being considered"),
    TraffickingReferral.MADE: _("Made"),
    TraffickingReferral.REASONABLE_GROUNDS: _("Reasonable grounds"),
    TraffickingReferral.CONCLUSIVE_GROUNDS: _("Conclusive grounds"),
    TraffickingReferral.NEGATIVE: _("Negative decision"),
}
IDENTIFIERS = {
    IdentifierKind.COUNCIL_ID: _("Council’s number"),
    IdentifierKind.POLICE_ID: _("Police number"),
    IdentifierKind.NHS_NUMBER: _("NHS number"),
    IdentifierKind.UPN: _("Unique pupil number (UPN)"),
    IdentifierKind.HOME_ID: _("Home’s number"),
    IdentifierKind.HOME_OFFICE: _("Home Office number"),
    IdentifierKind.OTHER: _("Other number"),
}
NAMES = {
    NameKind.FULL: _("Full name"),
    NameKind.KNOWN_AS: _("Known as"),
    NameKind.FORMER: _("Former name"),
    NameKind.ALIAS: _("Also uses"),
}
DETAILS = {
    DetailKind.DESCRIPTION: _("Description"),
    DetailKind.PHONE: _("Phone"),
    DetailKind.ACCOUNT: _("Social media account"),
    DetailKind.HOME_ADDRESS: _("Home address"),
    DetailKind.PLACE: _("Place they go"),
    DetailKind.FRIEND: _("Friend"),
    DetailKind.VEHICLE: _("Vehicle"),
    DetailKind.TRAVEL: _("How they travel"),
    DetailKind.MONEY: _("Money and bank card"),
    DetailKind.MEDICINE: _("Medicine and allergies"),
    DetailKind.SCHOOL: _("School or college"),
    DetailKind.SOCIAL_WORKER: _("Social worker"),
    DetailKind.COMMUNICATION: _("How to talk with them"),
    DetailKind.OTHER: _("Other"),
}
MAY_TELL = {
    MayTell.YES: _("Yes"),
    MayTell.NO: _("No, must not be told"),
    MayTell.ASK_FIRST: _("Ask the responsible authority first"),
}
PLACEMENTS = {
    PlacementKind.FAMILY_HOME: _("Family home"),
    PlacementKind.FOSTER: _("Foster care"),
    PlacementKind.KINSHIP: _("With relatives or friends"),
    PlacementKind.CHILDRENS_HOME: _("Children’s home"),
    PlacementKind.SECURE: _("Secure children’s home"),
    PlacementKind.SUPPORTED: _("Supported accommodation"),
    PlacementKind.UNREGISTERED: _("Unregistered placement"),
    PlacementKind.HOTEL: _("Hotel"),
    PlacementKind.RESIDENTIAL_SCHOOL: _("Residential school"),
    PlacementKind.HOSPITAL: _("Hospital"),
    PlacementKind.CUSTODY: _("Custody"),
    PlacementKind.OTHER: _("Other"),
}
KINDS = {
    Kind.IDENTITY: _("Who they are"),
    Kind.WHEREABOUTS: _("Where they may be"),
    Kind.PLACEMENT_ADDRESS: _("Where they live"),
    Kind.HEALTH_SAFETY: _("Health and safety"),
    Kind.EXPLOITATION: _("Exploitation"),
    Kind.OFFENDING: _("Offending"),
    Kind.RISK: _("Risk"),
    Kind.FAMILY: _("Family"),
    Kind.THIRD_PARTY: _("Other people"),
    Kind.PLANS: _("Plans and legal status"),
    Kind.CARER_PROFILE: _("Carer-held profile"),
    Kind.PHOTOGRAPH: _("Photograph"),
}
