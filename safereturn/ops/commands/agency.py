"""safereturn agency: set up the parties of an area from one file."""

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("agency")
def command() -> None:
    """Set up an area's agencies: who they are, their desks and hours, how they belong together.

    A file with mistakes changes nothing: each is told with its line and what to do. Loaded
    twice it changes nothing. docs/samples/agencies.yaml is a file to start from.

    \b
    Examples
      safereturn agency load agencies.yaml --dry-run
      safereturn agency load agencies.yaml
      safereturn agency list
      safereturn agency end "Sampleshire House"
    """


@command.command("load")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
def load(file: Path, dry_run: bool) -> int:
    """Set up the agencies in FILE that are not there yet, with their teams and desks.

    \b
    Examples
      safereturn agency load agencies.yaml --dry-run
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import agencies, protocols

        found = agencies.load(protocols.text_of(file), dry_run=dry_run)
    for line, words in found.mistakes:
        click.echo(f"Line {line}: {words}")
    if found.mistakes:
        count = len(found.mistakes)
        click.echo(f"{count} mistake{'' if count == 1 else 's'}. Nothing was changed.")
        return 1
    for done in found.done:
        click.echo(done)
    if not found.done:
        click.echo("All of it is there already.")
    elif dry_run:
        click.echo("A dry run: nothing was changed.")
    return 0


@command.command("list")
def list_() -> None:
    """List the agencies that take part.

    \b
    Examples
      safereturn agency list
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import agencies

        for line in agencies.listed():
            click.echo(line)


@command.command("end")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--anyway", is_flag=True, help="Also while children are with it.")
def end(name: str, yes: bool, anyway: bool) -> None:
    """End NAME, which closed, merged or left: its people, keys and systems are out at once.

    What it recorded stays, and who had what from it. First see to it that each child whom it
    is responsible for, looks after, searches for or owes an interview is with somebody else:
    nobody of it can do so afterwards. While there is one, it is not ended.

    \b
    Examples
      safereturn agency end "Sampleshire House"
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import agencies

        if not yes:
            click.confirm(f"End {name}? Nobody of it comes in any more.", abort=True)
        click.echo(agencies.end(name, anyway=anyway))
