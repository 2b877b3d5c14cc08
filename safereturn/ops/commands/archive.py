"""safereturn archive: follow every change, for the backup."""

import click


@click.command("archive")
def command() -> None:
    """Follow every change of the database into the backup, until asked to stop.

    Reads like a standby, over a connection, and misses nothing while it is away: the
    server keeps what has not been fetched. One for each database. `safereturn run` starts
    it by itself where SAFERETURN_BACKUP_DIR is set.

    \b
    Examples
      SAFERETURN_BACKUP_DIR=/mnt/elsewhere safereturn archive
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import processes
        from safereturn.ops.backup import archiving, place, server

        processes.end_with_parent()
        archiving.follow(server.source(), place.named())
