"""Pages: what was sent to my agency; opening one records it, acknowledging one ends its climb."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safereturn.casework.actions.notices import acknowledge_notice, open_notice
from safereturn.casework.queries.receipts import asking, receipt_of
from safereturn.notifications import queries
from safereturn.web.http import SignedInRequest, done, page_number
from safereturn.web.notices.acknowledged import line
from safereturn.web.notices.kinds import NOTHING_LEFT, words


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """List the agency's notices, newest first, fifty a page; first those that wait for a word."""
    page = page_number(request)
    waiting = queries.list_unanswered(request.actor)
    first = _last_rungs(waiting, asking(waiting))
    lines = queries.list_notices(request.actor, page=page, but=[one.id for one in first])
    asked = asking((*first, *lines))
    above = [Shown(one, words(one.kind), asks=True, sent_on=False, behind=[]) for one in first]
    below = _folded(lines, asked, {one.answers_id for one in first})
    notices = [*above, *below] if page == 1 else below
    more = len(lines) == queries.PAGE
    return render(request, "notices/list.html", {"notices": notices, "page": page, "more": more})


@dataclass(slots=True)
class Shown:
    """One notice in words, whether it asks to be acknowledged, and the steps behind it.

    `sent_on`: it was not acknowledged, and the last of its climb asks in its place.
    """

    line: queries.Line
    words: str
    asks: bool
    sent_on: bool
    behind: list[tuple[queries.Line, str]]


def _last_rungs(waiting: list[queries.Line], asked: set[UUID]) -> list[queries.Line]:
    """Return what somebody must still acknowledge: of a notice that climbs, the last rung.

    They stand first on the first page, and on no other.
    """
    first: dict[UUID | None, queries.Line] = {}
    for one in waiting:
        if one.answers_id in asked:
            first.setdefault(one.answers_id, one)
    return list(first.values())


def _folded(lines: list[queries.Line], asked: set[UUID], leads: set[UUID | None]) -> list[Shown]:
    """Put the earlier steps of a record's deadlines behind the newest: they say what it was.

    One that must be acknowledged is never put behind another. Of a climb in `leads` the last
    stands first in the list, and asks for all.
    """
    found: list[Shown] = []
    leading: dict[str, Shown] = {}
    for one in lines:
        waits = one.waits and one.answers_id in asked
        sent_on = waits and one.answers_id in leads
        shown = Shown(one, words(one.kind), asks=waits and not sent_on, sent_on=sent_on, behind=[])
        steps = one.kind.startswith("clock.") and one.reference and not one.waits
        if steps and one.reference in leading:
            leading[one.reference].behind.append((one, shown.words))
            continue
        if steps:
            leading[one.reference] = shown
        found.append(shown)
    return found


@require_safe
def open_(request: SignedInRequest, notice_id: UUID) -> HttpResponse:
    """Record that the notice was opened, and go to what it is about.

    One that must be acknowledged, and is not yet, is shown itself first.
    """
    notice = open_notice(notice_id, at=request.received_at, by=request.actor)
    if notice.kind in NOTHING_LEFT:
        # The relation that this notice came by has ended with it: there is no page to show.
        said = _("%(what)s: %(ref)s. There is nothing left for your agency to do.")
        messages.info(request, said % {"what": words(notice.kind), "ref": notice.reference})
        return redirect("notices:list")
    receipt = receipt_of(request.actor, notice, at=request.received_at)
    if receipt is None or not receipt.waits:
        return redirect(notice.path)
    page = {
        "notice": notice,
        "what": words(notice.kind),
        "receipt": line(receipt, request.received_at),
    }
    return render(request, "notices/notice.html", page)


@require_POST
def acknowledge(request: SignedInRequest, notice_id: UUID) -> HttpResponse:
    """Say that one's agency has it; then back to the list, or on to what it is about."""
    notice = acknowledge_notice(notice_id, at=request.received_at, by=request.actor)
    said = _("Acknowledged: %(ref)s. It goes to nobody else.") % {"ref": notice.reference}
    messages.success(request, said)
    to_record = request.POST.get("then") == "record"
    return done(request, notice.path if to_record else "notices:list")
