"""What each agency is shown of an interview: the words, the gist, the items it was given."""

from uuid import uuid4

import pytest

from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.children.models import Child
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import NotFound
from safereturn.involvement.rules import Basis
from safereturn.return_interviews import actions, queries
from safereturn.return_interviews.models import ReturnInterview
from safereturn.return_interviews.rules import (
    DeclinedBy,
    Disposition,
    ItemKind,
    ItemUse,
    NewItem,
    OfferAnswer,
    OfferMade,
    Outcome,
    PushFactor,
    State,
)
from tests.domain.return_interviews.cases import (
    DAY,
    LATER,
    a_child,
    a_follow_up,
    an_interview,
    an_item,
    held,
    hold_back,
    involve,
    share,
)
from tests.people import (
    CARER,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    HEALTH,
    INTERVIEWER,
    NURSE,
    OFFICER,
    OUTSIDER,
    VOICES,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def told(actor: Actor, interview: ReturnInterview) -> list[queries.Told]:
    with looking("test", by=actor):
        found = queries.for_child(actor, interview.child_id, at=LATER)
        states = queries.states_of_child(actor, interview.child_id, at=LATER)
    assert states == [one.state for one in found if one.ref], "a count knows what the lines know"
    return found


def get(actor: Actor, interview: ReturnInterview) -> queries.InterviewView:
    with looking("test", by=actor):
        return queries.get_interview(actor, interview.ref, at=LATER)


def test_the_interviewer_reads_everything_and_the_look_is_noted() -> None:
    interview = an_interview()
    item = an_item(interview)
    actions.add_follow_up(interview.pk, a_follow_up(), at=LATER, by=INTERVIEWER)
    view = get(INTERVIEWER, held(interview))
    assert view.items == [item]
    assert view.summary == "She went to see friends."
    assert (view.owner, view.interviewing_agency) == ("Exampleshire Council", "Voices")
    assert [e.pk for e in view.episodes]
    assert len(view.follow_ups) == 1
    assert not any((view.offers, view.attempts, view.referrals, view.carer_information))
    entry = Entry.objects.get(name="test")
    assert interview.ref in (entry.refs or [])


def test_the_officer_reads_the_gist_and_not_the_words() -> None:
    interview = an_interview()
    an_item(interview)
    view = get(OFFICER, held(interview))
    assert view.summary
    assert not view.may_read
    assert not any((view.items, view.follow_ups, view.referrals, view.carer_information))
    assert not view.may_arrange
    assert not view.may_conduct
    assert not view.may_share


def test_the_nurse_knows_only_that_there_is_one() -> None:
    interview = held(an_interview())
    involve(interview.child_id, HEALTH, Basis.HEALTH)
    assert get(NURSE, interview).summary == ""
    [seen] = told(NURSE, interview)
    assert (seen.ref, seen.summary, seen.wish) == (interview.ref, "", None)


def test_absent_and_hidden_look_the_same() -> None:
    interview = an_interview()
    with looking("test", by=OUTSIDER):
        with pytest.raises(NotFound):
            queries.get_interview(OUTSIDER, interview.ref, at=LATER)
        with pytest.raises(NotFound):
            queries.get_interview(OUTSIDER, "RI-0000000", at=LATER)
        assert queries.for_child(OUTSIDER, interview.child_id, at=LATER) == []
        assert queries.states_of_child(OUTSIDER, interview.child_id, at=LATER) == []


def test_the_picture_shows_an_agency_the_items_it_was_given() -> None:
    interview = an_interview()
    one, two = an_item(interview), an_item(interview, "A flat", use=ItemUse.RING_FIRST)
    held(interview, push=frozenset({PushFactor.RULES}))
    actions.decide_items(
        interview.pk,
        [share(one, EXAMPLESHIRE_POLICE), hold_back(two, EXAMPLESHIRE_POLICE, reason="No need.")],
        at=LATER,
        by=INTERVIEWER,
    )
    [seen] = told(OFFICER, interview)
    assert [item.text for item in seen.items] == ["A man called Z"]
    assert seen.items[0].source == f"The child, to {INTERVIEWER.name}"
    assert (seen.summary, seen.push) == ("She went to see friends.", ())
    [full] = told(COORDINATOR, interview)
    assert full.push == ("rules",)
    assert [seen.items for seen in told(CARER, interview)] == [()]
    assert len(told(INTERVIEWER, interview)[0].items) == 2


def test_why_it_was_declined_is_not_for_those_the_child_may_speak_of() -> None:
    interview = an_interview()
    said = OfferMade(
        offered_at=LATER,
        made_to="child",
        made_by="worker",
        answer=OfferAnswer.DECLINED,
        declined_by=DeclinedBy.CHILD,
        reason="Not with the staff in the house.",
    )
    actions.attempt(
        interview.pk, tried_at=LATER, how="rang", outcome="He shouted.", at=LATER, by=INTERVIEWER
    )
    actions.offer(interview.pk, said, at=LATER, by=INTERVIEWER)
    for reader, reason, outcome in (
        (INTERVIEWER, "Not with the staff in the house.", "He shouted."),
        (CARER, "", ""),
        (OFFICER, "", ""),
    ):
        view = get(reader, interview)
        assert [offer.reason for offer in view.offers] == [reason]
        assert [tried.outcome for tried in view.attempts] == [outcome]


def test_the_reason_for_a_protected_item_and_a_sealed_childs_item_are_not_shown() -> None:
    interview = an_interview()
    item = an_item(interview, use=ItemUse.HIDE_SOURCE)
    held(interview)
    [kept] = actions.decide_items(
        interview.pk,
        [share(item, EXAMPLESHIRE_POLICE, reason="Amira named him.")],
        at=LATER,
        by=INTERVIEWER,
    )
    with looking("test", by=OFFICER):
        assert queries.get_received(OFFICER, kept.pk, at=LATER).reason == ""
    with recording("test.sealed", by=COORDINATOR, child_id=interview.child_id):
        Child.objects.filter(pk=interview.child_id).update(sealed=True)
    with looking("test", by=OFFICER), pytest.raises(NotFound):
        queries.get_received(OFFICER, kept.pk, at=LATER)


def test_a_protected_source_is_never_shown() -> None:
    interview = an_interview()
    item = an_item(interview, use=ItemUse.HIDE_SOURCE)
    held(interview)
    [kept] = actions.decide_items(
        interview.pk, [share(item, EXAMPLESHIRE_POLICE)], at=LATER, by=INTERVIEWER
    )
    first, last = told(OFFICER, interview)
    assert first.items == ()
    assert (last.ref, last.state, last.returned_at) == ("", None, None)
    assert (last.items[0].text, last.items[0].source) == ("A man called Z", "")
    with looking("test", by=OFFICER):
        opened = queries.get_received(OFFICER, kept.pk, at=LATER)
    assert (opened.source, opened.line.child) == ("", None)


def test_an_item_about_another_child_stands_in_their_picture_without_its_source() -> None:
    interview, other = an_interview(), a_child("Bo Invented")
    item = an_item(interview)
    actions.show_with_other_child(item.pk, other.pk, "Same man", at=LATER, by=INTERVIEWER)
    with looking("test", by=COORDINATOR):
        [seen] = queries.for_child(COORDINATOR, other.pk, at=LATER)
    assert (seen.ref, seen.items[0].source) == ("", "")


def test_what_the_carer_said_is_the_carers() -> None:
    interview = an_interview()
    actions.decline(interview.pk, DeclinedBy.CHILD, at=LATER, by=INTERVIEWER)
    actions.carer_information(
        interview.pk,
        given_by="Kay Rer",
        text="A blue car.",
        items=(NewItem(kind=ItemKind.VEHICLE, text="Blue car"),),
        at=LATER,
        by=INTERVIEWER,
    )
    [seen] = told(INTERVIEWER, interview)
    assert (seen.state, seen.items[0].source) == (State.DECLINED, "The carer")
    view = get(INTERVIEWER, interview)
    assert [kept.text for kept in view.carer_information] == ["A blue car."]


def test_the_list_of_received_items_holds_no_content_and_answers_come_first() -> None:
    interview = an_interview()
    one, two = an_item(interview), an_item(interview, "A flat")
    held(interview)
    first, second = actions.decide_items(
        interview.pk,
        [share(one, EXAMPLESHIRE_POLICE), share(two, EXAMPLESHIRE_POLICE)],
        at=LATER,
        by=INTERVIEWER,
    )
    outcome = Outcome(disposition=Disposition.NONE, reason="Known already")
    actions.dispose_item(first.pk, outcome, at=LATER + DAY, by=OFFICER)
    with looking("test", by=OFFICER):
        lines = queries.received_items(OFFICER, at=LATER)
        opened = queries.get_received(OFFICER, second.pk, at=LATER)
    assert [line.id for line in lines] == [second.pk, first.pk]
    assert not hasattr(lines[0], "text")
    assert (lines[0].from_agency, lines[0].child is not None) == ("Voices", True)
    assert opened.text == "A flat"
    assert opened.desk is not None
    assert opened.desk.agency_id == VOICES
    assert queries.count_unanswered(OFFICER) == 1
    with looking("test", by=CARER):
        assert queries.received_items(CARER, at=LATER) == []
        for unknown in (second.pk, uuid4()):
            with pytest.raises(NotFound):
                queries.get_received(CARER, unknown, at=LATER)


def test_what_is_owed_is_listed_for_owner_and_interviewer() -> None:
    interview = an_interview()
    for actor, owns in ((COORDINATOR, True), (INTERVIEWER, False)):
        with looking("test", by=actor):
            [line] = queries.due_for(actor, at=LATER)
        assert (line.ref, line.is_owner) == (interview.ref, owns)
    with looking("test", by=OFFICER):
        assert queries.due_for(OFFICER, at=LATER) == []


def test_what_is_owed_to_a_sealed_child_is_not_listed_at_all() -> None:
    interview = an_interview()
    with recording("test.sealed", by=the_service()):
        Child.objects.filter(pk=interview.child_id).update(sealed=True)
    for actor in (COORDINATOR, INTERVIEWER):
        with looking("test", by=actor) as look:
            assert queries.due_for(actor, at=LATER) == []
        assert interview.ref not in str(look)
