"""Children: finding one, and recording who they are."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from safereturn.api.edge import Call
from safereturn.api.fields import Day, Flag, Id, In, Line, Name, Out, Ref, Words
from safereturn.api.operations import Journey, search, write
from safereturn.api.v1.handles import handle_for
from safereturn.api.v1.shared import IdOut, RefOut, RingOut, TimeOut, check_agencies, ring
from safereturn.children import actions, queries, rules
from safereturn.involvement.rules import Basis

journey = Journey("Children")

Age = Annotated[int, Field(strict=True, ge=0, le=25)]


class SearchIn(In):
    """One box: name, date of birth, number, phone, postcode or home."""

    q: Name


class CardOut(Out):
    """One child in a list. A restricted one is listed without any detail."""

    ref: str
    name: str
    age: int | None
    born_on: date | None
    restricted: bool
    missing_now: bool


class HitOut(CardOut):
    """One child that may be the one, and why we think so."""

    why: list[str]


class PointerOut(Out):
    """That another agency knows the child who was asked for: ring them."""

    agency: str
    ring: RingOut | None
    # For a force: what a report about this child names (POST /reports).
    report_handle: str | None
    # For who cannot wait until somebody answers (POST /emergencies).
    emergency_ticket: str


class FoundOut(Out):
    """What a search found."""

    hits: list[HitOut]
    pointers: list[PointerOut]


class OtherNameIn(In):
    """Another name of the child."""

    kind: rules.NameKind
    value: Name


class NumberIn(In):
    """A number by which an agency knows the child."""

    kind: rules.IdentifierKind
    value: Name


class ChildIn(In):
    """Who the child is, as far as it is known. A newly arrived child has no date of birth."""

    name: Name
    born_on: Day | None = None
    age_estimate: Age | None = None
    age_basis: rules.AgeBasis | None = None
    sex: rules.Sex = rules.Sex.NOT_KNOWN
    gender: Line = ""
    ethnicity: Line = ""
    disability: Line = ""
    first_language: Line = ""
    interpreter: Flag = False
    asylum_seeking: Flag = False
    trafficking_referral: rules.TraffickingReferral = rules.TraffickingReferral.NONE
    guardian: Line = ""

    def details(self) -> rules.NewChild:
        """Return the domain's own form of it."""
        return rules.NewChild(**self.model_dump())


class NewChildIn(ChildIn):
    """A child nobody has recorded yet, and how your agency stands to them."""

    basis: Basis = Basis.OTHER
    other_names: list[OtherNameIn] = Field(default=[], max_length=20)
    identifiers: list[NumberIn] = Field(default=[], max_length=20)

    def details(self) -> rules.NewChild:
        """Return the domain's own form of it, with what only the first record says."""
        return rules.NewChild(
            **self.model_dump(exclude={"other_names", "identifiers"}),
            other_names=tuple((one.kind, one.value) for one in self.other_names),
            identifiers=tuple((one.kind, one.value) for one in self.identifiers),
        )


class OpeningIn(In):
    """Why."""

    reason: Words


class RestrictionIn(In):
    """Whether the record opens only with a reason, and why."""

    restricted: Flag
    because: Words


class IdentifierIn(NumberIn):
    """A number, whose it is, and from when."""

    agency_id: Id | None = None
    valid_from: Day | None = None


def card(one: queries.Card) -> CardOut:
    """Return a child in a list as an answer gives it."""
    return CardOut(
        ref=one.ref,
        name=one.name,
        age=one.age,
        born_on=one.born_on,
        restricted=one.restricted,
        missing_now=one.missing_now,
    )


def child_id(request: Call, ref: str) -> UUID:
    """Return the id of the child behind a reference; hidden and unknown are one answer."""
    return queries.get_child(request.actor, ref, at=request.received_at).pk


@search(journey, "/children/search", gives=FoundOut)
def search_children(request: Call, sought: SearchIn) -> FoundOut:
    """Find a child.

    Give a name, a date of birth, a number, a telephone number, a postcode or a home, or
    several of them. Only children your agency is involved with are shown; about others a
    whole name with the date of birth, or an identifier, answers with whom to ring, and gives
    a force the `report_handle` to report that child with. The search and its words are
    recorded.
    """
    found = queries.search(request.actor, sought.q, at=request.received_at)
    return FoundOut(
        hits=[HitOut(**card(hit.card).model_dump(), why=list(hit.why)) for hit in found],
        pointers=[
            PointerOut(
                agency=one.agency,
                ring=ring(one.desk) if one.desk else None,
                report_handle=handle_for(request, one.child_id),
                emergency_ticket=one.ticket,
            )
            for one in found.pointers
        ],
    )


@write(journey, "/children", gives=RefOut)
def add_child(request: Call, child: NewChildIn) -> RefOut:
    """Record a child that nobody has recorded yet.

    Search first. Your agency becomes involved on the basis you give.
    """
    made = actions.add(child.details(), at=request.received_at, by=request.actor)
    return RefOut(ref=made.ref)


@write(journey, "/children/{ref}", gives=RefOut, method="PUT", status=200)
def change_child(request: Call, ref: Ref, child: ChildIn) -> RefOut:
    """Correct who the child is.

    Send the whole of it. Other names and identifiers have operations of their own.
    """
    pk = child_id(request, ref)
    row = actions.change(pk, child.details(), at=request.received_at, by=request.actor)
    return RefOut(ref=row.ref)


@write(journey, "/children/{ref}/opened", gives=TimeOut)
def open_restricted(request: Call, ref: Ref, why: OpeningIn) -> TimeOut:
    """Open a restricted record, saying why.

    It opens for this key for one hour; its owners are told at once. Gives the end of it.
    """
    opening = actions.open_restricted(ref, why.reason, at=request.received_at, by=request.actor)
    return TimeOut(at=opening.until)


@write(journey, "/children/{ref}/restriction", gives=RefOut, method="PUT", status=200)
def restrict_child(request: Call, ref: Ref, put: RestrictionIn) -> RefOut:
    """Put a record behind a reason, or take the restriction off."""
    row = actions.restrict(
        child_id(request, ref),
        put.restricted,
        because=put.because,
        at=request.received_at,
        by=request.actor,
    )
    return RefOut(ref=row.ref)


@write(journey, "/children/{ref}/names", gives=IdOut)
def add_name(request: Call, ref: Ref, name: OtherNameIn) -> IdOut:
    """Add a name the child is called, was called, or calls themselves."""
    pk = child_id(request, ref)
    row = actions.add_name(pk, name.kind, name.value, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/identifiers", gives=IdOut)
def add_identifier(request: Call, ref: Ref, number: IdentifierIn) -> IdOut:
    """Add a number by which an agency knows the child.

    The check digits of NHS numbers and UPNs are verified.
    """
    check_agencies(agency_id=number.agency_id)
    row = actions.add_identifier(
        child_id(request, ref),
        number.kind,
        number.value,
        agency_id=number.agency_id,
        valid_from=number.valid_from,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)
