"""Why a page shows what it shows of a child: lines for the end of every page of a record."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from safereturn.foundation.saying import spoken
from safereturn.sharing.queries.explaining import Reason, explain
from safereturn.sharing.rules import KIND_WORDS, Kind
from safereturn.web.templatetags.agreements import clause_url
from safereturn.web.ui.components import Words


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in words, what was shown under it, and where to read its clause."""

    words: str
    of: Words = ""
    clause: str = ""
    href: str = ""


def lines(at: datetime) -> list[Line]:
    """Return a line for each rule that this page was made by; none where no child is shown."""
    found = explain(at=at)
    several = found.children > 1
    shown = [_line(reason, several=several) for reason in found.reasons]
    return [*shown, *(Line(spoken(words)) for words in found.by_duty)]


def _line(reason: Reason, *, several: bool) -> Line:
    of: Words = ", ".join(spoken(KIND_WORDS[kind]) for kind in Kind if kind in reason.kinds)
    if several:
        count = len(reason.child_ids)
        of = ngettext("Of %(count)s child: %(of)s", "Of %(count)s children: %(of)s", count) % {
            "count": count,
            "of": of,
        }
    clause = reason.answer.clause
    return Line(spoken(reason.words), of, clause, clause_url(clause, reason.answer.version_id))
