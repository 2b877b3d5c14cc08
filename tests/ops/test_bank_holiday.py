"""A child is reported at 02:10 on the Saturday of a bank-holiday weekend.

The real worker and the real ticker, under a clock that the test moves: it jumps to the next
thing that is due, looks a second before (nothing fires early) and at it (everything does).
What was told to whom is the table in docs/guide-clocks.md; `SAFERETURN_GUIDE=1` writes it.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone
from procrastinate.periodic import PeriodicRegistry

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import LONDON
from safereturn.audit.record import recording
from safereturn.casework.actions.notices import acknowledge_notice
from safereturn.clocks.models import Clock, Firing, Senior
from safereturn.clocks.rules import ClockKind
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import PreventionCheck
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.notifications.models import Notice
from safereturn.ops import worker
from safereturn.ops.ticker import Ticker
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.models import InterviewEpisode, ReturnInterview
from safereturn.return_interviews.rules import Account, Interviewer, Mode, OfferAnswer, OfferMade
from tests import people
from tests.domain.children.making import a_child
from tests.domain.risk.making import a_missing_child, back, graded

pytestmark = pytest.mark.django_db(transaction=True)

GUIDE = Path(__file__).parents[2] / "docs" / "guide-clocks.md"
MARKS = ("<!-- trace -->\n", "<!-- end of trace -->\n")


def london(day: int, hour: int, minute: int = 0, *, month: int = 8) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


class Wall:
    """The clock on the wall; every job and the ticker read it, and nothing else."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = london(29, 2, 0)
        self.ticker = Ticker(now=lambda: self.at)
        monkeypatch.setattr(timezone, "now", lambda: self.at)

    def work(self) -> None:
        """Let the real worker run all jobs there are."""

        async def run() -> None:
            own = worker.worker_app()
            own.periodic_registry = PeriodicRegistry()
            async with own.open_async():
                await own.run_worker_async(
                    wait=False, listen_notify=False, install_signal_handlers=False
                )

        asyncio.run(run())

    def until(self, then: datetime) -> None:
        """Go on to a moment, from one due step to the next, with the ticker and the worker."""
        while (due := next_due()) is not None and due <= then:
            self.at = max(self.at, due - timedelta(seconds=1))
            assert self.ticker.tick() == 0, "nothing fires early"
            self.at = max(self.at, due)
            assert self.ticker.tick() >= 1, "everything fires at its time"
            self.work()
        self.at = then
        assert self.ticker.tick() == 0


def next_due() -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute("select min(next_at) from clocks_due('infinity', 1000)")
        (due,) = cursor.fetchone()
    assert due is None or isinstance(due, datetime)
    return due


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    people.settle()
    with recording("test", by=the_service()):
        for agency, senior in (
            (people.EXAMPLESHIRE, people.SOCIAL_WORKER),
            (people.EXAMPLESHIRE_POLICE, people.POLICE_COORDINATOR),
        ):
            Senior.objects.create(
                agency_id=agency,
                person_id=senior.person_id,
                named_at=people.SETTLED,
                named_by_id=people.ADMINISTRATOR.person_id,
            )
    return Wall(monkeypatch)


def interview_of(episode: Episode) -> ReturnInterview:
    return InterviewEpisode.objects.get(episode=episode).interview


def prevent(episode: Episode, at: datetime) -> None:
    check = PreventionCheck(seen=True, held_at=at, officer_name="PC One", concerns="None new.")
    episodes.record_prevention_interview(episode.pk, check, at=at, by=people.OFFICER)


def interviewed(episode: Episode, at: datetime) -> None:
    row = interview_of(episode)
    named = Interviewer(name=people.INTERVIEWER.name, person_id=people.INTERVIEWER.person_id)
    interviews.allocate(row.pk, named, at=at, by=people.INTERVIEW_MANAGER)
    offer = OfferMade(
        offered_at=at, made_to="child", made_by="worker", how="phone", answer=OfferAnswer.ACCEPTED
    )
    interviews.offer(row.pk, offer, at=at, by=people.INTERVIEWER)
    account = Account(
        held_at=at, mode=Mode.IN_PERSON, place="A café", limits_explained=True,
        own_words="I went to the sea.", summary="Went to the sea.",
    )  # fmt: skip
    interviews.record_account(row.pk, account, at=at, by=people.INTERVIEWER)
    why = "She asked for nothing."
    interviews.hold(row.pk, None, no_actions_because=why, at=at, by=people.INTERVIEWER)


def acknowledged(at: datetime, *, but: UUID | None = None) -> None:
    """Let somebody at each agency but one acknowledge what waits there."""
    waiting = Notice.objects.filter(answers_id=F("pk"), acknowledged_at=None)
    for notice in waiting:
        if notice.agency_id == but:
            continue
        who = next(one for one in ANSWERING if one.agency_id == notice.agency_id)
        with acting(who, at=at) as by:
            acknowledge_notice(notice.pk, at=at, by=by)


ANSWERING = (people.SUPERVISOR, people.OUT_OF_HOURS, people.HOME_MANAGER, people.NURSE,
             people.INTERVIEW_MANAGER)  # fmt: skip


def test_every_step_fires_at_its_time_from_the_report_to_the_interview(wall: Wall) -> None:
    child = a_child()
    wall.at = london(29, 2, 10)
    episode = a_missing_child(child, at=wall.at, by=people.CARER)
    wall.work()
    happened = [(wall.at, "**The child is reported missing**, last seen 01:10")]

    def then(at: datetime, what: str, do: Callable[[], object]) -> None:
        wall.until(at)
        do()
        wall.work()
        happened.append((at, f"**{what}**"))

    police, council = people.EXAMPLESHIRE_POLICE, people.EXAMPLESHIRE
    then(london(29, 2, 14), "The police acknowledge the report, and all others but the council",
         lambda: acknowledged(wall.at, but=council))  # fmt: skip
    then(london(29, 2, 38), "The council’s out-of-hours worker acknowledges it",
         lambda: acknowledged(wall.at, but=police))  # fmt: skip
    then(london(29, 3, 20), "Graded high, ten minutes late", lambda: graded(episode, at=wall.at))
    then(london(29, 3, 25), "All acknowledge the grade", lambda: acknowledged(wall.at))
    then(london(31, 21), "Back home, on the bank holiday", lambda: back(episode, at=wall.at))
    then(london(1, 18, month=9), "Prevention interview held",
         lambda: prevent(episode, wall.at))  # fmt: skip
    then(london(3, 20, 30, month=9), "Return interview held, half an hour before the 72 hours end",
         lambda: interviewed(episode, wall.at))  # fmt: skip
    wall.until(london(4, 0, month=9))

    rows = list(Firing.objects.order_by("due_at", "kind", "rule"))
    assert all(row.fired_at == row.due_at and not row.late for row in rows)
    fired = [(row.rule or row.kind, row.step) for row in rows]
    assert len(set(fired)) == len(fired), "each once"
    assert fired == [
        ("notice_receipt", "due"),
        ("notice_receipt", "10 minutes after"),
        ("first_grading", "15 minutes before"),
        ("first_grading", "due"),
        ("risk_review", "30 minutes before"),
        ("risk_review", "due"),
        ("missing_24_hours", "due"),
        ("missing_48_hours", "due"),
        ("national_unit", "12 hours before"),
        ("prevention_interview", "4 hours before"),
        ("return_interview", "48 hours before"),
        ("return_interview", "24 hours before"),
    ]
    still = {row.kind for row in Clock.objects.filter(met_at=None, stopped_at=None)}
    assert still <= {ClockKind.PROFILE_REVIEW}, "nothing is left running"
    assert_guide(list(lines(happened, rows)))


def lines(happened: list[tuple[datetime, str]], rows: list[Firing]) -> Iterator[str]:
    """The trace as a table, by London time: what happened, what fired, who was told."""
    ids = {one["agency"] for row in rows for one in row.told}
    names = {str(pk): name for pk, name in agencies.names(ids).items()}
    told = [(at, what, "") for at, what in happened]
    for row in rows:
        whom = dict.fromkeys(
            f"{names[one['agency']]} ({one['who'].replace('_', ' ')})" for one in row.told
        )
        what = f"{(row.rule or row.kind).replace('_', ' ')}: {row.step}"
        told.append((row.fired_at, what, "; ".join(whom)))
    yield "| When | What | Who is told |"
    yield "|---|---|---|"
    for at, what, who in sorted(told, key=lambda line: line[0]):
        yield f"| {at.astimezone(LONDON):%a %d %b, %H:%M} | {what} | {who} |"


def assert_guide(table: list[str]) -> None:
    before, _, rest = GUIDE.read_text().partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    wanted = before + MARKS[0] + "\n".join(table) + "\n" + MARKS[1] + after
    if os.environ.get("SAFERETURN_GUIDE"):
        GUIDE.write_text(wanted)
    assert GUIDE.read_text() == wanted, "run this test with SAFERETURN_GUIDE=1"


def test_what_was_due_while_everything_was_down_is_told_in_order_and_called_late(
    wall: Wall,
) -> None:
    wall.at = london(29, 2, 10)
    with acting(people.CARER, at=wall.at):
        pass
    a_missing_child(a_child(), at=wall.at, by=people.CARER)
    wall.work()
    wall.at = london(29, 9)
    wall.ticker.tick()
    assert set(Firing.objects.values_list("late", flat=True)) == {True}
    rows = Firing.objects.filter(kind=ClockKind.FIRST_GRADING)
    made = rows.order_by("due_at").values_list("step", flat=True)
    assert list(made) == ["15 minutes before", "due", "1 hour after"]
