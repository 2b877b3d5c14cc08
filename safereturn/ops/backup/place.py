"""Where backups go, to whom they are readable, how long they are kept: the settings."""

import os
from dataclasses import dataclass
from pathlib import Path

from safereturn.ops import checkout
from safereturn.ops.backup import crypt
from safereturn.ops.faults import Fault

KEEP_DAYS = 35
DRILL_DAYS = 8
BACKUP_HOURS = 26


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of the backups and the public keys they are written to."""

    folder: Path
    to: tuple[str, ...]
    key: Path | None
    keep_days: int

    @property
    def recipients(self) -> list[str]:
        """The public keys; raises Fault where there is none: nothing is written unencrypted."""
        if not self.to:
            raise Fault(
                "No key is named that backups are encrypted to. Make one, keep it away from"
                " this machine: safereturn backup --make-key FILE, and put the public key it"
                " prints in SAFERETURN_BACKUP_RECIPIENTS."
            )
        return crypt.recipients(list(self.to))

    @property
    def keys(self) -> Path:
        """The private keys; raises Fault where they are not at hand."""
        if self.key is None:
            raise Fault(
                "The private key of the backups is not named: set SAFERETURN_BACKUP_KEY to its"
                " file for as long as you restore."
            )
        return crypt.private(self.key)


def is_wanted() -> bool:
    """Say whether somebody has named a place for backups."""
    return bool(os.environ.get("SAFERETURN_BACKUP_DIR"))


def named() -> Place:
    """Read the settings; in the demonstration, folder and key are made at first use."""
    said = os.environ.get
    folder = Path(said("SAFERETURN_BACKUP_DIR") or checkout.data_dir() / "backup")
    to = tuple(said("SAFERETURN_BACKUP_RECIPIENTS", "").replace(",", " ").split())
    key = Path(said("SAFERETURN_BACKUP_KEY", "")) if said("SAFERETURN_BACKUP_KEY") else None
    if not to and key is None and os.environ.get("SAFERETURN_MODE") in ("demo", "test"):
        key = checkout.data_dir() / "backup-key"
        if not key.exists():
            crypt.make_key(key)
    if not to and key is not None:
        to = tuple(crypt.public_of(key))
    return Place(folder.resolve(), to, key, int(said("SAFERETURN_BACKUP_DAYS") or KEEP_DAYS))
