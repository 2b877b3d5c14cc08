"""How fast something may be asked, in one process: so many in a minute, more in a burst.

Kept in memory on purpose: a limit that costs a statement would itself be the load. With
several processes each allows as much; docs/security.md says so.
"""

import threading
import time
from dataclasses import dataclass, field

_MOST_KEPT = 10_000


@dataclass(slots=True)
class Pace:
    """A bucket for each name, that fills evenly and holds a minute's worth."""

    a_minute: int
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, name: str) -> int:
        """Take one; return 0, or after how many seconds there will be one. 0 a minute: no limit."""
        if self.a_minute <= 0:
            return 0
        now, each = time.monotonic(), self.a_minute / 60
        with self._lock:
            if len(self._left) > _MOST_KEPT:
                self._left.clear()
            left, since = self._left.get(name, (float(self.a_minute), now))
            left = min(float(self.a_minute), left + (now - since) * each)
            if left < 1:
                self._left[name] = (left, now)
                return max(1, round((1 - left) / each + 0.5))
            self._left[name] = (left - 1, now)
        return 0
