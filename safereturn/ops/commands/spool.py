"""safereturn spool: reports taken in while the record could not be written."""

from pathlib import Path

import click


@click.group("spool")
def command() -> None:
    """Look at the spool of reports, and make its key.

    docs/when-it-fails.md says what goes into it and what becomes of it.

    \b
    Examples
      safereturn spool status
      safereturn spool key /etc/safereturn/spool-key
    """


@command.command("status")
def status() -> int:
    """Say how many reports wait in the file, and how many in the record.

    Works without the database too. Exit code 1 when something waits or is damaged.

    \b
    Examples
      safereturn spool status
    """
    from safereturn.ops.spool_console import status_lines

    lines, waits = status_lines()
    for line in lines:
        click.echo(line)
    return int(waits)


@command.command("key")
@click.argument("path", type=click.Path(path_type=Path))
def key(path: Path) -> None:
    """Make a private key in a new file PATH, and say the public half.

    The file is the worker's alone (SAFERETURN_SPOOL_KEY); the public half is for the web
    server (SAFERETURN_SPOOL_PUBLIC), which then cannot read what it has taken in.

    \b
    Examples
      safereturn spool key /etc/safereturn/spool-key
    """
    from safereturn.ops.spool_console import made_key

    for line in made_key(path):
        click.echo(line)
