"""What a migration must not do while the version before it still serves.

Expand, move, contract: three changes, three releases. First a release adds what the next
needs, in a way that the running version does not notice; then one moves to it; a third
takes the old away. docs/deploy.md says how an upgrade runs. A migration that contracts says
so, with when its last reader was gone: `contracts = "release 3 reads it no more"`.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db.migrations import operations as ops
from django.db.migrations.migration import Migration

# Statements of RunSQL that take something away, read every row under a lock, or write all anew.
_SQL = (
    (r"\bdrop\s+(table|column)\b", "takes away what the running version still uses"),
    (r"\brename\s+(column|to)\b", "renames what the running version still uses"),
    (r"\balter\s+column\s+\w+\s+(set\s+data\s+)?type\b", "writes every row anew under a lock"),
    (r"\balter\s+column\s+\w+\s+set\s+not\s+null\b", "reads every row under a lock"),
    (r"\bcreate\s+(unique\s+)?index\s+(?!concurrently)", "builds an index with writers shut out"),
    (r"\badd\s+constraint\b(?!.*not\s+valid)", "reads every row under a lock: NOT VALID first"),
    (r"\b(vacuum\s+full|cluster)\b", "writes every row anew under a lock"),
)
_TAKES_AWAY = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel)


def dangers(migration: Migration) -> Iterator[str]:
    """Say what in a migration could make a request of the running version fail or wait."""
    fresh = {op.name.lower() for op in migration.operations if isinstance(op, ops.CreateModel)}
    contracts = bool(getattr(migration, "contracts", ""))
    for operation in migration.operations:
        if _model(operation) in fresh:
            continue  # nobody uses a table that was not there
        if words := _danger(operation, contracts=contracts):
            yield f"{migration.app_label}.{migration.name}: {operation.describe()}: {words}"


def _model(operation: Any) -> str:
    return str(getattr(operation, "model_name", "")).lower()


# What is dangerous as a whole, and what to do instead.
_KINDS: dict[type[Any], str] = {
    ops.AddIndex: "builds an index with writers shut out: AddIndexConcurrently",
    ops.AddConstraint: "reads every row under a lock: NOT VALID first, then validated",
}


def _danger(operation: Any, *, contracts: bool) -> str:
    if isinstance(operation, _TAKES_AWAY):
        return "" if contracts else "takes away or renames what the running version still uses"
    if isinstance(operation, ops.AddField):
        return _added(operation.field)
    if isinstance(operation, ops.AlterField):
        # A change of choices is no change of the table.
        known = contracts or operation.field.choices
        return "" if known else "a changed column is written or read anew under a lock"
    if isinstance(operation, ops.RunSQL):
        return _in_sql(operation, contracts=contracts)
    return _KINDS.get(type(operation), "")


def _added(field: Any) -> str:
    """Django takes a default away again: the running version's rows would then be refused."""
    if field.many_to_many or field.null or field.has_db_default():
        return "" if not field.unique else "builds an index with writers shut out"
    return "the running version writes rows without it: null=True or db_default"


def _in_sql(operation: Any, *, contracts: bool) -> str:
    said = operation.sql if isinstance(operation.sql, str) else " ".join(map(str, operation.sql))
    text = re.sub(r"(--[^\n]*|\$(\w*)\$.*?\$\2\$)", " ", said, flags=re.DOTALL).lower()
    made = set(re.findall(r"create\s+table\s+(?:if\s+not\s+exists\s+)?\"?(\w+)", text))
    for statement in text.split(";"):
        if any(re.search(rf"\b{name}\b", statement) for name in made):
            continue
        for pattern, words in _SQL:
            if re.search(pattern, statement, flags=re.DOTALL) and not contracts:
                return words
    return ""
