"""Page: one child, on one page: act on this, missing now, who is involved, what is owed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.casework.actions.ledger import met
from safereturn.casework.queries.child import ChildPage, EpisodeLine, child_page
from safereturn.casework.queries.offers import child_offers
from safereturn.children.policies import can_restrict, can_seal
from safereturn.children.rules import DetailKind, RemarkKind
from safereturn.foundation.decision import Decision
from safereturn.oversight.policies import can_see_looks
from safereturn.web.child.labels import DETAILS, REMARKS
from safereturn.web.http import SignedInRequest
from safereturn.web.labels import BASES
from safereturn.web.ui.components import Row
from safereturn.web.ui.times import moment_words

OWN_WORDS = {"Very low risk": "very_low", "Absent": "absent"}


@require_safe
def child(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the child's page."""
    page = child_page(request.actor, ref, at=request.received_at)
    withheld = [held.kind for held in page.about.withheld]
    met(page.child.pk, withheld, at=request.received_at, by=request.actor)
    return render(
        request,
        "child/front.html",
        {
            "page": page,
            "child": page.child,
            "current": page.current,
            "may": child_offers(request.actor, page, at=request.received_at),
            "guard": _guard(request, page),
            "remarks": [(REMARKS[RemarkKind(one.kind)], one) for one in page.about.remarks],
            "risk": _risk(page.current) if page.current else "",
            "about": _about(page, request),
            "parties": [(party, [BASES[basis] for basis in party.bases]) for party in page.parties],
        },
    )


def _guard(request: SignedInRequest, page: ChildPage) -> dict[str, Decision]:
    """Say which of the links about who may see this record are offered: ties read already."""
    by, child_id, at = request.actor, page.child.pk, request.received_at
    return {
        "looks": can_see_looks(by, child_id, at=at),
        "restrict": can_restrict(by, child_id, at=at),
        "seal": can_seal(by, child_id, at=at),
    }


def _risk(line: EpisodeLine) -> str:
    if not line.risk_is_shown:
        return ""
    return OWN_WORDS.get(line.label, line.level or "ungraded")


def _about(page: ChildPage, request: SignedInRequest) -> list[Row]:
    names = page.about.agency_names
    return [
        Row(
            DETAILS[DetailKind(detail.kind)],
            detail.text,
            source=", ".join(
                part
                for part in (
                    names.get(detail.source_agency_id, ""),
                    detail.source_name,
                    moment_words(detail.obtained_at, request.received_at),
                )
                if part
            ),
        )
        for detail in page.about.details
    ]
