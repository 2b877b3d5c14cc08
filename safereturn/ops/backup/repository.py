"""What lies in the folder of the backups, and which of it brings a given second back.

FOLDER/<number of the cluster>/base-20261128T021000Z.tar.zst.age   all files, at a moment
                               base-20261128T021000Z.json          what it needs: no secret
                               wal/<segment>.zst.age               every change since, in turn
                               wal/<segment>.partial.zst.age       the newest, as far as it is
                               reached.json                        until when changes are here
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from safereturn.ops.backup import crypt
from safereturn.ops.backup.crypt import SUFFIX
from safereturn.ops.faults import Fault

PARTIAL = ".partial"
SEGMENT_DIGITS = 24


@dataclass(frozen=True, slots=True)
class Base:
    """One copy of all files."""

    name: str
    began: datetime
    ended: datetime
    first: str  # the segment with which replaying begins
    last: str  # the one without which this copy is not whole; it holds these itself
    size: int  # bytes of the files
    stored: int  # bytes here
    seconds: float
    major: int
    segment: int
    superuser: str
    matched: dict[str, str]
    embedded: bool = False

    @property
    def rate(self) -> float:
        """MB of the database in a second."""
        return self.size / 1e6 / max(self.seconds, 0.001)


class Repository:
    """The backups of one cluster."""

    def __init__(self, folder: Path, system: str) -> None:
        self.folder, self.system = folder / system, system
        self.wal = self.folder / "wal"

    def prepare(self) -> None:
        """Make the folders, for this user alone."""
        for folder in (self.folder.parent, self.folder, self.wal):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def archive_of(self, base: Base) -> Path:
        """Return the file of a copy."""
        return self.folder / f"{base.name}.tar{SUFFIX}"

    def keep(self, base: Base) -> None:
        """Write down what a copy is: from now on it counts."""
        said = asdict(base) | {"began": base.began.isoformat(), "ended": base.ended.isoformat()}
        with crypt.replaced(self.folder / f"{base.name}.json") as file:
            json.dump(said, file, indent=1)

    def bases(self) -> list[Base]:
        """Return the complete copies, the oldest first."""
        return [_base(path) for path in sorted(self.folder.glob("base-*.json"))]

    def reached(self) -> datetime | None:
        """Return until when changes are here, or nothing where none are followed."""
        path = self.folder / "reached.json"
        if not path.exists():
            return None
        return datetime.fromisoformat(json.loads(path.read_text())["at"])

    def note_reached(self, at: datetime) -> None:
        """Write down that everything committed before this moment is here."""
        with crypt.replaced(self.folder / "reached.json") as file:
            json.dump({"at": at.isoformat()}, file)

    def base_for(self, at: datetime | None) -> Base:
        """Return the newest copy that was whole by then; raise Fault where there is none."""
        found = [base for base in self.bases() if at is None or base.ended <= at]
        if not found:
            first = next(
                (f" The oldest is of {b.ended:%d %B %Y %H:%M:%S} UTC." for b in self.bases()), ""
            )
            raise Fault(f"There is no backup from before that moment.{first}")
        return found[-1]

    def segments(self, *, since: str = "") -> dict[str, Path]:
        """Return the segments and histories by name; a whole one stands before its part."""
        found: dict[str, Path] = {}
        for path in sorted(self.wal.glob(f"[0-9A-F]*{SUFFIX}")):
            name = path.name.removesuffix(SUFFIX)
            plain = name.removesuffix(PARTIAL)
            later = plain[8:SEGMENT_DIGITS] >= since[8:]
            if (plain.endswith(".history") or later) and (name == plain or plain not in found):
                found[plain] = path
        return found

    def gaps(self, base: Base) -> list[str]:
        """Name the segments that are missing after a copy: nothing beyond them can be replayed."""
        have = {name[8:] for name in self.segments(since=base.last) if len(name) == SEGMENT_DIGITS}
        per_file = 0x100000000 // base.segment
        numbers = sorted(int(name[:8], 16) * per_file + int(name[8:], 16) for name in have)
        if not numbers:
            return []
        after = int(base.last[8:16], 16) * per_file + int(base.last[16:], 16) + 1
        missing = set(range(min(after, numbers[0]), numbers[-1])) - set(numbers)
        return [f"{n // per_file:08X}{n % per_file:08X}" for n in sorted(missing) if n >= after]

    def prune(self, *, keep_days: int, at: datetime) -> list[str]:
        """Remove what no second of the last days needs; return the names. Keeps two copies."""
        bases = self.bases()
        old = [base for base in bases[:-2] if base.ended < at - timedelta(days=keep_days)]
        # The newest of the old ones is still needed for the seconds right after the limit.
        gone = old[:-1]
        for base in gone:
            (self.folder / f"{base.name}.json").unlink()
            self.archive_of(base).unlink(missing_ok=True)
        kept = [base for base in bases if base not in gone]
        names = [base.name for base in gone]
        if kept:
            needed = min(base.first[8:] for base in kept)
            for path in self.wal.glob(f"[0-9A-F]*{SUFFIX}"):
                if ".history" not in path.name and path.name[8:SEGMENT_DIGITS] < needed:
                    path.unlink()
                    names.append(path.name)
        return names


def _base(path: Path) -> Base:
    said = json.loads(path.read_text())
    times = {name: datetime.fromisoformat(said[name]) for name in ("began", "ended")}
    return Base(**(said | times))


def all_in(folder: Path) -> list[Repository]:
    """Return the repositories of a folder: one for each cluster that was ever backed up here."""
    found = [p.name for p in sorted(folder.glob("*")) if p.name.isdecimal() and p.is_dir()]
    return [Repository(folder, name) for name in found]


def only_one(folder: Path, system: str = "") -> Repository:
    """Return the repository of a cluster; without a number, the only one or the newest."""
    found = [one for one in all_in(folder) if one.bases() and system in ("", one.system)]
    if not found:
        raise Fault(f"There is no backup in {folder}.")
    return max(found, key=lambda one: one.bases()[-1].ended)


def segment_of(position: str, timeline: int, size: int) -> str:
    """Return the name of the segment that holds a position such as 0/2000028."""
    high, low = (int(part, 16) for part in position.split("/"))
    number = ((high << 32) + low) // size
    per_file = 0x100000000 // size
    return f"{timeline:08X}{number // per_file:08X}{number % per_file:08X}"
