"""safereturn backup: copies of everything, and whether they are good."""

from collections.abc import Iterator
from pathlib import Path

import click


@click.command("backup")
@click.option("--list", "listed", is_flag=True, help="Show what there is, and take none.")
@click.option("--verify", is_flag=True, help="Read every stored byte, and take none.")
@click.option("--drill", "drilled", is_flag=True, help="Restore to a random second, and check.")
@click.option("--make-key", type=click.Path(path_type=Path), help="Make a key in this file.")
@click.option("--dump", type=click.Path(path_type=Path), help="Write all rows to this file.")
@click.option("--hours", default=24.0, show_default=True, help="--drill: how far back.")
@click.option("--at", "moment", default="latest", show_default=True, help="--drill, --dump: when.")
def command(
    listed: bool,
    verify: bool,
    drilled: bool,
    make_key: Path | None,
    dump: Path | None,
    hours: float,
    moment: str,
) -> int:
    """Take an encrypted copy of the whole database while it works; or look at the copies.

    Into SAFERETURN_BACKUP_DIR, readable with the private key of SAFERETURN_BACKUP_RECIPIENTS
    alone. With `safereturn archive` running, every second after a copy can be brought back;
    without it, the moment the copy ended. Removes what is older than SAFERETURN_BACKUP_DAYS
    (35). Not in a copy, and to be kept apart: the settings with SAFERETURN_SECRET_KEY, the
    key that signs the log, the key of the backups, the witnesses' heads.

    \b
    Examples
      safereturn backup --make-key /media/safe/backup-key
      safereturn backup
      safereturn backup --list
      safereturn backup --verify
      safereturn backup --drill
      safereturn backup --dump /media/usb/all.dump.zst.age
    """
    from safereturn.ops.begin import begun
    from safereturn.ops.migrating import set_up_django

    if make_key is not None:
        set_up_django()
        from safereturn.ops.backup import crypt

        click.echo(f"Made      {make_key}")
        click.echo(f"Public    {crypt.make_key(make_key)}")
        click.echo("Put the public key in SAFERETURN_BACKUP_RECIPIENTS; keep the file elsewhere.")
        return 0
    with begun():
        from safereturn.ops import backup_console as console

        if drilled:
            return _told(*console.drilled(moment, hours=hours))
        if dump is not None:
            return _told(console.dumped(moment, dump), True)
        if verify:
            return _told(*console.verified())
        return _told(console.listed() if listed else console.taken(), True)


def _told(lines: Iterator[str], good: bool) -> int:
    for line in lines:
        click.echo(line)
    return 0 if good else 1
