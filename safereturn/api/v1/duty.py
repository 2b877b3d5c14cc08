"""Your agency's rota: who is on duty and off, whom that reaches; the senior told last."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from safereturn.agencies import actions
from safereturn.agencies.rules import DutyKind, Stretch
from safereturn.api.edge import Call
from safereturn.api.fields import Id, In, Moment, Out, RowId
from safereturn.api.operations import Journey, read, write
from safereturn.casework.queries.duty import duty
from safereturn.clocks.actions import protocols
from safereturn.clocks.queries.protocols import seniors

journey = Journey("On duty")


class DutyIn(In):
    """Who is on duty or off, from when to when; of those on duty, who is told first (1)."""

    person: Id
    kind: DutyKind
    place: Annotated[int, Field(ge=1, le=3)] = 1
    starts: Moment
    ends: Moment


class DutyLineOut(Out):
    """One stretch of the rota."""

    id: UUID
    person_id: UUID
    name: str
    kind: DutyKind
    place: int
    starts_at: datetime
    ends_at: datetime
    entered_by: str


class ColleagueOut(Out):
    """Somebody who acts for your agency now: `person_id` names them in other calls."""

    person_id: UUID
    name: str
    title: str


class ClimbOut(Out):
    """Whom a notice that nobody acknowledges reaches after so many minutes; "" is everybody."""

    after_minutes: int
    name: str


class RotaOut(Out):
    """What counts now, what is to come, whom a notice would reach now, who there is."""

    now: list[DutyLineOut]
    to_come: list[DutyLineOut]
    climb: list[ClimbOut]
    people: list[ColleagueOut]


class DutyOutId(Out):
    """The stretch that was entered or taken out."""

    id: UUID


class SeniorIn(In):
    """Who is told last, when nobody else has answered."""

    person: Id


class SeniorOut(Out):
    """Who it is and since when; nobody where nobody is named."""

    person_id: UUID | None
    name: str
    named_at: datetime | None


@read(journey, "/duty", gives=RotaOut)
def get_rota(request: Call) -> RotaOut:
    """Return who is on duty and who is off, now and to come."""
    page = duty(request.actor, at=request.received_at)
    return RotaOut(
        now=[DutyLineOut.of(line) for line in page.rota.now],
        to_come=[DutyLineOut.of(line) for line in page.rota.to_come],
        climb=[
            ClimbOut(after_minutes=one.after // timedelta(minutes=1), name=one.name)
            for one in page.climb
        ],
        people=[ColleagueOut.of(one) for one in page.people],
    )


@write(journey, "/duty", gives=DutyOutId)
def enter_duty(request: Call, said: DutyIn) -> DutyOutId:
    """Enter that somebody of your agency is on duty, or off."""
    stretch = Stretch(said.person, said.kind, said.starts, said.ends, said.place)
    row = actions.enter_duty(stretch, at=request.received_at, by=request.actor)
    return DutyOutId(id=row.pk)


@write(journey, "/duty/{duty_id}", gives=DutyOutId, method="DELETE", status=200)
def end_duty(request: Call, duty_id: RowId) -> DutyOutId:
    """Take a stretch out: from now on it does not count."""
    actions.end_duty(duty_id, at=request.received_at, by=request.actor)
    return DutyOutId(id=duty_id)


@read(journey, "/duty/senior", gives=SeniorOut)
def get_senior(request: Call) -> SeniorOut:
    """Return whom your agency has told last. For administrators."""
    now = next((line for line in seniors(request.actor) if line.ended_at is None), None)
    if now is None:
        return SeniorOut(person_id=None, name="", named_at=None)
    return SeniorOut.of(now)


@write(journey, "/duty/senior", gives=SeniorOut, method="PUT", status=200)
def name_senior(request: Call, said: SeniorIn) -> SeniorOut:
    """Name whom your agency has told last, instead of who was. For administrators."""
    protocols.name_senior(said.person, at=request.received_at, by=request.actor)
    return get_senior(request)
