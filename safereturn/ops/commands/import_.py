"""safereturn import: take in an agency's own file."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from safereturn.ops.imports.reading import Row
    from safereturn.ops.imports.running import Outcome

SHOWN = 200
MANY = 200


@click.group("import")
def command() -> None:
    """Take in children, or their earlier missing episodes, from an agency's CSV file.

    docs/import.md lists the columns; docs/samples holds files to try. Dates are written
    31/01/2026 or 2026-01-31. UTF-8 and Windows-1252, comma, semicolon and tab are read.
    A file taken in twice changes nothing; a line that has changed corrects the record.

    \b
    Examples
      safereturn import children children.csv --agency "Exampleshire Council" --dry-run
      safereturn import children children.csv --agency E10000000
      safereturn import episodes episodes.csv --agency E10000000 --only-good
    """


def _options(function: click.decorators.FC) -> click.decorators.FC:
    for option in (
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.option(
            "--agency", required=True, help="Whose file it is: name, GSS code or DfE code."
        ),
        click.option("--dry-run", is_flag=True, help="Say what would happen; keep nothing."),
        click.option(
            "--only-good", is_flag=True, help="Keep the good lines even if others are bad."
        ),
    ):
        function = option(function)
    return function


@command.command("children")
@_options
def children(file: Path, agency: str, dry_run: bool, only_good: bool) -> int:
    """Take in children: who they are, their numbers, legal status and placement."""
    return _import("children", file, agency, dry_run=dry_run, only_good=only_good)


@command.command("episodes")
@_options
def episodes(file: Path, agency: str, dry_run: bool, only_good: bool) -> int:
    """Take in missing episodes that are over, as history: nobody is told, no clock starts."""
    return _import("episodes", file, agency, dry_run=dry_run, only_good=only_good)


def _import(subject: str, file: Path, agency: str, *, dry_run: bool, only_good: bool) -> int:
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.ops.imports import running

        outcome = running.run(
            subject,
            file,
            running.agency_of(agency),
            at=timezone.now(),
            dry_run=dry_run,
            only_good=only_good,
            progress=_progress,
        )
    _report(outcome, dry_run=dry_run)
    return 1 if outcome.problems and not only_good else 0


def _progress(rows: "Sequence[Row]") -> "Iterable[Row]":
    if len(rows) < MANY:
        yield from rows
        return
    with click.progressbar(rows, label="Taking in") as bar:
        yield from bar


def _report(outcome: "Outcome", *, dry_run: bool) -> None:
    table = outcome.table
    click.echo(f"{len(table.rows)} lines, read as {table.encoding}.")
    if table.ignored:
        click.echo(f"Columns that are not read: {', '.join(table.ignored)}.")
    for problem in outcome.problems[:SHOWN]:
        click.echo(str(problem))
    if len(outcome.problems) > SHOWN:
        click.echo(f"… and {len(outcome.problems) - SHOWN} more.")
    counts = outcome.counts
    words = ", ".join(f"{counts[name]} {name}" for name in ("added", "changed", "unchanged"))
    bad = len({problem.line for problem in outcome.problems})
    click.echo(f"{words}; {bad} {'line' if bad == 1 else 'lines'} to mend.")
    if not outcome.kept:
        click.echo("Nothing was kept." if dry_run else "Nothing was kept: mend the lines above.")
