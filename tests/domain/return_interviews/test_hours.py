"""From when the 72 hours count: the true return, or none yet. And until when it is read."""

from datetime import datetime

import pytest

from safereturn.audit.record import looking
from safereturn.casework.queries.worklist import worklist
from safereturn.children.models import Child
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, Strength
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Ending, TimesCorrection
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.models import PublishedFact
from safereturn.involvement import queries as ties
from safereturn.involvement.models import Involvement
from safereturn.involvement.rules import Basis
from safereturn.reactions.jobs import react
from safereturn.return_interviews import actions, jobs, queries
from safereturn.return_interviews.models import ItemDecision, ReturnInterview
from safereturn.return_interviews.rules import READS_ON_FOR, Disposition, Outcome, State
from tests.domain.return_interviews.cases import (
    BACK,
    DAY,
    HOUR,
    LATER,
    REPORTER,
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
    CALL_HANDLER,
    COORDINATOR,
    EXAMPLESHIRE_POLICE,
    INTERVIEWER,
    NURSE,
    OFFICER,
    VOICES,
)

pytestmark = pytest.mark.usefixtures("town")

THE_CLOCK = {"kind": ClockKind.RETURN_INTERVIEW, "met_at": None, "stopped_at": None}
HOURS = 72 * HOUR


def not_returning(child: Child | None = None) -> Episode:
    """Return an episode of a child who was found at `BACK` and is not going back."""
    child = child or a_child()
    at = BACK - 6 * HOUR
    what = Circumstances(last_seen_at=at, last_seen_where="Wharf Road", why_worried="Phone off.")
    episode = episodes.report(child.pk, what, REPORTER, reported_at=at, at=at, by=CALL_HANDLER)
    return episodes.end_otherwise(
        episode.pk,
        Ending.NOT_RETURNING,
        "Safe with an aunt, who rang.",
        ended_at=BACK,
        at=BACK,
        by=COORDINATOR,
    )


def back(episode: Episode, at: datetime = BACK + 5 * DAY) -> Episode:
    """Record that the child is back after all."""
    return episodes.record_later_return(
        episode.pk, returned_at=at, where="A foster home", at=at, by=COORDINATOR
    )


def test_a_child_who_is_not_going_back_is_owed_one_at_once_without_hours() -> None:
    interview = an_interview(not_returning())
    assert (interview.state, interview.returned_at, interview.due_at) == (State.DUE, None, None)
    assert not Clock.objects.filter(kind=ClockKind.RETURN_INTERVIEW).exists()
    assert PublishedFact.objects.filter(name="InterviewDue").count() == 1
    with looking("test", by=COORDINATOR):
        [row] = [row for row in worklist(COORDINATOR, at=BACK).back if row.waits_for_return]
    assert row.returned_at is None


def test_it_can_be_offered_and_held_before_any_return() -> None:
    interview = held(an_interview(not_returning()))
    assert (interview.state, interview.late_because, interview.due_at) == (State.HELD, "", None)


def test_it_comes_before_those_whose_hours_run() -> None:
    later = an_interview()
    first = an_interview(not_returning(a_child("Bo Testcase")))
    with looking("test", by=INTERVIEWER):
        assert [due.ref for due in queries.due_for(INTERVIEWER, at=LATER)] == [first.ref, later.ref]


def test_the_hours_begin_when_the_child_is_back_after_all() -> None:
    episode = not_returning()
    interview = an_interview(episode)
    returned = back(episode)
    assert (returned.ending, returned.returned_where) == (Ending.NOT_RETURNING, "A foster home")
    for _ in range(2):
        again = an_interview(returned, at=BACK + 5 * DAY)
    assert again.pk == interview.pk
    assert again.due_at == BACK + 5 * DAY + HOURS
    clock = Clock.objects.get(**THE_CLOCK)
    assert (clock.starts_at, clock.due_at) == (BACK + 5 * DAY, again.due_at)
    assert clock.strength == Strength.STATUTORY_GUIDANCE
    # Said once when it was owed, once when its hours began.
    assert PublishedFact.objects.filter(name="InterviewDue").count() == 2


def test_the_hours_begin_with_the_next_return_to_any_place() -> None:
    child = a_child()
    interview = an_interview(not_returning(child))
    again = an_interview(an_episode(child, back=BACK + 3 * DAY), at=BACK + 3 * DAY)
    assert again.pk == interview.pk
    assert Clock.objects.get(**THE_CLOCK).due_at == again.due_at == BACK + 3 * DAY + HOURS


def test_one_that_was_held_before_the_return_owes_no_other() -> None:
    episode = not_returning()
    held(an_interview(episode))
    back(episode)
    interview = an_interview(episode, at=BACK + 5 * DAY)
    assert interview.state == State.HELD
    assert not Clock.objects.filter(**THE_CLOCK).exists()
    assert PublishedFact.objects.filter(name="InterviewDue").count() == 1


def test_a_declined_one_is_offered_again_without_hours_too() -> None:
    interview = an_interview(not_returning())
    actions.decline(interview.pk, "child", at=LATER, by=INTERVIEWER)  # type: ignore[arg-type]
    actions.reopen_offer(interview.pk, "Her teacher", at=LATER, by=COORDINATOR)
    assert not Clock.objects.filter(**THE_CLOCK).exists()


def test_a_later_return_is_recorded_once_and_after_the_end() -> None:
    episode = not_returning()
    with pytest.raises(Invalid, match="after the episode ended"):
        back(episode, BACK - HOUR)
    with pytest.raises(Invalid, match="where the child is"):
        episodes.record_later_return(
            episode.pk, returned_at=BACK, where=" ", at=BACK, by=COORDINATOR
        )
    with pytest.raises(NotAllowed):
        episodes.record_later_return(episode.pk, returned_at=BACK, where="Home", at=BACK, by=NURSE)
    back(episode)
    with pytest.raises(episodes.NotWaiting):
        back(episode)
    with pytest.raises(episodes.NotWaiting):
        back(an_episode(a_child("Bo Testcase")))


def correct(episode: Episode, to: datetime) -> None:
    """Put the time of return right, and let the job that follows run twice."""
    episodes.correct_times(
        episode.pk,
        TimesCorrection(returned_at=to, because="The home rang earlier."),
        at=BACK + DAY,
        by=OFFICER,
    )
    for _ in range(2):
        jobs.follow_times(child_id=str(episode.child_id), fact_id="1", episode_id=str(episode.pk))


def test_a_corrected_return_moves_the_hours() -> None:
    episode = an_episode()
    interview = an_interview(episode)
    correct(episode, BACK - 2 * HOUR)
    interview.refresh_from_db()
    assert interview.returned_at == BACK - 2 * HOUR
    assert interview.due_at == BACK - 2 * HOUR + HOURS
    clock = Clock.objects.get(**THE_CLOCK)
    assert (clock.starts_at, clock.due_at) == (interview.returned_at, interview.due_at)


def test_the_earliest_of_the_true_returns_counts() -> None:
    child = a_child()
    first = an_episode(child)
    an_interview(first)
    interview = an_interview(an_episode(child, back=BACK + 12 * HOUR), at=BACK + 12 * HOUR)
    correct(first, BACK + 3 * HOUR)
    interview.refresh_from_db()
    assert interview.returned_at == BACK + 3 * HOUR


def test_a_correction_after_it_was_held_changes_what_was_in_time_and_starts_nothing() -> None:
    episode = an_episode()
    interview = held(an_interview(episode))
    correct(episode, BACK - 4 * HOUR)
    interview.refresh_from_db()
    assert interview.due_at == BACK - 4 * HOUR + HOURS
    assert not Clock.objects.filter(**THE_CLOCK).exists()


def test_a_correction_before_any_is_owed_changes_nothing() -> None:
    correct(an_episode(), BACK - HOUR)
    assert not ReturnInterview.objects.exists()


def test_only_the_service_counts_again() -> None:
    with pytest.raises(NotAllowed):
        actions.follow_times(an_episode().pk, at=BACK, by=OFFICER)


def test_the_fact_of_a_correction_starts_the_job() -> None:
    episode = an_episode()
    an_interview(episode)
    correct(episode, BACK - HOUR)
    fact = PublishedFact.objects.get(name="TimesCorrected")
    react(fact_id=fact.pk, child_id=str(fact.child_id))
    assert jobs.follow_times.name in {started.job for started in fact.started.all()}


def reads_until(interview: ReturnInterview) -> datetime | None:
    """Return when the holder's relation to the child ends, or None while it lasts."""
    return Involvement.objects.get(
        child_id=interview.child_id, agency_id=VOICES, basis=Basis.RETURN_INTERVIEWS
    ).ends_at


def test_the_holder_reads_on_for_some_days_when_nothing_is_open() -> None:
    interview = held(an_interview())
    row = Involvement.objects.get(agency_id=VOICES, basis=Basis.RETURN_INTERVIEWS)
    assert row.ends_at == LATER + READS_ON_FOR
    assert interview.ref in row.ended_by
    with looking("test", by=INTERVIEWER):
        assert queries.get_interview(INTERVIEWER, interview.ref, at=LATER + HOUR)
        with pytest.raises(NotFound):
            queries.get_interview(INTERVIEWER, interview.ref, at=LATER + READS_ON_FOR)
        assert queries.get_interview(COORDINATOR, interview.ref, at=LATER + READS_ON_FOR)


def test_the_holder_finishes_what_was_promised_first() -> None:
    interview = an_interview()
    promised = actions.add_follow_up(interview.pk, a_follow_up(), at=LATER, by=INTERVIEWER)
    actions.hold(interview.pk, an_account(), at=LATER, by=INTERVIEWER)
    assert reads_until(interview) is None
    done_at = LATER + 10 * DAY
    actions.finish_follow_up(promised.pk, "She has the pass.", at=done_at, by=INTERVIEWER)
    assert reads_until(interview) == done_at + READS_ON_FOR


def test_the_holder_waits_for_what_the_police_did_with_the_items() -> None:
    interview = an_interview()
    item = an_item(interview)
    held(interview)
    assert reads_until(interview) is None
    grid = [share(item, EXAMPLESHIRE_POLICE)]
    actions.decide_items(interview.pk, grid, at=LATER, by=INTERVIEWER)
    assert reads_until(interview) is None
    decision = ItemDecision.objects.get(agency_id=EXAMPLESHIRE_POLICE)
    outcome = Outcome(disposition=Disposition.INTELLIGENCE, reference="EX-1")
    actions.dispose_item(decision.pk, outcome, at=LATER + DAY, by=OFFICER)
    assert reads_until(interview) == LATER + DAY + READS_ON_FOR


def test_another_interview_that_is_open_keeps_the_holder() -> None:
    child = a_child()
    first = an_interview(an_episode(child))
    actions.record_account(first.pk, an_account(), at=LATER, by=INTERVIEWER)
    again = BACK + 2 * DAY
    second = an_interview(an_episode(child, back=again), at=again)
    actions.hold(first.pk, no_actions_because="All in place.", at=again, by=INTERVIEWER)
    assert reads_until(first) is None
    actions.not_possible(second.pk, "She moved abroad.", at=again + DAY, by=INTERVIEWER)
    assert reads_until(second) == again + DAY + READS_ON_FOR


def test_the_next_interview_opens_the_relation_again() -> None:
    child = a_child()
    held(an_interview(an_episode(child)))
    again = BACK + 60 * DAY
    assert not ties.is_involved(VOICES, child.pk, at=again)
    an_interview(an_episode(child, back=again), at=again)
    assert ties.is_involved(VOICES, child.pk, at=again)


def test_offering_it_again_opens_the_relation_again() -> None:
    interview = an_interview()
    actions.decline(interview.pk, "child", at=LATER, by=INTERVIEWER)  # type: ignore[arg-type]
    actions.carer_information(
        interview.pk, given_by="The home", nothing_to_add=True, at=LATER, by=INTERVIEWER
    )
    assert reads_until(interview) == LATER + READS_ON_FOR
    again = LATER + 30 * DAY
    actions.reopen_offer(interview.pk, "Her teacher", at=again, by=COORDINATOR)
    assert ties.is_involved(VOICES, interview.child_id, at=again)
