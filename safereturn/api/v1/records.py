"""What a child's record says: who they are, the people around them, details with source."""

from datetime import date, datetime
from uuid import UUID

from safereturn.api.edge import Call
from safereturn.api.fields import Flag, In, Line, Moment, Name, Out, Ref, RowId, Text, Words
from safereturn.api.operations import Journey, read, write
from safereturn.api.v1.children import child_id
from safereturn.api.v1.shared import IdOut, RingOut, one_of, ring
from safereturn.children import actions, queries, rules
from safereturn.children.queries import About, Section
from safereturn.foundation.saying import spoken
from safereturn.sharing.rules import Kind

journey = Journey("A child’s record")


class WarningOut(Out):
    """A warning in force: "Act on this". Only a person ends one."""

    id: UUID
    kind: rules.FlagKind
    text: str
    evidence: str
    owner: str
    set_at: datetime
    checked_at: datetime
    review_on: date
    not_checked: bool


class DetailOut(Out):
    """A fact with its source and age."""

    id: UUID
    kind: rules.DetailKind
    text: str
    source: str
    source_name: str
    obtained_at: datetime
    checked_at: datetime | None


class PersonOut(Out):
    """Somebody around the child."""

    id: UUID
    name: str
    relation: str
    parental_responsibility: bool
    of_concern: bool
    may_tell: rules.MayTell
    not_told_because: str
    phone: str
    address: str
    safe_contact: str
    note: str


class StatusOut(Out):
    """A legal or plan status."""

    code: str
    label: str
    starts_on: date
    ends_on: date | None


class NameOut(Out):
    """Another name of the child."""

    kind: rules.NameKind
    value: str


class IdentifierOut(Out):
    """A number by which an agency knows the child."""

    id: UUID
    kind: rules.IdentifierKind
    value: str


class SectionOut(Out):
    """One kind of information: what you see of it, why, and whom to ring about the rest."""

    kind: Kind
    sentence: str
    withheld: bool
    ring: list[RingOut]
    details: list[DetailOut]
    people: list[PersonOut]
    statuses: list[StatusOut]


class ChildOut(Out):
    """One child as your agency may see them now."""

    ref: str
    name: str
    born_on: date | None
    age: int | None
    age_basis: rules.AgeBasis
    sex: rules.Sex
    gender: str
    ethnicity: str
    disability: str
    first_language: str
    interpreter: bool
    asylum_seeking: bool
    trafficking_referral: rules.TraffickingReferral
    guardian: str
    restricted: bool
    names: list[NameOut]
    identifiers: list[IdentifierOut]
    warnings: list[WarningOut]
    sections: list[SectionOut]


class PersonIn(In):
    """Somebody around the child, and whether they may be told."""

    name: Name
    relation: Name
    parental_responsibility: Flag = False
    of_concern: Flag = False
    may_tell: rules.MayTell = rules.MayTell.ASK_FIRST
    not_told_because: Line = ""
    phone: Line = ""
    address: Line = ""
    safe_contact: Line = ""
    note: Text = ""

    def details(self) -> rules.NewPerson:
        """Return the domain's own form of it."""
        return rules.NewPerson(**self.model_dump())


class DetailIn(In):
    """A fact, who said so, and when it was true."""

    kind: rules.DetailKind
    text: Words
    source_name: Line = ""
    obtained_at: Moment | None = None


def _section(section: Section, about: About) -> SectionOut:
    held = section.withheld
    return SectionOut(
        kind=section.kind,
        sentence=spoken(section.answer.sentence),
        withheld=held is not None,
        ring=[ring(desk) for desk in held.desks] if held else [],
        details=[
            DetailOut(
                id=row.pk,
                kind=rules.DetailKind(row.kind),
                text=row.text,
                source=about.agency_names.get(row.source_agency_id, ""),
                source_name=row.source_name,
                obtained_at=row.obtained_at,
                checked_at=row.checked_at,
            )
            for row in section.details
        ],
        people=[
            PersonOut(
                id=row.pk,
                name=row.name,
                relation=row.relation,
                parental_responsibility=row.parental_responsibility,
                of_concern=row.of_concern,
                may_tell=rules.MayTell(row.may_tell),
                not_told_because=row.not_told_because,
                phone=row.phone,
                address=row.address,
                safe_contact=row.safe_contact,
                note=row.note,
            )
            for row in section.people
        ],
        statuses=[
            StatusOut(code=row.code, label=row.label, starts_on=row.starts_on, ends_on=row.ends_on)
            for row in section.legal
        ],
    )


def _warnings(about: About) -> list[WarningOut]:
    return [
        WarningOut(
            id=one.id,
            kind=one.kind,
            text=one.text,
            evidence=one.evidence,
            owner=one.owner,
            set_at=one.set_at,
            checked_at=one.checked_at,
            review_on=one.review_on,
            not_checked=one.unchecked,
        )
        for one in about.warnings
    ]


def about_child(request: Call, ref: str) -> About:
    """Return what your agency may see of a child; hidden and unknown are one answer."""
    child = queries.get_child(request.actor, ref, at=request.received_at)
    return queries.about(request.actor, child, at=request.received_at)


@read(journey, "/children/{ref}", gives=ChildOut)
def get_child(request: Call, ref: Ref) -> ChildOut:
    """Read a child's record, each kind as deep as the agreement gives it.

    What exists and is withheld comes with whom to ring. A restricted record answers 403
    until it has been opened with a reason; what your agency may not know of answers 404.
    """
    about = about_child(request, ref)
    child = about.child
    identity = about.sections[Kind.IDENTITY]
    return ChildOut(
        ref=child.ref,
        name=child.name,
        born_on=child.born_on,
        age=queries.age_at(child, request.received_at),
        age_basis=rules.AgeBasis(child.age_basis),
        sex=rules.Sex(child.sex),
        gender=child.gender,
        ethnicity=child.ethnicity,
        disability=child.disability,
        first_language=child.first_language,
        interpreter=child.interpreter,
        asylum_seeking=child.asylum_seeking,
        trafficking_referral=rules.TraffickingReferral(child.trafficking_referral),
        guardian=child.guardian,
        restricted=child.restricted,
        names=[NameOut(kind=rules.NameKind(n.kind), value=n.value) for n in identity.names],
        identifiers=[
            IdentifierOut(id=n.pk, kind=rules.IdentifierKind(n.kind), value=n.value)
            for n in identity.identifiers
        ],
        warnings=_warnings(about),
        sections=[_section(section, about) for section in about.sections.values()],
    )


@write(journey, "/children/{ref}/identifiers/{row_id}/ended", gives=IdOut)
def end_identifier(request: Call, ref: Ref, row_id: RowId) -> IdOut:
    """Say that a number is not valid any more. It still finds the child."""
    rows = about_child(request, ref).sections[Kind.IDENTITY].identifiers
    row = one_of(rows, row_id)
    actions.end_identifier(row, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/people", gives=IdOut)
def add_person(request: Call, ref: Ref, person: PersonIn) -> IdOut:
    """Add somebody around the child, and say whether they may be told."""
    pk = child_id(request, ref)
    row = actions.add_person(pk, person.details(), at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/people/{row_id}", gives=IdOut, method="PUT", status=200)
def change_person(request: Call, ref: Ref, row_id: RowId, person: PersonIn) -> IdOut:
    """Correct what is known of somebody; send the whole of it."""
    people = [one for s in about_child(request, ref).sections.values() for one in s.people]
    row = one_of(people, row_id)
    actions.change_person(row, person.details(), at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/people/{row_id}/ended", gives=IdOut)
def end_person(request: Call, ref: Ref, row_id: RowId) -> IdOut:
    """Say that somebody is not around the child any more."""
    people = [one for s in about_child(request, ref).sections.values() for one in s.people]
    row = one_of(people, row_id)
    actions.end_person(row, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/details", gives=IdOut)
def add_detail(request: Call, ref: Ref, detail: DetailIn) -> IdOut:
    """Add a fact: a description, a telephone, a place, who the social worker is."""
    row = actions.add_detail(
        child_id(request, ref),
        detail.kind,
        detail.text,
        source_name=detail.source_name,
        obtained_at=detail.obtained_at,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/details/{row_id}/checked", gives=IdOut)
def detail_still_right(request: Call, ref: Ref, row_id: RowId) -> IdOut:
    """Say that a fact was checked and still holds."""
    row = one_of(about_child(request, ref).details, row_id)
    actions.still_right(row, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/details/{row_id}/ended", gives=IdOut)
def end_detail(request: Call, ref: Ref, row_id: RowId) -> IdOut:
    """Say that a fact does not hold any more."""
    row = one_of(about_child(request, ref).details, row_id)
    actions.end_detail(row, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)
