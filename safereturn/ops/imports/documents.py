"""docs/import.md, written from the columns that the import reads."""

from collections.abc import Iterable

from safereturn.ops.imports import children, episodes
from safereturn.ops.imports.reading import Column

OPENING = """# Taking in an agency's own files

    safereturn import children children.csv --agency "Exampleshire Council" --dry-run
    safereturn import children children.csv --agency "Exampleshire Council"
    safereturn import episodes episodes.csv --agency "Exampleshire Council"

`--agency` is the agency whose file it is: its name in the service, its GSS code or its DfE code.
Children come first: an episode names its child by the number in `child_id`.

* **How the file is written.** CSV with the headings in the first line; comma, semicolon or tab;
  UTF-8 (with or without a mark at the start), UTF-16 or Windows-1252. Capitals, spaces and signs
  in headings do not matter; a first line `sep=;`, as Excel writes it, is read. Columns that are
  not listed here are named and left out.
* **Dates** are written 31/01/2026 or 2026-01-31. A time stands in the same cell (31/01/2026 18:40,
  2026-01-31T18:40) or in the column beside it, in London time unless it says otherwise.
* **All or nothing.** If one line is bad, nothing is kept, and every bad line is named with its
  column and what to do; what stood in the cell is never repeated. `--only-good` keeps the good
  lines. `--dry-run` keeps nothing. The command ends with 1 when there was something to mend.
* **A line that cannot be read** is told like any other: more cells than headings, quotation marks
  that do not fit, invisible control characters, a letter of another encoding. So are two lines
  that say different things under one `child_id` or `episode_id`. A quotation mark that is never
  closed stops the whole file: all that follows would be one cell.
* **Twice changes nothing.** A child is found again by `child_id`, an episode by `episode_id`
  (without one, by the child and the start). A line that has changed corrects the record, and the
  history keeps what it said before. An empty cell takes nothing away.
* **Episodes are history.** Nobody is told and no clock starts. An episode that is not over is not
  imported: report the child missing.
* **A time that is not known.** With a date alone, last seen counts from 00:00 of that day and the
  report, finding and return from 23:59, so that no interval is made shorter than it was; the
  circumstances then say that only the date is known. Without `reported`, the start stands for it.
* **The police's grade** is kept with the label in force on the day of the report and with our
  normalised level. `category` (DfE M or A) is kept apart from both.
* **Interviews.** An interview that was offered, with neither an outcome nor a reason in the file,
  is kept as not held: "The imported file records no outcome."

Sample files with invented children: [children.csv](samples/children.csv),
[episodes.csv](samples/episodes.csv).
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join(
        (
            OPENING,
            "## Children\n",
            _table(children.COLUMNS),
            "\n## Episodes\n",
            _table(episodes.COLUMNS),
            "",
        )
    )


def _table(columns: Iterable[Column]) -> str:
    lines = ["| column | also read | what it holds |", "|---|---|---|"]
    lines += [
        f"| `{column.name}`{' (needed)' if column.required else ''} "
        f"| {', '.join(column.aliases)} | {column.about} |"
        for column in columns
    ]
    return "\n".join(lines)
