"""What the agreement proposes for an item, and what makes each answer whole."""

import pytest

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.return_interviews.rules import (
    GROUNDS_WORDS,
    Choice,
    Disposition,
    Grounds,
    ItemKind,
    ItemUse,
    NewItem,
    Outcome,
    Proposal,
    SharingWish,
    is_against,
    propose,
)

P, LA = AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY
HOME, HEALTH = AgencyKind.CHILDRENS_HOME, AgencyKind.HEALTH
W, U, G = SharingWish, ItemUse, Grounds


@pytest.mark.parametrize(
    ("to", "wish", "use", "risk", "given", "third", "grounds"),
    [
        (P, W.ALL, U.ACT_FREELY, False, True, True, G.AGREED),
        (P, W.NOT_ASKED, U.RING_FIRST, True, True, True, G.AGREED),
        (P, W.ALL, U.HIDE_SOURCE, False, True, True, G.AGREED),
        (HOME, W.ALL, U.ACT_FREELY, False, True, False, G.AGREED),
        (HOME, W.ALL, U.HIDE_SOURCE, False, True, False, G.SOURCE_NEAR),
        (HOME, W.ALL, U.ACT_FREELY, True, True, False, G.THIRD_PARTY),
        (HEALTH, W.ALL, U.ACT_FREELY, False, False, False, G.NOT_GIVEN),
        (LA, W.SAFETY_ONLY, U.ACT_FREELY, False, True, True, G.AGREED),
        (HEALTH, W.SAFETY_ONLY, U.ACT_FREELY, False, True, False, G.SAFETY_ONLY),
        (P, W.ASKED_NOT_TO, U.ACT_FREELY, False, True, True, G.ASKED_NOT_TO),
    ],
)
def test_proposal(
    to: AgencyKind,
    wish: SharingWish,
    use: ItemUse,
    risk: bool,
    given: bool,
    third: bool,
    grounds: Grounds,
) -> None:
    choice = Choice.SHARE if grounds is Grounds.AGREED else Choice.HOLD
    assert propose(
        given=given,
        third_party_given=third,
        third_party_risk=risk,
        use=use,
        wish=wish,
        to_kind=to,
    ) == Proposal(choice, grounds)


def test_every_ground_has_a_sentence_that_can_stand_as_the_reason() -> None:
    assert set(GROUNDS_WORDS) == set(Grounds)
    assert all(words.endswith(".") for words in GROUNDS_WORDS.values())


@pytest.mark.parametrize(
    ("wish", "to", "against"),
    [
        (W.ALL, P, False),
        (W.NOT_ASKED, HOME, False),
        (W.SAFETY_ONLY, P, False),
        (W.SAFETY_ONLY, LA, False),
        (W.SAFETY_ONLY, HOME, True),
        (W.ASKED_NOT_TO, P, True),
    ],
)
def test_against_the_childs_wish(wish: SharingWish, to: AgencyKind, against: bool) -> None:
    assert is_against(wish, to) is against


@pytest.mark.parametrize(
    ("disposition", "given", "field"),
    [
        (Disposition.INTELLIGENCE, {"reason": "Logged"}, "reference"),
        (Disposition.ACTION, {"reference": "X1"}, "reason"),
        (Disposition.NONE, {"reason": " "}, "reason"),
    ],
)
def test_an_answer_says_what_it_must(
    disposition: Disposition, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        Outcome(disposition=disposition, **given)
    assert list(refused.value.fields) == [field]


def test_an_answer_that_says_it_stands() -> None:
    assert Outcome(disposition=Disposition.INTELLIGENCE, reference="INT-1").reference == "INT-1"
    assert Outcome(disposition=Disposition.ACTION, reason="Patrol").reason == "Patrol"


def test_an_item_says_something() -> None:
    with pytest.raises(Invalid):
        NewItem(kind=ItemKind.RISK, text="  ")
