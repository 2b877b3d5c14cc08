"""What makes an offer, an account, an interviewer and a past interview whole."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.return_interviews.rules import (
    Account,
    DeclinedBy,
    Harm,
    Independence,
    Interviewer,
    Mode,
    NewFollowUp,
    OfferAnswer,
    OfferMade,
    Past,
    State,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAID: dict[str, object] = {
    "held_at": NOON, "mode": Mode.PHONE, "place": "", "limits_explained": True,
    "own_words": "I was cold.", "summary": "She left after an argument.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"own_words": " "}, "own_words"),
        ({"summary": ""}, "summary"),
        ({"harm": frozenset({Harm.NONE, Harm.HURT})}, "harm"),
    ],
)
def test_an_account_has_the_childs_words_and_a_gist(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Account(**(SAID | change))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_no_harm_alone_is_an_answer() -> None:
    account = Account(**(SAID | {"harm": frozenset({Harm.NONE})}))  # type: ignore[arg-type]
    assert account.harm == {Harm.NONE}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"made_to": " "}, "made_to"),
        ({"made_by": ""}, "made_by"),
        ({"answer": OfferAnswer.DECLINED}, "declined_by"),
    ],
)
def test_an_offer_says_to_whom_by_whom_and_whose_no(change: dict[str, object], field: str) -> None:
    said: dict[str, object] = {
        "offered_at": NOON, "made_to": "Amira", "made_by": "Cora", "answer": OfferAnswer.NO_ANSWER,
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        OfferMade(**(said | change))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("answer", "by", "child_declined"),
    [
        (OfferAnswer.ACCEPTED, None, False),
        (OfferAnswer.DECLINED, DeclinedBy.PARENT, False),
        (OfferAnswer.DECLINED, DeclinedBy.CHILD, True),
    ],
)
def test_a_parents_no_is_not_the_childs(
    answer: OfferAnswer, by: DeclinedBy | None, child_declined: bool
) -> None:
    made = OfferMade(offered_at=NOON, made_to="A", made_by="B", answer=answer, declined_by=by)
    assert made.child_declined is child_declined


@pytest.mark.parametrize(
    ("kind", "placement", "responsible", "looked_after", "refused", "flagged"),
    [
        (AgencyKind.RETURN_INTERVIEW_SERVICE, False, False, True, False, False),
        (AgencyKind.LOCAL_AUTHORITY, False, True, True, False, True),
        (AgencyKind.LOCAL_AUTHORITY, False, True, False, False, False),
        (AgencyKind.CHILDRENS_HOME, True, False, True, True, False),
        (AgencyKind.POLICE, False, False, False, True, False),
    ],
)
def test_independence(
    kind: AgencyKind,
    placement: bool,
    responsible: bool,
    looked_after: bool,
    refused: bool,
    flagged: bool,
) -> None:
    found = Independence.of(
        kind=kind, is_placement=placement, is_responsible=responsible, looked_after=looked_after
    )
    assert (bool(found.refused_because), bool(found.flagged_because)) == (refused, flagged)


@pytest.mark.parametrize(
    ("past", "state"),
    [
        (Past(), State.DUE),
        (Past(offered_at=NOON), State.OFFERED),
        (Past(offered_at=NOON, answer=OfferAnswer.ACCEPTED), State.ACCEPTED),
        (Past(offered_at=NOON, answer=OfferAnswer.DECLINED), State.DECLINED),
        (Past(held_at=NOON), State.HELD),
        (Past(not_possible_because="Moved abroad"), State.NOT_POSSIBLE),
    ],
)
def test_where_a_past_interview_stood(past: Past, state: State) -> None:
    assert past.state is state


def test_what_needs_words_has_them() -> None:
    with pytest.raises(Invalid):
        Interviewer(name=" ")
    with pytest.raises(Invalid):
        NewFollowUp(text="", owner_agency_id=uuid4(), due_on=date(2026, 3, 3))
