"""What must be readable when the database is not: whom to ring, and which keys are known.

The worker writes both files anew each minute. They hold desks and their numbers, and
hashes of the keys of other systems: nothing of a child, and of nobody by name.
"""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

DESKS, KEYS = "desks.json", "keys.json"


@dataclass(frozen=True, slots=True)
class StandbyDesk:
    """A desk and its number; `openings` as it is stored, none for always."""

    name: str
    phone: str
    openings: list[list[object]]


@dataclass(frozen=True, slots=True)
class StandbyAgency:
    """A party with its desks, and the parties that stand nearest to it: its force, its council."""

    id: str
    name: str
    near: list[str]
    desks: list[StandbyDesk]


@dataclass(frozen=True, slots=True)
class DutyList:
    """Everybody's desks, as they stood at a moment."""

    at: datetime
    agencies: list[StandbyAgency]


def _put(name: str, said: object) -> None:
    """Write a file whole or not at all: a page may be reading it."""
    folder: Path = settings.STANDBY
    folder.mkdir(parents=True, exist_ok=True)
    number, fresh = tempfile.mkstemp(dir=folder)
    with os.fdopen(number, "w") as file:
        json.dump(said, file)
    os.replace(fresh, folder / name)


def _get(name: str) -> object:
    try:
        return json.loads((settings.STANDBY / name).read_text())
    except (OSError, ValueError):
        return None


def write_desks(agencies: list[StandbyAgency], *, at: datetime) -> None:
    """Put the duty list where every page finds it."""
    _put(DESKS, {"at": at.isoformat(), "agencies": [asdict(one) for one in agencies]})


def desks() -> DutyList | None:
    """Return the duty list as last written, or None where there is none."""
    said = _get(DESKS)
    if not isinstance(said, dict):
        return None
    agencies = [
        StandbyAgency(**one | {"desks": [StandbyDesk(**desk) for desk in one["desks"]]})
        for one in said["agencies"]
    ]
    return DutyList(datetime.fromisoformat(said["at"]), agencies)


def write_keys(hashes: dict[str, str]) -> None:
    """Put the hashes of the keys that are good now, each with its agency's id and its own."""
    _put(KEYS, hashes)


def agency_of_key(key_hash: str) -> str:
    """Return the ids of the agency whose key this is, and of the key; "" if it is not known."""
    said = _get(KEYS)
    return str(said.get(key_hash, "")) if isinstance(said, dict) else ""
