"""Kinds of information and depths, as an agreement names them, in words for a reader."""

from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """A kind of information, as the agreements name it."""

    IDENTITY = "identity"
    WHEREABOUTS = "whereabouts"
    PLACEMENT_ADDRESS = "placement_address"
    HEALTH_SAFETY = "health_safety"
    EXPLOITATION = "exploitation"
    OFFENDING = "offending"
    INTELLIGENCE = "intelligence"
    RISK = "risk"
    EPISODE_HISTORY = "episode_history"
    PREVENTION_INTERVIEW = "prevention_interview"
    INTERVIEW_SUMMARY = "interview_summary"
    CHILDS_ACCOUNT = "childs_account"
    INFORMATION_ITEM = "information_item"
    THIRD_PARTY = "third_party"
    CARER_PROFILE = "carer_profile"
    FAMILY = "family"
    PLANS = "plans"


KIND_WORDS = {
    Kind.IDENTITY: "who the child is",
    Kind.WHEREABOUTS: "where the child is or may be",
    Kind.PLACEMENT_ADDRESS: "where the child lives",
    Kind.HEALTH_SAFETY: "health needed to keep the child safe",
    Kind.EXPLOITATION: "exploitation",
    Kind.OFFENDING: "offending",
    Kind.INTELLIGENCE: "police intelligence",
    Kind.RISK: "risk to the child",
    Kind.EPISODE_HISTORY: "earlier times missing",
    Kind.PREVENTION_INTERVIEW: "what the child told the police on return",
    Kind.INTERVIEW_SUMMARY: "summary of the return interview",
    Kind.CHILDS_ACCOUNT: "the child’s own account",
    Kind.INFORMATION_ITEM: "pieces of information from the return interview",
    Kind.THIRD_PARTY: "details of other people",
    Kind.CARER_PROFILE: "the profile that carers keep ready",
    Kind.FAMILY: "family and people around the child",
    Kind.PLANS: "plans to keep the child safe",
}

# What somebody needs at once who breaks the glass, and no more.
CORE_KINDS = frozenset({Kind.IDENTITY, Kind.WHEREABOUTS, Kind.HEALTH_SAFETY, Kind.RISK})


class Depth(IntEnum):
    """How deep: the content, its gist, that it exists and who to ring, or nothing."""

    NOTHING = 0
    EXISTS = 1
    SUMMARY = 2
    FULL = 3


DEPTH_WORDS = {
    Depth.NOTHING: "nothing",
    Depth.EXISTS: "that it is held, and whom to ask",
    Depth.SUMMARY: "in summary",
    Depth.FULL: "in full",
}
