"""Page: my unfinished work; and the address that a form saves itself to."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from safereturn.casework.queries import drafts as queries
from safereturn.web.drafts.titles import title
from safereturn.web.http import SignedInRequest, finish_draft, keep_words


@require_POST
def keep(request: SignedInRequest, key: str) -> HttpResponse:
    """Keep the words; answer with the time as plain text. A locked session keeps, answers 401."""
    keep_words(request, key)
    time = f"{localtime(request.received_at):%-I:%M%p}".lower()
    return HttpResponse(time, content_type="text/plain")


@require_safe
def list_(request: SignedInRequest) -> HttpResponse:
    """Show what I have not finished, and when it goes."""
    mine = queries.list_drafts(request.actor.person_id, at=request.received_at)
    named = [(draft, title(draft.key, draft.path)) for draft in mine]
    return render(request, "drafts/list.html", {"drafts": named})


@require_POST
def drop(request: SignedInRequest, key: str) -> HttpResponse:
    """Drop one draft."""
    finish_draft(request, key)
    return redirect("drafts:list")
