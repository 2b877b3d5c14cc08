"""The rota says whom a notice reaches; what belongs to who is off or has left is the team's."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from safereturn.agencies import actions, queries
from safereturn.agencies.models import Appointment, Duty
from safereturn.agencies.rules import DutyKind, Stretch
from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.casework.actions.clocks import firer
from safereturn.casework.actions.handover import give, take
from safereturn.casework.queries.duty import in_turn
from safereturn.casework.queries.handover import held_by, may_be_given
from safereturn.casework.queries.worklist import worklist
from safereturn.casework.rules import HandoverWords
from safereturn.clocks.actions import due_now, fire
from safereturn.clocks.actions.protocols import name_senior
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind, Party, Rank, Who
from safereturn.foundation.actor import Actor, Role, the_service
from safereturn.foundation.errors import Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import acting
from safereturn.notifications import queries as notices
from safereturn.notifications.actions import notify
from safereturn.notifications.models import Notice
from tests.domain.risk.making import NOW, a_missing_child
from tests.people import (
    ADMINISTRATOR,
    COORDINATOR,
    EXAMPLESHIRE,
    OFFICER,
    SOCIAL_WORKER,
    SUPERVISOR,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
HOUR = timedelta(hours=1)


def enter(
    who: Actor, kind: DutyKind = DutyKind.ON, *, place: int = 1, by: Actor = ADMINISTRATOR
) -> Duty:
    stretch = Stretch(who.person_id, kind, NOW - HOUR, NOW + 8 * HOUR, place)
    with acting(by, at=NOW):
        return actions.enter_duty(stretch, at=NOW, by=by)


def left(who: Actor) -> None:
    with recording("test.left", by=the_service()):
        Appointment.objects.filter(person_id=who.person_id).update(ends_at=NOW - HOUR)


def test_those_on_the_rota_are_told_one_after_the_other_and_nobody_who_is_off() -> None:
    assert in_turn(EXAMPLESHIRE, at=NOW) == [COORDINATOR.person_id]
    enter(SOCIAL_WORKER, place=2)
    enter(COORDINATOR, place=1)
    assert in_turn(EXAMPLESHIRE, at=NOW) == [COORDINATOR.person_id, SOCIAL_WORKER.person_id]
    enter(COORDINATOR, DutyKind.OFF)
    assert in_turn(EXAMPLESHIRE, at=NOW) == [SOCIAL_WORKER.person_id]
    assert in_turn(EXAMPLESHIRE, at=NOW + 8 * HOUR) == [COORDINATOR.person_id], "as before it"


def test_what_was_entered_wrongly_is_taken_out_and_stays_to_be_read() -> None:
    row = enter(SOCIAL_WORKER)
    with acting(OFFICER, at=NOW) as by, pytest.raises(NotAllowed):
        actions.end_duty(row.pk, at=NOW, by=by)
    with acting(SUPERVISOR, at=NOW) as by, pytest.raises(NotFound):
        actions.end_duty(row.pk, at=NOW, by=by)
    with acting(COORDINATOR, at=NOW) as by:
        actions.end_duty(row.pk, at=NOW, by=by)
    assert in_turn(EXAMPLESHIRE, at=NOW) == [COORDINATOR.person_id]
    [line] = queries.rota(COORDINATOR, at=NOW).before
    assert (line.name, line.ended_by) == ("Sol Worker", "Cora Dinator")
    names = set(Entry.objects.filter(name__startswith="duty.").values_list("name", flat=True))
    assert names == {"duty.entered", "duty.ended"}


@pytest.mark.parametrize(
    ("who", "begins", "ends", "field"),
    [
        (OFFICER, 0, 8, "person"),
        (COORDINATOR, 8, 8, "ends"),
        (COORDINATOR, -9, -8, "ends"),
        (COORDINATOR, 0, 24 * 8, "ends"),
    ],
)
def test_a_stretch_that_cannot_be(who: Actor, begins: int, ends: int, field: str) -> None:
    stretch = Stretch(who.person_id, DutyKind.ON, NOW + begins * HOUR, NOW + ends * HOUR)
    with acting(ADMINISTRATOR, at=NOW) as by, pytest.raises(Invalid) as told:
        actions.enter_duty(stretch, at=NOW, by=by)
    assert list(told.value.fields) == [field]


def test_nobody_who_works_with_no_child_is_told_at_night_and_anybody_may_be_off() -> None:
    with pytest.raises(Invalid) as told:
        enter(ADMINISTRATOR)
    assert "works with children" in str(told.value.fields["person"])
    enter(ADMINISTRATOR, DutyKind.OFF)


def test_who_has_another_role_since_is_told_no_more() -> None:
    enter(SOCIAL_WORKER)
    assert in_turn(EXAMPLESHIRE, at=NOW) == [SOCIAL_WORKER.person_id]
    with recording("test.roles", by=the_service()):
        rows = Appointment.objects.filter(person_id=SOCIAL_WORKER.person_id)
        rows.update(roles=[Role.ANALYST])
    assert in_turn(EXAMPLESHIRE, at=NOW) == [COORDINATOR.person_id]


def test_however_many_shifts_have_gone_by_what_is_to_come_is_there() -> None:
    with recording("test.rota", by=the_service()):
        Duty.objects.bulk_create(
            Duty(
                agency_id=EXAMPLESHIRE, person_id=COORDINATOR.person_id, kind=DutyKind.ON, place=1,
                starts_at=NOW - number * HOUR - HOUR, ends_at=NOW - number * HOUR,
                entered_at=NOW, entered_by_id=ADMINISTRATOR.person_id,
            )
            for number in range(1, 260)
        )  # fmt: skip
    enter(SOCIAL_WORKER)
    rota = queries.rota(COORDINATOR, at=NOW)
    assert [line.name for line in rota.now] == ["Sol Worker"]
    assert rota.before[0].ends_at == NOW - HOUR, "the last that has gone by comes first"


def everything(who: UUID) -> dict[str, bool]:
    """Return of each place whether it still takes somebody for there."""
    clock = Clock.objects.get(kind=ClockKind.FIRST_GRADING)
    clock.owner_agency_id = EXAMPLESHIRE
    ranks = (Who(Party.OWNER, Rank.COORDINATOR), Who(Party.OWNER, Rank.SENIOR))
    with acting(the_service(), at=NOW, child_id=clock.child_id):
        told = {one.person_id for one in firer().recipients(clock, ranks, NOW)}
    with acting(SOCIAL_WORKER, at=NOW) as by, looking("test", by=by):
        work = worklist(by, at=NOW)
        assert clock.episode_id is not None
        return {
            "lists": bool(work.missing[0].holder),
            "in hand": held_by(clock.episode_id, EXAMPLESHIRE, at=NOW) == who,
            "handover": who in {one.person_id for one in may_be_given(by, at=NOW)},
            "clocks": who in told,
            "notices": notices.count_unopened(by) == 0 and notices.around(by, at=NOW).unopened == 0,
        }


@pytest.mark.parametrize("how", ["off", "left"])
def test_what_belongs_to_who_is_not_there_goes_to_the_team(how: str) -> None:
    who = COORDINATOR
    with acting(ADMINISTRATOR, at=NOW) as by:
        name_senior(who.person_id, at=NOW, by=by)
    episode = a_missing_child(at=NOW)
    with acting(who, at=NOW) as by:
        take(episode.ref, at=NOW, by=by)
    notify(
        EXAMPLESHIRE, "handover.given", key="k", reference=episode.ref, path="/", at=NOW,
        child_id=episode.child_id, person_id=who.person_id,
    )  # fmt: skip
    assert set(everything(who.person_id).values()) == {True}
    if how == "off":
        enter(who, DutyKind.OFF)
    else:
        left(who)
    assert set(everything(who.person_id).values()) == {False}, everything(who.person_id)
    with acting(SOCIAL_WORKER, at=NOW) as by:
        assert notices.get_notice(by, Notice.objects.get(key__startswith="k").pk)


@pytest.mark.parametrize(
    "kind",
    [
        *("look.stopped", "opening.not_justified", "rights.part_waits", "climb.opening.emergency"),
        *("sealed.nobody_named", "climb.sealed.reported"),
    ],
)
def test_what_watches_over_others_stays_theirs_who_watch(kind: str) -> None:
    """It may be about the colleague who would read it instead; other leads have their own."""
    enter(COORDINATOR, DutyKind.OFF)
    notify(
        EXAMPLESHIRE, kind, key="k", reference="OP-1", path="/oversight/", at=NOW,
        person_id=COORDINATOR.person_id,
    )  # fmt: skip
    row = Notice.objects.get(key__startswith="k").pk
    with acting(SOCIAL_WORKER, at=NOW) as by:
        assert notices.count_unopened(by) == notices.around(by, at=NOW).unopened == 0
        assert not notices.list_notices(by)
        with pytest.raises(NotFound):
            notices.get_notice(by, row)
    with acting(COORDINATOR, at=NOW) as by:
        assert notices.around(by, at=NOW).unopened == 1
        assert notices.get_notice(by, row)


def test_at_no_moment_nobody_is_away() -> None:
    """A query that has lost its moment must not show everybody's notices to everybody."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from agencies_away(%s, null)", [EXAMPLESHIRE])
        assert cursor.fetchone() == (0,)


def test_nothing_is_given_to_who_is_off() -> None:
    episode = a_missing_child(at=NOW)
    enter(SOCIAL_WORKER, DutyKind.OFF)
    words = HandoverWords(stands="Missing since two.")
    with acting(COORDINATOR, at=NOW) as by, pytest.raises(Invalid):
        give(episode.ref, SOCIAL_WORKER.person_id, words, at=NOW, by=by)


def test_a_step_reaches_the_desk_where_all_who_hold_the_place_are_off() -> None:
    a_missing_child(at=NOW)
    enter(SUPERVISOR, DutyKind.OFF, by=SUPERVISOR)
    for one in due_now(at=NOW + HOUR, most=9):
        fire(one, firer(), at=NOW + HOUR)
    for one in due_now(at=NOW + HOUR, most=9):
        fire(one, firer(), at=NOW + HOUR)
    told = Notice.objects.filter(kind="clock.due.first_grading").values_list("person_id", flat=True)
    assert set(told) == {None}
