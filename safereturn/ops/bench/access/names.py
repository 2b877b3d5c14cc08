"""Invented names, as unevenly spread as names are, and the keys by which they are found."""

from itertools import product

from safereturn.ops.bench.access import bulk
from safereturn.ops.bench.access.plan import Plan
from safereturn.ops.bench.stock import Connection

FIRST, LAST = 800, 2_800
# So that the commonest first name is that of 15 children in a thousand, and the commonest
# surname of 12, as in England and Wales.
_FIRST_SKEW, _LAST_SKEW = 1.6, 1.8
_SYLLABLES = "Ba Be Bo Da De Do Fa Fe Fi Ga Ge Ha He Ja Jo Ka Ke La Le Li Ma Me Mi Na Ne No Pa Ra"
_MIDDLE, _END = "l r m n nn ll v s d x", "a o is en y ia"
_LAST_LETTERS = ("n", "s", "rd", "m", "ck", "t", "lf")
# Neighbours in the list have no more letters in common than any two surnames.
_STRIDE = 7_919


def first_names() -> list[str]:
    """Return invented first names, the commonest first."""
    made = ["".join(parts) for parts in product(_SYLLABLES.split(), _MIDDLE.split(), _END.split())]
    return [made[number * _STRIDE % len(made)] for number in range(FIRST)]


def surnames() -> list[str]:
    """Return invented surnames, the commonest first."""
    parts = _SYLLABLES.split()
    many = len(parts)
    return [_surname(number * _STRIDE % many**3, parts) for number in range(LAST)]


def _surname(number: int, parts: list[str]) -> str:
    first, rest = divmod(number, len(parts) ** 2)
    second, third = divmod(rest, len(parts))
    ending = _LAST_LETTERS[number % len(_LAST_LETTERS)]
    return f"{parts[first]}{parts[second]}{parts[third]}".capitalize() + ending


def write(connection: Connection, plan: Plan) -> None:
    """Give every child a name and a date of birth, and write the keys of both."""
    from safereturn.children.rules import finding

    connection.execute("create unlogged table bench.token (part int, n int, name text)")
    connection.execute("create unlogged table bench.key (part int, n int, key text)")
    lists = (first_names(), surnames())
    _copy(
        connection,
        "bench.token",
        [(part, n, name) for part, names in enumerate(lists) for n, name in enumerate(names)],
    )
    _copy(
        connection,
        "bench.key",
        [
            (part, n, key)
            for part, names in enumerate(lists)
            for n, name in enumerate(names)
            for key in sorted(finding.name_keys(name))
        ],
    )
    dice = {"f": _dice("first", _FIRST_SKEW, FIRST), "l": _dice("last", _LAST_SKEW, LAST)}
    connection.execute(_NAMES.format(**dice))
    connection.execute("analyze bench.name")
    _write_keys(connection)


def _copy(connection: Connection, table: str, rows: list[tuple[int, int, str]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _dice(word: str, skew: float, of: int) -> str:
    even = f"(('x' || substr(md5(i || '{word}'), 1, 8))::bit(32)::bigint / 4294967296.0)"
    return f"floor({of} * power({even}::float8, {skew}))::int"


_NAMES = """
create unlogged table bench.name as
select i, f, l, a.name || ' ' || b.name as name, date '2009-01-01' + i * 37 % 5000 as born_on
  from (select i, {f} as f, {l} as l from bench.child) n
  join bench.token a on a.part = 0 and a.n = n.f
  join bench.token b on b.part = 1 and b.n = n.l
"""
# The same forms as `children.rules.finding` writes; a test holds one beside the other.
_BORN = "'b:' || n.born_on"
_EXACT = (
    "'x:' || least(lower(a.name), lower(b.name)) || ' ' ||"
    " greatest(lower(a.name), lower(b.name)) || '|' || n.born_on"
)
_NUMBER = "'i:BENCH' || lpad(n.i::text, 9, '0')"


def _write_keys(connection: Connection) -> None:
    from safereturn.children.models import SearchKey

    child = "bench.name n join bench.child c using (i)"
    for part, column in enumerate(("f", "l")):
        values = {"child_id": "c.id", "source": "'children.names'", "key": "k.key"}
        source = f"{child} join bench.key k on k.part = {part} and k.n = n.{column}"
        bulk.insert(connection, SearchKey, values, source)
    named = (
        f"{child} join bench.token a on a.part = 0 and a.n = n.f"
        " join bench.token b on b.part = 1 and b.n = n.l"
    )
    for source, key in (
        ("children.names", _BORN),
        ("children.names", _EXACT),
        ("children.identifiers", _NUMBER),
    ):
        values = {"child_id": "c.id", "source": f"'{source}'", "key": key}
        bulk.insert(connection, SearchKey, values, named)
