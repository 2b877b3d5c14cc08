"""The design system's components as template tags and filters.

Every tag that speaks of "today" takes the clock from the request it draws for
(`request.received_at`), else from `now` in the context: a page and its tests agree.
Nothing is kept on a tag or a template: both are shared between threads.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safereturn.web.ui import times
from safereturn.web.ui.components import Column, Draft, Words

register = template.Library()

RISKS: Mapping[str, tuple[str, Words]] = {
    "high": ("red", gettext_lazy("High risk")),
    "medium": ("orange", gettext_lazy("Medium risk")),
    "low": ("green", gettext_lazy("Low risk")),
    "very_low": ("teal", gettext_lazy("Very low risk")),
    "no_apparent_risk": ("grey", gettext_lazy("No apparent risk")),
    "absent": ("grey", gettext_lazy("Absent")),
    "ungraded": ("purple", gettext_lazy("Not graded")),
}


def now_of(context: Context) -> datetime:
    """Return when the request arrived, or `now` of a context that has no request."""
    received = getattr(context.get("request"), "received_at", None) or context.get("now")
    # Only an error page drawn before any middleware ran has neither, and it must be drawn.
    return received if isinstance(received, datetime) else timezone.now()


def part(thing: Any, name: str, default: Any = "") -> Any:
    """Return a part of a component, whether a page gave a dict or one of our shapes."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """List every error of these forms, each leading to the control that is wrong."""
    errors: list[tuple[str, Any]] = []
    for form in forms:
        if form is None or not form.is_bound:
            continue
        fields = list(form)
        first = getattr(fields[0], "error_target", "main-content") if fields else "main-content"
        errors += [(first, error) for error in form.non_field_errors()]
        errors += [(part(field, "error_target"), e) for field in fields for e in field.errors]
    return {"errors": errors}


@register.simple_tag
def tag(text: Words, colour: str = "") -> SafeString:
    """Draw a tag: a state in words, with a colour beside them."""
    extra = f" govuk-tag--{colour}" if colour else ""
    return format_html('<strong class="govuk-tag{}">{}</strong>', extra, text)


@register.simple_tag
def risk(level: Any) -> SafeString:
    """Draw a grade of risk in words. A grade nobody knows is said to be so, not hidden."""
    key = str(getattr(level, "value", level) or "ungraded")
    unknown = ("purple", _("Grade not recognised: %(key)s") % {"key": key})
    colour, words = RISKS.get(key, unknown)
    return format_html(
        '<strong class="govuk-tag govuk-tag--{} app-risk">{}</strong>', colour, words
    )


@register.simple_tag(takes_context=True)
def clock(
    context: Context, at: datetime, kind: str = "due", label: Words = "", soon: int = 60
) -> SafeString:
    """Draw a clock: the words first, the hour second, the colour third.

    `kind` is "due" (34 min left) or "since" (8h 25m); a due clock turns "soon" inside
    `soon` minutes.
    """
    now = now_of(context)
    hour = times.moment_words(at, now)
    if kind == "since":
        words, state = times.span_words(now - at), ""
        absolute = _("since %(hour)s") % {"hour": hour}
    else:
        words = times.due_words(at, now)
        near = "soon" if at - now < timedelta(minutes=soon) else ""
        state = "overdue" if at <= now - times.MINUTE else near
        absolute = _("due %(hour)s") % {"hour": hour}
    # Not a template of its own: a worklist draws a hundred of them.
    return format_html(
        '<span class="app-clock{}">{}<time class="app-clock__left" datetime="{}"'
        ' data-clock="{}">{}</time> <span class="app-clock__at">{}</span></span>',
        f" app-clock--{state}" if state else "",
        format_html('<span class="app-clock__label">{}</span> ', label) if label else "",
        at.isoformat(),
        kind,
        words,
        absolute,
    )


@register.simple_tag(takes_context=True)
def clock_words(context: Context) -> SafeString:
    """Write what the script that renews clocks needs: the server's now, and the words."""
    words = {
        "data-now": now_of(context).isoformat(),
        "data-left": _("%(span)s left"),
        "data-overdue": _("%(span)s overdue"),
        "data-due-now": _("due now"),
        "data-days": _("%(days)dd %(hours)dh"),
        "data-hours": _("%(hours)dh %(minutes)sm"),
        "data-minutes": _("%(minutes)d min"),
    }
    return flatatt(words)


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime) -> SafeString:
    """Say when, as people do: "yesterday at 11:20pm", with the moment in the markup."""
    words = times.moment_words(at, now_of(context))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)


@register.simple_tag(takes_context=True)
def page_time(context: Context) -> str:
    """Say in full when this page was drawn: on paper, "34 min left" soon is not true."""
    return times.moment_words(now_of(context))


@register.filter
def gov_dt(at: datetime | None, now: datetime | None = None) -> str:
    """Say a moment. With now (`at|gov_dt:now`) it is "yesterday at 11:20pm"."""
    return times.moment_words(at, now) if at else ""


@register.filter
def gov_date(day: date | None) -> str:
    """Say a date in full: 14 March 2011. A moment is taken on a London clock."""
    if isinstance(day, datetime):
        day = times.london_day(day)
    return times.day_words(day) if day else ""


@register.filter
def ago(at: datetime | None, now: datetime) -> str:
    """Say how long before `now` a moment was: "19 days ago"."""
    return times.ago_words(at, now) if at else ""


@register.filter
def span(length: timedelta | int | None) -> str:
    """Say a length of time, given as a timedelta or in minutes: "5h 00m"."""
    if length is None:
        return ""
    return times.span_words(length if isinstance(length, timedelta) else length * times.MINUTE)


@register.inclusion_tag("ui/components/summary_list.html")
def summary_list(rows: Iterable[Any], border: bool = True) -> dict[str, Any]:
    """Draw facts, each with its source line and, if it has `href`, a change link."""
    rows = list(rows)
    some = any(part(row, "href") for row in rows)
    return {"rows": rows, "border": border, "some_actions": some}


@register.inclusion_tag("ui/components/timeline.html", takes_context=True)
def timeline(context: Context, events: Iterable[Any], level: int = 3) -> dict[str, Any]:
    """Draw what happened, in the order given. An unknown time is said to be unknown."""
    now = now_of(context)
    drawn = []
    for event in events:
        at = part(event, "at")
        known = isinstance(at, datetime)
        unknown = "" if known else _("%(day)s, time not known") % {"day": times.day_words(at)}
        names = ("title", "by", "agency", "text", "href", "note", "id")
        drawn.append(
            {name: part(event, name) for name in names}
            | {"iso": at.isoformat(), "when": times.moment_words(at, now) if known else unknown}
        )
    return {"events": drawn, "heading": f"h{int(level)}"}


@register.inclusion_tag("ui/components/task_list.html")
def task_list(tasks: Iterable[Any], prefix: str = "task") -> dict[str, Any]:
    """Draw work that has an order. `prefix` keeps ids apart where a page has two lists."""
    return {"tasks": tasks, "prefix": prefix}


@register.inclusion_tag("ui/components/table.html")
def table(
    caption: Words,
    columns: Sequence[Column | Words],
    rows: Iterable[Sequence[Any]],
    numeric: str = "",
    cards: bool = False,
    size: str = "s",
) -> dict[str, Any]:
    """Draw a table. `numeric` lists columns counted from 0; `cards` suits a phone.

    A row longer or shorter than the columns raises ValueError: it would lie.
    """
    numbers = {int(number) for number in numeric.split(",") if number.strip()}
    heads = [
        column if isinstance(column, Column) else Column(column, numeric=index in numbers)
        for index, column in enumerate(columns)
    ]
    paired = [list(zip(heads, row, strict=True)) for row in rows]
    return {"caption": caption, "columns": heads, "rows": paired, "cards": cards, "size": size}


@register.inclusion_tag("ui/components/share_grid.html")
def share_grid(caption: Words, columns: Sequence[Words], rows: Iterable[Any]) -> dict[str, Any]:
    """Draw choices in a grid: each row has `title`, `hint` and one bound field a column.

    `columns` begins with the heading of the row titles. Raise ValueError if a row does
    not have a field for each of the others.
    """
    drawn = [
        {
            "title": part(row, "title"),
            "hint": part(row, "hint"),
            "cells": list(zip(columns[1:], part(row, "fields"), strict=True)),
        }
        for row in rows
    ]
    return {"caption": caption, "columns": columns, "rows": drawn}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Draw the way to a list's other pages; what else the address asks for is kept."""
    query = context["request"].GET.copy()

    def href(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    items = [
        {"number": n, "href": href(n), "current": n == page.number} if isinstance(n, int) else {}
        for n in elided
    ]
    return {
        "page": page,
        "items": items,
        "previous": href(page.previous_page_number()) if page.has_previous() else "",
        "next": href(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag
def phone_link(number: str, words: Words = "") -> SafeString:
    """Draw a telephone number that rings when touched; `words` say whose it is."""
    digits = "".join(c for c in number if c.isdigit() or c == "+")
    dial = f"+44{digits[1:]}" if digits.startswith("0") else digits
    whose = format_html(" {}", words) if words else ""
    return format_html(
        '<a class="govuk-link app-phone" href="tel:{}">{}</a>{}', dial, number, whose
    )


@register.simple_tag
def draft_form(draft: Draft | None) -> SafeString:
    """Write the attributes that make a form save itself. Without a draft, none."""
    if draft is None:
        return SafeString("")
    saved = int(draft.saved_at.timestamp() * 1000) if draft.saved_at else 0
    attributes = {
        "data-draft-url": draft.url,
        "data-draft-key": draft.key,
        "data-draft-bridge": draft.bridge,
        "data-draft-saved-at": saved,
    }
    return flatatt(attributes)


@register.inclusion_tag("ui/components/draft_status.html", takes_context=True)
def draft_status(context: Context, draft: Draft | None = None) -> dict[str, Any]:
    """Say whether the form is saved; the script renews these words."""
    saved_at = draft.saved_at if draft else None
    return {"saved": times.moment_words(saved_at, now_of(context)) if saved_at else ""}


@register.inclusion_tag("ui/components/new_since.html")
def new_since(url: str, at: datetime, href: str = "", seconds: int = 30) -> dict[str, Any]:
    """Draw how old a list is, and a place for "2 new since you opened this page. Show them"."""
    return {"url": url, "at": at, "href": href, "seconds": seconds}


@register.simple_block_tag
def details(content: SafeString, summary: Words, is_open: bool = False) -> SafeString:
    """Wrap what not everybody needs: {% details "Show" %}...{% enddetails %}."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        SafeString(" open") if is_open else "",
        summary,
        content,
    )


@register.simple_block_tag
def inset(content: SafeString) -> SafeString:
    """Set a passage apart: {% inset %}...{% endinset %}."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def warning(content: SafeString) -> SafeString:
    """Draw a warning: {% warning %}...{% endwarning %}."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" '
        'aria-hidden="true">!</span><strong class="govuk-warning-text__text">'
        '<span class="govuk-visually-hidden">{}</span> {}</strong></div>',
        _("Warning"),
        content,
    )
