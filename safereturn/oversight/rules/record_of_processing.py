"""The record of processing, written from what every column is (UK GDPR article 30)."""

from collections.abc import Iterator

from safereturn.oversight.rules.keeping import AUTHORITY, OPERATOR, SCRUBBED, Record, Sort, Table
from safereturn.oversight.rules.tables import PACKAGES

RECORD_WORDS = {
    Record.SHARED: "Shared by all: who the child is, and each missing episode",
    Record.CARE: "Care record",
    Record.MISSING: "What was reported, learnt, asked and done while the child was missing",
    Record.POLICE: "Police record",
    Record.INTERVIEW: "Return interview",
    Record.LEDGER: "What was given to whom",
    Record.ACCESS: "Who may see the record, and who opened it",
    Record.RIGHTS: "Requests about rights, and what was disposed of",
    Record.TRACE: "Traces of work: notices, clocks, facts",
    Record.UNFINISHED: "Unfinished words",
    Record.HISTORY: "Row history",
    Record.LOG: "The log",
    Record.WORKFORCE: "People who work with it",
    Record.SETTING: "Settings and agreements: about no child",
    Record.TECHNICAL: "Technical",
}
SORT_WORDS = {
    Sort.KEY: "Identifiers and links",
    Sort.FACT: "Times, codes, yes and no",
    Sort.CHILD: "Names or numbers the child",
    Sort.WORDS: "Words, about the child first",
    Sort.OTHERS: "About somebody else",
    Sort.WORKER: "Which worker",
    Sort.AGENCY: "Which agency",
    Sort.HIDDEN: "Never shown",
}


def record_of_processing() -> Iterator[str]:
    """Write every table with its columns, whose it is and what becomes of it."""
    scrubbed = ", ".join(SORT_WORDS[sort].lower() for sort in Sort if sort in SCRUBBED)
    yield (
        "Every table and column, what it is, who decides about it, and the class by which it is"
        " kept ([how long](retention.md)). A row goes when its class is disposed of. Where"
        " another agency’s row still needs it, it stays and these are emptied: "
        f"{scrubbed}.\n"
    )
    for package in PACKAGES:
        yield f"## {package.__name__.rsplit('.', 1)[-1].replace('_', ' ').capitalize()}\n"
        for table in package.TABLES:
            yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"### `{table.name}`: {table.what}\n"
    yield f"{RECORD_WORDS[table.record]}. Controller: {_controller(table)}.\n"
    yield "| | Columns | |"
    yield "|---|---|---|"
    for sort, names in table.groups:
        if names:
            columns = ", ".join(f"`{name}`{_keys(table, name)}" for name in names.split())
            scrubbed = "scrubbed" if sort in SCRUBBED else "kept while the row is"
            yield f"| {SORT_WORDS[sort]} | {columns} | {scrubbed} |"
    yield ""


def _keys(table: Table, column: str) -> str:
    keys = table.json.get(column)
    if keys is None:
        return ""
    return " (any key)" if "*" in keys else f" ({', '.join(keys)})"


def _controller(table: Table) -> str:
    if table.by:
        return f"as of the row in `{table.by[1]}` it belongs to"
    if table.controller in (AUTHORITY, OPERATOR):
        return table.controller
    return f"the agency in `{table.controller}`"
