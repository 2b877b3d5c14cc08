"""Jobs around an interview run twice and tell once; history rings no bells."""

from datetime import timedelta

import pytest

from safereturn.audit.record import looking, recording
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.models import Visibility
from safereturn.notifications.models import Notice
from safereturn.return_interviews import actions, jobs, queries
from safereturn.return_interviews.models import Offer, ReturnInterview
from safereturn.return_interviews.rules import (
    DeclinedBy,
    Disposition,
    ItemUse,
    OfferAnswer,
    Outcome,
    Past,
    State,
)
from tests.domain.return_interviews.cases import (
    BACK,
    DAY,
    HOUR,
    LATER,
    a_child,
    a_follow_up,
    an_account,
    an_episode,
    an_interview,
    an_item,
    held,
    share,
)
from tests.people import (
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    INTERVIEWER,
    OFFICER,
    VOICES,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def run_twice(name: str) -> list[Notice]:
    """Run the job that follows the last fact of this name twice; return its notices."""
    fact = PublishedFact.objects.filter(name=name).latest("id")
    job = {
        "ChildReturned": jobs.make_due,
        "PreventionInterviewRecorded": jobs.settle,
        "InterviewDue": jobs.tell_due,
        "InterviewClosed": jobs.tell_closed,
        "HarmDisclosed": jobs.tell_harm,
        "ItemsShared": jobs.tell_shared,
        "ItemDisposed": jobs.tell_disposed,
    }[name]
    for _ in range(2):
        job(fact_id=str(fact.pk), **fact.body)
    return list(Notice.objects.filter(key__startswith=f"fact:{fact.pk}:"))


def test_a_return_makes_one_interview_due_however_often_the_job_runs() -> None:
    an_episode()
    run_twice("ChildReturned")
    assert ReturnInterview.objects.count() == 1
    run_twice("InterviewDue")
    told = Notice.objects.filter(kind="interview.due")
    assert sorted(told.values_list("agency_id", flat=True)) == sorted([EXAMPLESHIRE, VOICES])
    assert not any("Amira" in notice.path + notice.reference for notice in told)


def test_the_end_is_told_to_all_but_the_agency_that_held_it() -> None:
    held(an_interview())
    told = run_twice("InterviewClosed")
    assert {notice.agency_id for notice in told} == {
        EXAMPLESHIRE, EXAMPLESHIRE_POLICE, HARBOUR_VIEW,
    }  # fmt: skip


def test_harm_is_told_at_once_to_the_authority_alone() -> None:
    interview = an_interview()
    actions.act_now(interview.pk, "He hit me.", at=LATER, by=INTERVIEWER)
    [notice] = run_twice("HarmDisclosed")
    assert (notice.agency_id, notice.urgent) == (EXAMPLESHIRE, True)
    assert notice.path == f"/interviews/{interview.ref}/act-now/"


def test_items_are_told_to_those_they_were_shared_with_and_the_answer_comes_back() -> None:
    interview = an_interview()
    item = an_item(interview)
    # Something promised is still open, so that the holder is told long after, as here.
    actions.add_follow_up(interview.pk, a_follow_up(), at=LATER, by=INTERVIEWER)
    held(interview)
    [kept] = actions.decide_items(
        interview.pk, [share(item, EXAMPLESHIRE_POLICE)], at=LATER, by=INTERVIEWER
    )
    [notice] = run_twice("ItemsShared")
    assert (notice.agency_id, notice.path) == (EXAMPLESHIRE_POLICE, "/received-items/")
    done = Outcome(disposition=Disposition.ACTION, reason="Patrol tonight")
    actions.dispose_item(kept.pk, done, at=LATER, by=OFFICER)
    [back] = run_twice("ItemDisposed")
    assert (back.agency_id, back.kind) == (VOICES, "interview.disposed")


def test_no_notice_of_a_protected_item_says_whose_episode_it_is_from() -> None:
    interview = an_interview()
    item = an_item(interview, use=ItemUse.HIDE_SOURCE)
    an_item(interview, "A flat")
    held(interview)
    actions.decide_items(
        interview.pk,
        [share(item, EXAMPLESHIRE_POLICE, reason="To act on it")],
        at=LATER,
        by=INTERVIEWER,
    )
    [notice] = run_twice("ItemsShared")
    assert (notice.agency_id, notice.reference) == (EXAMPLESHIRE_POLICE, "")


def test_the_police_interview_lets_the_episode_leave_the_lists() -> None:
    episode = an_episode()
    held(an_interview(episode))
    with recording("test.met", by=COORDINATOR):
        Clock.objects.filter(kind=ClockKind.PREVENTION_INTERVIEW).update(met_at=LATER)
    for _ in range(2):
        jobs.settle(child_id=str(episode.child_id), episode_id=str(episode.pk), fact_id="1")
    assert not Visibility.objects.filter(needs=True).exists()


def test_an_earlier_interview_is_written_once_and_rings_no_bell() -> None:
    child = a_child()
    episodes = [an_episode(child), an_episode(child, back=BACK + DAY)]
    notices, clocks = Notice.objects.count(), Clock.objects.count()
    past = Past(
        offered_at=BACK + HOUR,
        answer=OfferAnswer.ACCEPTED,
        held_at=BACK + DAY,
        interviewer_name="Inti Viewer",
        summary="She saw friends.",
    )
    ids = [episode.pk for episode in episodes]
    at = BACK + 30 * DAY
    first = actions.import_interview(ids, past, at=at, by=COORDINATOR)
    again = actions.import_interview(ids, past, at=at, by=COORDINATOR)
    assert first.pk == again.pk
    assert (first.state, first.closed_at) == (State.HELD, BACK + DAY)
    assert Offer.objects.get().answer == OfferAnswer.ACCEPTED
    assert (Notice.objects.count(), Clock.objects.count()) == (notices, clocks)
    assert not Visibility.objects.filter(needs=True).exists()


def test_an_earlier_no_keeps_whose_it_was() -> None:
    past = Past(offered_at=BACK + HOUR, answer=OfferAnswer.DECLINED, declined_by=DeclinedBy.CHILD)
    episode = an_episode()
    row = actions.import_interview([episode.pk], past, at=BACK + DAY, by=COORDINATOR)
    assert (row.state, row.declined_by) == (State.DECLINED, DeclinedBy.CHILD)


def test_one_that_never_ended_stays_open() -> None:
    row = actions.import_interview([an_episode().pk], Past(), at=LATER, by=COORDINATOR)
    assert (row.state, row.closed_at) == (State.DUE, None)
    assert Visibility.objects.filter(needs=True).exists()


def test_what_is_past_is_in_the_past_and_of_an_episode() -> None:
    with pytest.raises(NotFound):
        actions.import_interview([], Past(), at=LATER, by=COORDINATOR)
    with pytest.raises(Invalid):
        actions.import_interview(
            [an_episode().pk], Past(held_at=LATER + DAY), at=LATER, by=COORDINATOR
        )


def test_figures_count_each_interview_and_each_episode() -> None:
    child = a_child()
    first = an_interview(an_episode(child))
    an_interview(an_episode(child, back=BACK + DAY), at=BACK + DAY)
    actions.hold(
        first.pk, an_account(held_at=BACK + 2 * DAY), no_actions_because="None",
        at=BACK + 2 * DAY, by=INTERVIEWER,
    )  # fmt: skip
    other = an_interview(an_episode(a_child("Bo Invented")))
    actions.decline(other.pk, DeclinedBy.CHILD, at=LATER, by=INTERVIEWER)
    found = queries.measures(COORDINATOR, since=BACK - DAY, until=BACK + timedelta(days=9))
    assert (found.owed, found.held, found.held_within_72h, found.declined) == (2, 1, 1, 1)
    assert (found.offered, found.accepted, found.not_possible) == (1, 1, 0)
    assert (found.episodes_owed, found.episodes_held) == (3, 2)
    with looking("test", by=COORDINATOR):
        assert queries.due_for(COORDINATOR, at=LATER) == []
