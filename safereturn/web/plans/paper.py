"""Pages: a trigger plan on paper, whole or as the carer keeps it at hand."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safereturn.audit.record import mark
from safereturn.audit.rules import Act
from safereturn.casework.queries import trigger_plans as queries
from safereturn.web.http import SignedInRequest
from safereturn.web.ledger.pdf import answer
from safereturn.web.plans.labels import STATES


@require_safe
def whole(request: SignedInRequest, plan_ref: str) -> HttpResponse:
    """Return all of it that the reader may see."""
    return _paper(request, plan_ref, for_carer=False)


@require_safe
def carer(request: SignedInRequest, plan_ref: str) -> HttpResponse:
    """Return what whoever looks after the child does and must know, on one sheet."""
    return _paper(request, plan_ref, for_carer=True)


def _paper(request: SignedInRequest, plan_ref: str, *, for_carer: bool) -> HttpResponse:
    page = queries.get_plan(request.actor, plan_ref, at=request.received_at)
    mark(Act.PRINT, name="trigger_plan.printed", refs=[plan_ref])
    shown = {
        "page": page,
        "child": page.child,
        "state": STATES[page.state][0],
        "for_carer": for_carer,
        "rows": page.for_carer if for_carer else page.actions,
        "printed_by": request.actor.byline or _("not known"),
    }
    return answer(render_to_string("plans/paper.html", shown, request), f"{plan_ref}.pdf")
