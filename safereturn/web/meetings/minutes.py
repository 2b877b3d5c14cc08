"""Page: one version of a meeting's minutes as a tagged PDF, in the version its reader may have."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from safereturn.audit.record import mark
from safereturn.audit.rules import Act
from safereturn.casework.queries import meetings as queries
from safereturn.foundation.errors import NotFound
from safereturn.web.http import SignedInRequest
from safereturn.web.labels import MEETINGS
from safereturn.web.ledger import pdf
from safereturn.web.meetings.labels import HOWS, PARTS


@require_safe
def paper(request: SignedInRequest, meeting_ref: str, number: int) -> HttpResponse:
    """Return the minutes; a part that is kept back says so, and why. Recorded as a print."""
    page = queries.get_meeting(request.actor, meeting_ref, at=request.received_at)
    version = next((one for one in page.minutes if one.number == number), None)
    if version is None:
        raise NotFound
    mark(Act.PRINT, name="meeting.minutes_printed", refs=[meeting_ref])
    context = {
        "page": page,
        "meeting": page.meeting,
        "child": page.child,
        "kind": MEETINGS[page.kind],
        "how": HOWS[page.how],
        "version": version,
        "newest": page.minutes[0].number,
        "parts": [(PARTS[part.part], part) for part in version.parts],
    }
    html = render_to_string("meetings/paper.html", context, request)
    return pdf.answer(html, f"minutes-{meeting_ref}-{number}.pdf")
