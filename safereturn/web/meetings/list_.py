"""Page: the meetings of an agency: what is owed, what is arranged, what came of the last."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.casework.queries.duties import DutyLine
from safereturn.casework.queries.meetings import MeetingLine, list_meetings
from safereturn.web.http import SignedInRequest
from safereturn.web.labels import MEETINGS
from safereturn.web.meetings.labels import ANSWERS, count_words


@require_safe
def meetings(request: SignedInRequest) -> HttpResponse:
    """Show the duties that wait, then the meetings to come, then those that were held."""
    found = list_meetings(request.actor, at=request.received_at)
    page = {
        "duties": [worded(line) for line in found.duties],
        "not_recorded": [_said(line) for line in found.not_recorded],
        "to_come": [_said(line) for line in found.to_come],
        "held": [_said(line) for line in found.held],
    }
    return render(request, "meetings/list.html", page)


def worded(line: DutyLine) -> tuple[DutyLine, str, str]:
    """Return a duty with the words of its meeting and of its count."""
    return line, str(MEETINGS[line.kind]), count_words(line.times, line.days)


def _said(line: MeetingLine) -> tuple[MeetingLine, str, object]:
    return line, str(MEETINGS[line.kind]), ANSWERS[line.answer] if line.answer else None
