"""What an agency can say when it is asked, and how the picture words its silence.

Nothing here knows Django.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from safereturn.foundation.errors import Invalid
from safereturn.sharing.rules import Kind

# How long a single-use reply link can be opened.
REPLY_WITHIN = timedelta(hours=24)


class ContributionState(StrEnum):
    """What an agency has said: the six states, silence never reading as safety."""

    ANSWERED = "answered"
    NOTHING_HELD = "nothing_held"
    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    WITHHELD = "withheld"
    BY_PHONE = "by_phone"


SILENT = frozenset({ContributionState.NOT_ASKED, ContributionState.WAITING})


class AskChannel(StrEnum):
    """How an agency was asked."""

    SERVICE = "service"
    PHONE = "phone"
    REPLY_PAGE = "reply_page"


# What an agency may give, in the order the answer page lists it. The child's own account
# and a return interview's items go by their own decisions (return_interviews).
GIVEN_KINDS = (
    Kind.HEALTH_SAFETY,
    Kind.EXPLOITATION,
    Kind.RISK,
    Kind.WHEREABOUTS,
    Kind.FAMILY,
    Kind.PLANS,
    Kind.OFFENDING,
    Kind.INTELLIGENCE,
    Kind.THIRD_PARTY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing that an agency knows, and what kind of information it is."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Who supplied it, how to reach them, and when it was obtained.

    College of Policing APP, risk identification, assessment and management: for every
    item used record the information, the name and contact details of who supplied it,
    and the time obtained.
    """

    name: str
    contact: str
    obtained_at: datetime | None = None

    def __post_init__(self) -> None:
        """Somebody must be there to ask back."""
        problems = {}
        if not self.name.strip():
            problems["supplier_name"] = "Enter who supplied this"
        if not self.contact.strip():
            problems["supplier_contact"] = "Enter how to reach them, such as a phone number"
        if problems:
            raise Invalid(fields=problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """That an agency holds something it does not write down here.

    `because` stays with the agency that withholds; `ring` is what the others see.
    `detriment` says that sharing would do the child more harm than good.
    """

    because: str
    ring: str
    detriment: bool = False
    kind: Kind = Kind.RISK

    def __post_init__(self) -> None:
        """Withholding needs a reason and somebody to ring."""
        problems = {}
        if not self.because.strip():
            problems["withheld_because"] = "Enter why you cannot share this here"
        if not self.ring.strip():
            problems["ring"] = "Enter who to ring, with a phone number"
        if problems:
            raise Invalid(fields=problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer: pieces of information, that nothing is held, or that it is withheld.

    Pieces and something withheld may come together; nothing held stands alone.
    """

    supplier: Supplier
    pieces: tuple[Piece, ...] = ()
    nothing_held: bool = False
    withheld: Withheld | None = field(default=None)

    def __post_init__(self) -> None:
        """An answer says something, and does not contradict itself."""
        given = tuple(piece for piece in self.pieces if piece.text.strip())
        object.__setattr__(self, "pieces", given)
        if self.nothing_held and (given or self.withheld):
            raise Invalid(
                fields={"nothing_held": "Either you hold nothing, or enter what you hold"}
            )
        if not self.nothing_held and not given and self.withheld is None:
            raise Invalid(
                fields={"nothing_held": "Enter what you hold, or say that you hold nothing"}
            )


def state_of(said: Collection[ContributionState], *, waiting: bool) -> ContributionState:
    """Return the one state that stands over an agency's section of the picture.

    An open question comes first: whatever was said before, the last question has not
    been answered. Then what was said, surest first. Nothing said means not yet asked.
    """
    if waiting:
        return ContributionState.WAITING
    order = (
        ContributionState.ANSWERED,
        ContributionState.BY_PHONE,
        ContributionState.WITHHELD,
        ContributionState.NOTHING_HELD,
    )
    return next((state for state in order if state in said), ContributionState.NOT_ASKED)


def question_of(text: str) -> str:
    """Return the question without the spaces around it, or raise Invalid."""
    if not text.strip():
        raise Invalid(fields={"question": "Enter what you want to know"})
    return text.strip()
