"""The picture: each agency in one of six states, gated by kind, silence said in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safereturn.children import actions as children
from safereturn.children.models import Flag
from safereturn.children.rules import FlagKind
from safereturn.episodes import actions as episodes
from safereturn.episodes.rules import EntryKind, NewEntry
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotAllowed, NotFound
from safereturn.risk import actions, queries
from safereturn.risk.rules import AskChannel, ContributionState, Level
from safereturn.sharing.models import Disclosure
from safereturn.sharing.rules import Kind
from tests.domain.children.making import a_child, a_warning
from tests.domain.risk.making import (
    DAY,
    HOUR,
    INSULIN,
    NOW,
    a_grade,
    a_missing_child,
    an_ask,
    back,
    graded,
    holds_nothing,
    kept,
    looking_as,
    nurse_adds,
    picture,
    says,
    section,
    withholds,
)
from tests.people import (
    ADMINISTRATOR,
    CALL_HANDLER,
    CARER,
    COLLEGE,
    COORDINATOR,
    EXAMPLESHIRE,
    EXAMPLESHIRE_POLICE,
    HARBOUR_VIEW,
    HEALTH,
    NURSE,
    OFFICER,
    OUTSIDER,
    SOCIAL_WORKER,
    SUPERVISOR,
    YOUTH_JUSTICE,
    YOUTH_WORKER,
)

pytestmark = pytest.mark.usefixtures("town")
S = ContributionState
READS = ("select", "execute")


def test_every_agency_that_is_involved_has_a_section_and_silence_is_named() -> None:
    view = picture(a_missing_child())
    assert {part.agency_id for part in view.agencies} == {
        EXAMPLESHIRE,
        EXAMPLESHIRE_POLICE,
        HARBOUR_VIEW,
        HEALTH,
    }
    assert {part.state for part in view.agencies} == {S.NOT_ASKED}
    assert {part.agency_id for part in view.silent} == {EXAMPLESHIRE, HARBOUR_VIEW, HEALTH}
    assert view.own and view.own.silent


def test_what_endangers_life_stands_first_whenever_it_was_set() -> None:
    child = a_child()
    for kind in (FlagKind.SUICIDE, FlagKind.TRAFFICKING, FlagKind.OTHER, FlagKind.MEDICAL):
        a_warning(child, kind, by=COORDINATOR)
    view = picture(a_missing_child(child))
    assert [flag.kind for flag in view.flags] == [
        FlagKind.SUICIDE,
        FlagKind.MEDICAL,
        FlagKind.TRAFFICKING,
        FlagKind.OTHER,
    ]
    open_, folded = view.parted_flags
    assert open_ + folded == view.flags
    assert len(folded) == 1


def test_not_asked_then_asked_and_waiting_then_answered() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, HEALTH)
    waiting = section(picture(episode), HEALTH)
    assert waiting.state is S.WAITING
    assert waiting.asked and waiting.asked.asked_at == NOW
    assert waiting.asked.due_at == NOW + HOUR
    actions.answer(ask.pk, says(), at=NOW + HOUR, by=NURSE)
    said = section(picture(episode, at=NOW + HOUR), HEALTH)
    assert said.state is S.ANSWERED
    [item] = said.items
    assert (item.text, item.supplier, item.contact) == (INSULIN, "Noor Se", "01632 960002")
    assert item.obtained_at == NOW + HOUR


def test_nothing_held_is_said_and_not_assumed() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, HEALTH)
    actions.answer(ask.pk, holds_nothing(), at=NOW, by=NURSE)
    assert section(picture(episode), HEALTH).state is S.NOTHING_HELD
    assert HEALTH not in {part.agency_id for part in picture(episode).silent}


def test_withheld_says_who_to_ring_and_never_why() -> None:
    episode = a_missing_child()
    ask = an_ask(episode, HEALTH)
    actions.answer(ask.pk, withholds(), at=NOW, by=NURSE)
    part = section(picture(episode), HEALTH)
    assert part.state is S.WITHHELD
    [item] = part.items
    assert item.ring == "Duty nurse 01632 960002"
    assert "at risk" not in str(queries.body_of(picture(episode)))


def test_given_by_phone_is_not_yet_confirmed_until_it_is() -> None:
    episode = a_missing_child()
    [row] = actions.record_by_phone(episode.pk, HEALTH, says(), at=NOW, by=OFFICER)
    part = section(picture(episode), HEALTH)
    assert part.state is S.BY_PHONE
    assert part.items[0].recorded_by == "Olu Officer, Exampleshire Police"
    actions.confirm(row.pk, "Rang the ward back", at=NOW, by=OFFICER)
    assert section(picture(episode), HEALTH).state is S.ANSWERED


def test_nothing_held_by_phone_is_confirmed_as_such() -> None:
    episode = a_missing_child()
    [row] = actions.record_by_phone(episode.pk, HEALTH, holds_nothing(), at=NOW, by=OFFICER)
    assert section(picture(episode), HEALTH).state is S.BY_PHONE
    actions.confirm(row.pk, "Letter received", at=NOW, by=NURSE)
    assert section(picture(episode), HEALTH).state is S.NOTHING_HELD


def test_told_by_phone_is_not_called_waiting() -> None:
    episode = a_missing_child()
    actions.ask_by_phone(
        episode.pk,
        COLLEGE,
        "Was she in today?",
        spoke_to="The night porter",
        phone_number="01632 960009",
        at=NOW,
        by=OFFICER,
    )
    part = section(picture(episode), COLLEGE)
    assert part.told_by_phone
    assert part.asked and part.asked.spoke_to == "The night porter"
    assert part.asked.channel is AskChannel.PHONE
    assert not part.has_account


def test_a_new_question_stands_over_an_old_answer() -> None:
    episode = a_missing_child()
    nurse_adds(episode)
    an_ask(episode, HEALTH)
    part = section(picture(episode), HEALTH)
    assert part.state is S.WAITING
    assert len(part.items) == 1


def test_a_closed_desk_says_when_it_opens() -> None:
    episode = a_missing_child()
    actions.ask_by_phone(
        episode.pk, COLLEGE, "?", spoke_to="x", phone_number="1", at=NOW, by=OFFICER
    )
    desk = section(picture(episode), COLLEGE).desk
    assert desk and not desk.is_open
    assert desk.opens_at and desk.opens_at.hour == 9


def test_what_an_agency_said_last_time_is_shown_and_is_not_an_answer_now() -> None:
    child = a_child()
    first = a_missing_child(child, at=NOW - 5 * DAY)
    nurse_adds(first, at=NOW - 5 * DAY)
    back(first, at=NOW - 4 * DAY)
    now = a_missing_child(child)
    part = section(picture(now), HEALTH)
    assert part.state is S.NOT_ASKED
    assert [(item.text, item.this_time) for item in part.items] == [(INSULIN, False)]


def test_earlier_episodes_are_counted_back_from_this_one() -> None:
    child = a_child()
    for days in (6, 4):
        before = a_missing_child(child, at=NOW - days * DAY)
        graded(before, at=NOW - days * DAY + HOUR / 2)
        back(before, at=NOW - days * DAY + 5 * HOUR)
    view = picture(a_missing_child(child))
    counts = view.earlier
    assert (counts.total, counts.in_90_days, counts.in_12_months) == (2, 2, 2)
    assert counts.longest_minutes == 6 * 60
    assert [line.level for line in counts.lines] == [Level.HIGH, Level.HIGH]
    assert view.last_grading and not view.last_grading.this_time
    assert view.current_grading is None


@pytest.mark.parametrize(
    ("actor", "text", "exists"),
    [
        pytest.param(OFFICER, True, True, id="police, while she is missing"),
        pytest.param(COORDINATOR, True, True, id="the responsible council"),
        pytest.param(CARER, True, True, id="the home"),
        pytest.param(NURSE, True, True, id="whoever said it"),
    ],
)
def test_health_is_shown_while_missing(actor: Actor, text: bool, exists: bool) -> None:
    episode = a_missing_child()
    nurse_adds(episode)
    items = section(picture(episode, actor), HEALTH).items
    assert bool(items) is exists
    assert (items[0].text == INSULIN) is text


def test_what_your_agency_is_not_shown_says_that_it_exists() -> None:
    episode = a_missing_child()
    actions.contribute(episode.pk, says("Owes money.", Kind.EXPLOITATION), at=NOW, by=NURSE)
    [mine] = section(picture(episode, CARER), HEALTH).items
    assert mine.text == "Owes money."  # the home has it in summary
    actions.contribute(episode.pk, says("Source 3.", Kind.INTELLIGENCE), at=NOW, by=OFFICER)
    assert not section(picture(episode, CARER), EXAMPLESHIRE_POLICE).items


def test_a_warning_of_a_kind_not_shared_with_you_is_said_to_exist() -> None:
    child = a_child()
    a_warning(child, FlagKind.DOMESTIC_ABUSE, by=COORDINATOR)
    [hidden] = picture(a_missing_child(child), NURSE).flags
    assert hidden.hidden
    assert not hidden.text


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        pytest.param(CALL_HANDLER, True, id="call handler"),
        pytest.param(OFFICER, True, id="officer"),
        pytest.param(SUPERVISOR, True, id="supervisor"),
        pytest.param(SOCIAL_WORKER, True, id="social worker"),
        pytest.param(CARER, True, id="carer"),
        pytest.param(NURSE, True, id="nurse"),
        pytest.param(YOUTH_WORKER, False, id="asked only"),
        pytest.param(OUTSIDER, False, id="not involved"),
        pytest.param(ADMINISTRATOR, False, id="no casework"),
    ],
)
def test_who_sees_the_picture(actor: Actor, sees: bool) -> None:
    episode = a_missing_child()
    an_ask(episode, YOUTH_JUSTICE)
    if sees:
        assert picture(episode, actor).episode_ref == episode.ref
    else:
        with pytest.raises(NotAllowed):
            picture(episode, actor)


def test_the_carers_profile_is_released_by_opening_and_that_is_a_disclosure() -> None:
    child = a_child()
    children.save_profile(child.pk, {"medical": "Insulin"}, at=NOW - DAY, by=CARER)
    episode = a_missing_child(child)
    held = picture(episode).profile
    assert held and held.hidden and not held.answers
    with looking_as(OFFICER):
        shown = actions.open_picture(episode, at=NOW, by=OFFICER).profile
    assert shown and shown.answers["medical"] == "Insulin"
    row = Disclosure.objects.get(
        agency_id=EXAMPLESHIRE_POLICE, kind=Kind.CARER_PROFILE, episode_id=episode.pk
    )
    assert row.clause == "22"
    back(episode, at=NOW + HOUR)
    after = picture(episode, at=NOW + 2 * HOUR).profile
    assert after and after.hidden


def test_opening_twice_discloses_once() -> None:
    episode = a_missing_child()
    nurse_adds(episode)
    for _ in range(2):
        with looking_as(OFFICER):
            actions.open_picture(episode, at=NOW, by=OFFICER)
    rows = Disclosure.objects.filter(agency_id=EXAMPLESHIRE_POLICE, episode_id=episode.pk)
    kinds = [row.kind for row in rows]
    assert len(kinds) == len(set(kinds))
    assert Kind.HEALTH_SAFETY in kinds


def test_there_is_no_score_and_no_suggested_grade() -> None:
    episode = a_missing_child()
    words = str(queries.body_of(picture(episode))).lower()
    assert "score" not in words
    assert "suggest" not in words


def test_the_number_of_queries_does_not_grow() -> None:
    child = a_child()
    counts = []
    for days in (7, 5, 3):
        before = a_missing_child(child, at=NOW - days * DAY)
        nurse_adds(before, at=NOW - days * DAY)
        graded(before, at=NOW - days * DAY + HOUR / 2)
        with looking_as(OFFICER), CaptureQueriesContext(connection) as seen:
            queries.get_picture(OFFICER, before, at=NOW)
        counts.append(len([q for q in seen if q["sql"].lower().lstrip().startswith(READS)]))
        back(before, at=NOW - days * DAY + 5 * HOUR)
    assert counts[0] == counts[-1]
    # ties, same child, the picture, desks
    assert counts[0] <= 4


def test_a_kept_picture_reads_back_word_for_word_whatever_changes() -> None:
    child = a_child()
    warning = a_warning(child, by=COORDINATOR)
    episode = a_missing_child(child)
    nurse_adds(episode)
    shown = kept(episode)
    row = graded(episode)
    nurse_adds(episode, says("Also asthma."), at=NOW + HOUR)
    actions.screen(episode.pk, Level.HIGH, "Exploited", at=NOW + HOUR, by=COORDINATOR)
    flag = Flag.objects.get(text=warning.text)
    children.end_flag(flag, because="Mistake", at=NOW + HOUR, by=COORDINATOR)
    graded(episode, a_grade(Level.MEDIUM), at=NOW + 2 * HOUR)
    with looking_as(SUPERVISOR):
        assessment, again = queries.get_kept(SUPERVISOR, row.pk, at=NOW + 3 * HOUR)
    assert again == shown.view
    assert assessment.picture and assessment.picture.digest == queries.digest_of(
        queries.body_of(shown.view)
    )
    assert queries.body_of(picture(episode)) != assessment.picture.body


def test_a_kept_picture_is_for_the_force_that_graded() -> None:
    row = graded(a_missing_child())
    with pytest.raises(NotFound), looking_as(COORDINATOR):
        queries.get_kept(COORDINATOR, row.pk, at=NOW)


def test_in_summary_neither_the_place_nor_the_words_of_a_report_or_a_sighting_are_shown() -> None:
    episode = a_missing_child()
    seen = NewEntry(
        kind=EntryKind.SIGHTING, text="With a man.", where="Wharf Road", how_known="rang",
        happened_at=NOW,
    )  # fmt: skip
    episodes.add_entry(episode.pk, seen, at=NOW, by=OFFICER)
    for reader, where, words in ((OFFICER, "Wharf Road", True), (NURSE, "", False)):
        view = picture(episode, reader)
        assert view.reported is not None
        assert view.reported.last_seen_where == where
        said = [item.text for part in view.agencies for item in part.items]
        assert ("Wharf Road: With a man." in said) is words
