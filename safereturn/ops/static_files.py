"""Collecting the static files, only when one of them has changed."""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_if_changed() -> bool:
    """Bring .data/static up to date; say whether there was anything to do."""
    now, stamp = fingerprint(), Path(settings.STATIC_ROOT).with_suffix(".stamp")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    with open(stamp.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two web servers start at once
        if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).exists():
            return False
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(now)
    return True


def fingerprint() -> str:
    """Give one value for the names, sizes and times of every static file, and how they are kept.

    The tests keep them under their own names, without the list that service goes by: what
    they have collected is not what `make run` needs.
    """
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
