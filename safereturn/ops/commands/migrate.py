"""safereturn migrate: bring the database up to date."""

import click


@click.command("migrate")
@click.option("--quiet", is_flag=True, help="Say nothing when all goes well.")
def command(quiet: bool) -> None:
    """Bring the database up to date, as its owner.

    Makes the role that the web server and the worker use, or prints the SQL for it, and
    then runs what migrations are missing. Safe to run twice.

    \b
    Examples
      safereturn migrate
      DATABASE_URL=postgresql://owner:password@host/name safereturn migrate
    """
    from safereturn.ops.begin import begun
    from safereturn.ops.migrating import bring_up_to_date

    with begun():
        bring_up_to_date(verbosity=0 if quiet else 1)
    if not quiet:
        click.echo("The database is up to date.")
