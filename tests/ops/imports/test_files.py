"""Files are read however they were written, and each bad cell says what to do."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from safereturn.ops.faults import Fault
from safereturn.ops.imports import documents
from safereturn.ops.imports.cells import Cells
from safereturn.ops.imports.reading import Column, Row, alike, read

COLUMNS = (
    Column("child_id", "", ("id",), required=True),
    Column("date_of_birth", "", ("dob",)),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_however_it_was_written(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    lines = [["Child ID", "DOB", "Shoe size"], ["Zoë-1", "4/3/2011", "6"], ["", "", ""]]
    text = end.join(delimiter.join(cells) for cells in lines)
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding))
    table = read(path, COLUMNS)
    assert [row.cells for row in table.rows] == [{"child_id": "Zoë-1", "date_of_birth": "4/3/2011"}]
    assert table.rows[0].line == 2
    assert table.ignored == ("Shoe size",)


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text('id,dob\n1,"two\nlines"\n2,x\n', encoding="utf-8")
    assert [row.line for row in read(path, COLUMNS).rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"PK\x00\x00", "not a text file"),
        (b"name\nAda\n", "no column: child_id"),
        (b"id,child id\n1,2\n", "Two columns"),
        (b"sep=;\n", "empty"),
        (b'id,dob\n0,\n"1,\n2,\n', "line 3 or after is never closed"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(Fault, match=why):
        read(path, COLUMNS)


def test_the_separator_that_excel_names(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("sep=;\nid;dob\n1;\n", encoding="utf-8-sig")
    assert [(row.line, row["child_id"]) for row in read(path, COLUMNS).rows] == [(3, "1")]


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        (b"2,x,too many", "", "more cells than headings"),
        (b'2,"x"y', "", "quotation marks do not fit"),
        (b"2,x\x00y" + b" " * 200, "date_of_birth", "invisible control characters"),
        ("2,x\u202ey".encode(), "date_of_birth", "invisible control characters"),
        (b"2," + b"x" * 50_001, "date_of_birth", "at most 50,000 characters"),
        (b"Zo\xeb \x81,x", "child_id", "A letter could not be read"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_beside_those_that_can(
    tmp_path: Path, line: bytes, column: str, why: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"id,dob\n1,\n" + line + b"\n3,,\n")
    table = read(path, COLUMNS)
    assert [(row.line, row["child_id"]) for row in table.rows] == [(2, "1"), (4, "3")]
    [problem] = table.problems
    assert (problem.line, problem.column) == (3, column)
    assert why in problem.reason


@pytest.mark.parametrize("said", ["04/03/2011x", "04/03/2011 18", "04/03/20112", "1²"])
def test_a_date_with_something_behind_it_is_no_date(said: str) -> None:
    cells = Cells(Row(2, {"date_of_birth": said}))
    assert (cells.day("date_of_birth"), len(cells.problems)) == (None, 1)


def test_a_number_that_only_looks_like_one() -> None:
    cells = Cells(Row(2, {"age": "1²"}))
    assert (cells.number("age"), len(cells.problems)) == (None, 1)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="cannot be opened"):
        read(tmp_path / "none.csv", COLUMNS)


def test_headings() -> None:
    assert alike(" Date of\tBirth* ") == alike("date_of_birth") == "dateofbirth"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("31/01/2026", date(2026, 1, 31)),
        ("1.2.2026", date(2026, 2, 1)),
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-01-31T10:00", date(2026, 1, 31)),
        ("", None),
    ],
)
def test_dates(said: str, day: date | None) -> None:
    cells = Cells(Row(2, {"day": said}))
    assert cells.day("day") == day
    assert not cells.problems


@pytest.mark.parametrize(
    ("said", "beside", "moment", "exact"),
    [
        ("31/01/2026", "18:40", datetime(2026, 1, 31, 18, 40, tzinfo=UTC), True),
        ("01/07/2026 18:40", "", datetime(2026, 7, 1, 17, 40, tzinfo=UTC), True),
        ("2026-07-01T18:40:12Z", "", datetime(2026, 7, 1, 18, 40, tzinfo=UTC), True),
        ("2026-07-01T18:40+02:00", "", datetime(2026, 7, 1, 16, 40, tzinfo=UTC), True),
        ("31/01/2026", "", datetime(2026, 1, 31, tzinfo=UTC), False),
        ("", "18:40", None, False),
    ],
)
def test_moments(said: str, beside: str, moment: datetime | None, exact: bool) -> None:
    cells = Cells(Row(2, {"day": said, "time": beside}))
    assert cells.moment("day", "time") == (moment, exact)
    assert not cells.problems


def test_an_unknown_time_at_the_end_is_the_last_of_the_day() -> None:
    cells = Cells(Row(2, {"day": "31/01/2026"}))
    assert cells.moment("day", "", last=True) == (
        datetime(2026, 1, 31, 23, 59, tzinfo=UTC), False,
    )  # fmt: skip


SECRET = "Ada Invented"


def test_a_bad_cell_says_what_to_do_and_never_what_stood_there() -> None:
    names = ("day", "moment", "time", "number", "yes", "choice")
    cells = Cells(Row(7, dict.fromkeys(names, SECRET) | {"at": "31/01/2026", "none": ""}))
    cells.day("day")
    cells.moment("at", "time")
    cells.number("number")
    cells.yes("yes")
    assert cells.choice("choice", {"a": 1}, 2) == 2
    cells.text("none", required=True)
    assert [problem.column for problem in cells.problems] == [
        "day", "time", "number", "yes", "choice", "none",
    ]  # fmt: skip
    for problem in cells.problems:
        assert SECRET not in str(problem)
        assert str(problem).startswith("Line 7, column ")


def test_the_page_of_columns_is_as_the_code_says() -> None:
    page = Path("docs/import.md").read_text(encoding="utf-8")
    assert page == documents.page()
