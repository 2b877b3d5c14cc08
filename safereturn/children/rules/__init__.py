"""What is true of a child's record whoever reads it: words, ages, identifiers, keys.

Nothing here knows Django.
"""

from safereturn.children.rules.access import can_hold, needs_reason
from safereturn.children.rules.age import age_on
from safereturn.children.rules.details import NewChild, NewFlag, NewPerson
from safereturn.children.rules.identifiers import check_identifier, check_nhs_number, check_upn
from safereturn.children.rules.kinds import DETAIL_SHARED_AS, FLAG_SHARED_AS, ONLY_IN_FULL
from safereturn.children.rules.opening import (
    OPENED_FOR,
    REVIEW_WITHIN,
    Emergency,
    OpeningKind,
    Verdict,
)
from safereturn.children.rules.sealing import (
    FEWEST_NAMED,
    VITAL_DETAILS,
    VITAL_FLAGS,
    NewSeal,
    vital_words,
)
from safereturn.children.rules.vocabulary import (
    FLAGS_SHOWN,
    GRAVE_FLAGS,
    OPENED_FOR_MINUTES,
    PROFILE_FIELDS,
    PROFILE_REVIEW_DAYS,
    AgeBasis,
    DetailKind,
    FlagKind,
    IdentifierKind,
    MayTell,
    NameKind,
    RemarkKind,
    Sex,
    TraffickingReferral,
)

__all__ = [
    "DETAIL_SHARED_AS",
    "FEWEST_NAMED",
    "FLAGS_SHOWN",
    "FLAG_SHARED_AS",
    "GRAVE_FLAGS",
    "ONLY_IN_FULL",
    "OPENED_FOR",
    "OPENED_FOR_MINUTES",
    "PROFILE_FIELDS",
    "PROFILE_REVIEW_DAYS",
    "REVIEW_WITHIN",
    "VITAL_DETAILS",
    "VITAL_FLAGS",
    "AgeBasis",
    "DetailKind",
    "Emergency",
    "FlagKind",
    "IdentifierKind",
    "MayTell",
    "NameKind",
    "NewChild",
    "NewFlag",
    "NewPerson",
    "NewSeal",
    "OpeningKind",
    "RemarkKind",
    "Sex",
    "TraffickingReferral",
    "Verdict",
    "age_on",
    "can_hold",
    "check_identifier",
    "check_nhs_number",
    "check_upn",
    "needs_reason",
    "vital_words",
]
