"""Pages: read one version, as clauses, as tables, beside the one before, and on paper."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from safereturn.foundation.errors import NotFound
from safereturn.sharing import queries
from safereturn.sharing.rules import LAWFUL_UNVERIFIED, Readable, ReadClause, VersionLine
from safereturn.web.agreements import pdf, tables
from safereturn.web.agreements.common import load, what_may_be_done
from safereturn.web.agreements.discuss import all_comments
from safereturn.web.agreements.labels import DEPTHS, LAWFUL, STATES, TEXTS
from safereturn.web.http import SignedInRequest


@require_safe
def read(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Show a version: its text, each clause with what was said of it, parties, signatures."""
    version = load(request, version_id)
    return render(request, "agreements/read.html", _page(request, version))


@require_safe
def who(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Show what each kind of agency receives, and who receives each kind of information."""
    version = load(request, version_id)
    page = {
        "version": version,
        "by_agency": tables.by_agency(version),
        "by_kind": tables.by_kind(version),
    }
    return render(request, "agreements/who.html", page)


@require_safe
def changes(request: SignedInRequest, area_id: UUID, version_id: UUID) -> HttpResponse:
    """Show what this version says otherwise than the one before it."""
    by, at = request.actor, request.received_at
    lines = queries.list_versions(by, area_id, at=at)
    line = next((one for one in lines if one.id == version_id), None)
    if line is None:
        raise NotFound
    before = _before(lines, line)
    found = queries.diff(by, before.id, version_id, at=at) if before else []
    page = {"version": {"line": line}, "before": before, "changes": found}
    return render(request, "agreements/changes.html", page)


@require_safe
def paper(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Return the agreement as a tagged PDF; without the libraries, the page to print."""
    if not pdf.can_draw():
        return redirect("agreements:read", version_id)
    version = load(request, version_id)
    page = _page(request, version) | {
        "by_agency": tables.by_agency(version),
        "by_kind": tables.by_kind(version),
        "dissents": [c for c in all_comments(version) if c.kind == "dissent"],
    }
    words = render_to_string("agreements/paper.html", page, request)
    name = f"agreement-version-{version.line.number}.pdf"
    return HttpResponse(
        pdf.draw(words),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _page(request: SignedInRequest, version: Readable) -> dict[str, Any]:
    words, colour = STATES[version.line.state]
    at = request.received_at
    return {
        "version": version,
        "may": what_may_be_done(version),
        "state": words,
        "colour": colour,
        "holds": version.line.in_force(at),
        "over": version.line.effective_to is not None and version.line.effective_to <= at,
        "texts": [(part, TEXTS[part], version.texts.get(part, "")) for part in TEXTS],
        "floor": shown(version.floor),
        "clauses": [shown(clause) for clause in version.clauses],
        "comments": version.comments,
        "unanswered": sum(not c.answer for c in all_comments(version)),
        "printed_at": at,
    }


def shown(read_: ReadClause) -> dict[str, Any]:
    """Return a clause in the words of its page."""
    clause = read_.clause
    return {
        "read": read_,
        "number": clause.number,
        "what": tables.kinds_words(clause),
        "who": tables.who_words(read_),
        "when": tables.when_words(clause),
        "depth": DEPTHS[clause.depth],
        "lawful": LAWFUL[clause.lawful_basis],
        "unsure": clause.lawful_basis in LAWFUL_UNVERIFIED,
    }


def _before(lines: list[VersionLine], this: VersionLine) -> VersionLine | None:
    """Return the version before this one that was dated, or else simply the one before."""
    earlier = [line for line in lines if line.number < this.number]
    dated = [line for line in earlier if line.effective_from is not None]
    return max(dated or earlier, key=lambda line: line.number, default=None)
