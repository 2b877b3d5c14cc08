"""How like a stored name is to what was typed: 0 to 1."""

from collections.abc import Collection
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from safereturn.children.rules.finding import NICKNAMES, sound, tokens

# Below this a name is not the one that was typed, however the keys met. Tried against
# the table of misspellings in the tests.
SIMILAR = 0.58
SAME = 0.999
_BY_NICKNAME = 0.9
_BY_SOUND = 0.8


@dataclass(slots=True)
class Likeness:
    """What was typed, compared with one stored name after another.

    The candidates of a search share most parts of their names: each pair of parts is
    compared once. Kept for one search only, so that no name outlives it.
    """

    typed: Collection[str]
    _ratios: dict[tuple[str, str], float] = field(default_factory=dict)
    _names: dict[str, float] = field(default_factory=dict)

    def of(self, name: str) -> float:
        """Return 0 to 1: each part that was typed, against the part of the name it fits best."""
        known = self._names.get(name)
        if known is None:
            stored = tokens(name)
            scores = [self._best(part, stored) for part in self.typed]
            known = self._names[name] = sum(scores) / len(scores) if scores else 0.0
        return known

    def _best(self, typed: str, stored: list[str]) -> float:
        if typed in stored:
            return 1.0
        if not NICKNAMES.get(typed, frozenset()).isdisjoint(stored):
            return _BY_NICKNAME
        best = max((self._ratio(typed, other) for other in stored), default=0.0)
        if best < _BY_SOUND and sound(typed) in map(sound, stored):
            return _BY_SOUND
        return best

    def _ratio(self, typed: str, other: str) -> float:
        pair = (typed, other)
        if pair not in self._ratios:
            self._ratios[pair] = SequenceMatcher(None, other, typed, autojunk=False).ratio()
        return self._ratios[pair]
