"""What a page's form carries besides its fields."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from safereturn.agencies import queries as agencies
from safereturn.clocks.queries import Due
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.saying import spoken
from safereturn.return_interviews.rules import State as InterviewState
from safereturn.web.labels import (
    AGENCY_COLOURS,
    AGENCY_KINDS,
    CLOCKS,
    INTERVIEW_STATES,
    due_words,
)

register = template.Library()

register.filter(spoken)


@register.simple_tag(takes_context=True)
def once(context: Context) -> SafeString:
    """Write the form's own key: pressed twice, it acts once. Kept when the form comes back."""
    request = context.get("request")
    key = (request.POST.get("once") if request else "") or uuid4()
    return format_html('<input type="hidden" name="once" value="{}">', key)


@register.simple_tag
def kept_as(key: str) -> SafeString:
    """Name the draft in the form, so that a locked page keeps the words under it."""
    return format_html('<input type="hidden" name="kept_as" value="{}">', key)


@register.simple_tag(takes_context=True)
def demonstration_people(context: Context) -> list[dict[str, object]]:
    """Return the invented people to sign in as, agency by agency. Empty elsewhere."""
    request = context.get("request")
    if not settings.DEMO or request is None:
        return []
    return agencies.demonstration_people(at=request.received_at)


@register.simple_tag
def own_sign_ins() -> list[agencies.OwnSignIn]:
    """Return the agencies whose people come in by a service of their agency's own."""
    return agencies.list_own_sign_ins()


@register.filter
def clock_words(kind: ClockKind | str) -> Any:
    """Return the words for a kind of clock."""
    return CLOCKS.get(ClockKind(kind), kind) if kind else ""


register.filter(due_words)


@register.filter
def soonest(dues: Iterable[Due], most: int) -> list[tuple[Due, Any]]:
    """Return the first of each kind of deadline, with its words: three answers are one line."""
    alike: dict[Any, list[Due]] = {}
    for due in dues:
        alike.setdefault(due_words(due), []).append(due)
    lines = []
    for words, some in list(alike.items())[:most]:
        said = _("%(what)s (first of %(n)d)") % {"what": words, "n": len(some)}
        lines.append((some[0], said if len(some) > 1 else words))
    return lines


@register.filter
def agency_colour(kind: AgencyKind | str) -> str:
    """Return the colour class of an agency's section."""
    return AGENCY_COLOURS.get(AgencyKind(kind), "none") if kind else "none"


@register.filter
def agency_kind_words(kind: AgencyKind | str) -> Any:
    """Return the words for a kind of agency."""
    return AGENCY_KINDS.get(AgencyKind(kind), kind) if kind else ""


@register.filter
def interview_words(state: InterviewState | str) -> Any:
    """Return the words for where a return interview stands."""
    return INTERVIEW_STATES.get(InterviewState(state), state) if state else ""


@register.filter
def in_fours(text: str) -> str:
    """Return a key in groups of four, as people type it."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


@register.filter
def svg_alone(text: str) -> SafeString:
    """Return a drawing that we have made ourselves, to stand in the page: no XML heading."""
    # Drawn by us from a key, never from what somebody typed.
    return SafeString(text[text.index("<svg") :])  # nosec B308 B703
