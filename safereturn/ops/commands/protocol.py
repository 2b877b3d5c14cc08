"""safereturn protocol: an area's deadlines, and who is told when, as a file."""

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("protocol")
def command() -> None:
    """Check and write an area's protocol: its deadlines, and who is told when, as YAML.

    A file with mistakes changes nothing: each is told with its line and what to do.

    \b
    Examples
      safereturn protocol shipped > exampleshire.yaml
      safereturn protocol check exampleshire.yaml
    """


@command.command("check")
@click.argument("file", type=FILE)
def check(file: Path) -> int:
    """Say what is wrong with FILE, line by line. Changes nothing."""
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.ops import protocols

        mistakes = protocols.check(file, at=timezone.now())
    for line, words in mistakes:
        click.echo(f"Line {line}: {words}")
    if not mistakes:
        click.echo(f"{file.name} has no mistakes.")
        return 0
    count = len(mistakes)
    click.echo(f"{count} mistake{'' if count == 1 else 's'}. Nothing was changed.")
    return 1


@command.command("shipped")
@click.option("--area", default="Exampleshire", show_default=True, help="Whose it will be.")
def shipped(area: str) -> int:
    """Write the protocol that ships, to start from."""
    from safereturn.clocks.rules import SHIPPED, Protocol, write_protocol

    click.echo(write_protocol(Protocol(area, SHIPPED.rules)), nl=False)
    return 0
