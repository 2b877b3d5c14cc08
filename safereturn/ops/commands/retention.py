"""safereturn retention: what is kept, what is due, what went."""

import click


@click.command("retention")
@click.option("--run", "run", is_flag=True, help="Propose what is due, carry out what was decided.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Report as of this day instead of today; never with --run.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Go through so many records only.")
def command(run: bool, day: object, limit: int | None) -> None:
    """Report what goes, what stays, and why; with --run do what the nightly round does.

    Nothing goes that a governance lead has not decided on, whichever way it is started: see
    docs/rights.md. Names nobody: agencies, classes, numbers and rules.

    \b
    Examples
      safereturn retention
      safereturn retention --on 2036-01-01
      safereturn retention --run
    """
    from datetime import UTC, datetime

    from safereturn.ops.begin import begun

    if run and day:
        raise click.UsageError("--on is for a report. --run works on today alone.")
    with begun():
        from django.utils import timezone

        from safereturn.ops import retention

        assert day is None or isinstance(day, datetime)
        at = day.replace(hour=12, tzinfo=UTC) if day else timezone.now()
        lines = retention.run(at=at, limit=limit) if run else retention.report(at=at, limit=limit)
        for line in lines:
            click.echo(line)
