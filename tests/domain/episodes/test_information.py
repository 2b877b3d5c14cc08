"""Entries, tasks, people told, times put right: what is added while a child is missing."""

import pytest

from safereturn.audit.models import Change
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import actions
from safereturn.episodes.models import Entry, Episode
from safereturn.episodes.rules import (
    Away,
    EntryKind,
    Moment,
    NewEntry,
    PersonTold,
    State,
    TimesCorrection,
)
from safereturn.foundation.errors import Invalid, NotAllowed
from safereturn.foundation.models import PublishedFact
from safereturn.involvement.queries import ties
from safereturn.involvement.rules import Circumstance
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
    CARER,
    COORDINATOR,
    EXAMPLESHIRE,
    HEALTH,
    NURSE,
    OFFICER,
    OUTSIDER,
    SOCIAL_WORKER,
)

pytestmark = pytest.mark.usefixtures("town")


def a_sighting(**details: object) -> NewEntry:
    said = {
        "kind": EntryKind.SIGHTING,
        "text": "At the shelter, alone.",
        "where": "Wharf Road",
        "how_known": "The driver rang.",
        "happened_at": NOW - MINUTE,
    }
    return NewEntry(**(said | details))  # type: ignore[arg-type]


def test_a_sighting_is_kept_and_told() -> None:
    entry = actions.add_entry(a_report().pk, a_sighting(), at=NOW, by=NURSE)
    [fact] = PublishedFact.objects.filter(name="InformationAdded")
    assert fact.body["entry_id"] == str(entry.pk)
    assert fact.body["by_agency_id"] == str(HEALTH)


def test_nothing_to_add_tells_nobody() -> None:
    actions.add_entry(a_report().pk, NewEntry(kind=EntryKind.REVIEWED), at=NOW, by=NURSE)
    assert Entry.objects.get().kind == EntryKind.REVIEWED
    assert not PublishedFact.objects.filter(name="InformationAdded").exists()


def test_a_correction_points_at_an_entry_of_the_same_episode() -> None:
    episode = a_report()
    wrong = actions.add_entry(episode.pk, a_sighting(), at=NOW, by=NURSE)
    right = NewEntry(kind=EntryKind.CORRECTION, text="Not alone.", corrects_id=wrong.pk)
    assert actions.add_entry(episode.pk, right, at=NOW, by=NURSE).corrects_id == wrong.pk
    other = a_report(a_child(name="Skye Placeholder"))
    with pytest.raises(Invalid, match="of this episode"):
        actions.add_entry(other.pk, right, at=NOW, by=NURSE)


def test_what_is_to_come_has_not_been_seen() -> None:
    with pytest.raises(Invalid, match="past"):
        actions.add_entry(a_report().pk, a_sighting(happened_at=NOW + HOUR), at=NOW, by=NURSE)


def test_an_uninvolved_agency_adds_nothing() -> None:
    with pytest.raises(NotAllowed, match="not involved"):
        actions.add_entry(a_report().pk, a_sighting(), at=NOW, by=OUTSIDER)


def test_who_was_told_and_who_was_not() -> None:
    episode = a_report()
    mother = {"moment": Moment.MISSING, "person_name": "Mo Ther", "relation": "mother"}
    told = PersonTold(told=True, told_at=NOW, how="by phone", **mother)  # type: ignore[arg-type]
    row = actions.tell(episode.pk, told, at=NOW, by=SOCIAL_WORKER)
    assert (row.told, row.told_at) == (True, NOW)
    kept = PersonTold(told=False, told_at=NOW, not_told_because="No contact order", **mother)  # type: ignore[arg-type]
    row = actions.tell(episode.pk, kept, at=NOW, by=SOCIAL_WORKER)
    assert (row.told, row.told_at) == (False, None)
    with pytest.raises(Invalid, match="past"):
        actions.tell(
            episode.pk,
            PersonTold(told=True, told_at=NOW + HOUR, how="by phone", **mother),  # type: ignore[arg-type]
            at=NOW,
            by=SOCIAL_WORKER,
        )
    with pytest.raises(NotAllowed, match="Ring one of them"):
        actions.tell(episode.pk, told, at=NOW, by=NURSE)


def test_a_wrong_time_is_put_right_and_the_old_one_kept() -> None:
    episode = a_report()
    true = TimesCorrection(because="The clock was fast.", last_seen_at=NOW - 3 * HOUR)
    episode = actions.correct_times(episode.pk, true, at=NOW, by=CARER)
    assert episode.started_at == episode.last_seen_at == NOW - 3 * HOUR
    assert "not 22/11/2026 02:00" in Entry.objects.get(kind=EntryKind.CORRECTION).text
    change = Change.objects.filter(row_id=episode.pk, op="update").latest("id")
    assert change.old
    assert change.old["last_seen_at"].startswith("2026-11-22T02:00")
    assert PublishedFact.objects.filter(name="TimesCorrected").count() == 1


def test_clocks_are_counted_again_from_the_true_time() -> None:
    episode = a_report()
    true = TimesCorrection(because="Rang before.", reported_at=NOW - 30 * MINUTE)
    actions.correct_times(episode.pk, true, at=NOW, by=CARER)
    assert Clock.objects.get(kind=ClockKind.FIRST_GRADING).due_at == NOW + 30 * MINUTE
    episode = returned(episode)
    true = TimesCorrection(because="Was back before.", returned_at=NOW + 30 * MINUTE)
    actions.correct_times(episode.pk, true, at=NOW + HOUR, by=CARER)
    clock = Clock.objects.get(kind=ClockKind.PREVENTION_INTERVIEW)
    assert clock.due_at == NOW + 30 * MINUTE + DAY


@pytest.mark.parametrize(
    "times",
    [
        pytest.param({"last_seen_at": NOW + HOUR}, id="still to come"),
        pytest.param({"returned_at": NOW}, id="never recorded"),
    ],
)
def test_a_correction_that_cannot_be_true_is_refused(times: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        actions.correct_times(
            a_report().pk,
            TimesCorrection(because="x", **times),  # type: ignore[arg-type]
            at=NOW,
            by=CARER,
        )


def an_away(**more: object) -> Episode:
    said = {"since": NOW - HOUR, "believed_where": "Her aunt’s", "next_check_at": NOW + HOUR}
    return actions.record_away(a_child().pk, Away(**(said | more)), at=NOW, by=CARER)  # type: ignore[arg-type]


def test_away_is_not_told_to_the_police_and_is_checked_on() -> None:
    episode = an_away()
    assert (episode.state, episode.dfe_category) == (State.AWAY, "A")
    assert episode.reported_at is None
    assert Clock.objects.get().due_at == NOW + HOUR
    held = ties(EXAMPLESHIRE, episode.child_id, at=NOW)
    assert held.circumstances == {Circumstance.AWAY_NOT_REPORTED}


def test_away_twice_is_one_episode() -> None:
    episode = an_away()
    with pytest.raises(actions.AlreadyMissing) as refusal:
        actions.record_away(
            episode.child_id,
            Away(since=NOW, believed_where="x", next_check_at=NOW + HOUR),
            at=NOW,
            by=CARER,
        )
    assert refusal.value.episode_ref == episode.ref


def test_the_next_check_can_be_moved_while_away() -> None:
    episode = an_away()
    actions.set_next_check(episode.pk, NOW + 2 * HOUR, at=NOW, by=CARER)
    assert Clock.objects.get().due_at == NOW + 2 * HOUR
    with pytest.raises(Invalid):
        actions.set_next_check(episode.pk, NOW, at=NOW, by=CARER)
    with pytest.raises(actions.NotAway):
        actions.set_next_check(
            a_report(a_child(name="Skye Placeholder")).pk, NOW + HOUR, at=NOW, by=CARER
        )


def test_one_press_makes_it_missing_with_words_and_times_kept() -> None:
    away = an_away(why_worried="Said she would be back by ten.", circumstances="Row at tea.")
    episode = actions.upgrade_to_missing(away.pk, REPORTER, reported_at=NOW, at=NOW, by=CARER)
    assert (episode.pk, episode.ref) == (away.pk, away.ref)
    assert (episode.state, episode.dfe_category) == (State.MISSING, "M")
    assert episode.why_worried == "Said she would be back by ten."
    assert episode.circumstances == "Row at tea."
    assert episode.last_seen_at == NOW - HOUR
    going_on = ties(EXAMPLESHIRE, episode.child_id, at=NOW).circumstances
    assert going_on == {Circumstance.MISSING_NOW}
    assert Clock.objects.get(kind=ClockKind.NEXT_CHECK).stopped_at == NOW
    assert Clock.objects.filter(kind=ClockKind.FIRST_GRADING).exists()


def test_a_report_about_an_away_child_is_the_same_press() -> None:
    away = an_away()
    assert a_report(away.child, by=OFFICER).pk == away.pk
    with pytest.raises(actions.AlreadyMissing):
        actions.upgrade_to_missing(away.pk, REPORTER, reported_at=NOW, at=NOW, by=CARER)


def test_what_is_back_is_not_upgraded() -> None:
    away = an_away()
    actions.record_return(
        away.pk,
        a_return(NOW),
        at=NOW,
        by=CARER,
    )
    with pytest.raises(actions.NotAway):
        actions.upgrade_to_missing(away.pk, REPORTER, reported_at=NOW, at=NOW, by=COORDINATOR)
