"""The ledger as files: CSV for a case file or an inspector, PDF to print. Both are audited."""

import csv
import io

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from safereturn.audit.record import mark
from safereturn.audit.rules import Act
from safereturn.casework.queries.ledger import get_ledger
from safereturn.casework.queries.ledger_shapes import Ledger, Line
from safereturn.web.http import SignedInRequest
from safereturn.web.ledger import pdf
from safereturn.web.ledger.shared import FilterForm, row

COLUMNS = (
    "disclosed_at", "kind", "item", "agency", "agency_kind", "depth", "because", "reason",
    "clause", "gateway", "until", "decided_by", "childs_wish", "child_told",
    "child_told_or_why_not_at", "why_not_told", "delivered_at", "opened_at", "done_with_it",
    "result", "recalled_at",
)  # fmt: skip
# A spreadsheet must not take a cell that a person typed for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _narrowed(request: SignedInRequest, ref: str, name: str) -> tuple[Ledger, list[Line]]:
    ledger = get_ledger(request.actor, ref, at=request.received_at)
    mark(Act.EXPORT, name=name, refs=[ref])
    return ledger, FilterForm(request.GET, lines=ledger.lines).narrowed(ledger.lines)


@require_safe
def as_csv(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Return the list, narrowed as the page is, as CSV in UTF-8."""
    _ledger, lines = _narrowed(request, child_ref, "ledger.exported")
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows([_plain(cell) for cell in _cells(line)] for line in lines)
    return HttpResponse(
        "\ufeff" + written.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="shared-{child_ref}.csv"'},
    )


def _cells(line: Line) -> list[object]:
    told = line.told
    return [
        line.disclosed_at.isoformat(),
        line.kind,
        line.item_kind or "",
        line.agency.name,
        line.agency.kind,
        line.depth.name.lower(),
        line.why,
        line.reason,
        line.clause,
        line.law,
        line.until,
        line.decided_by,
        line.wish or "",
        "" if told is None else "yes" if told.told else "no",
        told.at.isoformat() if told else "",
        told.because if told else "",
        line.delivered_at.isoformat() if line.delivered_at else "",
        line.opened_at.isoformat() if line.opened_at else "",
        line.disposition or "",
        line.result,
        line.recalled_at.isoformat() if line.recalled_at else "",
    ]


def _plain(cell: object) -> str:
    words = str(cell)
    return f"'{words}" if words.startswith(_FORMULA) else words


@require_safe
def as_pdf(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Return the list, narrowed as the page is, as a tagged PDF, or as a page to print."""
    ledger, lines = _narrowed(request, child_ref, "ledger.printed")
    page = {
        "ledger": ledger,
        "rows": [row(line) for line in lines],
        "printed_by": request.actor.byline,
    }
    words = render_to_string("ledger/shared_paper.html", page, request)
    return pdf.answer(words, f"shared-{child_ref}.pdf")
