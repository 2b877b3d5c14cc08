"""safereturn agreement: information-sharing agreements as files, and the areas they are for."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

NATIONS = ("england", "wales")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("agreement")
def command() -> None:
    """Check, export and import an area's information-sharing agreement as YAML.

    A file with mistakes changes nothing: each is told with its line and what to do.
    What is in force never changes: an import goes into a draft, which the parties sign.

    \b
    Examples
      safereturn agreement area Exampleshire --lead E10000000 --authority E10000000
      safereturn agreement keeper Shipped E10000000
      safereturn agreement export Exampleshire -o exampleshire.yaml
      safereturn agreement check exampleshire.yaml
      safereturn agreement import exampleshire.yaml --area Exampleshire
    """


@command.command("check")
@click.argument("file", type=FILE)
def check(file: Path) -> int:
    """Say what is wrong with FILE, line by line. Changes nothing."""
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.ops import agreements

        mistakes = agreements.check(file, at=timezone.now())
    return _told(mistakes) if mistakes else _good(f"{file.name} has no mistakes.")


@command.command("export")
@click.argument("area")
@click.option("--version", type=int, help="Which version; without it the one in force.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file.")
def export(area: str, version: int | None, output: Path | None) -> int:
    """Write AREA's agreement as YAML, to the terminal or into a file."""
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.ops import agreements

        text = agreements.export(area, version, at=timezone.now())
    if output is None:
        click.echo(text, nl=False)
        return 0
    output.write_text(text, encoding="utf-8")
    return _good(f"Written: {output}")


@command.command("import")
@click.argument("file", type=FILE)
@click.option("--area", required=True, help="Whose agreement it is.")
def import_(file: Path, area: str) -> int:
    """Replace AREA's draft by FILE, starting a draft if there is none."""
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.ops import agreements

        name, mistakes = agreements.take_in(file, area, at=timezone.now())
    return _told(mistakes) if mistakes else _good(f"{name} is now what {file.name} says.")


@command.command("area")
@click.argument("name")
@click.option("--lead", required=True, help="The agency that keeps it: name, GSS or DfE code.")
@click.option("--authority", multiple=True, required=True, help="A council whose children it is.")
@click.option("--nation", type=click.Choice(NATIONS), default="england", show_default=True)
def area(name: str, lead: str, authority: tuple[str, ...], nation: str) -> int:
    """Set up the area NAME: who keeps its agreement, and whose children it is for."""
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.agencies.rules import Nation
        from safereturn.ops import agreements
        from safereturn.ops.imports.running import agency_of

        agreements.make_area(
            name,
            Nation(nation),
            agency_of(lead).pk,
            [agency_of(one).pk for one in authority],
            at=timezone.now(),
        )
    return _good(f"{name} is set up: its governance lead can start a draft.")


@command.command("keeper")
@click.argument("area")
@click.argument("agency")
def keeper(area: str, agency: str) -> int:
    """Let AGENCY (name, GSS or DfE code) keep the agreement of AREA from now on.

    Its governance leads start, propose and date versions. The shipped region ("Shipped")
    has no keeper until you name one; its keeper also writes down the day on which a law
    begins.
    """
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.ops import agreements
        from safereturn.ops.imports.running import agency_of

        found = agency_of(agency)
        name = agreements.set_keeper(area, found.pk, at=timezone.now())
    return _good(f"{found.name} keeps the agreement of {name}.")


@command.command("commence")
@click.argument("gateway")
@click.option("--nation", type=click.Choice(NATIONS), required=True)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="As 2026-12-01.")
@click.option("--source", required=True, help="The commencement order.")
def commence(gateway: str, nation: str, on: datetime, source: str) -> int:
    """Write down the day on which GATEWAY (children_act_2004_s16la) begins in a nation.

    It is quoted from that day and never before; until then no agreement can rest on it.
    """
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.agencies.rules import Nation
        from safereturn.ops import agreements
        from safereturn.ops.faults import Fault
        from safereturn.sharing.rules import Gateway

        if gateway not in list(Gateway):
            raise Fault(f"No such gateway. There are: {', '.join(Gateway)}.")
        agreements.commence(Gateway(gateway), Nation(nation), on.date(), source, at=timezone.now())
    return _good(f"{gateway} is quoted in {nation.title()} from {on:%d/%m/%Y}.")


def _told(mistakes: Iterable[tuple[int, str]]) -> int:
    found = list(mistakes)
    for line, words in found:
        click.echo(f"Line {line}: {words}")
    click.echo(f"{len(found)} mistake{'' if len(found) == 1 else 's'}. Nothing was changed.")
    return 1


def _good(words: str) -> int:
    click.echo(words)
    return 0
