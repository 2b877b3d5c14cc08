"""One import: all of a file, or none of it, or the good lines; and what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from safereturn.agencies.models import Agency
from safereturn.agencies.queries import find_by_reference
from safereturn.foundation import identity
from safereturn.foundation.actor import SERVICE_ID, Actor, AgencyKind, Door, Role
from safereturn.foundation.errors import Invalid, SafeReturnError
from safereturn.foundation.events import as_history
from safereturn.ops.faults import Fault
from safereturn.ops.imports import children, episodes
from safereturn.ops.imports.cells import BadCells
from safereturn.ops.imports.reading import Column, Problem, Row, Table, read

Progress = Callable[[Sequence[Row]], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a file can be about."""

    columns: tuple[Column, ...]
    # The column that says that two lines are about the same; the second would undo the first.
    number: str
    read: Callable[[Row], Any]
    apply: Callable[..., str]


SUBJECTS = {
    "children": Subject(children.COLUMNS, "child_id", children.read, children.apply),
    "episodes": Subject(episodes.COLUMNS, "episode_id", episodes.read, episodes.apply),
}


@dataclass(slots=True)
class Outcome:
    """What came of an import."""

    table: Table
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    kept: bool = False


def agency_of(said: str) -> Agency:
    """Return the agency that a name, GSS code or DfE code means, or raise Fault."""
    found = find_by_reference(said)
    named = Agency.objects.filter(Q(name__iexact=said.strip()), ended_at=None)
    found = found or named.first()
    if found is None:
        raise Fault(
            "No agency that takes part has this name or code."
            " `safereturn import --help` says how to name it."
        )
    return found


def importer(agency: Agency) -> Actor:
    """Return the actor of an import: the service, for one agency."""
    return Actor(
        person_id=SERVICE_ID,
        agency_id=agency.pk,
        agency_kind=AgencyKind(agency.kind),
        roles=frozenset({Role.SYSTEM}),
        name="Import",
        agency_name=agency.name,
        door=Door.COMMAND,
    )


def run(
    subject: str,
    path: Path,
    agency: Agency,
    *,
    at: datetime,
    dry_run: bool = False,
    only_good: bool = False,
    progress: Progress = iter,
) -> Outcome:
    """Take a file in. With a problem anywhere nothing is kept, unless `only_good`.

    Every line is tried in any case, so that a file is mended once, and a dry run says
    what a real one would.
    """
    about = SUBJECTS[subject]
    outcome = Outcome(read(path, about.columns))
    outcome.problems += outcome.table.problems
    first: dict[tuple[str, str], Row] = {}
    by = importer(agency)
    with identity.acting(by, at=at), as_history():
        for row in progress(outcome.table.rows):
            number = row[about.number]
            other = first.setdefault((row["child_id"], number), row) if number else row
            if other.cells == row.cells:
                _take(about, row, outcome, at=at, by=by)
            else:
                outcome.problems.append(_twice(about, row, other))
        outcome.problems.sort(key=lambda problem: problem.line)
        outcome.kept = not dry_run and (only_good or not outcome.problems)
        if not outcome.kept:
            transaction.set_rollback(True)
    return outcome


def _take(about: Subject, row: Row, outcome: Outcome, *, at: datetime, by: Actor) -> None:
    try:
        with transaction.atomic():
            outcome.counts[about.apply(about.read(row), at=at, by=by)] += 1
    except BadCells as bad:
        outcome.problems += bad.problems
    except Invalid as error:
        named = error.fields or {"": str(error)}
        outcome.problems += [
            Problem(row.line, _column(field_name, about), reason)
            for field_name, reason in named.items()
        ]
    except SafeReturnError as error:
        outcome.problems.append(Problem(row.line, "", str(error)))


def _twice(about: Subject, row: Row, other: Row) -> Problem:
    said = "Line %d says something else under the same number. Keep one of the two"
    return Problem(row.line, about.number, said % other.line)


# The actions' own names, where a column is called otherwise.
_COLUMN_OF = {"born_on": "date_of_birth", "starts_at": "placement_from"}


def _column(name: str, about: Subject) -> str:
    column = _COLUMN_OF.get(name, name)
    return column if column in {known.name for known in about.columns} else ""
