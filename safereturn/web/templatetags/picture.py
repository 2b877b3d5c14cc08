"""Filters for what stands in a picture: values in, words out."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from safereturn.children.rules import age_on
from safereturn.foundation.actor import Actor
from safereturn.risk.queries.views import Item
from safereturn.risk.rules import ContributionState
from safereturn.web import labels as common
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
def taken_by(item: Item, actor: Actor) -> bool:
    """Say whether the reader's agency took the call by which this was given (`can_confirm`)."""
    return item.recorded_by.rpartition(", ")[2] == actor.agency_name


@register.simple_block_tag(takes_context=True)
def relied(context: Context, content: str, key: str) -> SafeString:
    """Draw a thing of the picture so that a grading can rely on it.

    {% relied item.key %}words{% endrelied %}: beside the grading, the words are the label of
    a tick; in a kept picture they say that they were relied on; else they stand alone.
    """
    words = SafeString(content.strip())  # nosec
    box = (context.get("ticks") or {}).get(key)
    if box is not None:
        return format_html(
            '<span class="govuk-checkboxes govuk-checkboxes--small app-tick">'
            '<span class="govuk-checkboxes__item">'
            '<input class="govuk-checkboxes__input" type="checkbox" id="{id}" name="{name}"'
            ' value="{value}"{checked}>'
            '<label class="govuk-label govuk-checkboxes__label" for="{id}">{words}</label>'
            "</span></span>",
            id=box["id"],
            name=box["name"],
            value=key,
            checked=SafeString(" checked" if box["checked"] else ""),  # nosec
            words=words,
        )
    if key in (context.get("relied_on") or ()):
        return format_html("{} {}", words, tag(_("Relied on"), "teal"))
    return words


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
        common.FLAGS,
        labels.KINDS,
        labels.DANGERS,
        labels.ITEM_KINDS,
        labels.ITEM_USES,
    )
    return next((table[value] for table in tables if type(value) is type(next(iter(table)))), value)


@register.filter
def profile_words(name: str) -> Any:
    """Return the question that a part of the carer-held profile answers."""
    return common.PROFILE.get(name, name)


@register.filter
def risk_key(graded: Any) -> str:
    """Return the key of the risk tag for a grade: the label of its time, not today's."""
    return labels.LABEL_KEYS.get(graded.label, str(graded.level or "ungraded"))
