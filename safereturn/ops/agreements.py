"""What the `agreement` command does, once Django is loaded: files in, files out, areas."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from safereturn.agencies.rules import Nation, london_day
from safereturn.foundation.actor import Door, the_service
from safereturn.foundation.errors import NotFound, SafeReturnError
from safereturn.ops.faults import Fault
from safereturn.sharing import actions, queries
from safereturn.sharing.policies.book import read_commencements
from safereturn.sharing.queries.agreements import area_called, known_agencies
from safereturn.sharing.rules import AreaLine, Gateway, Known, Mistake, State, read_agreement

MOST_BYTES = 1_000_000


def _text(file: Path) -> str:
    if file.stat().st_size > MOST_BYTES:
        raise Fault(f"{file.name} is too large to be an agreement.")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Fault(f"{file.name} is not text in UTF-8: save it as that.") from None


def check(file: Path, *, at: datetime) -> list[Mistake]:
    """Return every mistake of a file, by line; nothing is changed."""
    known = Known(known_agencies(), london_day(at), read_commencements())
    read = read_agreement(_text(file), known)
    return read if isinstance(read, list) else []


def _area(name: str, at: datetime) -> AreaLine:
    try:
        return queries.get_area(area_called(name), at=at)
    except NotFound as error:
        raise Fault(f"{error} There are: {', '.join(_names(at))}.") from None


def _names(at: datetime) -> list[str]:
    return [area.name for area in queries.list_areas(at=at)]


def export(name: str, number: int | None, *, at: datetime) -> str:
    """Return an area's agreement as YAML: that version, else the one in force."""
    area = _area(name, at)
    service = the_service(door=Door.COMMAND)
    lines = queries.list_versions(service, area.id, at=at)
    wanted = [line for line in lines if line.number == number or number is None]
    current = [line for line in wanted if line.in_force(at)] or wanted
    if not current:
        raise Fault(f"{area.name} has no version {number}." if number else f"{area.name} has none.")
    return queries.export_yaml(service, current[0].id, at=at)


def take_in(file: Path, name: str, *, at: datetime) -> tuple[str, list[Mistake]]:
    """Replace an area's draft by a file, starting one if need be; or return the mistakes."""
    area, by = _area(name, at), the_service(door=Door.COMMAND)
    text = _text(file)
    mistakes = check(file, at=at)
    if mistakes:
        return "", mistakes
    if area.in_hand is not None and area.in_hand.state is not State.DRAFT:
        raise Fault(f"{area.in_hand.name} waits to be signed: reopen or withdraw it first.")
    draft = area.in_hand.id if area.in_hand else actions.start_draft(area.id, at=at, by=by)
    try:
        actions.import_yaml(draft, text, at=at, by=by)
    except actions.Mistakes as error:
        return "", error.mistakes
    return queries.readable(by, draft, at=at).line.name, []


def make_area(
    name: str, nation: Nation, lead: UUID, authorities: list[UUID], *, at: datetime
) -> None:
    """Set up an area whose lead agency keeps its agreement from now on."""
    by = the_service(door=Door.COMMAND)
    try:
        actions.make_area(name, nation, lead, authorities, at=at, by=by)
    except SafeReturnError as error:
        raise Fault(str(error)) from None


def set_keeper(name: str, agency_id: UUID, *, at: datetime) -> str:
    """Let an agency keep an area's agreement from now on; return the area's name."""
    area = _area(name, at)
    try:
        actions.set_keeper(area.id, agency_id, by=the_service(door=Door.COMMAND))
    except SafeReturnError as error:
        raise Fault(str(error)) from None
    return area.name


def commence(gateway: Gateway, nation: Nation, on: date, source: str, *, at: datetime) -> None:
    """Write down the day on which a gateway begins."""
    by = the_service(door=Door.COMMAND)
    try:
        actions.commence(gateway, nation, on, source, at=at, by=by)
    except SafeReturnError as error:
        raise Fault(str(error)) from None
