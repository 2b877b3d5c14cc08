"""The second fence: row-level security on every table that holds a child's data.

After `Fence("episodes_episode", child="child_id")` the database itself shows a row only to
an agency that stands in a current relation to the child, whatever a page or a query got
wrong. Who asks is read from the settings that `identity` writes; where nobody has said,
there are no rows. The policies are plain look-ups in one index, so that they cost next
to nothing; clauses of an agreement are never in them (docs/adr/0009).
"""

from collections.abc import Iterable
from typing import Any

from django.db import migrations

# Each in a select of its own: read once a statement, not once a row. A setting that was
# made for one transaction reads as '' after it, which is nobody, not an error.
PERSON = "(select nullif(current_setting('app.person', true), '')::uuid)"
AGENCY = "(select nullif(current_setting('app.agency', true), '')::uuid)"
AT = "(select nullif(current_setting('app.at', true), '')::timestamptz)"
# These two are asked last, of the few rows that nothing else has let through: a select of
# their own would cost the planner more, in each statement, than they cost in those rows.
# The one child that a job, or an action that begins or ends a relation, is about:
CHILD = "nullif(current_setting('app.child', true), '')::uuid"
_WHO_BROKE_THE_GLASS = "nullif(current_setting('app.person', true), '')::uuid"
# Jobs act as the service, whose agency is the nil identifier.
SERVICE = f"{AGENCY} = '00000000-0000-0000-0000-000000000000'"


def related(child: str, *, asked: bool = False) -> str:
    """Return the condition that the agency stands in a current relation to a child.

    An agency that was only asked does not, unless `asked`: it may match and answer, and
    is told nothing else. A broken glass lets in the one person who broke it. Where a
    child is sealed, or somebody is kept out, the relation alone is not enough.

    `offset 0` changes no answer. Without it the planner also weighs reading all relations
    of the agency first: that makes every plan slower to make, and long reads slower.
    """
    return (
        f"exists (select from involvement_involvement r where r.child_id = {child}"
        f" and r.agency_id = {AGENCY} and r.starts_at <= {AT}"
        f" and (r.ends_at is null or r.ends_at > {AT})"
        + ("" if asked else " and r.basis <> 'asked'")
        + f" and (r.basis <> 'emergency' or r.subject_id = {_WHO_BROKE_THE_GLASS})"
        " and (not r.guarded or involvement_let_through(r.child_id)) offset 0)"
    )


def of_child(table: str, column: str, *, reach: str = "work") -> str:
    """Return the condition that a row is about a related child, or the one child at hand."""
    child = f'"{table}".{column}'
    return f"{related(child, asked=reach == 'match')} or {child} = {CHILD}"


class Fence(migrations.RunSQL):
    """Put one table under forced row-level security. Any of the ways given lets a row through.

    `child`: the column that names the child. `reach="match"`: an agency that was only
    asked sees these rows too, to match the child by; `asked`: of these rows it sees those
    whose column of this name says its own agency. `via`: a column and the table whose
    row, if it may be seen, lets this one be seen. `agency`, `person`: the column that
    says whose row it is. `where`: a condition of its own, for the few that need one. `act`: for
    what it is the policy, where that is not everything.
    """

    def __init__(  # noqa: PLR0913 - a fence has as many ways in
        self,
        table: str,
        *,
        child: str = "",
        reach: str = "work",
        asked: str = "",
        via: tuple[str, str] | None = None,
        agency: str = "",
        person: str = "",
        where: str = "",
        act: str = "all",
    ) -> None:
        self.table = table
        self.said = {
            "child": child,
            "reach": "" if reach == "work" else reach,
            "asked": asked,
            "via": via,
            "agency": agency,
            "person": person,
            "where": where,
            "act": "" if act == "all" else act,
        }
        ways = [f"({way})" for way in self._ways(child, reach, asked) if way]
        if via:
            ways.append(f'exists (select from "{via[1]}" p where p.id = "{table}".{via[0]})')
        ways += [f'"{table}".{agency} = {AGENCY}'] if agency else []
        ways += [f'"{table}".{person} = {PERSON}'] if person else []
        ways += [f"({where})"] if where else []
        super().__init__(sql=[*shut(table, " or ".join(ways), act)], reverse_sql=[*opened(table)])

    def _ways(self, child: str, reach: str, asked: str) -> Iterable[str]:
        if child:
            yield of_child(self.table, child, reach=reach)
        if asked:
            row = f'"{self.table}"'
            yield f"{row}.{asked} = {AGENCY} and {related(f'{row}.{child}', asked=True)}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Write the operation down as it is called."""
        return ("Fence", [self.table], {name: said for name, said in self.said.items() if said})

    def describe(self) -> str:
        """Say what the migration does, in the log."""
        return f"Fence {self.table} by row-level security"


class OwnerMay(migrations.RunSQL):
    """Let the owner of the tables do one thing with a fenced one.

    For the few functions that run as their owner (SECURITY DEFINER): under FORCE an owner
    that is no superuser is shut out like anybody else.
    """

    def __init__(self, table: str, *acts: str) -> None:
        self.table, self.acts = table, acts
        super().__init__(
            sql=[statement for act in acts for statement in owner_may(table, act)],
            reverse_sql=[f'drop policy if exists owner_{act} on "{table}"' for act in acts],
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Write the operation down as it is called."""
        return ("OwnerMay", [self.table, *self.acts], {})

    def describe(self) -> str:
        """Say what the migration does, in the log."""
        return f"Let the owner {', '.join(self.acts)} in {self.table}"


def owner_may(table: str, act: str) -> list[str]:
    """Return the statements that let the owner do this."""
    rows = {"insert": "with check (true)", "update": "using (true) with check (true)"}
    how = rows.get(act, "using (true)")
    return [f'create policy owner_{act} on "{table}" for {act} to current_user {how}']


class OnlyApp(migrations.RunSQL):
    """Let nobody call a function but its owner and the role of the web server and worker."""

    def __init__(self, function: str) -> None:
        self.function = function
        super().__init__(sql=[_ONLY_APP.format(function=function)], reverse_sql=[])

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Write the operation down as it is called."""
        return ("OnlyApp", [self.function], {})

    def describe(self) -> str:
        """Say what the migration does, in the log."""
        return f"Let only the app role call {self.function}"


# The role is named after the database, because roles are cluster-wide (docs/adr/0002).
_ONLY_APP = """do $only$ declare app text := current_database() || '_app'; begin
    revoke all on function {function} from public;
    if exists (select from pg_roles where rolname = app) then
        execute format('grant execute on function {function} to %I', app);
    end if;
end $only$"""


def shut(table: str, condition: str, act: str) -> list[str]:
    """Return the statements that fence a table by a condition."""
    return [
        f'alter table "{table}" enable row level security',
        f'alter table "{table}" force row level security',
        f'create policy fence on "{table}" for {act} using ({condition})',
    ]


def opened(table: str) -> list[str]:
    """Return the statements that undo `shut`."""
    return [
        f'drop policy if exists fence on "{table}"',
        f'alter table "{table}" no force row level security',
        f'alter table "{table}" disable row level security',
    ]
