"""After which time missing an interview is owed: England and Wales differ."""

from dataclasses import dataclass

from safereturn.agencies.rules import Nation
from safereturn.clocks.rules import ClockKind, Span, Strength, shipped_span
from safereturn.foundation.errors import Invalid
from safereturn.foundation.sentences import sentence

# England: after each time (DfE statutory guidance on children who run away or go missing,
# 2014). Wales, where it is called a debrief: expected after three times, and not statutory
# (evidence to the Independent Inquiry into Child Sexual Abuse, Wales). The Welsh guidance
# itself was not at hand, so a Welsh council can set its own number (decisions.md 41).
OWED_FROM = {Nation.ENGLAND: 1, Nation.WALES: 3}
SETTABLE = frozenset({Nation.WALES})
MOST_TIMES = 10


@dataclass(frozen=True, slots=True)
class OwedFrom:
    """From which time missing on a council offers an interview; `is_set` by itself."""

    nation: Nation
    times: int
    is_set: bool = False

    def covers(self, time: int) -> bool:
        """Say whether an interview is owed after the child's first, second … time missing."""
        return time >= self.times


def checked_times(times: int) -> int:
    """Return a number that a council may set, or raise Invalid."""
    if not 1 <= times <= MOST_TIMES:
        words = sentence("Enter a whole number from 1 to {most}", most=MOST_TIMES)
        raise Invalid(fields={"times": words})
    return times


def span_in(nation: Nation) -> Span:
    """Return the 72 hours: statutory guidance in England, in Wales only what was agreed."""
    span = shipped_span(ClockKind.RETURN_INTERVIEW)
    if nation is Nation.ENGLAND:
        return span
    return Span(span.length, span.counted_from, Strength.LOCAL_PROTOCOL)
