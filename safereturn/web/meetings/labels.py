"""The words of meetings."""

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from safereturn.casework.queries.agenda import PointOf
from safereturn.casework.rules.meetings import (
    DutyEnding,
    InviteAnswer,
    MeetingHow,
    MinutesPart,
    PaperHow,
    ToldOfMeeting,
)

HOWS = {
    MeetingHow.IN_PERSON: _("In person"),
    MeetingHow.ONLINE: _("Online"),
    MeetingHow.BOTH: _("In person and online"),
    MeetingHow.PHONE: _("By phone"),
}
PAPER_HOWS = {
    PaperHow.HANDED: _("Handed over"),
    PaperHow.POSTED: _("By post"),
    PaperHow.SECURE_EMAIL: _("By secure e-mail"),
}
ANSWERS = {
    InviteAnswer.COMING: (_("Coming"), "green"),
    InviteAnswer.APOLOGIES: (_("Apologies"), "orange"),
}
TOLD = {
    ToldOfMeeting.TOLD: _("Told"),
    ToldOfMeeting.WILL_BE: _("Will be told"),
    ToldOfMeeting.NOT_TOLD: _("Not told"),
}
ENDINGS = {
    DutyEnding.HELD: (_("Met"), "green"),
    DutyEnding.NOT_HELD: (_("No meeting held"), "grey"),
}
PARTS = {
    MinutesPart.PRESENT: _("Who was there"),
    MinutesPart.PURPOSE: _("What it was to settle"),
    MinutesPart.DISCUSSED: _("What was discussed"),
    MinutesPart.CHILDS_VIEWS: _("The child’s views"),
    MinutesPart.PARENTS_VIEWS: _("The parents’ views"),
    MinutesPart.DECISIONS: _("Decisions, and why"),
    MinutesPart.ACTIONS: _("Actions"),
    MinutesPart.DISSENT: _("Who did not agree"),
}
POINTS = {
    PointOf.EPISODES: _("How often, how long"),
    PointOf.PATTERN: _("The pattern: when, where, with whom"),
    PointOf.RISK: _("The risk as it was last graded"),
    PointOf.INTERVIEWS: _("What return interviews said"),
    PointOf.WARNINGS: _("Warnings of exploitation"),
    PointOf.HEALTH: _("Health warnings"),
    PointOf.FAMILY: _("Family and people around the child"),
    PointOf.PLANS: _("Plans that are in force, and what came of them"),
    PointOf.NEXT: _("What happens now: decisions, actions, who tells the child"),
}


def count_words(times: int, days: int | None) -> str:
    """Say which count was reached; of whom may not know how often, that one was."""
    if not times:
        return translated("Missing again")
    if days is None:
        return ngettext("Missing %(n)s time", "Missing %(n)s times", times) % {"n": times}
    return translated("Missing %(times)s times in %(days)s days") % {"times": times, "days": days}
