"""The words of the return interview pages."""

from django.utils.translation import gettext_lazy as _

from safereturn.return_interviews.rules import (
    Choice,
    DeclinedBy,
    Disposition,
    Grounds,
    Harm,
    ItemKind,
    ItemUse,
    Mode,
    OfferAnswer,
    OwnedBecause,
    PullFactor,
    PushFactor,
    SharingWish,
)

OWNED = {
    OwnedBecause.RESPONSIBLE: _("responsible authority"),
    OwnedBecause.HOST: _("no responsible authority is recorded: the authority where they live"),
    OwnedBecause.FORCE_AREA: _("no authority is recorded: the authority of the force’s area"),
    OwnedBecause.REPORTED: _("no authority is known: the agency that took the report"),
}
ANSWERS = {
    OfferAnswer.ACCEPTED: _("Accepted"),
    OfferAnswer.DECLINED: _("Declined"),
    OfferAnswer.NO_ANSWER: _("No answer yet"),
}
DECLINED_BY = {
    DeclinedBy.CHILD: _("The child"),
    DeclinedBy.PARENT: _("A parent or carer, not the child"),
}
MODES = {
    Mode.IN_PERSON: _("In person"),
    Mode.PHONE: _("By phone"),
    Mode.VIDEO: _("By video"),
}
PUSH = {
    PushFactor.FAMILY_CONFLICT: _("Arguments or conflict at home"),
    PushFactor.DOMESTIC_ABUSE: _("Violence between adults at home"),
    PushFactor.ABUSE_OR_NEGLECT: _("Hurt or not looked after at home"),
    PushFactor.SUBSTANCE_USE_AT_HOME: _("Drink or drugs at home"),
    PushFactor.PLACEMENT_UNHAPPY: _("Unhappy where they live"),
    PushFactor.SCHOOL: _("School"),
    PushFactor.BULLYING: _("Bullying"),
    PushFactor.LONELINESS: _("Loneliness"),
    PushFactor.MENTAL_HEALTH: _("How they feel"),
    PushFactor.RULES: _("Rules"),
}
PULL = {
    PullFactor.FAMILY: _("Family"),
    PullFactor.FRIENDS: _("Friends"),
    PullFactor.PARTNER: _("Boyfriend or girlfriend"),
    PullFactor.CONTACT_PROBLEMS: _("Wanted contact they do not get"),
    PullFactor.PARTIES: _("Parties"),
    PullFactor.SUBSTANCES: _("Drink or drugs"),
    PullFactor.MONEY_OR_GIFTS: _("Money or gifts"),
    PullFactor.OLDER_PERSON: _("An older person"),
    PullFactor.FORMER_AREA: _("A place they used to live"),
}
HARM = {
    Harm.HURT: _("Hurt"),
    Harm.FRIGHTENED: _("Frightened or threatened"),
    Harm.SEXUAL_HARM: _("Sexual harm"),
    Harm.SEXUAL_EXPLOITATION: _("Sexual exploitation"),
    Harm.CRIMINAL_EXPLOITATION: _("Criminal exploitation"),
    Harm.SELF_HARM: _("Hurt themselves, or thought of it"),
    Harm.SUBSTANCES: _("Drink or drugs"),
    Harm.SLEPT_ROUGH: _("Slept rough"),
    Harm.STRANGERS: _("Stayed with strangers"),
    Harm.NONE: _("None of these"),
}
WISHES = {
    SharingWish.ALL: _("Yes, all of it"),
    SharingWish.SAFETY_ONLY: _("Only what keeps them safe"),
    SharingWish.ASKED_NOT_TO: _("They asked us not to"),
    SharingWish.NOT_ASKED: _("Not asked"),
}
ITEM_KINDS = {
    ItemKind.PERSON: _("Person"),
    ItemKind.PLACE: _("Place"),
    ItemKind.VEHICLE: _("Vehicle"),
    ItemKind.PHONE: _("Phone number"),
    ItemKind.ACCOUNT: _("Online account"),
    ItemKind.RISK: _("Risk"),
    ItemKind.PROTECTIVE: _("What keeps them safe"),
}
USES = {
    ItemUse.ACT_FREELY: _("Act on it freely"),
    ItemUse.HIDE_SOURCE: _("Do not reveal who said it"),
    ItemUse.RING_FIRST: _("Ring us before you act"),
}
USE_COLOURS = {
    ItemUse.ACT_FREELY: "green",
    ItemUse.HIDE_SOURCE: "red",
    ItemUse.RING_FIRST: "orange",
}
CHOICES = {Choice.SHARE: _("Share"), Choice.HOLD: _("Hold")}
GROUNDS = {
    Grounds.AGREED: _("the agreement gives it"),
    Grounds.NOT_GIVEN: _("the agreement gives no content of this kind"),
    Grounds.THIRD_PARTY: _("it names somebody who could be harmed"),
    Grounds.ASKED_NOT_TO: _("the child asked us not to"),
    Grounds.SAFETY_ONLY: _("the child agreed only to what keeps them safe"),
    Grounds.SOURCE_NEAR: _("where the child lives it would show who said it"),
}
DISPOSITIONS = {
    Disposition.INTELLIGENCE: _("Put on our intelligence system"),
    Disposition.ACTION: _("We did something"),
    Disposition.NONE: _("Nothing, and why"),
}
