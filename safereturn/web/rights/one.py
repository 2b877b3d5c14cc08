"""Pages: one request, how far it is, and what is next; its pack is laid out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from safereturn.clocks.rules import FIXED, ClockKind
from safereturn.oversight import actions
from safereturn.oversight.queries import asking
from safereturn.oversight.rules.rights import PACKED, Asker, Outcome, Right, Understands
from safereturn.web.http import SignedInRequest, done
from safereturn.web.rights.labels import ASKERS, OUTCOMES, RIGHTS, UNDERSTANDS


@require_safe
def one(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the request."""
    page = asking.get_asked(request.actor, ref, at=request.received_at)
    row = page.row
    context = {
        "page": page,
        "row": row,
        "right": RIGHTS[Right(row.right)],
        "asker": ASKERS[Asker(row.asker)],
        "understands": UNDERSTANDS[Understands(row.understands)],
        "outcome": OUTCOMES[Outcome(row.outcome)] if row.outcome else "",
        "packed": Right(row.right) in PACKED,
        "law": FIXED[ClockKind.RIGHTS_ANSWER].source,
    }
    return render(request, "rights/one.html", context)


@require_POST
def prepare(request: SignedInRequest, ref: str) -> HttpResponse:
    """Lay the pack out, or again after the record has changed."""
    count = actions.prepare(ref, at=request.received_at, by=request.actor)
    said = ngettext("%(n)d line is laid out", "%(n)d lines are laid out", count) % {"n": count}
    messages.success(request, said + _(". Each controller decides about its own."))
    return done(request, "rights:one", ref)
