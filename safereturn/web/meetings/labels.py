"""The words of meetings."""

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from safereturn.casework.rules.meetings import (
    DutyEnding,
    InviteAnswer,
    MeetingHow,
    ToldOfMeeting,
)

HOWS = {
    MeetingHow.IN_PERSON: _("In person"),
    MeetingHow.ONLINE: _("Online"),
    MeetingHow.BOTH: _("In person and online"),
    MeetingHow.PHONE: _("By phone"),
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


def count_words(times: int, days: int | None) -> str:
    """Say which count was reached; of whom may not know how often, that one was."""
    if not times:
        return translated("Missing again")
    if days is None:
        return ngettext("Missing %(n)s time", "Missing %(n)s times", times) % {"n": times}
    return translated("Missing %(times)s times in %(days)s days") % {"times": times, "days": days}
