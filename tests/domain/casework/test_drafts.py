"""Unfinished words: one draft a person and form, swept when old; a form acts once."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from safereturn.casework.actions import drafts as actions
from safereturn.casework.jobs import sweep
from safereturn.casework.models import Draft, Press
from safereturn.casework.queries import drafts as queries
from safereturn.casework.rules import KEEP_DRAFTS, KEEP_PRESSES, LARGEST_DRAFT, WARN_BEFORE
from safereturn.foundation.errors import Invalid

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ME, YOU, FORM = uuid4(), uuid4(), uuid4()
SECOND = timedelta(seconds=1)


def keep(key: str = "k", text: str = "It was cold.", at: datetime = NOON) -> None:
    actions.keep_draft(ME, key, "/page/", {"words": [text]}, at=at)


def test_the_last_words_are_kept_for_their_owner_alone() -> None:
    keep()
    keep(text="It was very cold.", at=NOON + SECOND)
    row = queries.get_draft(ME, "k")
    assert row and row.data == {"words": ["It was very cold."]}
    assert queries.get_draft(YOU, "k") is None
    assert queries.list_drafts(YOU, at=NOON) == []


def test_the_newest_of_several_names_is_found() -> None:
    keep("form")
    keep("/page/", text="Typed behind the lock.", at=NOON + SECOND)
    row = queries.get_draft(ME, "form", "/page/")
    assert row and row.data == {"words": ["Typed behind the lock."]}
    actions.drop_draft(ME, "form", "/page/")
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("key", "text"), [("k", "x" * LARGEST_DRAFT), ("k" * 501, "short")])
def test_what_cannot_be_kept_is_refused_not_cut(key: str, text: str) -> None:
    with pytest.raises(Invalid):
        keep(key, text)
    assert not Draft.objects.exists()


def test_the_list_says_when_a_draft_goes() -> None:
    keep()
    [line] = queries.list_drafts(ME, at=NOON)
    assert (line.key, line.path, line.goes_at) == ("k", "/page/", NOON + KEEP_DRAFTS)
    assert not line.goes_soon
    [line] = queries.list_drafts(ME, at=NOON + KEEP_DRAFTS - WARN_BEFORE + SECOND)
    assert line.goes_soon


def test_old_drafts_and_presses_are_swept_and_no_others() -> None:
    keep("old")
    keep("new", at=NOON + SECOND)
    actions.press(uuid4(), ME, "/x/", at=NOON)
    assert actions.sweep(at=NOON + KEEP_DRAFTS + SECOND) == 1
    assert [row.key for row in Draft.objects.all()] == ["new"]
    assert not Press.objects.exists()


def test_a_press_is_remembered_long_enough() -> None:
    actions.press(FORM, ME, "/x/", at=NOON)
    actions.sweep(at=NOON + KEEP_PRESSES)
    assert queries.pressed(FORM, ME) == "/x/"
    actions.sweep(at=NOON + KEEP_PRESSES + SECOND)
    assert queries.pressed(FORM, ME) is None


def test_a_form_is_acted_on_once() -> None:
    assert actions.press(FORM, ME, "/first/", at=NOON)
    assert not actions.press(FORM, ME, "/second/", at=NOON)
    assert queries.pressed(FORM, ME) == "/first/"
    assert queries.pressed(FORM, YOU) is None


def test_another_persons_press_of_the_same_key_is_theirs_alone() -> None:
    assert actions.press(FORM, YOU, "/theirs/", at=NOON)
    assert actions.press(FORM, ME, "/mine/", at=NOON)
    assert not actions.press(FORM, ME, "/again/", at=NOON)
    assert (queries.pressed(FORM, ME), queries.pressed(FORM, YOU)) == ("/mine/", "/theirs/")


def test_the_daily_round_may_run_twice() -> None:
    keep("old")
    for _ in range(2):
        sweep(timestamp=0)
    assert not Draft.objects.exists()
