"""An administrator keeps the agency's desks: numbers, hours, and who is rung when none answers."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.test import Client

from safereturn.agencies import actions, queries
from safereturn.agencies.models import ContactPoint, Team
from safereturn.agencies.rules import DeskFacts, DeskUse, Hours, read_opening, write_openings
from safereturn.audit.models import Entry
from safereturn.audit.record import recording
from safereturn.foundation.actor import the_service
from safereturn.foundation.errors import Invalid, NotFound
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    EXAMPLESHIRE,
    FARAWAY,
    client_for,
)

pytestmark = pytest.mark.usefixtures("town")
DESKS = "/people/desks/"
SAID = {
    "name": "Front desk", "use": "duty", "phone": "01632 960555", "email": "front@council.example",
    "texts_to": "", "hours": "Mon–Fri 9:00–17:00\nsat 10:00 to 14:00",
}  # fmt: skip


@pytest.fixture
def admin(town: None) -> Client:
    return client_for(ADMINISTRATOR)


def ours() -> list[ContactPoint]:
    rows = ContactPoint.objects.filter(agency_id=EXAMPLESHIRE, ended_at=None)
    return list(rows.order_by("rank", "name"))


def test_a_desk_is_tried_added_changed_and_closed(admin: Client) -> None:
    assert DESKS in admin.get("/people/").content.decode()
    before = len(ours())
    tried = admin.post(f"{DESKS}new/", SAID | {"do": "try"}).content.decode()
    assert "With this, who is rung" in tried and "mon-fri" not in tried.lower().split("value=")[0]
    assert len(ours()) == before, "trying saves nothing"
    assert admin.post(f"{DESKS}new/", SAID | {"do": "save"}).status_code == 302
    row = ContactPoint.objects.get(name="Front desk")
    assert row.hours == Hours.from_rows(
        [*([day, "09:00", "17:00"] for day in range(5)), [5, "10:00", "14:00"]]
    )
    page = admin.get(f"{DESKS}{row.pk}/").content.decode()
    assert "mon-fri 09:00-17:00\nsat 10:00-14:00" in page
    admin.post(f"{DESKS}{row.pk}/", SAID | {"hours": "", "phone": "101, ask for the desk"})
    row.refresh_from_db()
    assert (row.openings, row.phone) == ([], "101, ask for the desk")
    assert "Always answers" in admin.get(DESKS).content.decode()
    assert admin.post(f"{DESKS}{row.pk}/end/").status_code == 302
    assert len(ours()) == before
    names = ("agency.desk_added", "agency.desk_changed", "agency.desk_ended")
    assert [Entry.objects.filter(name=name).count() for name in names] == [1, 1, 1]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", " ", "Enter what the desk is called"),
        ("phone", "ask Sam", "Enter the number to ring"),
        ("texts_to", "01632 960777", "Enter a UK mobile number"),
        ("email", "nobody", "Enter an email address"),
        ("hours", "always\nmon 9-17", "Write “always” as days and times"),
        ("use", "lunch", "There is a problem"),
    ],
)
def test_what_a_desk_cannot_be_comes_back_with_its_words(
    admin: Client, field: str, typed: str, said: str
) -> None:
    before = len(ours())
    for do in ("try", "save"):
        page = admin.post(f"{DESKS}new/", SAID | {field: typed, "do": do}).content.decode()
        assert (said in page and "front@council.example" in page) or field == "email"
        assert "There is a problem" in page
    assert len(ours()) == before


def test_two_desks_have_two_names_and_the_last_one_stays(admin: Client) -> None:
    row, *others = ours()
    same = admin.post(f"{DESKS}new/", SAID | {"name": row.name.upper()}).content.decode()
    assert "You have a desk of this name" in same
    kept = admin.post(f"{DESKS}{row.pk}/", SAID | {"name": row.name})
    assert kept.status_code == 302, "its own name is no other desk’s"
    for one in others:
        admin.post(f"{DESKS}{one.pk}/end/")
    last = admin.post(f"{DESKS}{row.pk}/end/")
    assert last.status_code == 409
    assert "somebody must be able to ring you" in last.content.decode()
    assert len(ours()) == 1


def test_nobody_else_sets_them() -> None:
    theirs = ContactPoint.objects.filter(agency_id=FARAWAY).first()
    assert theirs is not None
    said = DeskFacts("Ours now", "01632 960999")
    with pytest.raises(NotFound):
        actions.change_desk(theirs.pk, said, by=ADMINISTRATOR)
    with pytest.raises(NotFound):
        actions.end_desk(theirs.pk, at=datetime.now(UTC), by=ADMINISTRATOR)
    assert client_for(COORDINATOR).get(DESKS).status_code == 403
    assert client_for(COORDINATOR).post(f"{DESKS}new/", SAID).status_code == 403
    elsewhere = DeskFacts("Desk", "1", team_id=UUID(int=7))
    with pytest.raises(Invalid) as told:
        actions.check_desk(EXAMPLESHIRE, elsewhere)
    assert list(told.value.fields) == ["team"]


def test_who_is_rung_in_the_night_and_at_the_weekend() -> None:
    """By the clock of London, with the team that acts for us where none of ours answers."""
    at = datetime(2026, 3, 28, 12, 30, tzinfo=UTC)  # a Saturday; the clocks go on in the night
    with recording("test", by=the_service()):
        ContactPoint.objects.filter(agency_id=EXAMPLESHIRE).update(openings=[[0, "09:00", "17:00"]])
        team = Team.objects.create(agency_id=FARAWAY, name="Emergency duty team")
        team.acts_for.add(queries.get_agency(EXAMPLESHIRE))
    ends = DeskFacts("Nights", "01632 960222", use=DeskUse.OUT_OF_HOURS,
                     openings=read_opening("sat-sun 20:00-08:00") or ())  # fmt: skip
    found = queries.answering(ADMINISTRATOR, at=at, tried=ends)
    assert [one.at.astimezone(UTC) for one in found] == [
        at,
        datetime(2026, 3, 29, 2, tzinfo=UTC),
        datetime(2026, 4, 4, 11, tzinfo=UTC),
        datetime(2026, 4, 3, 11, tzinfo=UTC),  # Good Friday: as on a Sunday
    ]
    assert [one.desk.is_open for one in found if one.desk] == [False, True, False, False]
    assert found[1].desk and found[1].desk.name == "Nights"
    desk = actions.add_desk(queries.get_agency(FARAWAY), "All night", "01632 960333", team=team,
                            by=the_service())  # fmt: skip
    night = queries.answering(ADMINISTRATOR, at=at)[1].desk
    assert night and (night.name, night.is_open) == (desk.name, True)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("mon 9:00-17:30", [0]),
        ("Friday to Monday 22.00–06.00", [4, 5, 6, 0]),
        ("sat - sun 00:00 - 00:00", [5, 6]),
    ],
)
def test_hours_are_read_as_people_write_them(words: str, days: list[int]) -> None:
    rows = read_opening(words)
    assert rows and [row[0] for row in rows] == days
    again = [row for line in write_openings(Hours.from_rows(rows)) for row in read_opening(line)]  # type: ignore[union-attr]
    assert sorted(again) == sorted(rows)


@pytest.mark.parametrize("words", ["", "mon", "9-17", "mon 25:00-26:00", "mon-fri", "mon 9:00"])
def test_what_are_no_hours(words: str) -> None:
    assert read_opening(words) is None
