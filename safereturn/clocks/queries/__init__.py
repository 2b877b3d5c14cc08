"""What is due and when; which protocol holds; what a protocol would have done."""

from safereturn.clocks.queries.book import (
    Held,
    protocol_for,
    protocol_of,
    protocols_for,
    rule_of,
    span_for,
)
from safereturn.clocks.queries.due import (
    Due,
    Told,
    fired_for_episode,
    named_senior,
    next_due,
    running_for_child,
    running_for_episode,
    running_until,
)

__all__ = [
    "Due",
    "Held",
    "Told",
    "fired_for_episode",
    "named_senior",
    "next_due",
    "protocol_for",
    "protocol_of",
    "protocols_for",
    "rule_of",
    "running_for_child",
    "running_for_episode",
    "running_until",
    "span_for",
]
