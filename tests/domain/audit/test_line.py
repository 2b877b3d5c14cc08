"""A line of the log is the text that every seal so far was made of, to the letter."""

import json
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db

_line = import_module("safereturn.audit.migrations.0007_line")
NOW, BEFORE = _line.LINE, _line.AS_BEFORE
# What PostgreSQL can hold: neither NUL nor half a pair.
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
ROWS = st.fixed_dictionaries(
    {
        "id": st.none() | st.uuids(),
        "at": st.none() | st.datetimes(),
        "xact": st.none() | st.integers(0, 2**64 - 1),
        **{
            name: st.none() | WORDS
            for name in ("act", "name", "roles", "asserted", "reason", "rule", "door")
        },
        **{
            name: st.none() | st.uuids()
            for name in ("person_id", "agency_id", "appointment_id", "child_id")
        },
        "child_ids": st.none() | st.lists(st.none() | st.uuids(), max_size=3),
        "refs": st.none() | JSON,
        "origin": st.none() | JSON,
    }
)


@pytest.fixture(scope="module")
def statement() -> str:
    """Both texts of one row that need not be in any table: it may hold what none should."""
    was, now = (text.partition("return ")[2].rpartition(";")[0] for text in (BEFORE, NOW))
    return (
        f"select ({was}), ({now}), audit_entry_line(e)"  # noqa: S608 - our own migration
        " from jsonb_populate_record(null::audit_entry, %s::jsonb) e"
    )


@given(row=ROWS)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_is_what_it_was(statement: str, row: dict[str, Any]) -> None:
    row = {name: value for name, value in row.items() if value is not None}
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(row, default=str)])
        [(was, now, called)] = cursor.fetchall()
    assert was == now == called
    assert list(json.loads(called)) == [
        *("kind", "at", "xact", "id", "act", "name", "person", "agency", "appointment", "roles"),
        *("asserted", "child", "children", "refs", "reason", "rule", "door", "origin"),
    ]
