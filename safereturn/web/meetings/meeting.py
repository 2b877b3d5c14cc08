"""Page: one meeting: who is asked, the agenda, what came of it; answer for one's own agency."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import meetings as actions
from safereturn.casework.queries import meetings as queries
from safereturn.casework.queries.agenda import Point, PointOf
from safereturn.casework.queries.meetings import MeetingPage
from safereturn.casework.rules.meetings import InviteAnswer
from safereturn.web.http import SignedInRequest, done
from safereturn.web.labels import MEETINGS
from safereturn.web.meetings.labels import ANSWERS, HOWS, PARTS, POINTS, TOLD, count_words
from safereturn.web.meetings.posting import posted
from safereturn.web.ui.forms import Radios, Textarea

LEVELS = {
    "high": _("high"),
    "medium": _("medium"),
    "low": _("low"),
    "very_low": _("very low"),
    "no_apparent_risk": _("no apparent risk"),
}


class AnswerForm(forms.Form):
    """Whether somebody of the agency comes."""

    answer = forms.TypedChoiceField(
        label=_("Does somebody of your agency come?"),
        choices=[
            (InviteAnswer.COMING.value, _("Yes")),
            (InviteAnswer.APOLOGIES.value, _("No: apologies")),
        ],
        coerce=InviteAnswer,
        widget=Radios(),
        error_messages={"required": _("Select whether somebody comes")},
    )
    words = forms.CharField(
        label=_("Who comes, or what you want said in your place (optional)"),
        required=False,
        widget=Textarea(rows=3),
    )


@require_http_methods(["GET", "POST"])
def meeting(request: SignedInRequest, meeting_ref: str) -> HttpResponse:
    """Show one meeting; an agency that is asked answers here."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at, with_agenda=True)
    own = page.own
    asked = own is not None and not page.may_run and page.is_open
    form = AnswerForm(posted(request)) if asked else None
    if form is None and request.method == "POST" and not (page.may_run and page.is_open):
        actions.answer(meeting_ref, InviteAnswer.COMING, at=at, by=by)
    if form is not None and form.is_valid():
        said = form.cleaned_data
        actions.answer(meeting_ref, said["answer"], said["words"], at=at, by=by)
        messages.success(request, _("Answered. Whoever arranges the meeting is told."))
        return done(request, "meetings:meeting", meeting_ref)
    return render(request, "meetings/meeting.html", _context(page) | {"form": form})


def _context(page: MeetingPage) -> dict[str, object]:
    return {
        "page": page,
        "meeting": page.meeting,
        "child": page.child,
        "kind": MEETINGS[page.kind],
        "how": HOWS[page.how],
        "duties": [(line, count_words(line.times, line.days)) for line in page.duties],
        "invites": [(one, ANSWERS[one.answer] if one.answer else None) for one in page.invites],
        "to_ring": [one for one in page.invites if one.must_ring and one.asked_at is None],
        "newest": page.minutes[0].number if page.minutes else 0,
        "on_paper": [
            one
            for one in page.invites
            if one.must_ring and one.agency_id and page.may_run and page.minutes
        ],
        "points": [(POINTS[one.of], _numbers(one), one) for one in page.points],
        "views": [
            (PARTS[part], words, TOLD[told] if told else "", told_words, keeps)
            for part, words, told, told_words, keeps in page.views
        ],
    }


def _numbers(point: Point) -> str:
    """Say a point's numbers; where there are none, nothing."""
    said = point.numbers
    if point.of is PointOf.EPISODES and said:
        return translated("%(all)s times missing, %(year)s of them in twelve months") % said
    if point.of is PointOf.RISK and said:
        level = said["level"]
        return (
            translated("Last graded: %(level)s") % {"level": LEVELS.get(str(level), level)}
            if level
            else translated("Not graded yet")
        )
    if point.of is PointOf.INTERVIEWS and said:
        return translated("%(all)s owed, %(held)s held") % said
    if "all" in said:
        return translated("%(all)s in force") % said
    return ""
