"""Pages: the officers' one-page form, its print page, and the text for another system."""

import base64

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safereturn.audit.record import mark
from safereturn.audit.rules import Act
from safereturn.children import queries as children
from safereturn.documents import actions as documents
from safereturn.documents.rules import Form
from safereturn.episodes import queries as episodes
from safereturn.foundation.errors import NotFound
from safereturn.risk import actions
from safereturn.risk.queries import PictureView
from safereturn.web.assess_risk import pdf
from safereturn.web.http import SignedInRequest


def _view(request: SignedInRequest, ref: str, act: Act, name: str) -> PictureView:
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    view = actions.open_picture(episode, at=at, by=by)
    mark(act, name=name, refs=[ref])
    return view


@require_safe
def form(request: SignedInRequest, ref: str) -> HttpResponse:
    """Return the officers' A4 page as a tagged PDF; without the libraries, the print page."""
    if not pdf.can_draw():
        return redirect("assess_risk:print", ref)
    view = _view(request, ref, Act.PRINT, "risk.form_printed")
    page = _page(request, view) | {"photo": _photo(request, view)}
    words = render_to_string("assess_risk/form_pdf.html", page, request)
    return HttpResponse(
        pdf.draw(words),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="missing-{view.episode_ref}.pdf"'},
    )


@require_safe
def print_(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the same words as a page to print."""
    view = _view(request, ref, Act.PRINT, "risk.form_printed")
    return render(request, "assess_risk/print.html", _page(request, view))


@require_safe
def text(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the picture as a block of plain text to copy into a police or council system."""
    view = _view(request, ref, Act.EXPORT, "risk.copied_as_text")
    block = render_to_string("assess_risk/block.txt", _page(request, view), request)
    lines = [line.rstrip() for line in block.splitlines()]
    page = {"view": view, "words": "\n".join(line for line in lines if line)}
    return render(request, "assess_risk/text.html", page)


def _photo(request: SignedInRequest, view: PictureView) -> str:
    """Return the child's photograph as an address that holds it, where it may be shown."""
    by, at = request.actor, request.received_at
    try:
        child = children.get_child(by, view.child.ref, at=at)
        _row, content = documents.open_photo(child, Form.SMALL, at=at, by=by)
    except NotFound:
        return ""
    return "data:image/jpeg;base64," + base64.b64encode(content).decode()


def _page(request: SignedInRequest, view: PictureView) -> dict[str, object]:
    return {
        "view": view,
        "printed_by": request.actor.byline or _("not known"),
        "printed_at": request.received_at,
    }
