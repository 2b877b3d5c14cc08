"""All pairs: few rows in which each value of a factor meets each value of every other."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any

Row = dict[str, Any]


def all_pairs(factors: Mapping[str, Sequence[Any]]) -> list[Row]:
    """Return rows that cover every pair of values, the same at each run. Greedy, not least."""
    names = sorted(factors, key=lambda name: -len(factors[name]))
    left = {
        (one, i, other, j)
        for one, other in combinations(names, 2)
        for i in range(len(factors[one]))
        for j in range(len(factors[other]))
    }
    first, second = names[:2]
    places = product(range(len(factors[first])), range(len(factors[second])))
    rows = [_row(factors, names, left, {first: i, second: j}) for i, j in places]
    while left:
        one, i, other, j = min(left)
        rows.append(_row(factors, names, left, {one: i, other: j}))
    return [{name: factors[name][place] for name, place in row.items()} for row in rows]


def _row(
    factors: Mapping[str, Sequence[Any]],
    names: Sequence[str],
    left: set[tuple[str, int, str, int]],
    begun: dict[str, int],
) -> dict[str, int]:
    """Fill a row with what meets most that has not been met, and cross that off."""
    row = dict(begun)
    for name in names:
        if name in row:
            continue
        count = len(factors[name])
        turn = sum(row.values())  # where the search begins: values take turns among equals
        places = [(turn + step) % count for step in range(count)]
        row[name] = max(places, key=lambda place: len(_met(names, {**row, name: place}) & left))
    left -= _met(names, row)
    return row


def _met(names: Sequence[str], row: Mapping[str, int]) -> set[tuple[str, int, str, int]]:
    held = [name for name in names if name in row]
    return {(one, row[one], other, row[other]) for one, other in combinations(held, 2)}
