"""The words of a protocol: when, who, on whose authority."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from safereturn.clocks.rules import (
    FIXED,
    NOT_STARTED,
    Begin,
    Breach,
    Length,
    Meet,
    Party,
    Rank,
    Rule,
    Step,
    Unit,
    When,
    Who,
)
from safereturn.foundation.saying import spoken
from safereturn.web.labels import CLOCKS, INVITEES, MEETINGS, RANKS

LENGTHS = {
    Unit.MINUTES: ngettext_lazy("%(n)s minute", "%(n)s minutes", "n"),
    Unit.HOURS: ngettext_lazy("%(n)s hour", "%(n)s hours", "n"),
    Unit.DAYS: ngettext_lazy("%(n)s day", "%(n)s days", "n"),
    Unit.WORKING_DAYS: ngettext_lazy("%(n)s working day", "%(n)s working days", "n"),
    Unit.MONTHS: ngettext_lazy("%(n)s month", "%(n)s months", "n"),
}
BEGINS = {
    Begin.REPORTED: _("the report"),
    Begin.LAST_SEEN: _("when the child was last seen"),
    Begin.AWAY: _("the last check"),
    Begin.GRADED: _("the grading"),
    Begin.GRADED_LOWEST: _("the grading"),
    Begin.LOCATED: _("when the child was found"),
    Begin.RETURNED: _("the return"),
    Begin.ASKED: _("the question"),
    Begin.DISPUTED: _("the disagreement"),
    Begin.SHARED: _("when it was shared"),
    Begin.PLACED: _("the placement"),
    Begin.PLACEMENT_ENDED: _("the end of the placement"),
    Begin.SET: _("when it was set"),
    Begin.REVIEWED: _("the last review"),
    Begin.TOLD: _("the notice"),
}
PARTIES = {
    Party.OWNER: _("whoever owes it"),
    Party.FORCE: _("police force"),
    Party.RESPONSIBLE_AUTHORITY: _("responsible authority"),
    Party.HOST_AUTHORITY: _("host authority"),
    Party.PLACEMENT: _("placement"),
    Party.INTERVIEWERS: _("return interviewers"),
    Party.ASKER: _("whoever asked"),
}
BREACHES = {
    Breach.TELL: _("Nothing else"),
    Breach.GRADE_AGAIN: _("The child must be graded again"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A rule as a row of a table."""

    key: str
    what: str
    length: str
    since: str
    authority: str
    steps: tuple[tuple[str, str], ...]
    then: str


def length_words(length: Length) -> str:
    """Say how long: 72 hours, 1 day, 10 working days."""
    return str(LENGTHS[length.unit] % {"n": length.amount})


def rule_name(rule: Rule) -> str:
    """Return what a rule is about, in the area's own words if it made it up."""
    return spoken(rule.words) or str(CLOCKS[rule.kind])


def line(rule: Rule) -> Line:
    """Return a rule in words."""
    fixed = FIXED.get(rule.kind)
    return Line(
        rule.key,
        rule_name(rule),
        length_words(rule.length) if rule.length else translated("A person sets it"),
        str(BEGINS[rule.begin]),
        spoken(fixed.source) if fixed else translated("Local protocol"),
        tuple((when_words(step), who_words(step.who)) for step in rule.steps),
        _then(rule),
    )


def _then(rule: Rule) -> str:
    """Say what else a rule does: grade again, or ask for a meeting, and where that is from."""
    if rule.kind in NOT_STARTED:
        return translated("The service does not start this yet: keep this time yourselves.")
    if rule.count is None:
        return "" if rule.breach is Breach.TELL else str(BREACHES[rule.breach])
    meet = rule.meet or Meet()
    said = [
        translated("Owes a meeting: %(kind)s. Asked: %(who)s.")
        % {
            "kind": MEETINGS[meet.kind],
            "who": ", ".join(str(INVITEES[one]) for one in meet.invite),
        }
    ]
    if meet.source:
        said.append(translated("From: %(source)s.") % {"source": meet.source})
    if not meet.verified:
        said.append(translated("Not verified."))
    return " ".join(said)


def when_words(step: Step) -> str:
    """Say when a step is."""
    if step.when is When.START:
        return translated("At once")
    if step.by is None:
        return translated("When it is due")
    if step.when is When.BEFORE:
        return translated("%(length)s before") % {"length": length_words(step.by)}
    return translated("%(length)s after") % {"length": length_words(step.by)}


def who_words(whom: Iterable[Who]) -> str:
    """Say who is told."""
    return ", ".join(
        str(PARTIES[who.party])
        if who.rank is Rank.DESK
        else f"{PARTIES[who.party]} ({RANKS[who.rank]})"
        for who in whom
    )
