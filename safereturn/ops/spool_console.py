"""What the command `spool` says: what waits, and the key."""

from pathlib import Path

from safereturn.ops.faults import Fault


def status_lines() -> tuple[list[str], bool]:
    """Return what there is to say of the spool, and whether somebody must look."""
    from safereturn.ops.migrating import set_up_django

    set_up_django()
    from django.db import DatabaseError

    from safereturn.casework.queries.spooled import spool_counts
    from safereturn.foundation import spool

    held = spool.holding()
    since = f", the oldest since {held.since:%d %B %Y %H:%M:%S} UTC" if held.since else ""
    lines = [f"In the file       {held.lines}{since}"]
    if held.broken:
        lines.append("DAMAGED: the file is shorter than what was taken up from it.")
    waits = held.broken or held.lines > 0
    try:
        counts = spool_counts()
    except DatabaseError:
        return [*lines, "In the record     not known: the database does not answer"], True
    lines.append(f"Being entered     {counts.waiting}")
    lines.append(f"For a person      {counts.for_a_person}")
    return lines, waits or bool(counts.waiting or counts.for_a_person)


def made_key(path: Path) -> list[str]:
    """Make a key in a new file; say what to set. Raises Fault where there is one."""
    from safereturn.ops.migrating import set_up_django

    set_up_django()
    from safereturn.foundation import spool

    try:
        public = spool.make_key(path)
    except FileExistsError:
        raise Fault(f"There is a key in {path} already: it is not overwritten.") from None
    return [
        f"Made              {path}",
        f"For the worker    SAFERETURN_SPOOL_KEY={path}",
        f"For the server    SAFERETURN_SPOOL_PUBLIC={public}",
    ]
