"""One line of a file of children: what it says, and making the record agree with it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from safereturn.agencies.models import Agency
from safereturn.agencies.rules import LONDON
from safereturn.children import actions
from safereturn.children.models import Child, Identifier, LegalStatus, Name
from safereturn.children.rules import (
    IdentifierKind,
    NameKind,
    NewChild,
    Sex,
    check_identifier,
)
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.involvement.rules import Basis
from safereturn.ops.imports.cells import Cells
from safereturn.ops.imports.reading import Column, Row
from safereturn.placements import actions as placements
from safereturn.placements import queries as placed
from safereturn.placements.rules import PlacementKind, Stay

COLUMNS = (
    Column("child_id", "Your own number for the child. It finds the child again next time.",
           ("id", "child", "person id", "council id", "mosaic id", "la child id"), required=True),
    Column("name", "The child’s full name.", ("full name", "child name"), required=True),
    Column("known_as", "Another name the child uses.", ("preferred name", "alias")),
    Column("date_of_birth", "dd/mm/yyyy or yyyy-mm-dd. Empty if not known.",
           ("dob", "birth date", "born on")),
    Column("age_estimate", "Age in years, where the date of birth is not known.", ("age",)),
    Column("sex", "female, male or not known; F, M, 1 (male), 2 (female) too.", ("gender",)),
    Column("ethnicity", "Ethnicity, in your own code or words."),
    Column("disability", "Disability, in your own code or words."),
    Column("first_language", "First language.", ("language",)),
    Column("interpreter", "yes if an interpreter is needed.", ("interpreter needed",)),
    Column("asylum_seeking", "yes for an unaccompanied asylum-seeking child.", ("uasc",)),
    Column("upn", "Unique pupil number. Its check letter is verified."),
    Column("nhs_number", "NHS number. Its check digit is verified.", ("nhs", "nhs no")),
    Column("police_id", "The police’s number for the child.", ("compact id", "police number")),
    Column("legal_status", "Code of the legal or plan status, such as C2 or CP.",
           ("legal status code",)),
    Column("legal_status_from", "Date from which it holds. Needed with legal_status."),
    Column("placement_type", "foster, children’s home, supported, family home …",
           ("placement kind",)),
    Column("placement_name", "Who runs the placement. A name or URN that takes part is linked.",
           ("placement provider", "home")),
    Column("placement_urn", "Ofsted URN, where there is one.", ("urn", "ofsted urn")),
    Column("placement_address", "Address with postcode.", ("address",)),
    Column("placement_from", "Date from which the child has lived there.", ("placement start",)),
    Column("restricted", "yes to list the record without detail."),
)  # fmt: skip

SEX = {
    "f": Sex.FEMALE, "female": Sex.FEMALE, "2": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE,
    "1": Sex.MALE, "notknown": Sex.NOT_KNOWN, "unknown": Sex.NOT_KNOWN, "u": Sex.NOT_KNOWN,
}  # fmt: skip
PLACEMENTS = {kind.value.replace("_", ""): kind for kind in PlacementKind}
OWN_NUMBER = {
    AgencyKind.LOCAL_AUTHORITY: IdentifierKind.COUNCIL_ID,
    AgencyKind.POLICE: IdentifierKind.POLICE_ID,
    AgencyKind.CHILDRENS_HOME: IdentifierKind.HOME_ID,
    AgencyKind.PLACEMENT_PROVIDER: IdentifierKind.HOME_ID,
}
BASIS = {
    AgencyKind.LOCAL_AUTHORITY: Basis.RESPONSIBLE_AUTHORITY,
    AgencyKind.POLICE: Basis.HOME_FORCE,
    AgencyKind.HEALTH: Basis.HEALTH,
    AgencyKind.SCHOOL: Basis.SCHOOL,
    AgencyKind.YOUTH_JUSTICE: Basis.YOUTH_JUSTICE,
}
NUMBERS = (
    ("upn", IdentifierKind.UPN),
    ("nhs_number", IdentifierKind.NHS_NUMBER),
    ("police_id", IdentifierKind.POLICE_ID),
)


@dataclass(frozen=True, slots=True)
class ChildRow:
    """What one line says."""

    number: str
    details: NewChild
    known_as: str
    numbers: tuple[tuple[IdentifierKind, str], ...]
    status: tuple[str, date] | None
    stay: Stay | None
    stay_from: date | None


def read(row: Row) -> ChildRow:
    """Return what the line says, or raise BadCells with everything to mend."""
    cells = Cells(row)
    number, name = cells.text("child_id", required=True), cells.text("name", required=True)
    born, age = cells.day("date_of_birth"), cells.number("age_estimate")
    ticks: dict[str, Any] = {
        key: cells.yes(key) for key in ("interpreter", "asylum_seeking", "restricted")
    }
    sex = cells.choice("sex", SEX, Sex.NOT_KNOWN)
    since = cells.day("legal_status_from", required=bool(cells.text("legal_status")))
    stay_from = cells.day("placement_from")
    stay = _stay(cells)
    numbers = tuple(
        (kind, value) for column, kind in NUMBERS if (value := _number(cells, column, kind))
    )
    cells.finish()
    given: dict[str, Any] = {key: row[key] for key in ("ethnicity", "disability", "first_language")}
    details = NewChild(
        name=name, born_on=born, age_estimate=None if born else age, sex=sex, **given, **ticks
    )
    status = (row["legal_status"], since) if since and row["legal_status"] else None
    return ChildRow(number, details, row["known_as"], numbers, status, stay, stay_from)


def _number(cells: Cells, column: str, kind: IdentifierKind) -> str:
    said = cells.text(column)
    if not said:
        return ""
    try:
        return check_identifier(kind, said)
    except Invalid as error:
        cells.wrong(column, str(error))
        return ""


def _stay(cells: Cells) -> Stay | None:
    name, address = cells.text("placement_name"), cells.text("placement_address")
    kind = cells.choice("placement_type", PLACEMENTS, PlacementKind.OTHER)
    urn = cells.text("placement_urn")
    if not (name or address):
        return None
    provider = _provider(name, urn)
    return Stay(
        kind=kind,
        provider_id=provider.pk if provider else None,
        provider_name=provider.name if provider else name,
        urn=urn or (provider.urn if provider else ""),
        address=address or (provider.address if provider else ""),
    )


def _provider(name: str, urn: str) -> Agency | None:
    rows = Agency.objects.filter(
        kind__in=[AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER], ended_at=None
    )
    by_urn = rows.filter(urn=urn).first() if urn else None
    return by_urn or (rows.filter(name__iexact=name).first() if name else None)


def find(number: str, by: Actor) -> Child | None:
    """Return the child whom the importing agency knows by this number."""
    kind = OWN_NUMBER.get(by.agency_kind, IdentifierKind.OTHER)
    rows = Identifier.objects.filter(kind=kind, agency_id=by.agency_id, value=number)
    found = rows.select_related("child").order_by("valid_to").first()
    return found.child if found else None


def apply(said: ChildRow, *, at: datetime, by: Actor) -> str:
    """Make the record agree with the line; return "added", "changed" or "unchanged"."""
    child = find(said.number, by)
    if child is None:
        _add(said, at=at, by=by)
        return "added"
    steps = [_correct(child, said, at, by), _name(child, said, at, by)]
    steps += [_numbers(child, said, at, by), _status(child, said, at, by)]
    steps.append(_place(child, said, at, by))
    return "changed" if any(steps) else "unchanged"


def _add(said: ChildRow, *, at: datetime, by: Actor) -> None:
    child = actions.add(said.details, at=at, by=by)
    # First: the service that imports sees what the agency does, which now knows the child.
    basis = BASIS.get(by.agency_kind, Basis.OTHER)
    actions.involve(child.pk, by.agency_id, basis, at=at, by=by)
    kind = OWN_NUMBER.get(by.agency_kind, IdentifierKind.OTHER)
    actions.add_identifier(child.pk, kind, said.number, at=at, by=by)
    for step in (_name, _numbers, _status, _place):
        step(child, said, at, by)


def _correct(child: Child, said: ChildRow, at: datetime, by: Actor) -> bool:
    """An empty cell says nothing: it takes away nothing that is known."""
    told = said.details
    wanted = {
        name: value
        for name in _COMPARED
        if (value := getattr(told, name)) not in ("", None, Sex.NOT_KNOWN)
    }
    if all(getattr(child, name) == value for name, value in wanted.items()):
        return False
    known: dict[str, Any] = {name: getattr(child, name) for name in _COMPARED} | wanted
    kept: dict[str, Any] = {
        name: getattr(child, name) for name in ("gender", "guardian", "trafficking_referral")
    }
    actions.change(child.pk, NewChild(**known, **kept), at=at, by=by)
    return True


_COMPARED = (
    "name", "born_on", "age_estimate", "sex", "ethnicity", "disability", "first_language",
    "interpreter", "asylum_seeking",
)  # fmt: skip


def _name(child: Child, said: ChildRow, at: datetime, by: Actor) -> bool:
    if not said.known_as or Name.objects.filter(child=child, value=said.known_as).exists():
        return False
    actions.add_name(child.pk, NameKind.KNOWN_AS, said.known_as, at=at, by=by)
    return True


def _numbers(child: Child, said: ChildRow, at: datetime, by: Actor) -> bool:
    there = set(Identifier.objects.filter(child=child).values_list("kind", "value"))
    missing = [number for number in said.numbers if (str(number[0]), number[1]) not in there]
    for kind, value in missing:
        actions.add_identifier(child.pk, kind, value, at=at, by=by)
    return bool(missing)


def _status(child: Child, said: ChildRow, at: datetime, by: Actor) -> bool:
    if said.status is None:
        return False
    code, since = said.status
    if LegalStatus.objects.filter(child=child, code=code, starts_on=since).exists():
        return False
    actions.set_legal_status(child.pk, code, "", starts_on=since, at=at, by=by)
    return True


def _place(child: Child, said: ChildRow, at: datetime, by: Actor) -> bool:
    if said.stay is None:
        return False
    now = placed.current(child.pk)
    compared = ("kind", "provider_id", "provider_name", "urn", "address")
    if now and all(getattr(now, name) == getattr(said.stay, name) for name in compared):
        return False
    since = said.stay_from
    starts_at = datetime.combine(since, time(), tzinfo=LONDON).astimezone(UTC) if since else None
    placements.place(child.pk, said.stay, starts_at=starts_at, at=at, by=by)
    return True
