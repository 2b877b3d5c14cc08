"""Asking a door as one reader, and reading its answer for the words of the record."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import Actor
from safereturn.involvement.rules import ALONE
from safereturn.sharing.rules import Depth, Kind
from tests import people, slow_model
from tests.access import cells
from tests.access.cells import Cell
from tests.access.doors import Door
from tests.access.marked import SPOTS, Record
from tests.api.conftest import System, key_for
from tests.api.test_nobody_else import DOCUMENT
from tests.web.test_nobody_else import addresses

PDF = "/usr/bin/pdftotext"


@dataclass
class Reader:
    """Somebody who asks: as a person in a browser, and as their agency's own system."""

    actor: Actor
    browser: Client
    system: System
    as_system: Actor

    @classmethod
    def of(cls, actor: Actor) -> "Reader":
        """Sign a reader in, and give their agency's system a key with the same roles."""
        token = key_for(actor)
        system = agencies.find_client_actor(token, at=timezone.now(), asserted="")
        assert system is not None
        return cls(actor, people.client_for(actor), System(token, actor.name), system)


@cache
def pages() -> dict[str, str]:
    """Return every page's address by its name."""
    return dict(addresses())


@cache
def operations() -> dict[str, tuple[str, str]]:
    """Return every operation's method and address by its name."""
    return {
        operation["operationId"]: (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    }


def filled(path: str, record: Record, agency_id: UUID, *, over: bool) -> str:
    """Put the record's own references into an address; "" where it has none for it."""
    episode = record.over if over else record.open
    room = path.strip("/").split("/")[0]
    refs = {"children": record.child.ref, "interviews": record.interview.ref}
    ids = record.ids | {
        "decision_id": record.received[agency_id],
        "row_id": record.received[agency_id],
        "notice_id": record.notices[agency_id],
    }
    path = path.replace("<str:child_ref>", record.child.ref)
    path = path.replace("<str:plan_ref>", record.plan_ref).replace("{plan_ref}", record.plan_ref)
    for hole in ("<str:ref>", "{ref}"):
        path = path.replace(hole, refs.get(room, episode.ref))
    for name, value in ids.items():
        path = path.replace(f"<uuid:{name}>", str(value)).replace("{" + name + "}", str(value))
    return "" if "<" in path or "{" in path else f"/{path.lstrip('/')}"


def ask(door: Door, reader: Reader, record: Record) -> Any:
    """Ask a door; a page that leads on is followed."""
    agency_id = reader.actor.agency_id
    if door.name in operations():
        method, path = operations()[door.name]
        path = filled(path, record, agency_id, over=door.over)
        assert path, f"give {door.name} a reference of the record"
        return reader.system.post(path, door.body) if method == "POST" else reader.system.get(path)
    path = filled(pages()[door.name], record, agency_id, over=door.over)
    assert path, f"give {door.name} a reference of the record"
    if door.body:
        return reader.browser.post(path, door.body, follow=True)
    return reader.browser.get(path, follow=True)


def words_of(response: Any) -> str:
    """Return what an answer says, what is drawn in it and its headers included."""
    return (content_of(response) + str(response.headers)).lower()


def content_of(response: Any) -> str:
    """Return what an answer says, what is drawn in it included."""
    content: bytes = response.content
    if content.startswith(b"%PDF-"):
        content = subprocess.run(
            [PDF, "-layout", "-", "-"], input=content, capture_output=True, check=True
        ).stdout
    return content.decode(errors="replace")


Depths = dict[Kind, int]
Papers = list[slow_model.Paper]


def depths_in(cell: Cell, reader: Reader, actor: Actor, papers: Papers) -> Depths:
    """Return how deep the slow model lets this actor see each kind in the reader's cell.

    A seal names people, and people are kept out or break the glass: an agency's system is
    another person than the reader.
    """
    case, asker = cell.case(reader.actor), cells.asker(actor)
    case.at, case.authorities = timezone.now(), [people.EXAMPLESHIRE]
    return {kind: slow_model.decide(papers, asker, str(kind), case, []).depth for kind in Kind}


def paper_in_force() -> slow_model.Paper:
    """Return what is in force in a new database: the agreement that ships."""
    paper = cells.shipped_paper()
    paper.nation = str(Nation.ENGLAND)
    return paper


def differences(
    door: Door, cell: Cell, reader: Reader, record: Record, papers: Papers | None = None
) -> Iterator[str]:
    """Ask a door in a cell that the reader stands in; say where it is not as deep as the model.

    `papers` are the agreements in force; the one that ships where nothing is said.
    """
    is_page = door.name in pages()
    actor = reader.actor if is_page else reader.as_system
    depths = depths_in(cell, reader, actor, papers or [paper_in_force()])
    passes = may_pass(cell, is_page=is_page)
    opens = is_open(door, depths, actor) and (cell.bases - ALONE or not door.lists)
    response = ask(door, reader, record)
    said = words_of(response)
    if response.status_code >= 500:
        yield f"{door.name}: {response.status_code}"
    for word, spot in SPOTS.items():
        shown, may = word.lower() in said, depths[spot.kind] >= spot.depth
        by_decision = door.given and passes and not spot.is_full
        if shown and not may and not by_decision:
            yield f"{door.name}: {word} is deeper than {depths[spot.kind]}"
        if word in door.shows and may and not shown and opens:
            yield f"{door.name}: {word} is not there, {response.status_code}"
    yield from _held(door, depths, said, opens=bool(opens))
    if not any(depths.values()) and (door.needs or not door.given):
        yield from _traces(door, record, response, said)


def is_open(door: Door, depths: Depths, actor: Actor) -> bool:
    """Say whether a door opens at all for this actor, whom the model gives this much."""
    if door.roles and actor.roles.isdisjoint(door.roles):
        return False
    return all(depths[kind] >= depth for kind, depth in door.needs)


def may_pass(cell: Cell, *, is_page: bool) -> bool:
    """Say whether neither a seal nor a personal link hides the child."""
    shield = cell.shield
    if not is_page:
        return not shield.sealed
    return not shield.kept_out and (not shield.sealed or shield.named)


def _held(door: Door, depths: Depths, said: str, *, opens: bool) -> Iterator[str]:
    """What exists is told with a link to ask for it; what is nothing to them, by nothing."""
    for kind in Kind:
        told = f"?kind={kind}&" in said or f'?kind={kind}"' in said
        if kind in door.held and depths[kind] == Depth.EXISTS and opens and not told:
            yield f"{door.name}: {kind} is held, and no word of whom to ask"
        if told and depths[kind] == Depth.NOTHING:
            yield f"{door.name}: {kind} may be asked for, and is nothing to them"


def _traces(door: Door, record: Record, response: Any, said: str) -> Iterator[str]:
    """For whom there is nothing, there is no reference, date or number of the child either."""
    path = response.wsgi_request.path.lower()
    for trace in (record.child.ref, "zidentname", "4 march 2011", "2011-03-04"):
        if trace.lower() in said and trace.lower() not in path:
            yield f"{door.name}: {trace}, and nothing is to be seen"
