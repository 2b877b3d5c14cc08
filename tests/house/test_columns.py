"""Every column of every table says what it is, whose, and how long it is kept."""

import pytest
from django.db import connection

from safereturn.children.rules import PROFILE_FIELDS
from safereturn.oversight.rules.keeping import AUTHORITY, OPERATOR, Record, Sort
from safereturn.oversight.rules.tables import TABLES
from safereturn.return_interviews.rules import Independence

ADD = """
{missing}
Say what each is in safereturn/oversight/rules/tables/<package>.py: put its name into exactly
one of key (identifiers, links), fact (times, codes, yes or no), about_child (names or numbers
the child), words (free text), others (somebody else: name, phone, address), worker, agency,
hidden (never shown). A new table that is of a child says child="child_id", its record= (how
long it is kept) and controller= (the column of the agency that decides). Then `make docs`.
"""
GONE = "No longer in the database; take it out of safereturn/oversight/rules/tables: {stale}"


# Identifiers, settings and jobs, and workers' own data.
ABOUT_NOBODY = {
    Record.TRACE, Record.LOG, Record.SETTING, Record.TECHNICAL, Record.WORKFORCE,
}  # fmt: skip


def columns() -> dict[str, dict[str, str]]:
    """Return every column there is, of every table, with its type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, a.attname, format_type(a.atttypid, null)"
            "  from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
            "   and not c.relispartition and a.attnum > 0 and not a.attisdropped"
        )
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in cursor.fetchall():
            found.setdefault(table, {})[column] = kind
    return found


def missing(there: dict[str, dict[str, str]]) -> list[str]:
    said = {name: table.columns for name, table in TABLES.items()}
    return sorted(f"{t}.{c}" for t, cs in there.items() for c in cs if c not in said.get(t, {}))


@pytest.mark.django_db
def test_every_column_is_classified() -> None:
    unsaid = missing(columns())
    assert not unsaid, ADD.format(missing=", ".join(unsaid))


@pytest.mark.django_db
def test_an_unclassified_column_would_be_found() -> None:
    there = columns()
    there["children_child"]["shoe_size"] = "text"
    there["children_shoe"] = {"id": "uuid"}
    assert missing(there) == ["children_child.shoe_size", "children_shoe.id"]


@pytest.mark.django_db
def test_no_classification_outlives_its_column() -> None:
    there = columns()
    stale = [f"{t.name}.{c}" for t in TABLES.values() for c in t.columns
             if c not in there.get(t.name, {})]  # fmt: skip
    assert not stale, GONE.format(stale=", ".join(stale))


@pytest.mark.django_db
def test_a_json_column_says_its_keys_and_no_other_column_does() -> None:
    for name, there in columns().items():
        json = {column for column, kind in there.items() if kind in ("json", "jsonb")}
        # The openings of a desk and the like are lists of numbers: they have no keys.
        assert json == set(TABLES[name].json), name


@pytest.mark.django_db
def test_a_table_that_names_a_child_is_of_a_child() -> None:
    """Else neither retention nor a subject-access pack would ever meet its rows."""
    about_many = {"audit_entry", "audit_change"}  # the log stays; history goes with its rows
    for name, there in columns().items():
        if "child_id" in there and name not in about_many:
            assert TABLES[name].child == "child_id", name


def test_whose_a_row_is_and_what_is_harmful_are_columns_of_it() -> None:
    for table in TABLES.values():
        named = set((table.harm + " " + table.where).split())
        named |= {table.child} if table.child else set()
        named |= {table.by[0]} if table.by else set()
        named |= {table.controller} - {AUTHORITY, OPERATOR}
        assert named <= set(table.columns), table.name


def test_the_keys_are_those_that_are_written() -> None:
    assert set(TABLES["children_profile"].json["answers"]) == set(PROFILE_FIELDS)
    independence = TABLES["return_interviews_returninterview"].json["independence"]
    assert set(independence) == set(Independence.__dataclass_fields__)


@pytest.mark.django_db
def test_whatever_is_scrubbed_can_be_emptied() -> None:
    """A column that must be filled can say "removed" only if it is text, bytes, JSON or a list."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attrelid::regclass::text, attname from pg_attribute where attnotnull"
            " and format_type(atttypid, null) !~ 'text|character|json|bytea|\\[\\]'"
        )
        rigid = set(cursor.fetchall())
    for table in TABLES.values():
        if table.is_of_a_child:
            assert not {(table.name, column) for column in table.scrubbed} & rigid


def test_a_column_stands_in_one_group() -> None:
    table = TABLES["children_child"]
    twice = type(table)(name="t", what="", record=table.record, words="name", key="name")
    with pytest.raises(ValueError, match=r"t\.name is classified twice"):
        assert twice.columns


def test_whatever_names_somebody_is_scrubbed() -> None:
    for table in TABLES.values():
        for column, sort in table.columns.items():
            if column in ("name", "phone", "text") and table.record not in ABOUT_NOBODY:
                scrubbed = column in table.scrubbed or sort is Sort.WORKER
                assert scrubbed, f"{table.name}.{column}"
