"""The pattern of a child's repeats: when, where, with whom, how long between. Counts only.

It says how many it rests on and how many say nothing. Of fewer than five it says that they
are too few to call a pattern; it never says why, and never what will happen.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from safereturn.agencies.rules import LONDON

# Below this a page says that there are too few: three on a Friday may be chance.
FEW = 5
# A day in parts: by hour each bar would be one or none.
PARTS_OF_DAY = ((0, 6), (6, 12), (12, 18), (18, 24))


@dataclass(frozen=True, slots=True)
class Once:
    """One time missing, as far as the reader may know it.

    `hour_known`: somebody said when the child was last seen; else it counts from the report,
    whose hour is the caller's and not the child's. Words are empty where nobody said.
    """

    started_at: datetime
    ended_at: datetime | None = None
    hour_known: bool = True
    seen_where: str = ""
    found_where: str = ""
    with_whom: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of them: `key` is a weekday (0 is Monday), an hour or part, or words."""

    key: int | str
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Counts of one question, how many answered it, and how many say nothing."""

    bars: tuple[Bar, ...]
    known: int
    unknown: int

    @property
    def most(self) -> int:
        """Return the longest bar's count: what a picture is scaled by."""
        return max((bar.count for bar in self.bars), default=0)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The times between the end of one and the start of the next, in the order they came."""

    between: tuple[timedelta, ...] = ()
    # Of those before, how many have no end that anybody wrote down.
    unknown: int = 0

    @property
    def shortest(self) -> timedelta | None:
        """Return the shortest."""
        return min(self.between, default=None)

    @property
    def middle(self) -> timedelta | None:
        """Return the median: half were shorter."""
        return _middle(self.between)

    @property
    def is_closing(self) -> bool:
        """Say whether each of the last three gaps was shorter than the one before it."""
        last = self.between[-3:]
        return len(last) == 3 and all(b < a for a, b in pairwise(last))  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the repeats come to."""

    total: int
    weekdays: Spread
    parts: Spread
    hours: Spread
    seen: Spread
    found: Spread
    companions: Spread
    gaps: Gaps
    lasted: tuple[timedelta, ...]

    @property
    def is_few(self) -> bool:
        """Say whether there are too few to call it a pattern."""
        return self.total < FEW

    @property
    def usually_lasts(self) -> timedelta | None:
        """Return the median length of those that ended."""
        return _middle(self.lasted)


def _middle(lengths: Sequence[timedelta]) -> timedelta | None:
    """Return the median; of an even number, halfway between the two in the middle."""
    if not lengths:
        return None
    ordered, half = sorted(lengths), len(lengths) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def pattern(times: Iterable[Once]) -> Pattern:
    """Return the pattern of these times missing, whatever order they come in."""
    ordered = sorted(times, key=lambda one: one.started_at)
    known = [one for one in ordered if one.hour_known]
    return Pattern(
        total=len(ordered),
        weekdays=_each(range(7), [_local(one).weekday() for one in ordered], 0),
        parts=_each(
            [first for first, _ in PARTS_OF_DAY],
            [_part(_local(one).hour) for one in known],
            len(ordered) - len(known),
        ),
        hours=_each(range(24), [_local(one).hour for one in known], len(ordered) - len(known)),
        seen=_words(ordered, lambda one: one.seen_where),
        found=_words(ordered, lambda one: one.found_where),
        companions=_words(ordered, lambda one: one.with_whom),
        gaps=_gaps(ordered),
        lasted=tuple(one.ended_at - one.started_at for one in ordered if one.ended_at),
    )


def _local(one: Once) -> datetime:
    return one.started_at.astimezone(LONDON)


def _part(hour: int) -> int:
    return next(first for first, last in PARTS_OF_DAY if first <= hour < last)


def _each(keys: Iterable[int], said: Sequence[int], unknown: int) -> Spread:
    """Return a bar for each key, those without any too: an empty Monday says something."""
    counts = Counter(said)
    return Spread(tuple(Bar(key, counts[key]) for key in keys), len(said), unknown)


def _words(times: Sequence[Once], of: Callable[[Once], str]) -> Spread:
    """Return the words that were said, most first; the same in other letters is the same."""
    said = [words for one in times if (words := " ".join(of(one).split()))]
    first: dict[str, str] = {}
    for words in said:
        first.setdefault(words.casefold(), words)
    counts = Counter(words.casefold() for words in said)
    ordered = sorted(counts, key=lambda key: (-counts[key], key))
    bars = tuple(Bar(first[key], counts[key]) for key in ordered)
    return Spread(bars, len(said), len(times) - len(said))


def _gaps(ordered: Sequence[Once]) -> Gaps:
    between, unknown = [], 0
    for before, after in pairwise(ordered):
        if before.ended_at is None:
            unknown += 1
        else:
            between.append(max(after.started_at - before.ended_at, timedelta(0)))
    return Gaps(tuple(between), unknown)
