"""Under which kind of information each part of a child's record is shared."""

from safereturn.children.rules.vocabulary import DetailKind, FlagKind
from safereturn.sharing.rules import Kind

FLAG_SHARED_AS: dict[FlagKind, Kind] = {
    FlagKind.MEDICAL: Kind.HEALTH_SAFETY,
    FlagKind.SELF_HARM: Kind.HEALTH_SAFETY,
    FlagKind.SUICIDE: Kind.HEALTH_SAFETY,
    FlagKind.MENTAL_HEALTH: Kind.HEALTH_SAFETY,
    FlagKind.DISABILITY: Kind.HEALTH_SAFETY,
    FlagKind.SUBSTANCES: Kind.HEALTH_SAFETY,
    FlagKind.SEXUAL_EXPLOITATION: Kind.EXPLOITATION,
    FlagKind.CRIMINAL_EXPLOITATION: Kind.EXPLOITATION,
    FlagKind.TRAFFICKING: Kind.EXPLOITATION,
    FlagKind.GANGS: Kind.EXPLOITATION,
    FlagKind.DOMESTIC_ABUSE: Kind.FAMILY,
    FlagKind.RADICALISATION: Kind.RISK,
    FlagKind.DANGER_TO_OTHERS: Kind.RISK,
    FlagKind.OTHER: Kind.RISK,
}
DETAIL_SHARED_AS: dict[DetailKind, Kind] = {
    DetailKind.DESCRIPTION: Kind.IDENTITY,
    DetailKind.COMMUNICATION: Kind.IDENTITY,
    DetailKind.PHONE: Kind.WHEREABOUTS,
    DetailKind.ACCOUNT: Kind.WHEREABOUTS,
    DetailKind.PLACE: Kind.WHEREABOUTS,
    DetailKind.VEHICLE: Kind.WHEREABOUTS,
    DetailKind.TRAVEL: Kind.WHEREABOUTS,
    DetailKind.MONEY: Kind.WHEREABOUTS,
    DetailKind.SCHOOL: Kind.WHEREABOUTS,
    DetailKind.OTHER: Kind.WHEREABOUTS,
    DetailKind.HOME_ADDRESS: Kind.PLACEMENT_ADDRESS,
    DetailKind.FRIEND: Kind.THIRD_PARTY,
    DetailKind.MEDICINE: Kind.HEALTH_SAFETY,
    DetailKind.SOCIAL_WORKER: Kind.PLANS,
}

# What it takes to know who somebody is, is a summary of identity: a name, an age, a number.
# How they look and speak is the whole of it.
ONLY_IN_FULL = frozenset({DetailKind.DESCRIPTION, DetailKind.COMMUNICATION})
