"""safereturn audit: the proof of the log."""

from pathlib import Path

import click


@click.group("audit")
def command() -> None:
    """Prove the audit log: look at its seals, check it, write it out, make its key.

    docs/proof.md says what can be proved to whom, and shows each command's answer.

    \b
    Examples
      safereturn audit status
      safereturn audit verify
      safereturn audit export /tmp/log
      safereturn audit key
    """


@command.command("status")
def status() -> int:
    """Say how much is sealed, what waits, and when each witness was last told.

    Exit code 1 when something has been left unsealed for five minutes, or a witness has
    not been told for far too long: let your monitoring ask.

    \b
    Examples
      safereturn audit status
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops.audit_console import status_lines

        lines, alarming = status_lines()
    for line in lines:
        click.echo(line)
    return int(alarming)


@command.command("verify")
@click.option(
    "--witness",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Heads that somebody outside kept; may be repeated.",
)
def verify(files: tuple[Path, ...]) -> int:
    """Check every entry against its seal, and the seals against the witnesses' heads.

    Writes an export to a temporary folder and runs the stand-alone verifier on it, with
    the files of the witnesses of SAFERETURN_AUDIT_WITNESSES. Exit code 1 when something
    is found.

    \b
    Examples
      safereturn audit verify
      safereturn audit verify --witness /media/officer/heads.jsonl
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops.audit_console import verified

        report = verified(files)
    for line in report.text:
        click.echo(line)
    return 1 if report.findings else 0


@command.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--history", is_flag=True, help="Add the row history: case data. Owner only.")
def export(folder: Path, history: bool) -> None:
    """Write the log to a new FOLDER, with tree, heads, keys and the verifier beside it.

    The folder names children and staff by reference alone; with --history it holds their
    records. Whoever gets it checks it with: python3 FOLDER/verifier.py FOLDER

    \b
    Examples
      safereturn audit export /tmp/log
      safereturn audit export /tmp/log --history
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops.audit_console import exported

        count = exported(folder, history=history)
    click.echo(f"{count:,} sealed lines in {folder}")
    click.echo(f"Check it with: python3 {folder}/verifier.py {folder} --witness FILE")


@command.command("archive")
def archive() -> None:
    """Bring the months that are over for 13 months into files; the tree stays.

    Into SAFERETURN_AUDIT_ARCHIVE, each read back against the tree before its rows leave
    the database. `export` and `verify` take the lines from there. As the owner.

    \b
    Examples
      safereturn audit archive
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops.audit_console import archived

        lines = archived()
    for line in lines:
        click.echo(line)


@command.command("heads")
@click.option("--last", type=click.IntRange(min=1), default=1, show_default=True, help="How many.")
def heads(last: int) -> None:
    """Print the newest heads, each as a line that a witness can keep.

    \b
    Examples
      safereturn audit heads >> kept-by-me.jsonl
      safereturn audit heads --last 10
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.audit import sealing, witnesses

        lines = [witnesses.line_of(head) for head in sealing.heads(last=last)]
    for line in lines:
        click.echo(line)


@command.command("key")
@click.option("--make", "fresh", type=click.Path(path_type=Path), help="Make a key in this file.")
@click.option("--first", is_flag=True, help="It is the first: no key hands over to it.")
def key(fresh: Path | None, first: bool) -> None:
    """Print the public key that signs the heads; or make the next one.

    A new key is vouched for by the one in use, so that who trusts the old can trust the
    new: make it, name it in SAFERETURN_AUDIT_KEY, start the worker again. Keep the file
    off the database's machine, mode 600.

    \b
    Examples
      safereturn audit key
      safereturn audit key --make /etc/safereturn/audit-key.json --first
      safereturn audit key --make /etc/safereturn/audit-key-2.json
    """
    from safereturn.ops.migrating import set_up_django

    set_up_django()
    from safereturn.ops.audit_console import key_lines

    for line in key_lines(fresh, first=first):
        click.echo(line)
