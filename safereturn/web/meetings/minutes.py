"""Pages: one version of a meeting's minutes as a tagged PDF, in the version its reader may have.

An agency without an account reads nothing here: whoever runs the meeting gives it its version
on paper, and writes down to whom.
"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.audit.record import mark
from safereturn.audit.rules import Act
from safereturn.casework.actions.paper_minutes import give_on_paper
from safereturn.casework.queries import meetings as queries
from safereturn.casework.queries.meetings import MeetingPage
from safereturn.casework.queries.minutes import Version
from safereturn.casework.queries.paper_minutes import paper_minutes
from safereturn.casework.rules.meetings import PaperHow
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.labels import MEETINGS
from safereturn.web.ledger import pdf
from safereturn.web.meetings.labels import HOWS, PAPER_HOWS, PARTS
from safereturn.web.meetings.posting import posted
from safereturn.web.ui.forms import Radios


class PaperForm(forms.Form):
    """To whom of that agency, and how."""

    to = forms.CharField(
        label=_("Who at that agency is it for?"),
        max_length=200,
        error_messages={"required": _("Enter who you give it to")},
    )
    how = forms.ChoiceField(
        label=_("How does it reach them?"),
        choices=list(PAPER_HOWS.items()),
        widget=Radios(small=True),
        error_messages={"required": _("Select how it reaches them")},
    )


@require_safe
def paper(request: SignedInRequest, meeting_ref: str, number: int) -> HttpResponse:
    """Return the minutes; a part that is kept back says so, and why. Recorded as a print."""
    page = queries.get_meeting(request.actor, meeting_ref, at=request.received_at)
    version = next((one for one in page.minutes if one.number == number), None)
    if version is None:
        raise NotFound
    return _paper(request, page, version)


@require_http_methods(["GET", "POST"])
def give(request: SignedInRequest, meeting_ref: str, number: int, invite_id: UUID) -> HttpResponse:
    """Say what an agency without an account is given of the minutes; write down that it was."""
    by, at = request.actor, request.received_at
    found = paper_minutes(by, meeting_ref, number, invite_id, at=at)
    form = PaperForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            give_on_paper(
                meeting_ref, number, invite_id, said["to"], PaperHow(said["how"]), at=at, by=by
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Written down. Open the PDF beside their name."))
            return done(request, "meetings:meeting", meeting_ref)
    parts = [(PARTS[part.part], part.withheld) for part in found.version.parts]
    words = {"found": found, "meeting": found.page.meeting, "form": form, "parts": parts}
    return render(request, "meetings/give.html", words)


@require_safe
def paper_for(
    request: SignedInRequest, meeting_ref: str, number: int, invite_id: UUID
) -> HttpResponse:
    """Return the version that an agency without an account was given. Recorded as a print."""
    found = paper_minutes(request.actor, meeting_ref, number, invite_id, at=request.received_at)
    if found.invite.paper_number != number:
        raise NotFound  # written down first: no paper leaves without its line in the ledger
    return _paper(request, found.page, found.version, theirs=found.invite.name)


def _paper(
    request: SignedInRequest, page: MeetingPage, version: Version, *, theirs: str = ""
) -> HttpResponse:
    ref = page.meeting.ref
    mark(Act.PRINT, name="meeting.minutes_printed", refs=[ref])
    context = {
        "page": page,
        "meeting": page.meeting,
        "child": page.child,
        "kind": MEETINGS[page.kind],
        "how": HOWS[page.how],
        "version": version,
        "theirs": theirs,
        "newest": page.minutes[0].number,
        "parts": [(PARTS[part.part], part) for part in version.parts],
    }
    html = render_to_string("meetings/paper.html", context, request)
    return pdf.answer(html, f"minutes-{ref}-{version.number}.pdf")
