"""Reads: who looked, what waits to be looked at, what an agency's people opened."""

from safereturn.oversight.queries.governing import (
    Figure,
    Governance,
    KeptOutLine,
    OpenedLine,
    front,
    get_kept_out,
)
from safereturn.oversight.queries.looks import (
    Looker,
    LookLine,
    Looks,
    OthersLooks,
    looks_of_others,
    who_looked,
    whose_look,
)
from safereturn.oversight.queries.owed import Owed, Ring, get_ring, owed
from safereturn.oversight.queries.sealing import SealPage, seal_page

__all__ = [
    "Figure",
    "Governance",
    "KeptOutLine",
    "LookLine",
    "Looker",
    "Looks",
    "OpenedLine",
    "OthersLooks",
    "Owed",
    "Ring",
    "SealPage",
    "front",
    "get_kept_out",
    "get_ring",
    "looks_of_others",
    "owed",
    "seal_page",
    "who_looked",
    "whose_look",
]
