"""How a request for what is withheld can end, and what makes an answer whole."""

from dataclasses import dataclass
from enum import StrEnum

from safereturn.foundation.errors import Invalid
from safereturn.sharing.rules.gateways import Gateway


class RequestAnswer(StrEnum):
    """What whoever holds it said to a request."""

    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """Why something is asked for; by phone, whom one spoke with and on which number."""

    reason: str
    spoke_to: str = ""
    phone_number: str = ""

    def __post_init__(self) -> None:
        """A request says why: the reason is what the holder decides by."""
        problems = {}
        if not self.reason.strip():
            problems["reason"] = "Enter why you need it"
        if self.spoke_to.strip() and not self.phone_number.strip():
            problems["phone_number"] = "Enter the number you rang"
        if self.phone_number.strip() and not self.spoke_to.strip():
            problems["spoke_to"] = "Enter who you spoke to"
        if problems:
            raise Invalid(fields=problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What is given in answer to a request, and through which gateway."""

    words: str
    gateway: Gateway

    def __post_init__(self) -> None:
        """It says something."""
        if not self.words.strip():
            raise Invalid(fields={"words": "Enter what you are giving"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """That the child was told, and how; or the reason why not."""

    told: bool
    how: str = ""
    not_told_because: str = ""

    def __post_init__(self) -> None:
        """Not told has a reason."""
        if not self.told and not self.not_told_because.strip():
            raise Invalid(fields={"not_told_because": "Enter why the child has not been told"})
