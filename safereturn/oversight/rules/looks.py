"""What is looked at afterwards: which looks, how far back, and how rare an override must be."""

from datetime import timedelta

from safereturn.audit.rules import Act

# DPA 2018 s62(4): the log may be used only to verify that processing was lawful, for
# self-monitoring including conduct, for integrity and security, and for criminal
# proceedings. Everything in this package is the first two; nothing else reads it.
LOOKS = (Act.CONSULTATION, Act.PRINT, Act.EXPORT, Act.DISCLOSURE, Act.SEARCH)
# The figure counts pages that showed a record; a search shows who to ring.
VIEWS = (Act.CONSULTATION, Act.PRINT, Act.EXPORT)
LOOKS_SHOWN_FOR = timedelta(days=365)
LOOKS_SHOWN = 200

# Buenos Aires found 15 % of views by override, and nobody able to follow them up: an
# override is only worth something while it is rare (trust.md, goal 8: under 1 %).
MOST_BY_EMERGENCY_PERCENT = 1


def share(emergencies: int, views: int) -> float:
    """Return which part of a hundred views was a broken glass; nothing viewed is none."""
    return round(100 * emergencies / views, 2) if views else 0.0
