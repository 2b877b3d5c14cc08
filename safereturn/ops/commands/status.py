"""safereturn status: how is it?"""

import click


@click.command("status")
def command() -> int:
    """Say how each part of the service is, with backups and drills; exit code 1 if one fails.

    The same that a monitor reads from /status/health.json, with the figures of the last
    backup and drill. Exit code 0 when all is well or something wants attention soon.

    \b
    Examples
      safereturn status
    """
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.casework.queries.health import FAILING, health, worst
        from safereturn.foundation import upkeep

        parts = health(at=timezone.now())
        for part in parts:
            since = f"{part.since:%d %B %Y %H:%M:%S} UTC" if part.since else ""
            click.echo(f"{part.state:<10} {part.name:<17} {since}  {part.words}".rstrip())
        if worst(parts[:1]) != FAILING:
            for kind in (upkeep.BACKUP, upkeep.DRILL):
                if last := upkeep.last(kind):
                    said = ", ".join(f"{name} {value}" for name, value in last.figures.items())
                    click.echo(f"last {kind}: {said}")
    return int(worst(parts) == FAILING)
