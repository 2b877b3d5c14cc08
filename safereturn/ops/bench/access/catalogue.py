"""What the database's own catalogue says of fences and roles; and what is shown elsewhere."""

from safereturn.ops import roles
from safereturn.ops.bench.access.agreeing import Sides
from safereturn.ops.bench.access.figures import Figure

# A table holds a child's data when a column of it names a child, or when it points to a
# table that does. Partitions are reached through the table that they are of.
_OF_CHILDREN = """
with recursive held(oid) as (
  select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     and not c.relispartition
     and (c.relname = 'children_child' or (a.attname = 'child_id' and not a.attisdropped))
  union
  select f.conrelid from pg_constraint f join held h on f.confrelid = h.oid
   where f.contype = 'f'
)
select relname from pg_class where oid in (select oid from held) order by 1
"""
# Under no fence, each with the reason.
NOT_FENCED: dict[str, str] = {}


def held(sides: Sides) -> list[Figure]:
    """Return goal 2: every table of a child's data is fenced, and nobody gets past by role."""
    tables = [str(row[0]) for row in sides.open.execute(_OF_CHILDREN).fetchall()]
    lacking = [name for name in tables if name not in sides.tables and name not in NOT_FENCED]
    said = f"{len(tables) - len(lacking)} of {len(tables)}"
    weak = roles.weaknesses(sides.app)
    return [
        Figure(
            2,
            "Tables of children’s data under forced row-level security",
            said,
            "all",
            not lacking and bool(tables),
            f"lacking {', '.join(lacking)}" if lacking else _exceptions(tables),
        ),
        Figure(
            2,
            "The web server’s and worker’s role",
            ", ".join(weak) or "owns and bypasses nothing",
            "neither owner nor bypassing",
            not weak,
        ),
    ]


def _exceptions(tables: list[str]) -> str:
    known = [f"{name} ({NOT_FENCED[name]})" for name in tables if name in NOT_FENCED]
    return f"but {', '.join(known)}" if known else ""


def elsewhere() -> list[Figure]:
    """Return the goals that this run does not measure, and where they are shown."""
    return [
        Figure(
            3,
            "Every address, tried by strangers",
            "–",
            "0 unexpected answers",
            None,
            "see tests/web/test_nobody_else.py",
        ),
        Figure(
            8,
            "Break-glass: told at once without personal data, reviewed",
            "–",
            "≤ 60 s, 100 % within 72 h",
            None,
            "see tests/domain/shield/test_openings.py",
        ),
        Figure(
            8,
            "Break-glass: share of record views",
            "–",
            "< 1 %",
            None,
            "only a live service has views; its governance leads see the month’s figure",
        ),
    ]
