"""Pages that anybody may read: help, accessibility, privacy, and whether it works."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from safereturn.audit import queries as audit
from safereturn.casework.queries import health as healths
from safereturn.casework.queries.spooled import spool_counts
from safereturn.foundation import spool
from safereturn.notifications import queries as notifications


@login_not_required
@require_safe
def help_(request: HttpRequest) -> HttpResponse:
    """Say how to use it, and what to do when it does not work."""
    return render(request, "help/help.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what has been tested and what has not."""
    return render(request, "help/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept and who may see it."""
    return render(request, "help/privacy.html")


@login_not_required
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers and messages go out. Holds nothing of anybody."""
    at = request.received_at  # type: ignore[attr-defined]
    parts = healths.health(at=at)
    waiting = notifications.waiting_since(at=at)
    worker = notifications.worker_seen_at()
    page = {
        "waiting_since": waiting,
        "worker_seen_at": worker,
        "log_runs_short": audit.runs_short(),
        "holding": spool.holding(),
        "spooled": spool_counts(),
        "unburied": [p for p in parts if p.name == "erasures" and p.state != healths.OK],
        "upkeep": [p for p in parts if p.name in ("backup", "archive", "drill")],
        "now": at,
    }
    return render(request, "help/status.html", page, status=200 if waiting is None else 503)


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say how each part is, for a monitor: 503 when one fails, 200 otherwise.

    `state` is ok, attention (see to it in working hours) or failing. No secret, no record.
    """
    parts = healths.health(at=request.received_at)  # type: ignore[attr-defined]
    state = healths.worst(parts)
    said = {
        "state": state,
        "parts": [
            {"name": p.name, "state": p.state, "since": p.since, "words": p.words} for p in parts
        ],
    }
    answer = JsonResponse(said, status=503 if state == healths.FAILING else 200)
    answer["Cache-Control"] = "no-store"
    return answer
