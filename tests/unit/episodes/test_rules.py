"""What cannot be said about a missing episode, and how episodes are counted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from safereturn.episodes.rules import (
    EFFECTS,
    Away,
    Circumstances,
    Counts,
    Ending,
    EntryKind,
    Finder,
    Moment,
    NewEntry,
    PersonTold,
    PoliceStance,
    PreventionCheck,
    Reporter,
    Return,
    Span,
    StanceTaken,
    TimesCorrection,
    check_order,
    count,
    is_late,
)
from safereturn.foundation.errors import Invalid

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BACK: dict[str, Any] = {"at": NOW, "where": "Home", "finder": Finder.POLICE}
TOLD: dict[str, Any] = {"moment": Moment.MISSING, "person_name": "Mo Ther", "relation": "mother"}


@pytest.mark.parametrize(
    ("kind", "said", "fields"),
    [
        (Reporter, {"name": " "}, {"reporter_name"}),
        (Reporter, {"name": "A", "may_be_told": False}, {"not_told_because"}),
        (
            Circumstances,
            {"last_seen_at": None, "last_seen_where": "", "why_worried": ""},
            {"last_seen_where", "why_worried"},
        ),
        (Return, BACK | {"where": ""}, {"where", "safe_to_return"}),
        (Return, BACK | {"ending": Ending.KEPT_SAFE}, {"kept_safe"}),
        (NewEntry, {"kind": EntryKind.SIGHTING}, {"text", "how_known"}),
        (NewEntry, {"kind": EntryKind.ENQUIRY}, {"text"}),
        (NewEntry, {"kind": EntryKind.CORRECTION, "text": "x"}, {"corrects"}),
        (
            StanceTaken,
            {"stance": PoliceStance.HANDED_BACK},
            {"reason", "who_does_what", "until"},
        ),
        (PersonTold, TOLD | {"person_name": "", "told": True}, {"person_name", "told_at", "how"}),
        (PersonTold, TOLD | {"told": False}, {"not_told_because"}),
        (PreventionCheck, {"seen": True}, {"held", "officer_name"}),
        (PreventionCheck, {"seen": False}, {"not_seen_because"}),
        (TimesCorrection, {"because": ""}, {"because", "last_seen_time"}),
    ],
)
def test_what_is_missing_is_named_beside_its_field(
    kind: Any, said: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        kind(**said)
    assert set(refusal.value.fields) == fields


def test_what_is_enough() -> None:
    assert NewEntry(kind=EntryKind.REVIEWED).text == ""
    assert StanceTaken(stance=PoliceStance.ACCEPTED).until_at is None
    assert Reporter(name="A", may_be_told=False, not_told_because="He is the danger").name == "A"
    assert Return(**BACK, safe_to_return="She says so").ending is Ending.RETURNED
    assert PersonTold(**TOLD, told=True, told_at=NOW, how="by phone").told
    assert PreventionCheck(seen=False, not_seen_because="Asleep").held_at is None
    said = Circumstances(last_seen_at=None, last_seen_where="Park", why_worried="Cold")
    assert said.checked_against(NOW, NOW) is said


def test_away_needs_a_place_and_a_next_check_ahead() -> None:
    away = Away(since=NOW + HOUR, believed_where="", next_check_at=NOW)
    with pytest.raises(Invalid) as refusal:
        away.checked_against(NOW)
    assert set(refusal.value.fields) == {"believed_where", "since", "next_check"}
    good = Away(since=NOW, believed_where="Her aunt’s", next_check_at=NOW + HOUR)
    assert good.checked_against(NOW) is good


def test_times_stand_in_order_but_a_report_may_come_after_the_finding() -> None:
    check_order({"last_seen_at": NOW - DAY, "located_at": NOW - HOUR, "reported_at": NOW}, NOW)
    check_order({"returned_at": NOW}, NOW)
    with pytest.raises(Invalid) as refusal:
        check_order({"last_seen_at": NOW, "returned_at": NOW - HOUR}, NOW)
    assert set(refusal.value.fields) == {"returned_at"}
    with pytest.raises(Invalid, match="past"):
        check_order({"located_at": NOW + HOUR}, NOW)


def test_every_ending_has_its_effect() -> None:
    assert set(EFFECTS) == set(Ending)
    assert not EFFECTS[Ending.WRONG_CHILD].counts
    assert EFFECTS[Ending.NOT_RETURNING].interview_due


def test_late_is_more_than_an_hour() -> None:
    assert not is_late(NOW - HOUR, NOW)
    assert is_late(NOW - HOUR - timedelta(seconds=1), NOW)


def test_counting_episodes() -> None:
    assert count([], at=NOW) == Counts()
    first = Span(NOW - 400 * DAY, NOW - 399 * DAY)
    second = Span(NOW - 390 * DAY, NOW - 389 * DAY)
    still = Span(NOW - 2 * DAY)
    ahead = Span(NOW + DAY)
    counts = count([still, second, ahead, first], at=NOW)
    assert (counts.in_12_months, counts.in_all) == (1, 3)
    assert counts.longest == 2 * DAY
    assert counts.first_repeat_after == 9 * DAY


def test_one_episode_is_no_repeat_and_an_overlap_repeats_at_once() -> None:
    assert count([Span(NOW - DAY, NOW)], at=NOW).first_repeat_after is None
    assert count([Span(NOW - DAY), Span(NOW - HOUR)], at=NOW).first_repeat_after is None
    overlap = [Span(NOW - 3 * DAY, NOW - DAY), Span(NOW - 2 * DAY, NOW - DAY)]
    assert count(overlap, at=NOW).first_repeat_after == timedelta(0)
