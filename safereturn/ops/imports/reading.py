"""A CSV file as agencies' systems write it: read without being told how it was written."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from safereturn.ops.faults import Fault

DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Column:
    """One column we read: its name, other spellings of it, and what stands in it."""

    name: str
    about: str
    aliases: tuple[str, ...] = ()
    required: bool = False

    def spellings(self) -> set[str]:
        """Return every way of writing this heading, made alike."""
        return {alike(self.name), *(alike(alias) for alias in self.aliases)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, by column name. The heading is line 1."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        """Return what stands in a column, trimmed; nothing if the file has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. It never repeats what stood in the cell."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        """Return one line of a report."""
        where = f"Line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: the rows, how the file was written, headings that we do not read."""

    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    ignored: tuple[str, ...] = ()


def alike(heading: str) -> str:
    """Return a heading without capitals, spaces and signs: "Date of Birth" is "dateofbirth"."""
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def read(path: Path, columns: Sequence[Column]) -> Table:
    """Read the file. Raise Fault, in plain words, for one that cannot be read at all."""
    text, encoding = _decode(path)
    if "\0" in text:
        raise Fault("This is not a text file. Save it as CSV and try again.")
    heading = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=heading.count)
    lines = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        rows = list(_numbered(lines))
    except csv.Error as error:
        raise Fault(f"The file cannot be read as CSV near line {lines.line_num}.") from error
    if not rows:
        raise Fault("The file is empty.")
    names, ignored = _match(rows[0][1], columns)
    return Table(
        tuple(_row(line, cells, names) for line, cells in rows[1:] if any(cells)),
        encoding,
        delimiter,
        ignored,
    )


def _numbered(lines: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    line = 1
    for cells in lines:
        yield line, [cell.strip() for cell in cells]
        line = getattr(lines, "line_num", line) + 1


def _decode(path: Path) -> tuple[str, str]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Fault(f"The file cannot be opened: {error.strerror}.") from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16"), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), "Windows-1252"


def _match(headings: list[str], columns: Sequence[Column]) -> tuple[list[str], tuple[str, ...]]:
    known = {spelling: column.name for column in columns for spelling in column.spellings()}
    names = [known.get(alike(heading), "") for heading in headings]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise Fault(f"Two columns are both read as: {', '.join(twice)}. Remove one.")
    missing = [column.name for column in columns if column.required and column.name not in names]
    if missing:
        raise Fault(
            f"The file has no column: {', '.join(missing)}. The first line must hold the"
            " headings; docs/import.md lists them."
        )
    ignored = tuple(h for h, name in zip(headings, names, strict=True) if h and not name)
    return names, ignored


def _row(line: int, cells: list[str], names: list[str]) -> Row:
    return Row(line, {name: cell for name, cell in zip(names, cells, strict=False) if name})
