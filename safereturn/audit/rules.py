"""What the trail says was done. DPA 2018 s62(1) names the first six."""

from enum import StrEnum

# Partitions of the log are made this many months ahead; fewer than two is an alarm
# (decisions.md 9).
MONTHS_AHEAD = 3
FEWEST_AHEAD = 2


class Act(StrEnum):
    """The kind of operation an entry is about."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    SEARCH = "search"
    PRINT = "print"
    EXPORT = "export"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    REFUSED = "refused"
    SETTING = "setting"
