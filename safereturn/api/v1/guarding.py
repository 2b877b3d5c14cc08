"""Who may see a record: openings and their review, emergencies, seals, looks, personal links."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from safereturn.api.edge import Call
from safereturn.api.fields import Day, Id, In, Line, Out, Ref, RowId, Text, Words
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.children import child_id
from safereturn.api.v1.shared import IdOut, RefOut, TimeOut, check_agencies
from safereturn.audit.rules import Act
from safereturn.children import actions, queries, rules
from safereturn.foundation.actor import Role
from safereturn.involvement.rules import Personal
from safereturn.oversight import actions as oversight
from safereturn.oversight import queries as looks

journey = Journey("Who may see a record")


class EmergencyIn(In):
    """The ticket that a search gave beside whom to ring, and the three answers."""

    ticket: Words
    what: Words
    why_now: Words
    rung: Words


class EmergencyOut(Out):
    """Whose record is open, and until when."""

    ref: str
    until: datetime


class OpeningLineOut(Out):
    """One opening of a record of your agency."""

    id: UUID
    ref: str
    child_ref: str
    kind: rules.OpeningKind
    agency: str
    reason: str
    why_now: str
    rung: str
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    verdict: rules.Verdict | None


class OpeningsOut(Out):
    """The openings of your agency's records: to review first."""

    openings: list[OpeningLineOut]


class ReviewIn(In):
    """Justified or not, and what was checked."""

    verdict: rules.Verdict
    words: Words


class SealIn(In):
    """Why, until when somebody looks at it again, who rings, and who else is named."""

    why: Words
    review_on: Day
    desk_agency_id: Id
    desk_contact: Line
    people: list[Id] = Field(max_length=50)


class BecauseIn(In):
    """Why."""

    because: Words


class ColleagueIn(In):
    """A colleague, by their id."""

    person_id: Id


class KeepOutIn(ColleagueIn):
    """Whom a personal link keeps out, and which."""

    why: Personal
    note: Text = ""


class LookOut(Out):
    """One look at a record: by which agency, in which roles, when and why. No name."""

    at: datetime
    agency: str
    roles: list[Role]
    act: Act
    reason: str
    clauses: list[str]
    outside: bool


class LooksOut(Out):
    """The looks at a child, newest first."""

    looks: list[LookOut]
    more: bool


@write(journey, "/emergencies", gives=EmergencyOut)
def open_in_emergency(request: Call, why: EmergencyIn) -> EmergencyOut:
    """Open the core of a record your agency has no relation to, for one hour.

    Ring first. The owner of the record and whoever governs information at both agencies
    are told at once; a person reviews it within 72 hours.
    """
    said = rules.Emergency(why.what, why.why_now, why.rung)
    opening = actions.open_emergency(why.ticket, said, at=request.received_at, by=request.actor)
    return EmergencyOut(ref=opening.child.ref, until=opening.until)


@read(journey, "/openings", gives=OpeningsOut)
def list_openings(request: Call) -> OpeningsOut:
    """List the openings of your agency's records: those to review first."""
    lines = queries.openings(request.actor, at=request.received_at)
    names = OpeningLineOut.model_fields
    return OpeningsOut(
        openings=[OpeningLineOut(**{name: getattr(line, name) for name in names}) for line in lines]
    )


@write(journey, "/openings/{row_id}/review", gives=IdOut)
def review_opening(request: Call, row_id: RowId, review: ReviewIn) -> IdOut:
    """Say whether an opening was justified, in words; once.

    What was not justified is told to whoever governs information at that person's agency.
    """
    at, by = request.received_at, request.actor
    row = actions.review_opening(row_id, review.verdict, review.words, at=at, by=by)
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/seal", gives=RefOut, method="PUT", status=200)
def seal_record(request: Call, ref: Ref, seal: SealIn) -> RefOut:
    """Seal a record: for everybody who is not named there is no such record."""
    pk = child_id(request, ref)
    check_agencies(desk_agency_id=seal.desk_agency_id)
    given = rules.NewSeal(
        why=seal.why,
        review_on=seal.review_on,
        desk_agency_id=seal.desk_agency_id,
        desk_contact=seal.desk_contact,
        people=frozenset(seal.people),
    )
    return RefOut(ref=actions.seal(pk, given, at=request.received_at, by=request.actor).ref)


@write(journey, "/children/{ref}/unsealed", gives=RefOut)
def unseal_record(request: Call, ref: Ref, why: BecauseIn) -> RefOut:
    """Take a seal off, with the reason."""
    pk = child_id(request, ref)
    row = actions.unseal(pk, because=why.because, at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/children/{ref}/named", gives=RefOut)
def name_person(request: Call, ref: Ref, who: ColleagueIn) -> RefOut:
    """Name somebody for whom the sealed record is there."""
    pk = child_id(request, ref)
    actions.name_person(pk, who.person_id, at=request.received_at, by=request.actor)
    return RefOut(ref=ref)


@write(journey, "/children/{ref}/unnamed", gives=RefOut)
def unname_person(request: Call, ref: Ref, who: ColleagueIn) -> RefOut:
    """Take somebody off those who are named; two are always left."""
    pk = child_id(request, ref)
    actions.unname_person(pk, who.person_id, at=request.received_at, by=request.actor)
    return RefOut(ref=ref)


@write(journey, "/protected-reports/{row_id}/rung", gives=TimeOut)
def record_rung(request: Call, row_id: RowId, came: BecauseIn) -> TimeOut:
    """Say that whoever reported a protected child was rung, and what came of it."""
    actions.record_rung(row_id, came.because, at=request.received_at, by=request.actor)
    return TimeOut(at=request.received_at)


@read(journey, "/children/{ref}/looks", gives=LooksOut)
def list_looks(request: Call, ref: Ref) -> LooksOut:
    """List who looked at a child: agencies and roles.

    For the child's own authority and the service that owns the return interview. By
    section 62(4) of the Data Protection Act 2018 it may be used only to verify that looking
    was lawful, for conduct, for security and for criminal proceedings.
    """
    found = looks.who_looked(request.actor, ref, at=request.received_at)
    return LooksOut(
        looks=[
            LookOut(
                at=line.at,
                agency=line.agency,
                roles=list(line.roles),
                act=line.act,
                reason=line.reason,
                clauses=list(line.clauses),
                outside=line.outside,
            )
            for line in found.lines
        ],
        more=found.more,
    )


@write(journey, "/children/{ref}/kept-out", gives=RefOut)
def keep_out(request: Call, ref: Ref, who: KeepOutIn) -> RefOut:
    """Keep a colleague with a personal link out of a record; a professional role never does."""
    at, by = request.received_at, request.actor
    child_id(request, ref)
    oversight.keep_out(ref, who.person_id, who.why, who.note, at=at, by=by)
    return RefOut(ref=ref)


@write(journey, "/kept-out/{row_id}/let-in", gives=IdOut)
def let_in(request: Call, row_id: RowId, why: BecauseIn) -> IdOut:
    """Let a colleague see a record again, with the reason."""
    oversight.let_in(row_id, why.because, at=request.received_at, by=request.actor)
    return IdOut(id=row_id)
