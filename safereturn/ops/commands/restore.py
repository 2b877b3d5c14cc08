"""safereturn restore: bring a chosen second back."""

from pathlib import Path

import click


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--at", "moment", default="latest", show_default=True, help="The moment, in UTC.")
@click.option("--replace", is_flag=True, help="In the place of this checkout's own database.")
@click.option("--system", default="", help="Of which cluster, where the folder holds several.")
@click.option("--yes", is_flag=True, help="Do not ask: for a script that has asked.")
def command(folder: Path | None, moment: str, replace: bool, system: str, yes: bool) -> None:
    """Restore the database as it was at a moment, into a new FOLDER.

    Says what it will do, and asks. The new FOLDER/data is a whole data folder of
    PostgreSQL, and nothing uses it until you say so. With --replace it takes the place of
    the embedded database, which is moved aside, not removed; Safe Return must be stopped.

    \b
    Examples
      safereturn restore /srv/restored --at 2026-11-28T02:10:00
      safereturn restore --replace --at 2026-11-28T02:10:00
      safereturn restore /srv/restored
    """
    from safereturn.ops.migrating import set_up_django

    if (folder is None) != replace:
        raise click.UsageError("Name a new FOLDER, or say --replace: one of the two.")
    set_up_django()
    from safereturn.ops import backup_console as console

    copy, lines = console.planned(folder, moment, system)
    for line in lines:
        click.echo(line)
    word = "replace" if replace else "restore"
    if not yes and click.prompt(f"Type “{word}” to go on", default="", show_default=False) != word:
        raise click.ClickException("Nothing was done.")
    for line in console.restored(copy, replace=replace):
        click.echo(line)
