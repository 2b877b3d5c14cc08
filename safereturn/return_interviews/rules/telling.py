"""The clock, the offers, the account and what follows: what makes each of them whole."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from safereturn.clocks.rules import RETURN_INTERVIEW_WITHIN
from safereturn.foundation.errors import Invalid
from safereturn.return_interviews.rules.vocabulary import (
    DeclinedBy,
    Harm,
    Mode,
    OfferAnswer,
    PullFactor,
    PushFactor,
    SharingWish,
    State,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the child told, in the order it happened, and what they want done with it."""

    held_at: datetime
    mode: Mode
    place: str
    limits_explained: bool
    own_words: str
    before: str = ""
    during: str = ""
    after: str = ""
    push: frozenset[PushFactor] = field(default_factory=frozenset)
    pull: frozenset[PullFactor] = field(default_factory=frozenset)
    harm: frozenset[Harm] = field(default_factory=frozenset)
    harm_detail: str = ""
    what_would_help: str = ""
    sharing_wish: SharingWish = SharingWish.NOT_ASKED
    sharing_words: str = ""
    summary: str = ""
    late_because: str = ""

    def __post_init__(self) -> None:
        """An interview that was held has the child's words and a gist others may read."""
        problems = {}
        if not self.own_words.strip():
            problems["own_words"] = "Enter what the child told you, in their words"
        if not self.summary.strip():
            problems["summary"] = "Enter a short summary that other agencies may read"
        if Harm.NONE in self.harm and len(self.harm) > 1:
            problems["harm"] = "Select what happened, or “None of these”"
        if problems:
            raise Invalid(fields=problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade:
    """One offer: to whom, by whom, how, and what came of it.

    A parent's no is kept, but it is not the child's: the child is asked separately.
    """

    offered_at: datetime
    made_to: str
    made_by: str
    answer: OfferAnswer
    how: str = ""
    declined_by: DeclinedBy | None = None
    reason: str = ""
    trusted_adult: str = ""

    def __post_init__(self) -> None:
        """An offer says to whom and by whom; a no says whose it is."""
        problems = {}
        if not self.made_to.strip():
            problems["made_to"] = "Enter who was asked"
        if not self.made_by.strip():
            problems["made_by"] = "Enter who made the offer"
        if self.answer is OfferAnswer.DECLINED and self.declined_by is None:
            problems["declined_by"] = "Select who said no"
        if problems:
            raise Invalid(fields=problems)

    @property
    def child_declined(self) -> bool:
        """Say whether the child said no."""
        return self.answer is OfferAnswer.DECLINED and self.declined_by is DeclinedBy.CHILD


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFollowUp:
    """What will happen now: who does what by when, and whether the child was told."""

    text: str
    owner_agency_id: UUID
    due_on: date
    owner_name: str = ""
    child_told: bool = False

    def __post_init__(self) -> None:
        """A follow-up says what will be done."""
        if not self.text.strip():
            raise Invalid(fields={"text": "Enter what will be done"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What another system knows of an interview that is long past."""

    offered_at: datetime | None = None
    answer: OfferAnswer | None = None
    declined_by: DeclinedBy | None = None
    held_at: datetime | None = None
    not_possible_because: str = ""
    interviewer_name: str = ""
    summary: str = ""

    @property
    def state(self) -> State:
        """Return where the interview stood when its history was written down."""
        if self.held_at is not None:
            return State.HELD
        if self.not_possible_because:
            return State.NOT_POSSIBLE
        if self.answer is OfferAnswer.DECLINED:
            return State.DECLINED
        if self.answer is OfferAnswer.ACCEPTED:
            return State.ACCEPTED
        return State.DUE if self.offered_at is None else State.OFFERED


def due_at(returned_at: datetime) -> datetime:
    """Return when the interview is due: 72 hours from return, through weekends.

    Elapsed hours, whatever the clocks do: in UTC no hour is skipped or lived twice.
    Source: `clocks.rules.RETURN_INTERVIEW_WITHIN` (DfE statutory guidance 2014).
    """
    return returned_at.astimezone(UTC) + RETURN_INTERVIEW_WITHIN


# How long whoever held the interview may still read the child's record once nothing of it
# is open: time to read what came of the last item and tell the child. No national number
# exists: a proposal.
READS_ON_FOR = timedelta(days=7)


EVIDENCE_WARNING = "Do not question further; this may be evidence."
