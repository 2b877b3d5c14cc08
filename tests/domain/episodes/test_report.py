"""Reporting a child missing: what becomes true with it, and what a second report meets."""

from typing import Any
from uuid import uuid4

import pytest

from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.children.models import Child, SearchKey
from safereturn.children.rules import NewChild
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import actions
from safereturn.episodes.models import Episode, Report, Telling
from safereturn.episodes.rules import DfeCategory, Moment, PersonTold, State
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.events import as_history
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.models import Standing, Visibility
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
    involve,
    returned,
    what,
)
from tests.people import (
    ADMINISTRATOR,
    CALL_HANDLER,
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    FARAWAY,
    HARBOUR_VIEW,
    OTHER_OFFICER,
    OUTSIDER,
    SAMPLEFORD_POLICE,
)

pytestmark = pytest.mark.usefixtures("town")


@pytest.mark.parametrize("field", ["force_id", "authority_id"])
def test_a_home_cannot_name_itself_the_force_or_the_authority(field: str) -> None:
    child = a_child()
    named: dict[str, Any] = {field: HARBOUR_VIEW}
    with pytest.raises(Invalid) as refused:
        a_report(child, by=CARER, **named)
    assert field in refused.value.fields
    assert agencies_of(child.pk, at=NOW)[HARBOUR_VIEW] == {Basis.PLACEMENT}


def test_a_report_keeps_who_was_concerned_as_they_were() -> None:
    episode = a_report()
    assert episode.state == State.MISSING
    assert episode.started_at == NOW - HOUR
    assert episode.force_id == EXAMPLESHIRE_POLICE
    assert episode.responsible_authority_id == EXAMPLESHIRE
    assert episode.placement_agency_id == HARBOUR_VIEW
    assert episode.police_told_at == NOW
    assert not episode.late


def test_a_report_makes_the_force_involved_and_the_child_missing_now() -> None:
    episode = a_report()
    held = ties(EXAMPLESHIRE_POLICE, episode.child_id, at=NOW)
    assert {Basis.SEARCHING_FORCE, Basis.HOME_FORCE} <= held.bases
    assert held.circumstances == {Circumstance.MISSING_NOW}
    shown = Visibility.objects.filter(episode_id=episode.pk)
    assert {row.agency_id for row in shown} >= {EXAMPLESHIRE_POLICE, EXAMPLESHIRE, HARBOUR_VIEW}
    assert {row.started_at for row in shown} == {NOW - HOUR}


def test_the_force_owes_a_first_grading_from_the_report() -> None:
    episode = a_report(at=NOW, reported_at=NOW - 2 * HOUR, what=what(NOW - 5 * HOUR))
    [clock] = Clock.objects.filter(kind=ClockKind.FIRST_GRADING)
    assert (clock.owner_agency_id, clock.subject_id) == (EXAMPLESHIRE_POLICE, episode.pk)
    assert clock.starts_at == NOW - 2 * HOUR
    assert episode.late


def test_the_fact_says_whose_news_it_is() -> None:
    episode = a_report(by=CARER)
    [fact] = PublishedFact.objects.filter(name="EpisodeReported")
    assert fact.body["episode_id"] == str(episode.pk)
    assert fact.body["by_agency_id"] == str(HARBOUR_VIEW)


def test_a_home_reports_to_the_force_of_its_area() -> None:
    episode = a_report(by=CARER)
    assert episode.force_id == EXAMPLESHIRE_POLICE
    assert episode.police_told_at is None
    assert Basis.REPORTER not in agencies_of(episode.child_id, at=NOW)[HARBOUR_VIEW]


def test_another_force_searches_and_the_home_force_is_told() -> None:
    episode = a_report(by=OTHER_OFFICER)
    involved = agencies_of(episode.child_id, at=NOW)
    assert episode.force_id == SAMPLEFORD_POLICE
    assert involved[SAMPLEFORD_POLICE] == {Basis.SEARCHING_FORCE}
    assert involved[EXAMPLESHIRE_POLICE] == {Basis.HOME_FORCE}


def test_a_force_that_is_named_comes_first() -> None:
    assert a_report(by=CARER, force_id=SAMPLEFORD_POLICE).force_id == SAMPLEFORD_POLICE


def test_a_child_who_is_missing_now_is_not_reported_twice() -> None:
    episode = a_report()
    with pytest.raises(actions.AlreadyMissing) as refusal:
        a_report(episode.child, by=COORDINATOR)
    assert refusal.value.episode_ref == episode.ref
    assert Episode.objects.count() == 1


def test_the_next_episode_may_begin_once_the_child_is_back() -> None:
    first = returned()
    second = a_report(first.child, at=NOW + 2 * HOUR, what=what(NOW + HOUR + MINUTE))
    assert second.pk != first.pk
    going_on = ties(EXAMPLESHIRE_POLICE, first.child_id, at=NOW + 3 * HOUR).circumstances
    assert going_on == {Circumstance.MISSING_NOW, Circumstance.INTERVIEW_DUE}


def test_an_episode_is_found_by_its_numbers() -> None:
    episode = a_report(police_ref="EX/1234-26")
    keys = set(
        SearchKey.objects.filter(source=f"episode:{episode.ref}").values_list("key", flat=True)
    )
    assert len(keys) == 2
    assert "i:EX123426" in keys


def test_a_child_nobody_knows_is_recorded_and_reported_in_one_action() -> None:
    episode = actions.report_new_child(
        NewChild(name="Unknown girl at Wharf Road", age_estimate=14),
        what(None),
        REPORTER,
        reported_at=NOW,
        authority_id=EXAMPLESHIRE,
        at=NOW,
        by=CALL_HANDLER,
    )
    assert episode.responsible_authority_id == EXAMPLESHIRE
    assert episode.started_at == NOW
    involved = agencies_of(episode.child_id, at=NOW)
    assert involved[EXAMPLESHIRE] == {Basis.RESPONSIBLE_AUTHORITY}
    assert Basis.OTHER not in involved[EXAMPLESHIRE_POLICE]


def test_no_authority_is_empty_openly_and_can_be_named_once() -> None:
    episode = actions.report_new_child(
        NewChild(name="Nokids Sample"),
        what(),
        REPORTER,
        reported_at=NOW,
        at=NOW,
        by=CALL_HANDLER,
    )
    assert episode.responsible_authority_id is None
    named = actions.name_authority(episode.pk, FARAWAY, at=NOW, by=CALL_HANDLER)
    assert named.responsible_authority_id == FARAWAY
    [notice] = Notice.objects.all()
    assert (notice.agency_id, notice.kind) == (FARAWAY, "episode.reported")
    with pytest.raises(NotAllowed, match="responsible authority is known"):
        actions.name_authority(episode.pk, EXAMPLESHIRE, at=NOW, by=CALL_HANDLER)


def test_only_a_council_can_be_named() -> None:
    episode = actions.report_new_child(
        NewChild(name="Nokids Sample"), what(), REPORTER, reported_at=NOW, at=NOW, by=CALL_HANDLER
    )
    with pytest.raises(Invalid, match="Select a council"):
        actions.name_authority(episode.pk, HARBOUR_VIEW, at=NOW, by=CALL_HANDLER)


def test_a_council_reports_a_child_it_has_just_recorded() -> None:
    episode = actions.report_new_child(
        NewChild(name="Far Placeholder"), what(), REPORTER, reported_at=NOW, at=NOW, by=OUTSIDER
    )
    assert agencies_of(episode.child_id, at=NOW)[FARAWAY] == {Basis.REPORTER}
    assert episode.force_id is None
    assert not Clock.objects.exists()


def test_a_second_report_is_added_and_makes_its_agency_involved() -> None:
    episode = a_report()
    actions.add_report(
        episode.pk, REPORTER, "Her aunt rang too.", reported_at=NOW, at=NOW, by=OTHER_OFFICER
    )
    assert Report.objects.filter(episode=episode).count() == 2
    assert agencies_of(episode.child_id, at=NOW)[SAMPLEFORD_POLICE] == {Basis.SEARCHING_FORCE}
    assert Visibility.objects.filter(agency_id=SAMPLEFORD_POLICE).exists()
    assert PublishedFact.objects.filter(name="ReportAdded").count() == 1


def test_a_second_report_of_an_agency_that_is_involved_changes_no_relation() -> None:
    episode = a_report()
    before = agencies_of(episode.child_id, at=NOW)
    actions.add_report(episode.pk, REPORTER, "Still not home.", reported_at=NOW, at=NOW, by=CARER)
    assert agencies_of(episode.child_id, at=NOW) == before


def test_a_second_report_needs_words_and_a_true_time_and_an_open_episode() -> None:
    episode = a_report()
    with pytest.raises(Invalid, match="what the caller said"):
        actions.add_report(episode.pk, REPORTER, " ", reported_at=NOW, at=NOW, by=CARER)
    with pytest.raises(Invalid, match="in the past"):
        actions.add_report(episode.pk, REPORTER, "x", reported_at=NOW + HOUR, at=NOW, by=CARER)
    with pytest.raises(NotFound):
        actions.add_report(uuid4(), REPORTER, "x", reported_at=NOW, at=NOW, by=CARER)
    returned(episode)
    with pytest.raises(actions.NotOpen):
        actions.add_report(episode.pk, REPORTER, "x", reported_at=NOW, at=NOW, by=CARER)


def test_children_missing_together_have_an_episode_each_and_one_tie() -> None:
    first, second = a_child(), a_child(name="Skye Placeholder")
    already = a_report(second)
    episodes = actions.report_together(
        [first.pk, second.pk, first.pk],
        what(),
        REPORTER,
        reported_at=NOW,
        at=NOW,
        by=CALL_HANDLER,
    )
    assert [episode.child_id for episode in episodes] == [first.pk, second.pk]
    assert episodes[1].pk == already.pk
    assert episodes[0].together_id == episodes[1].together_id is not None
    assert Report.objects.filter(episode=already).count() == 2


def test_times_that_cannot_be_true_are_refused_beside_their_field() -> None:
    child = a_child()
    with pytest.raises(Invalid) as refusal:
        a_report(child, reported_at=NOW, what=what(NOW + MINUTE))
    assert "last_seen_time" in refusal.value.fields
    with pytest.raises(Invalid, match="in the past"):
        a_report(child, reported_at=NOW + HOUR)


def test_a_refusal_says_why_and_changes_nothing() -> None:
    child = a_child()
    for actor, words in ((OUTSIDER, "not involved"), (ADMINISTRATOR, "Your role")):
        with pytest.raises(NotAllowed, match=words):
            a_report(child, by=actor)
    assert not Episode.objects.exists()


def test_a_child_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        a_report(Child(pk=uuid4()))


def test_history_leaves_the_rows_and_rings_no_bell() -> None:
    child = a_child(at=NOW - 400 * DAY)
    then = NOW - 300 * DAY
    with as_history():
        episode = a_report(child, at=then)
        returned_at = then + HOUR
        actions.record_return(episode.pk, a_return(returned_at), at=returned_at, by=CARER)
    assert not Clock.objects.exists()
    assert not Notice.objects.exists()
    assert not PublishedFact.objects.filter(reacted_at=None).exists()
    assert Standing.objects.filter(subject_id=episode.pk).count() == 2


def test_a_report_may_say_that_whereabouts_are_known() -> None:
    episode = a_report(dfe_category=DfeCategory.AWAY)
    assert episode.dfe_category == DfeCategory.AWAY


def test_an_agency_that_was_only_asked_may_not_report_but_is_told_whom_to_ring() -> None:
    child = a_child()
    involve(child.pk, FARAWAY, Basis.ASKED)
    with pytest.raises(NotAllowed, match="ring 101"):
        a_report(child, by=OUTSIDER)


def test_a_report_is_a_line_of_the_trail() -> None:
    episode = a_report()
    assert Entry.objects.filter(name="episode.reported", child_id=episode.child_id).exists()
    with recording("outer", by=CARER), pytest.raises(actions.AlreadyMissing):
        a_report(episode.child)


def test_a_council_says_how_it_stands_to_the_child_it_records() -> None:
    episode = actions.report_new_child(
        NewChild(name="Own Sample", basis=Basis.RESPONSIBLE_AUTHORITY),
        what(),
        REPORTER,
        reported_at=NOW,
        at=NOW,
        by=COORDINATOR,
    )
    assert episode.responsible_authority_id == EXAMPLESHIRE
    assert episode.force_id == EXAMPLESHIRE_POLICE


def test_reported_again_together_keeps_the_first_tie() -> None:
    first, second = a_child(), a_child(name="Skye Placeholder")
    said: dict[str, Any] = {"reported_at": NOW, "at": NOW, "by": CALL_HANDLER}
    before = actions.report_together([first.pk, second.pk], what(), REPORTER, **said)
    after = actions.report_together([first.pk], what(), REPORTER, **said)
    assert after[0].together_id == before[0].together_id


def test_a_force_that_passes_a_report_on_stays_its_reporter() -> None:
    episode = a_report(by=OTHER_OFFICER, force_id=EXAMPLESHIRE_POLICE)
    involved = agencies_of(episode.child_id, at=NOW)
    assert involved[SAMPLEFORD_POLICE] == {Basis.REPORTER}
    assert Basis.SEARCHING_FORCE in involved[EXAMPLESHIRE_POLICE]


def test_others_missing_with_them_get_the_same_words_later() -> None:
    first = a_report()
    second = a_child(name="Skye Placeholder")
    [added] = actions.missing_with(first.pk, [second.pk, first.child_id], at=NOW + MINUTE, by=CARER)
    first.refresh_from_db()
    assert added.together_id == first.together_id is not None
    assert (added.why_worried, added.last_seen_at) == (first.why_worried, first.last_seen_at)
    assert Report.objects.filter(episode=first).count() == 1
    returned(first)
    with pytest.raises(actions.NotOpen):
        actions.missing_with(first.pk, [second.pk], at=NOW + HOUR, by=CARER)


def test_who_must_not_be_told_is_written_with_the_report() -> None:
    kept = PersonTold(
        moment=Moment.MISSING,
        person_name="Fa Ther",
        relation="father",
        told=False,
        not_told_because="He may be the danger",
    )
    episode = a_report(not_to_tell=[kept])
    assert Telling.objects.get(episode=episode).not_told_because == "He may be the danger"
