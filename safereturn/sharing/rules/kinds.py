"""Kinds of information and depths, as an agreement names them, in words for a reader."""

from enum import IntEnum, StrEnum

from safereturn.foundation.sentences import sentences


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
    PHOTOGRAPH = "photograph"


KIND_WORDS = sentences(
    {
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
        Kind.PHOTOGRAPH: "a photograph of the child",
    }
)

# What the child is told of a kind, where a clause has no words of its own: for a child of
# twelve, to be said or read out.
TOLD_WORDS = sentences(
    {
        Kind.IDENTITY: "They know who you are.",
        Kind.WHEREABOUTS: "They know where you are, or where you may be.",
        Kind.PLACEMENT_ADDRESS: "They know where you live.",
        Kind.HEALTH_SAFETY: "They know what you need to stay well and safe.",
        Kind.EXPLOITATION: "They know that somebody may be using or hurting you.",
        Kind.OFFENDING: "They know about trouble you were in.",
        Kind.INTELLIGENCE: "They know what the police were told.",
        Kind.RISK: "They know what you may be in danger from.",
        Kind.EPISODE_HISTORY: "They know about the other times you were missing.",
        Kind.PREVENTION_INTERVIEW: "They know what you told the police when you came back.",
        Kind.INTERVIEW_SUMMARY: "They know the main points of your talk when you came back.",
        Kind.CHILDS_ACCOUNT: "They can read what you said, in your own words.",
        Kind.INFORMATION_ITEM: "They know one thing you told us, so that they can act on it.",
        Kind.THIRD_PARTY: "They know something you told us about somebody else.",
        Kind.CARER_PROFILE: "They know what your carers wrote down to help find you.",
        Kind.FAMILY: "They know about your family and the people close to you.",
        Kind.PLANS: "They know the plan to keep you safe.",
        Kind.PHOTOGRAPH: "They have a photo of you, to know you by.",
    }
)

# What somebody needs at once who breaks the glass, and no more.
CORE_KINDS = frozenset({Kind.IDENTITY, Kind.WHEREABOUTS, Kind.HEALTH_SAFETY, Kind.RISK})


class Depth(IntEnum):
    """How deep: the content, its gist, that it exists and who to ring, or nothing."""

    NOTHING = 0
    EXISTS = 1
    SUMMARY = 2
    FULL = 3


DEPTH_WORDS = sentences(
    {
        Depth.NOTHING: "nothing",
        Depth.EXISTS: "that it is held, and whom to ask",
        Depth.SUMMARY: "in summary",
        Depth.FULL: "in full",
    }
)
