"""A CSV file as agencies' systems write it: read without being told how it was written."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from safereturn.ops.faults import Fault

DELIMITERS = ",;\t"
# Excel writes it into a first line of its own, and reads it there.
_SEPARATOR = re.compile(r"sep=(.)\s*$", re.IGNORECASE)
LONGEST_CELL = 50_000  # as the API takes them
# A slip of a system is a bad line; a file full of them is no text.
_MOST_NULS = 0.01
# What no person types, and what turns the direction of writing round. Not line breaks: an
# address has them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_BAD_QUOTES = (
    "The quotation marks do not fit. A cell that holds one stands in quotation marks itself,"
    " and the one within is written twice"
)
_TOO_MANY = (
    "There are more cells than headings. Put quotation marks around a cell that holds a comma"
    " or what else separates the cells"
)


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
    # Lines that could not be read; what else is wrong with a line is found when it is taken.
    problems: tuple[Problem, ...] = ()


def alike(heading: str) -> str:
    """Return a heading without capitals, spaces and signs: "Date of Birth" is "dateofbirth"."""
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def read(path: Path, columns: Sequence[Column]) -> Table:
    """Read the file. Raise Fault, in plain words, for one that cannot be read at all.

    A line that cannot be read is a problem of its own, beside the rows that can.
    """
    text, encoding = _decode(path)
    if text.count("\0") > len(text) * _MOST_NULS:
        raise Fault("This is not a text file. Save it as CSV and try again.")
    lines = list(io.StringIO(text, newline=""))  # at line ends only, as an editor counts
    said = _SEPARATOR.match(lines[0]) if lines else None
    start = 2 if said else 1
    delimiter = said[1] if said else max(DELIMITERS, key=(lines or [""])[0].count)
    problems: list[Problem] = []
    rows = list(_numbered(lines[start - 1 :], delimiter, start, problems))
    if not rows:
        raise Fault("The file is empty.")
    names, ignored = _match(rows[0][1], columns)
    good = [_row(line, cells, names, problems) for line, cells in rows[1:] if any(cells)]
    return Table(
        tuple(row for row in good if row is not None),
        encoding,
        delimiter,
        ignored,
        tuple(problems),
    )


def _numbered(
    lines: Sequence[str], delimiter: str, start: int, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Go through the lines with the number of the first line of the file that each stands on."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + start
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error):
                raise Fault(
                    f"A quotation mark on line {line} or after is never closed, so that all that"
                    " follows was read as one cell. Close it, or remove it, and try again."
                ) from error
            problems.append(Problem(line, "", _BAD_QUOTES))
        else:
            yield line, [cell.strip() for cell in cells]


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


def _row(line: int, cells: list[str], names: list[str], problems: list[Problem]) -> Row | None:
    if any(cells[len(names) :]):
        problems.append(Problem(line, "", _TOO_MANY))
        return None
    found = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    wrong = [Problem(line, name, why) for name, cell in found.items() if (why := _unreadable(cell))]
    problems += wrong
    return None if wrong else Row(line, found)


def _unreadable(cell: str) -> str:
    if "\ufffd" in cell:
        return "A letter could not be read. Save the file as UTF-8 and try again"
    if len(cell) > LONGEST_CELL:
        return f"Write at most {LONGEST_CELL:,} characters"
    if _CONTROL.search(cell):
        return "Remove the invisible control characters"
    return ""
