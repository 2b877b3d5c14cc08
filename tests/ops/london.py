"""London times for tests, as people write them."""

from datetime import datetime

from safereturn.agencies.rules import LONDON


def at_london(text: str) -> datetime:
    """Return the moment that this London time was."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)
