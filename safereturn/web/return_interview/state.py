"""Pages: where an interview stands, and the sheet of prompts for a place with no signal."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safereturn.agencies.queries import person_names
from safereturn.audit import record
from safereturn.audit.rules import Act
from safereturn.casework.actions.ledger import met
from safereturn.return_interviews import queries
from safereturn.return_interviews.rules import OwnedBecause
from safereturn.web.http import SignedInRequest
from safereturn.web.return_interview import labels
from safereturn.web.return_interview.acting import drawn
from safereturn.web.ui.components import Event


@require_safe
def state(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show where the interview stands and what can be done next."""
    view = queries.get_interview(request.actor, ref, at=request.received_at)
    row = view.interview
    by, at = request.actor, request.received_at
    met(row.child_id, view.withheld, at=at, by=by)
    return drawn(
        request,
        view,
        "state",
        events=_events(view),
        owned=labels.OWNED[OwnedBecause(row.owned_because)],
        owner_flagged=row.owned_because != OwnedBecause.RESPONSIBLE,
        given=sum(1 for item in view.items for d in item.decisions.all() if not d.superseded_at),
    )


def _events(view: queries.InterviewView) -> list[Event]:
    who = person_names(
        [made.by_id for made in view.offers] + [tried.by_id for tried in view.attempts]
    )
    words = [
        Event(
            at=made.offered_at,
            title=_("Offered: %(answer)s") % {"answer": labels.ANSWERS[made.answer]},  # type: ignore[index]
            by=who.get(made.by_id, ""),
            text=_("%(to)s, by %(by)s. %(why)s")
            % {"to": made.made_to, "by": made.made_by, "why": made.reason},
        )
        for made in view.offers
    ]
    words += [
        Event(
            at=tried.tried_at,
            title=_("Attempt: %(how)s") % {"how": tried.how},
            by=who.get(tried.by_id, ""),
            text=tried.outcome,
        )
        for tried in view.attempts
    ]
    return sorted(words, key=lambda event: str(event.at), reverse=True)


@require_safe
def prompts(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the sheet to print and take along: questions, and nothing about the child."""
    view = queries.get_interview(request.actor, ref, at=request.received_at)
    record.mark(Act.PRINT, refs=[ref])
    return drawn(request, view, "prompts")
