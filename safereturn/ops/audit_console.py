"""What the commands of `safereturn audit` do."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from safereturn.audit import (
    archiving,
    exporting,
    keys,
    record,
    sealing,
    verifier,
    witnesses,
)
from safereturn.audit.rules import Act
from safereturn.audit.verifier import Head, Report
from safereturn.audit.witnesses import Witness
from safereturn.foundation.actor import Door, the_service
from safereturn.ops import databases, sequencing
from safereturn.ops.faults import Fault


def status_lines() -> tuple[list[str], bool]:
    """Return what there is to say of the seals, and whether somebody must look."""
    now = timezone.now()
    waiting, newest = sealing.waiting(), sealing.heads(last=1)
    alarming = waiting.is_alarming(at=now)
    lines = [_sealed(newest[0]) if newest else "Sealed    nothing yet"]
    since = f", the oldest since {waiting.oldest:%d %B %Y %H:%M:%S} UTC" if waiting.oldest else ""
    mark = "  ALARM: over five minutes" if alarming else ""
    lines.append(f"Waiting   {waiting.lines:,} lines{since}{mark}")
    for witness in witnesses.named(settings.AUDIT_WITNESSES):
        late = bool(newest) and witnesses.is_overdue(witness, newest[0], at=now)
        lines.append(f"Witness   {_told(witness)}{'  ALARM: overdue' if late else ''}")
        alarming = alarming or late
    return lines, alarming


def _sealed(head: Head) -> str:
    return (
        f"Sealed    {head.size:,} lines in {head.number:,} seals, until {head.at}, key {head.key}"
    )


def _told(witness: Witness) -> str:
    last = witnesses.told(witness)
    said = f"has head {last.head:,} since {last.at:%d %B %Y %H:%M} UTC" if last else "not told yet"
    return f"{witness.name} {said}"


def exported(folder: Path, *, history: bool = False) -> int:
    """Write the log to a new folder; raise Fault where there is one, or no right to."""
    if folder.exists():
        raise Fault(f"There is something in {folder} already: name a new folder.")
    if not history:
        with exporting.snapshot() as cursor:
            return exporting.export(cursor, folder, archives=settings.AUDIT_ARCHIVE)
    with databases.connect(databases.owner()) as owner, owner.transaction():
        owner.execute("set transaction isolation level repeatable read, read only")
        archives = settings.AUDIT_ARCHIVE
        return exporting.export(owner.cursor(), folder, history=True, archives=archives)


def archived() -> list[str]:
    """Bring each month that is old enough into its file, and say so. Raises Fault.

    That a month leaves stands in the log, with the checksum of its file, before it does.
    """
    by, lines = the_service(door=Door.COMMAND), []
    with databases.connect(databases.owner()) as owner:
        for month in archiving.due(owner, at=timezone.now()):
            try:
                with owner.transaction():
                    done = archiving.write(owner, settings.AUDIT_ARCHIVE, month)
            except archiving.NotArchived as error:
                raise Fault(str(error)) from error
            ref = f"{month}:{done.lines}:{done.sha256}"
            record.recorded("audit.archived", by=by, act=Act.SETTING, ref=ref)
            archiving.drop(owner, month)
            size = f"{done.bytes:,} bytes, {done.bytes / max(1, done.lines):.1f} a line"
            lines.append(f"{month}  {done.lines:,} lines, {size}, SHA-256 {done.sha256}")
    return lines or ["No month is old enough."]


def verified(files: Sequence[Path]) -> Report:
    """Export the log and check it against the witnesses' files and these."""
    own = [Path(w.where) for w in witnesses.named(settings.AUDIT_WITNESSES) if w.kind == "file"]
    texts = [path.read_text(errors="replace") for path in (*own, *files) if path.exists()]
    held = [head for text in texts for head in verifier.heads_in(text)]
    with tempfile.TemporaryDirectory(prefix="safereturn-audit-") as folder:
        exported(Path(folder) / "log")
        return verifier.verify(Path(folder) / "log", held)


def key_lines(fresh: Path | None, *, first: bool) -> list[str]:
    """Return what there is to say of the key in use, or of one that has just been made."""
    try:
        if fresh is None:
            key = sequencing.signing_key()
            return [f"Key     {key.id}", f"Public  {key.public}", _vouched(key)]
        key = keys.make(fresh, after=None if first else sequencing.signing_key())
    except keys.UnusableKey as error:
        raise Fault(str(error)) from error
    return [
        *(f"Made    {fresh}", f"Key     {key.id}", f"Public  {key.public}", _vouched(key)),
        f"Name it in SAFERETURN_AUDIT_KEY={fresh} and start the worker again.",
    ]


def _vouched(key: keys.SigningKey) -> str:
    return f"After   {key.handed_by}" if key.handed_by else "After   no other: it is the first"
