"""How old a child is, however surely that is known."""

from datetime import date


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on a day. Born on 29 February turns on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
