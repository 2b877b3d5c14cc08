"""Filters for what stands in a picture: values in, words out."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from safereturn.children.rules import age_on
from safereturn.risk.rules import ContributionState
from safereturn.web.assess_risk import labels
from safereturn.web.ui.templatetags.ui import tag
from safereturn.web.ui.times import london_day

register = template.Library()


@register.simple_tag
def state_tag(state: ContributionState) -> SafeString:
    """Draw an agency's state in words."""
    words, colour = labels.STATES[ContributionState(state)]
    return tag(words, colour)


@register.filter
def years(born_on: date, at: datetime) -> int:
    """Return how old somebody born on that day is, on the London day of a moment."""
    return age_on(born_on, london_day(at))


@register.filter
def is_past(day: date, at: datetime) -> bool:
    """Say whether a day is over in London at a moment."""
    return day < london_day(at)


@register.filter
def stopped(text: str) -> str:
    """End what somebody wrote with one full stop, whether or not they wrote it."""
    return text if text.rstrip().endswith((".", "!", "?", "…")) else f"{text.rstrip()}."


@register.filter
def kind_words(value: Any) -> Any:
    """Return the words for a kind of information, warning, danger or interview item."""
    tables: tuple[dict[Any, Any], ...] = (
        labels.FLAGS,
        labels.KINDS,
        labels.DANGERS,
        labels.ITEM_KINDS,
        labels.ITEM_USES,
    )
    return next((table[value] for table in tables if type(value) is type(next(iter(table)))), value)


@register.filter
def profile_words(name: str) -> Any:
    """Return the question that a part of the carer-held profile answers."""
    return labels.PROFILE.get(name, name)


@register.filter
def risk_key(graded: Any) -> str:
    """Return the key of the risk tag for a grade: the label of its time, not today's."""
    return labels.LABEL_KEYS.get(graded.label, str(graded.level or "ungraded"))
