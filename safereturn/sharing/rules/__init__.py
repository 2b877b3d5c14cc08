"""The words of an information-sharing agreement, and the one that ships. No Django here."""

from safereturn.sharing.rules.circumstances import WHILE_WORDS, While, going_on
from safereturn.sharing.rules.clauses import Answer, Clause, deepest
from safereturn.sharing.rules.gateways import (
    AWAITED,
    GATEWAY_WORDS,
    GATEWAYS,
    LAWFUL_UNVERIFIED,
    LAWFUL_WORDS,
    Commencement,
    Gateway,
    Lawful,
    Standing,
    standing,
)
from safereturn.sharing.rules.kinds import CORE_KINDS, DEPTH_WORDS, KIND_WORDS, Depth, Kind
from safereturn.sharing.rules.shipped import DEFAULT_AGREEMENT, FLOOR
from safereturn.sharing.rules.states import CommentKind, State, Text

__all__ = [
    "AWAITED",
    "CORE_KINDS",
    "DEFAULT_AGREEMENT",
    "DEPTH_WORDS",
    "FLOOR",
    "GATEWAYS",
    "GATEWAY_WORDS",
    "KIND_WORDS",
    "LAWFUL_UNVERIFIED",
    "LAWFUL_WORDS",
    "WHILE_WORDS",
    "Answer",
    "Clause",
    "Commencement",
    "CommentKind",
    "Depth",
    "Gateway",
    "Kind",
    "Lawful",
    "Standing",
    "State",
    "Text",
    "While",
    "deepest",
    "going_on",
    "standing",
]
