"""What the `protocol` command does, once Django is loaded: files checked, files written."""

from datetime import datetime
from pathlib import Path

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import london_day
from safereturn.clocks.rules import Known, read_protocol
from safereturn.foundation.yaml_tree import Mistake
from safereturn.ops.faults import Fault

MOST_BYTES = 1_000_000


def text_of(file: Path) -> str:
    """Return what is in the file. Raises Fault for what is no text, or too large."""
    if file.stat().st_size > MOST_BYTES:
        raise Fault(f"{file.name} is too large to be a protocol.")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Fault(f"{file.name} is not text in UTF-8: save it as that.") from None


def check(file: Path, *, at: datetime) -> list[Mistake]:
    """Return every mistake of a file, by line; nothing is changed."""
    names = [agency.name for agency in agencies.list_agencies()]
    read = read_protocol(text_of(file), Known(names, london_day(at)))
    return read if isinstance(read, list) else []
