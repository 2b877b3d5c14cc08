"""What an agency sees of an episode: as deep as the agreement says, and no deeper."""

import pytest
from pytest_django import DjangoAssertNumQueries

from safereturn.audit.models import Entry as AuditEntry
from safereturn.audit.record import UnrecordedRead, looking
from safereturn.casework.actions import tasks
from safereturn.episodes import actions, queries
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import (
    Audience,
    Away,
    Ending,
    EntryKind,
    Happening,
    Moment,
    NewEntry,
    PersonTold,
    PoliceStance,
    PreventionCheck,
    StanceTaken,
)
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import NotAllowed, NotFound
from safereturn.involvement.rules import Basis
from tests.domain.casework.making import a_task
from tests.domain.episodes.cases import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    REPORTER,
    a_child,
    a_report,
    involve,
    returned,
    what,
)
from tests.people import (
    CARER,
    COLLEGE,
    COORDINATOR,
    HARBOUR_VIEW,
    INTERVIEWER,
    NURSE,
    OFFICER,
    OUTSIDER,
    SUPERVISOR,
    TEACHER,
)

pytestmark = pytest.mark.usefixtures("town")
LATER = NOW + HOUR


def a_full_episode() -> Episode:
    """Return an episode in which everything has happened once."""
    episode = a_report()
    pk = episode.pk
    actions.add_report(pk, REPORTER, "Her aunt rang.", reported_at=NOW, at=NOW, by=CARER)
    taken = StanceTaken(
        stance=PoliceStance.ADVICE_ONLY, reason="a", who_does_what="b", until_at=LATER
    )
    stance = actions.take_stance(pk, taken, at=NOW, by=OFFICER)
    actions.challenge(stance.pk, "No.", at=NOW, by=COORDINATOR)
    actions.answer_challenge(stance.pk, "Yes.", at=NOW, by=SUPERVISOR)
    sighting = NewEntry(
        kind=EntryKind.SIGHTING,
        text="With a man.",
        how_known="rang",
        where="Wharf Road",
        source_name="Mrs Sample",
        source_contact="01632 960777",
    )
    actions.add_entry(pk, sighting, at=NOW, by=OFFICER)
    task = a_task(episode.ref, "Ring", HARBOUR_VIEW, at=NOW, by=OFFICER)
    tasks.finish(task.ref, "Rang", at=NOW, by=CARER)
    actions.tell(
        pk,
        PersonTold(
            moment=Moment.MISSING,
            person_name="Mo Ther",
            relation="mother",
            told=True,
            told_at=NOW,
            how="phone",
        ),
        at=NOW,
        by=COORDINATOR,
    )
    actions.record_located(pk, located_at=NOW + MINUTE, where="Park", at=LATER, by=OFFICER)
    returned(episode)
    check = PreventionCheck(
        seen=True,
        held_at=LATER,
        officer_name="PC Sample",
        where_been="A flat.",
        safeguarding_done="Referred.",
    )
    actions.record_prevention_interview(pk, check, at=LATER, by=OFFICER)
    return Episode.objects.get(pk=pk)


def lines(actor: Actor, episode: Episode, at: object = LATER) -> dict[Happening, queries.Line]:
    with looking("test", by=actor):
        found = queries.timeline(actor, episode, at=at)  # type: ignore[arg-type]
    return {line.what: line for line in reversed(found)}


def test_an_episode_is_found_by_those_involved_and_hidden_from_others() -> None:
    episode = a_report(police_ref="EX/1234-26")
    with looking("test", by=NURSE):
        assert queries.get_episode(NURSE, episode.ref, at=NOW).pk == episode.pk
        assert queries.get_by_id(NURSE, episode.pk, at=NOW).pk == episode.pk
        assert queries.find_by_police_ref(NURSE, "ex 1234 26", at=NOW).pk == episode.pk
    entry = AuditEntry.objects.get(name="test")
    assert entry.child_id == episode.child_id
    assert episode.ref in (entry.refs or [])
    with looking("test", by=OUTSIDER):
        for search in (
            lambda: queries.get_episode(OUTSIDER, episode.ref, at=NOW),
            lambda: queries.get_episode(NURSE, "ME-0000000", at=NOW),
            lambda: queries.find_by_police_ref(OUTSIDER, "EX/1234-26", at=NOW),
            lambda: queries.find_by_police_ref(NURSE, "EX", at=NOW),
        ):
            with pytest.raises(NotFound, match="could not find that episode"):
                search()


def test_the_open_episode_of_a_child() -> None:
    episode = a_report()
    found = queries.open_for(episode.child_id)
    assert found is not None
    assert found.pk == episode.pk
    returned(episode)
    assert queries.open_for(episode.child_id) is None


def test_the_timeline_says_all_that_happened_newest_first() -> None:
    episode = a_full_episode()
    found = lines(OFFICER, episode)
    assert set(found) == {
        Happening.REPORTED,
        Happening.REPORT_ADDED,
        Happening.STANCE,
        Happening.CHALLENGED,
        Happening.CHALLENGE_ANSWERED,
        Happening.SIGHTING,
        Happening.TASK_SET,
        Happening.TASK_DONE,
        Happening.TOLD,
        Happening.LOCATED,
        Happening.SEEN,
        Happening.RETURNED,
        Happening.PREVENTION,
    }
    sighting = found[Happening.SIGHTING]
    assert (sighting.where, sighting.source) == ("Wharf Road", "rang, Mrs Sample")
    assert (sighting.by, sighting.agency) == ("Olu Officer", "Exampleshire Police")
    with looking("test", by=OFFICER):
        times = [line.at for line in queries.timeline(OFFICER, episode, at=LATER)]
    assert times == sorted(times, reverse=True)


def test_health_sees_that_there_was_a_sighting_not_where() -> None:
    sighting = lines(NURSE, a_full_episode())[Happening.SIGHTING]
    assert (sighting.where, sighting.text) == ("", "")
    assert "Mrs Sample" not in sighting.source
    assert "clause" in sighting.withheld


def test_health_sees_that_there_is_a_task_not_what_or_where() -> None:
    found = lines(NURSE, a_full_episode())
    for line in (found[Happening.TASK_SET], found[Happening.TASK_DONE]):
        assert (line.text, line.title) == ("", "")
        assert "clause" in line.withheld


def test_who_was_only_asked_reads_nothing_of_an_episode() -> None:
    episode = a_full_episode()
    involve(episode.child_id, OUTSIDER.agency_id, Basis.ASKED)
    reads = (queries.timeline, queries.kept_from, queries.tellings, queries.tasks)
    with looking("test", by=OUTSIDER):
        for read in reads:
            with pytest.raises(NotAllowed, match="Answer the question first"):
                read(OUTSIDER, episode, at=LATER)
        with pytest.raises(NotAllowed, match="Answer the question first"):
            queries.get_page(OUTSIDER, episode.ref, at=LATER)


def test_what_the_police_did_is_not_for_who_holds_the_interview() -> None:
    episode = a_full_episode()
    involve(episode.child_id, INTERVIEWER.agency_id, Basis.RETURN_INTERVIEWS)
    assert Happening.STANCE in lines(CARER, episode)
    assert not {Happening.STANCE, Happening.CHALLENGED} & lines(INTERVIEWER, episode).keys()


def test_the_home_sees_the_sighting_and_not_who_rang() -> None:
    sighting = lines(CARER, a_full_episode())[Happening.SIGHTING]
    assert sighting.text == "With a man."
    assert "Mrs Sample" not in sighting.source


def test_the_prevention_interview_is_as_deep_as_the_agreement() -> None:
    episode = a_full_episode()
    assert lines(COORDINATOR, episode)[Happening.PREVENTION].text == "A flat. Referred."
    # What was done may say what the child told of those who look after them.
    assert lines(CARER, episode)[Happening.PREVENTION].text == ""
    nurse = lines(NURSE, episode)[Happening.PREVENTION]
    assert nurse.text == ""
    assert nurse.withheld
    with looking("test", by=NURSE):
        assert queries.prevention(NURSE, episode, at=LATER) is None
        found = queries.prevention(OFFICER, episode, at=LATER)
        assert found is not None
        assert found.where_been == "A flat."


def test_an_entry_for_the_police_is_not_in_the_councils_timeline() -> None:
    episode = a_report()
    entry = NewEntry(kind=EntryKind.INFORMATION, text="x", how_known="y", audience=Audience.POLICE)
    actions.add_entry(episode.pk, entry, at=NOW, by=NURSE)
    shown = {
        actor.name: Happening.INFORMATION in lines(actor, episode, NOW)
        for actor in (OFFICER, COORDINATOR, NURSE, CARER, the_service())
    }
    assert shown == {
        OFFICER.name: True,
        COORDINATOR.name: False,
        NURSE.name: True,
        CARER.name: False,
        the_service().name: True,
    }


def test_who_wrote_it_reads_it_whole() -> None:
    episode = a_report()
    entry = NewEntry(kind=EntryKind.INFORMATION, text="In A and E.", how_known="seen")
    actions.add_entry(episode.pk, entry, at=NOW, by=NURSE)
    actions.add_report(episode.pk, REPORTER, "Rang us.", reported_at=NOW, at=NOW, by=NURSE)
    with looking("test", by=NURSE):
        [own] = queries.entries(NURSE, episode, at=NOW)
        first, second = queries.reports(NURSE, episode, at=NOW)
    assert own.text == "In A and E."
    assert (first.phone, second.phone) == ("", REPORTER.phone)
    assert lines(NURSE, episode, NOW)[Happening.INFORMATION].text == "In A and E."


def test_each_list_is_noted_in_the_trail() -> None:
    episode = a_full_episode()
    asked = (queries.entries, queries.reports, queries.tasks, queries.tellings, queries.stances)
    for read in asked:
        with looking("test", by=OFFICER):
            assert read(OFFICER, episode, at=LATER)
        with pytest.raises(UnrecordedRead):
            read(OFFICER, episode, at=LATER)


def test_the_timeline_costs_four_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    episode = a_full_episode()
    with looking("test", by=OFFICER), django_assert_num_queries(4):
        queries.timeline(OFFICER, episode, at=LATER)


def test_earlier_episodes_with_how_long_where_and_with_whom() -> None:
    episode = returned()
    actions.end_otherwise(
        a_report(episode.child, at=NOW + DAY, what=what(NOW + DAY)).pk,
        Ending.REPORTED_IN_ERROR,
        "She was in her room.",
        ended_at=NOW + DAY,
        at=NOW + DAY,
        by=OFFICER,
    )
    at = NOW + 2 * DAY
    with looking("test", by=COORDINATOR):
        found = queries.history(COORDINATOR, episode.child_id, before=at, at=at)
    [earlier] = found
    assert (earlier.ref, earlier.lasted) == (episode.ref, 2 * HOUR)
    assert (earlier.located_where, earlier.ending) == ("Harbour View", Ending.RETURNED)
    counted = queries.counts(found, at=at)
    assert (counted.in_12_months, counted.longest) == (1, 2 * HOUR)


def test_in_summary_where_and_with_whom_are_left_out() -> None:
    episode = a_report()
    with looking("test", by=NURSE):
        [earlier] = queries.history(NURSE, episode.child_id, before=LATER, at=LATER)
    assert earlier.in_summary
    assert (earlier.last_seen_where, earlier.lasted) == ("", None)
    with looking("test", by=OUTSIDER):
        assert queries.history(OUTSIDER, episode.child_id, before=LATER, at=LATER) == []


def test_the_end_and_the_beginning_are_lines_too() -> None:
    away = Away(since=NOW, believed_where="Her aunt’s", next_check_at=LATER)
    episode = actions.record_away(a_child().pk, away, at=NOW, by=CARER)
    actions.end_otherwise(
        episode.pk, Ending.REPORTED_IN_ERROR, "Was upstairs.", ended_at=NOW, at=NOW, by=CARER
    )
    episode.refresh_from_db()
    found = lines(CARER, episode, NOW)
    assert found[Happening.AWAY].where == "Her aunt’s"
    assert found[Happening.ENDED].title == Ending.REPORTED_IN_ERROR


def test_a_school_sees_milestones_without_places() -> None:
    episode = a_full_episode()
    involve(episode.child_id, COLLEGE, Basis.SCHOOL)
    found = lines(TEACHER, episode)
    assert found[Happening.LOCATED].where == ""
    assert found[Happening.LOCATED].withheld
    assert found[Happening.RETURNED].where == ""
