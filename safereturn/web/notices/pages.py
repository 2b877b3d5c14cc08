"""Pages: what was sent to my agency; opening one records that it was seen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safereturn.casework.actions.notices import open_notice
from safereturn.notifications import queries
from safereturn.web.http import SignedInRequest, page_number
from safereturn.web.notices.kinds import NOTHING_LEFT, words


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """List the agency's notices, newest first, fifty a page."""
    page = page_number(request)
    lines = queries.list_notices(request.actor, page=page)
    notices = [(line, words(line.kind)) for line in lines]
    more = len(lines) == queries.PAGE
    return render(request, "notices/list.html", {"notices": notices, "page": page, "more": more})


@require_safe
def open_(request: SignedInRequest, notice_id: UUID) -> HttpResponse:
    """Record that the notice was opened, and go to what it is about."""
    notice = open_notice(notice_id, at=request.received_at, by=request.actor)
    if notice.kind in NOTHING_LEFT:
        # The relation that this notice came by has ended with it: there is no page to show.
        said = _("%(what)s: %(ref)s. There is nothing left for your agency to do.")
        messages.info(request, said % {"what": words(notice.kind), "ref": notice.reference})
        return redirect("notices:list")
    return redirect(notice.path)
