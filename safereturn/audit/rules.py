"""What the trail says was done. DPA 2018 s62(1) names the first six."""

from enum import StrEnum

# Partitions of the log are made this many months ahead; fewer than two is an alarm
# (decisions.md 9).
MONTHS_AHEAD = 3
FEWEST_AHEAD = 2
# A month that is over for longer leaves the database for a file (trust.md 2.3); looks are
# shown to whoever may ask for a year.
ARCHIVED_AFTER_MONTHS = 13


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


# DPA 2018 s62(1): which of the six operations each act is; none where no record of a
# person is processed. A print or an export may leave the service: it counts as a transfer.
OPERATIONS: dict[Act, Act | None] = {
    Act.COLLECTION: Act.COLLECTION,
    Act.ALTERATION: Act.ALTERATION,
    Act.CONSULTATION: Act.CONSULTATION,
    Act.DISCLOSURE: Act.DISCLOSURE,
    Act.COMBINATION: Act.COMBINATION,
    Act.ERASURE: Act.ERASURE,
    Act.SEARCH: Act.CONSULTATION,
    Act.PRINT: Act.DISCLOSURE,
    Act.EXPORT: Act.DISCLOSURE,
    Act.SIGN_IN: None,
    Act.SIGN_OUT: None,
    Act.REFUSED: None,
    Act.SETTING: None,
}
# How a reference says to whom something was disclosed.
TO = "to:"
