"""Requests of the person recorded, or for them: which right, who asks, by when it is answered."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from safereturn.children.rules.finding import NICKNAMES, tokens
from safereturn.clocks.rules import RIGHTS_ANSWER_WITHIN, months_on
from safereturn.foundation.errors import Invalid

# UK GDPR art 12(3): without undue delay and within one month of receipt; by two further months
# where necessary, of which the person is told within the first. DPA 2018 s54 gives the police
# (Part 3) one month as well, and no extension.
MONTHS, FURTHER_MONTHS = RIGHTS_ANSWER_WITHIN.amount, 2

# Words before a name that are none of it.
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", "dame", "lord", "lady"})


class Right(StrEnum):
    """What is asked for. UK GDPR articles 15, 20, 16, 18, 21; DPA 2018 ss45-47 for the police."""

    ACCESS = "access"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"
    OBJECTION = "objection"


# A pack of what is held is made for these; the others are answered in words.
PACKED = frozenset({Right.ACCESS, Right.PORTABILITY})


class Asker(StrEnum):
    """Who asks."""

    CHILD = "child"
    PARENT = "parent"
    REPRESENTATIVE = "representative"


class Understands(StrEnum):
    """Whether the child can decide about their own data, and what they want."""

    WANTS = "wants"
    DOES_NOT_WANT = "does_not_want"
    TOO_YOUNG = "too_young"
    NOT_ASKED = "not_asked"


class Outcome(StrEnum):
    """How a request ended."""

    GRANTED = "granted"
    # UK GDPR art 16, 18: the words of both sides stand beside the data.
    STANDS_BESIDE = "stands_beside"
    REFUSED = "refused"


# What everybody who works with the child must read from then on.
STANDS = {
    Right.RECTIFICATION: frozenset({Outcome.STANDS_BESIDE}),
    Right.RESTRICTION: frozenset({Outcome.GRANTED}),
    Right.OBJECTION: frozenset({Outcome.GRANTED}),
}


def due_on(received: date, months: int = MONTHS) -> date:
    """Return the corresponding day of a later month, or its last; then the next working day."""
    return months_on(received, months)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """A request as it came in."""

    right: Right
    asker: Asker
    asker_name: str
    asker_contact: str
    received_on: date
    identity_how: str
    authority_how: str = ""
    connected_person_id: UUID | None = None
    understands: Understands = Understands.NOT_ASKED
    wish: str = ""
    about: str = ""

    def check(self, *, today: date) -> None:
        """Raise Invalid with what to mend."""
        wrong = {}
        if not self.asker_name.strip():
            wrong["asker_name"] = "Enter who asks"
        if not self.identity_how.strip():
            wrong["identity_how"] = "Enter how their identity was checked"
        if self.asker is not Asker.CHILD and not self.authority_how.strip():
            wrong["authority_how"] = (
                "Enter by what right they ask for the child: parental responsibility, authority"
            )
        if self.received_on > today:
            wrong["received_on"] = "The request must have come in by today"
        if self.right not in PACKED and not self.about.strip():
            wrong["about"] = "Enter what it is about"
        if wrong:
            raise Invalid(fields=wrong)


def may_be_one(one: str, other: str) -> bool:
    """Say whether two names may be one person's, however each was written down.

    By their words, whatever the order, capitals, accents or titles: all of the shorter are in
    the longer, where an initial or a short form stands for the whole name. A surname alone is too
    little: a whole family has it.
    """
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    left = list(longer)
    for word in sorted(shorter, key=len, reverse=True):
        found = next((known for known in left if _stands_for(word, known)), None)
        if found is None:
            return False
        left.remove(found)
    return len(shorter) > 1 or (bool(shorter) and shorter == longer)


def _words(name: str) -> list[str]:
    return [word for word in tokens(name) if word not in TITLES]


def _stands_for(word: str, known: str) -> bool:
    initial = len(word) == 1 or len(known) == 1
    short = known in NICKNAMES.get(word, ())
    return word == known or short or (initial and word[0] == known[0])
