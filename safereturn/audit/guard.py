"""The fence that no linter can be: a migration operation that guards a case table.

After `Guard("episodes_episode")` the table refuses every change whose transaction is not
a recorded action, and keeps the old and the new row of those that are.
"""

from typing import Any

from django.db import migrations

EACH_ROW = "for each row execute function audit_guard({digested})"
NO_TRUNCATE = "for each statement execute function audit_no_truncate()"


class Guard(migrations.RunSQL):
    """Install the write trigger on one table. Reversible.

    `digested`: columns of bytes, of which the row history keeps the digest alone. What is
    large would else be kept twice, and what is erased would live on in the history.
    """

    def __init__(self, table: str, *, digested: tuple[str, ...] = ()) -> None:
        self.table, self.digested = table, digested
        each_row = EACH_ROW.format(digested=", ".join(f"'{column}'" for column in digested))
        super().__init__(
            sql=[
                f'create trigger guard after insert or update or delete on "{table}" {each_row}',
                f'create trigger guard_truncate before truncate on "{table}" {NO_TRUNCATE}',
            ],
            reverse_sql=[
                f'drop trigger guard on "{table}"',
                f'drop trigger guard_truncate on "{table}"',
            ],
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Write the operation down as it is called."""
        return ("Guard", [self.table], {"digested": self.digested} if self.digested else {})

    def describe(self) -> str:
        """Say what the migration does, in the log."""
        return f"Guard every write to {self.table}"
