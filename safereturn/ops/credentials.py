"""Secrets that the service manager keeps: systemd's credentials, by the names of our settings.

Sealed on the disc to this machine (its TPM, or a key of root's), opened for the one unit that
names them, in memory that is never swapped, gone when it stops (systemd.exec, “Credentials”).
"""

import os
import re
from pathlib import Path

from safereturn.ops.faults import Fault

NAMES = re.compile(r"(SAFERETURN|DATABASE)_[A-Z_]+")


def take() -> list[str]:
    """Take each credential whose name is a setting's into the environment; return the names.

    A setting that is there as well is a mistake that would hide which one holds: Fault.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    taken = []
    for path in sorted(Path(folder).iterdir()) if folder else ():
        if not NAMES.fullmatch(path.name):
            continue
        value = path.read_text().strip()
        if os.environ.get(path.name, value) != value:
            raise Fault(
                f"{path.name} is set, and a credential as well: take it out of the settings."
            )
        os.environ[path.name] = value
        taken.append(path.name)
    return taken
