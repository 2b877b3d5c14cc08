"""Found, seen, back, or ended in another way: what each brings, and what it ends."""

from datetime import datetime

import pytest

from safereturn.clocks.models import Clock
from safereturn.clocks.queries import running_for_episode
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import actions
from safereturn.episodes.models import Episode, PreventionInterview
from safereturn.episodes.rules import (
    EFFECTS,
    Away,
    Ending,
    Finder,
    KeptSafe,
    PreventionCheck,
    State,
)
from safereturn.foundation.errors import Invalid, NotAllowed
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.models import Visibility
from safereturn.involvement.queries import agencies_of, ties
from safereturn.involvement.rules import Basis, Circumstance
from safereturn.notifications.models import Notice
from tests.domain.episodes.cases import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    REPORTER,
    a_child,
    a_report,
    a_return,
    returned,
)
from tests.people import (
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    NURSE,
    OFFICER,
    OTHER_OFFICER,
    SAMPLEFORD_POLICE,
)

pytestmark = pytest.mark.usefixtures("town")
LATER = NOW + HOUR


def going_on(episode: Episode, at: datetime = LATER) -> frozenset[Circumstance]:
    return ties(EXAMPLESHIRE, episode.child_id, at=at).circumstances


def facts() -> list[str]:
    return list(PublishedFact.objects.order_by("id").values_list("name", flat=True))


def located(episode: Episode) -> Episode:
    return actions.record_located(episode.pk, located_at=NOW, where="Bus station", at=NOW, by=NURSE)


def test_found_is_not_back() -> None:
    episode = located(a_report())
    assert episode.state == State.LOCATED
    assert episode.is_open
    assert going_on(episode, NOW) == {Circumstance.MISSING_NOW}
    assert facts()[-1] == "ChildLocated"


def test_found_needs_a_place_and_a_time_that_can_be_true() -> None:
    episode = a_report()
    for where, at in (("", NOW), ("Park", NOW - DAY), ("Park", NOW + MINUTE)):
        with pytest.raises(Invalid):
            actions.record_located(episode.pk, located_at=at, where=where, at=NOW, by=CARER)


def test_another_force_that_finds_the_child_becomes_involved() -> None:
    episode = a_report()
    actions.add_report(
        episode.pk,
        REPORTER,
        "Seen here.",
        reported_at=NOW,
        at=NOW,
        by=OTHER_OFFICER,
    )
    actions.record_located(
        episode.pk,
        located_at=NOW,
        where="Sampleford station",
        finder=Finder.OTHER_FORCE,
        at=NOW,
        by=OTHER_OFFICER,
    )
    bases = agencies_of(episode.child_id, at=NOW)[SAMPLEFORD_POLICE]
    assert bases == {Basis.SEARCHING_FORCE, Basis.FINDING_FORCE}


def test_a_return_ends_the_search_and_begins_what_is_owed() -> None:
    episode = returned()
    assert (episode.state, episode.returned_at) == (State.RETURNED, LATER)
    assert episode.located_at == LATER
    assert going_on(episode) == {Circumstance.INTERVIEW_DUE}
    [owed] = running_for_episode(episode.pk)
    assert owed.kind is ClockKind.PREVENTION_INTERVIEW
    assert (owed.owner_agency_id, owed.due_at) == (EXAMPLESHIRE_POLICE, LATER + DAY)
    assert Clock.objects.get(kind=ClockKind.FIRST_GRADING).stopped_because
    assert facts()[-1] == "ChildReturned"
    assert Visibility.objects.filter(episode_id=episode.pk, needs=True).exists()


def test_what_was_learnt_when_found_is_kept_at_return() -> None:
    episode = a_report()
    actions.record_located(
        episode.pk,
        located_at=NOW,
        where="Bus station",
        with_whom="an older man",
        condition="cold",
        at=NOW,
        by=OFFICER,
    )
    episode = returned(episode)
    assert (episode.located_at, episode.located_where) == (NOW, "Bus station")
    assert (episode.with_whom, episode.condition) == ("an older man", "cold")


def test_a_second_return_is_refused() -> None:
    episode = returned()
    with pytest.raises(actions.NotOpen):
        returned(episode)


def test_kept_safe_elsewhere_is_a_return_that_says_where() -> None:
    how = a_return(ending=Ending.KEPT_SAFE, kept_safe=KeptSafe.HOSPITAL, safe_to_return="")
    episode = actions.record_return(a_report().pk, how, at=LATER, by=OFFICER)
    assert (episode.kept_safe, episode.state) == (KeptSafe.HOSPITAL, State.RETURNED)
    assert going_on(episode) == {Circumstance.INTERVIEW_DUE}


def test_a_return_is_not_another_ending_nor_the_other_way_round() -> None:
    episode = a_report()
    with pytest.raises(Invalid, match="another way"):
        actions.record_return(episode.pk, a_return(ending=Ending.DIED), at=LATER, by=OFFICER)
    with pytest.raises(Invalid, match="as a return"):
        actions.end_otherwise(episode.pk, Ending.RETURNED, "x", ended_at=NOW, at=NOW, by=OFFICER)


def test_a_return_before_the_child_was_last_seen_is_refused() -> None:
    with pytest.raises(Invalid):
        actions.record_return(a_report().pk, a_return(NOW - DAY), at=LATER, by=OFFICER)


@pytest.mark.parametrize("ending", sorted(actions.NOT_A_RETURN))
def test_every_other_ending_has_its_effect(ending: Ending) -> None:
    episode = actions.end_otherwise(
        a_report().pk, ending, "Told by her aunt.", ended_at=LATER, at=LATER, by=OFFICER
    )
    effect = EFFECTS[ending]
    assert (episode.state, episode.ending) == (State.CLOSED, ending)
    due = Circumstance.INTERVIEW_DUE in going_on(episode)
    assert due is effect.interview_due
    owed = [clock.kind for clock in running_for_episode(episode.pk)]
    assert owed == ([ClockKind.PREVENTION_INTERVIEW] if effect.interview_due else [])
    needs = Visibility.objects.filter(episode_id=episode.pk, needs=True).exists()
    assert needs is effect.interview_due
    assert Episode.objects.counted().filter(pk=episode.pk).exists() is effect.counts
    assert facts()[-1] == "EpisodeEnded"


def test_a_mistake_tells_whom_it_told_and_ends_what_it_opened() -> None:
    episode = a_report()
    actions.end_otherwise(
        episode.pk, Ending.WRONG_CHILD, "Another girl.", ended_at=NOW, at=NOW, by=COORDINATOR
    )
    assert EXAMPLESHIRE_POLICE not in agencies_of(episode.child_id, at=NOW)
    assert HARBOUR_VIEW in agencies_of(episode.child_id, at=NOW)
    told = Notice.objects.filter(kind="episode.ended_in_error")
    assert EXAMPLESHIRE_POLICE in {notice.agency_id for notice in told}
    assert EXAMPLESHIRE not in {notice.agency_id for notice in told}


def test_an_ending_says_how_it_is_known_and_when() -> None:
    episode = a_report()
    for detail, when in (("", NOW), ("x", NOW + DAY), ("x", NOW - DAY)):
        with pytest.raises(Invalid):
            actions.end_otherwise(
                episode.pk, Ending.ABROAD, detail, ended_at=when, at=NOW, by=OFFICER
            )


def test_the_police_saw_the_child() -> None:
    episode = actions.record_seen(returned().pk, seen_at=LATER, at=LATER, by=OFFICER)
    assert episode.seen_at == LATER
    with pytest.raises(Invalid):
        actions.record_seen(episode.pk, seen_at=LATER + DAY, at=LATER, by=OFFICER)
    with pytest.raises(NotAllowed):
        actions.record_seen(episode.pk, seen_at=LATER, at=LATER, by=CARER)


SEEN = PreventionCheck(seen=True, held_at=LATER, officer_name="PC Sample", harm="None said")


def test_the_prevention_interview_meets_its_clock_and_is_recorded_once() -> None:
    episode = returned()
    actions.record_prevention_interview(episode.pk, SEEN, at=LATER, by=OFFICER)
    assert Clock.objects.get(kind=ClockKind.PREVENTION_INTERVIEW).met_at == LATER
    assert Episode.objects.get(pk=episode.pk).seen_at == LATER
    assert facts()[-1] == "PreventionInterviewRecorded"
    with pytest.raises(actions.AlreadyRecorded):
        actions.record_prevention_interview(episode.pk, SEEN, at=LATER, by=OFFICER)


def test_a_child_who_was_not_seen_has_a_reason_and_no_time() -> None:
    episode = returned()
    done = PreventionCheck(seen=False, not_seen_because="Went to her room")
    actions.record_prevention_interview(episode.pk, done, at=LATER, by=OFFICER)
    assert PreventionInterview.objects.get().not_seen_because == "Went to her room"
    assert Episode.objects.get(pk=episode.pk).seen_at is None


def test_no_prevention_interview_before_the_child_is_found_or_in_the_future() -> None:
    episode = a_report()
    done = PreventionCheck(seen=True, held_at=NOW, officer_name="PC Sample")
    with pytest.raises(actions.StillMissing):
        actions.record_prevention_interview(episode.pk, done, at=NOW, by=OFFICER)
    with pytest.raises(Invalid):
        actions.record_prevention_interview(episode.pk, SEEN, at=NOW, by=OFFICER)


def test_an_away_child_who_comes_back_owes_the_police_nothing() -> None:
    away = Away(since=NOW - HOUR, believed_where="Her aunt’s", next_check_at=LATER)
    episode = actions.record_away(a_child().pk, away, at=NOW, by=CARER)
    episode = actions.record_return(episode.pk, a_return(NOW), at=NOW, by=CARER)
    assert episode.state == State.RETURNED
    assert running_for_episode(episode.pk) == []
    assert going_on(episode) == {Circumstance.INTERVIEW_DUE}
    assert CALL_HANDLER.agency_id not in agencies_of(episode.child_id, at=NOW)
