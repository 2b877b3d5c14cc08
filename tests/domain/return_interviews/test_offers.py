"""Allocated, offered, attempted, declined, offered again, not possible."""

from uuid import uuid4

import pytest

from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.models import Visibility
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.return_interviews import actions
from safereturn.return_interviews.models import Attempt, Offer, ReturnInterview
from safereturn.return_interviews.rules import (
    DeclinedBy,
    Interviewer,
    ItemKind,
    NewItem,
    OfferAnswer,
    OfferMade,
    State,
)
from tests.domain.return_interviews.cases import (
    BACK,
    DAY,
    HOUR,
    LATER,
    a_child,
    an_episode,
    an_interview,
)
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    INTERVIEWER,
    SAMPLEFORD,
    VOICES,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def offered(
    interview: ReturnInterview, answer: OfferAnswer, by: DeclinedBy | None = None
) -> ReturnInterview:
    made = OfferMade(
        offered_at=LATER,
        made_to="Amira",
        made_by="Inti Viewer",
        answer=answer,
        declined_by=by,
        reason="Not now",
    )
    return actions.offer(interview.pk, made, at=LATER, by=INTERVIEWER)


@pytest.mark.parametrize(
    ("answer", "by", "state"),
    [
        (OfferAnswer.ACCEPTED, None, State.ACCEPTED),
        (OfferAnswer.NO_ANSWER, None, State.OFFERED),
        (OfferAnswer.DECLINED, DeclinedBy.PARENT, State.OFFERED),
        (OfferAnswer.DECLINED, DeclinedBy.CHILD, State.DECLINED),
    ],
)
def test_what_an_answer_makes_of_it(
    answer: OfferAnswer, by: DeclinedBy | None, state: State
) -> None:
    interview = offered(an_interview(), answer, by)
    assert interview.state == state
    assert Offer.objects.get().answer == answer


def test_an_offer_in_the_future_is_refused() -> None:
    interview = an_interview()
    made = OfferMade(offered_at=LATER, made_to="A", made_by="B", answer=OfferAnswer.NO_ANSWER)
    with pytest.raises(Invalid):
        actions.offer(interview.pk, made, at=BACK, by=INTERVIEWER)


def test_the_interviewer_is_named_with_their_independence() -> None:
    row = actions.allocate(
        an_interview().pk, Interviewer(name="Inti Viewer"), at=LATER, by=COORDINATOR
    )
    assert row.interviewer_name == "Inti Viewer"
    assert row.independence["looked_after"] is True
    assert row.independence_flag == ""


def test_the_authority_that_looks_after_the_child_is_flagged() -> None:
    asked = Interviewer(name="Cora Dinator", agency_id=EXAMPLESHIRE)
    row = actions.allocate(an_interview().pk, asked, at=LATER, by=COORDINATOR)
    assert "looks after the child" in row.independence_flag
    ties = involvement.ties(VOICES, row.child_id, at=LATER)
    assert Basis.RETURN_INTERVIEWS not in ties.bases


def test_a_child_who_lives_with_family_raises_no_flag() -> None:
    interview = an_interview(an_episode(a_child(placed=False), by=COORDINATOR))
    asked = Interviewer(name="Cora Dinator", agency_id=EXAMPLESHIRE)
    row = actions.allocate(interview.pk, asked, at=LATER, by=COORDINATOR)
    assert row.independence_flag == ""


@pytest.mark.parametrize("agency_id", [HARBOUR_VIEW, EXAMPLESHIRE_POLICE])
def test_police_and_the_home_cannot_hold_it(agency_id: object) -> None:
    asked = Interviewer(name="Somebody", agency_id=agency_id)  # type: ignore[arg-type]
    with pytest.raises(actions.NotIndependent):
        actions.allocate(an_interview().pk, asked, at=LATER, by=COORDINATOR)


def test_an_owner_that_hands_it_over_still_sees_it() -> None:
    interview = an_interview()
    mine = Interviewer(name="Cora", agency_id=EXAMPLESHIRE)
    actions.allocate(interview.pk, mine, at=LATER, by=COORDINATOR)
    other = Interviewer(name="Hos", agency_id=SAMPLEFORD)
    row = actions.allocate(interview.pk, other, at=LATER, by=COORDINATOR)
    assert row.interviewing_agency_id == SAMPLEFORD
    assert involvement.is_involved(EXAMPLESHIRE, row.child_id, at=LATER)
    assert involvement.is_involved(SAMPLEFORD, row.child_id, at=LATER)


def test_each_attempt_is_kept() -> None:
    interview = an_interview()
    for hours in (2, 1):
        actions.attempt(
            interview.pk,
            tried_at=LATER - hours * HOUR,
            how="Rang",
            outcome="No answer",
            at=LATER,
            by=INTERVIEWER,
        )
    assert Attempt.objects.filter(interview=interview).count() == 2


def test_an_attempt_says_when_how_and_what_came_of_it() -> None:
    with pytest.raises(Invalid) as refused:
        actions.attempt(
            an_interview().pk,
            tried_at=LATER + HOUR,
            how=" ",
            outcome="",
            at=LATER,
            by=INTERVIEWER,
        )
    assert set(refused.value.fields) == {"tried_at", "how", "outcome"}


def test_a_parents_no_closes_it_only_with_why_the_child_was_not_asked() -> None:
    interview = an_interview()
    with pytest.raises(Invalid):
        actions.decline(interview.pk, DeclinedBy.PARENT, at=LATER, by=INTERVIEWER)
    row = actions.decline(
        interview.pk, DeclinedBy.PARENT, "In hospital, unconscious", at=LATER, by=INTERVIEWER
    )
    assert (row.state, row.declined_by) == (State.DECLINED, DeclinedBy.PARENT)


def test_after_a_no_the_carer_is_asked_before_anything_ends() -> None:
    interview = offered(an_interview(), OfferAnswer.DECLINED, DeclinedBy.CHILD)
    clock = Clock.objects.get(kind=ClockKind.RETURN_INTERVIEW)
    assert clock.stopped_because == "It was declined."
    assert Circumstance.INTERVIEW_DUE in _going_on(interview)
    actions.carer_information(
        interview.pk, given_by="Kay Rer", nothing_to_add=True, at=LATER, by=INTERVIEWER
    )
    assert _going_on(interview) == frozenset()


def test_what_the_carer_says_can_become_items_to_share() -> None:
    interview = offered(an_interview(), OfferAnswer.DECLINED, DeclinedBy.CHILD)
    actions.carer_information(
        interview.pk,
        given_by="Kay Rer",
        text="A blue car waited outside.",
        items=(NewItem(kind=ItemKind.VEHICLE, text="Blue car"),),
        at=LATER,
        by=INTERVIEWER,
    )
    assert _going_on(interview) == {Circumstance.ITEMS_OPEN}


@pytest.mark.parametrize(
    ("given_by", "text", "nothing"),
    [("", "He knows", False), ("Kay", "", False), ("Kay", "He knows", True)],
)
def test_the_carer_said_something_or_had_nothing_to_add(
    given_by: str, text: str, nothing: bool
) -> None:
    interview = offered(an_interview(), OfferAnswer.DECLINED, DeclinedBy.CHILD)
    with pytest.raises(Invalid):
        actions.carer_information(
            interview.pk,
            given_by=given_by,
            text=text,
            nothing_to_add=nothing,
            at=LATER,
            by=INTERVIEWER,
        )


def test_the_carer_is_asked_only_after_a_no() -> None:
    with pytest.raises(actions.NotDeclined):
        actions.carer_information(
            an_interview().pk, given_by="Kay", nothing_to_add=True, at=LATER, by=INTERVIEWER
        )


def test_it_is_offered_again_by_another_trusted_adult() -> None:
    interview = offered(an_interview(), OfferAnswer.DECLINED, DeclinedBy.CHILD)
    with pytest.raises(Invalid):
        actions.reopen_offer(interview.pk, " ", at=LATER, by=INTERVIEWER)
    row = actions.reopen_offer(interview.pk, "Her football coach", at=LATER + DAY, by=INTERVIEWER)
    assert (row.state, row.reoffer_by, row.closed_at) == (State.DUE, "Her football coach", None)
    assert Circumstance.INTERVIEW_DUE in _going_on(row)
    assert Clock.objects.filter(kind=ClockKind.RETURN_INTERVIEW, stopped_at=None).count() == 1
    with pytest.raises(actions.NotDeclined):
        actions.reopen_offer(interview.pk, "An aunt", at=LATER, by=INTERVIEWER)


def test_not_possible_says_why_and_leaves_the_lists() -> None:
    interview = an_interview()
    with pytest.raises(Invalid):
        actions.not_possible(interview.pk, "", at=LATER, by=INTERVIEWER)
    row = actions.not_possible(interview.pk, "She is abroad.", at=LATER, by=INTERVIEWER)
    assert row.state == State.NOT_POSSIBLE
    assert _going_on(row) == frozenset()
    # The prevention interview is still owed: it stays in the lists until the police answer.
    assert Visibility.objects.filter(needs=True).exists()


def test_a_closed_interview_takes_no_offer() -> None:
    interview = an_interview()
    actions.not_possible(interview.pk, "She is abroad.", at=LATER, by=INTERVIEWER)
    with pytest.raises(actions.AlreadyClosed):
        offered(interview, OfferAnswer.ACCEPTED)


def test_an_interview_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFound):
        actions.not_possible(uuid4(), "Why", at=LATER, by=INTERVIEWER)


def _going_on(interview: ReturnInterview) -> frozenset[Circumstance]:
    return involvement.ties(VOICES, interview.child_id, at=LATER + 2 * DAY).circumstances
