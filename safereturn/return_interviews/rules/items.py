"""Items apart from the narrative: what is proposed for whom, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.return_interviews.rules.vocabulary import (
    Choice,
    Disposition,
    ItemKind,
    ItemUse,
    SharingWish,
)


class Grounds(StrEnum):
    """Why the agreement proposes to share or to hold an item."""

    AGREED = "agreed"
    NOT_GIVEN = "not_given"
    THIRD_PARTY = "third_party"
    ASKED_NOT_TO = "asked_not_to"
    SAFETY_ONLY = "safety_only"
    SOURCE_NEAR = "source_near"


# The sentence that stands as the reason when the worker leaves a proposed hold as it is.
GROUNDS_WORDS = {
    Grounds.AGREED: "The agreement gives this to the agency.",
    Grounds.NOT_GIVEN: "The agreement gives this agency no content of this kind.",
    Grounds.THIRD_PARTY: "It names somebody who could be harmed.",
    Grounds.ASKED_NOT_TO: "The child asked us not to share it.",
    Grounds.SAFETY_ONLY: "The child agreed only to what keeps them safe.",
    Grounds.SOURCE_NEAR: "Where the child lives, it would show who said it.",
}

# "Only what keeps them safe" is said of those who protect: police and children's services.
PROTECTS = frozenset({AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY})
CARES = frozenset({AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the agreement proposes for one item and one recipient, and on what grounds."""

    choice: Choice
    grounds: Grounds


def is_against(wish: SharingWish, to_kind: AgencyKind) -> bool:
    """Say whether sharing with such an agency goes against what the child wants."""
    if wish is SharingWish.ASKED_NOT_TO:
        return True
    return wish is SharingWish.SAFETY_ONLY and to_kind not in PROTECTS


def propose(
    *,
    given: bool,
    third_party_given: bool,
    third_party_risk: bool,
    use: ItemUse,
    wish: SharingWish,
    to_kind: AgencyKind,
) -> Proposal:
    """Propose share or hold for one item and recipient; the worker decides.

    `given` and `third_party_given` say whether the agreement gives the agency content of
    an information item, and of what concerns third parties.
    """
    if not given:
        return Proposal(Choice.HOLD, Grounds.NOT_GIVEN)
    if third_party_risk and not third_party_given:
        return Proposal(Choice.HOLD, Grounds.THIRD_PARTY)
    if use is ItemUse.HIDE_SOURCE and to_kind in CARES:
        return Proposal(Choice.HOLD, Grounds.SOURCE_NEAR)
    if is_against(wish, to_kind):
        grounds = Grounds.ASKED_NOT_TO
        if wish is SharingWish.SAFETY_ONLY:
            grounds = Grounds.SAFETY_ONLY
        return Proposal(Choice.HOLD, grounds)
    return Proposal(Choice.SHARE, Grounds.AGREED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """One piece of information to be kept apart from the narrative."""

    kind: ItemKind
    text: str
    use: ItemUse = ItemUse.ACT_FREELY
    third_party_risk: bool = False

    def __post_init__(self) -> None:
        """An item says something."""
        if not self.text.strip():
            raise Invalid(fields={"text": "Enter the information"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The worker's choice for one item and one recipient.

    `detriment` is why giving it would harm the child more than holding it (Children Act
    2004 section 16LA leaves such information out of the duty).
    """

    item_id: UUID
    agency_id: UUID
    choice: Choice
    reason: str = ""
    detriment: str = ""
    child_told: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a recipient did with an item."""

    disposition: Disposition
    reference: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        """Intelligence has a reference; an action says which; nothing says why."""
        problems = {}
        if self.disposition is Disposition.INTELLIGENCE and not self.reference.strip():
            problems["reference"] = "Enter the intelligence reference"
        if self.disposition is Disposition.ACTION and not self.reason.strip():
            problems["reason"] = "Enter what was done"
        if self.disposition is Disposition.NONE and not self.reason.strip():
            problems["reason"] = "Enter why nothing was done with it"
        if problems:
            raise Invalid(fields=problems)
