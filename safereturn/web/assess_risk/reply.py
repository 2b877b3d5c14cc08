"""Page: an agency without an account answers one question through a single-use link.

Nobody is signed in. The token is the only key: 256 random bits, good for one answer and
24 hours. A look is audited each time, and does not spend the link: mail systems open
links before people do. Who knocks too often, from one address or at one beginning of a
token, is asked to ring instead.
"""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safereturn.audit.record import looking
from safereturn.casework.actions import knocking
from safereturn.casework.rules import KNOCK_WINDOW
from safereturn.foundation.errors import Conflict, NotFound
from safereturn.foundation.identity import acting
from safereturn.foundation.saying import spoken
from safereturn.risk import actions, queries
from safereturn.web.assess_risk.forms import answer_form


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is needed to match the child and to answer; take one answer."""
    at = getattr(request, "received_at", None) or timezone.now()
    address = request.META.get("REMOTE_ADDR", "")
    if not knocking.knock("reply", address=address, token=token, at=at):
        response = render(request, "assess_risk/reply_wait.html", status=429)
        response.headers["Retry-After"] = str(int(KNOCK_WINDOW.total_seconds()))
        return response
    try:
        return _reply(request, token, at)
    except (NotFound, Conflict) as error:
        page = {"words": spoken(str(error))}
        return render(request, "assess_risk/reply_ended.html", page, status=404)


def _reply(request: HttpRequest, token: str, at: datetime) -> HttpResponse:
    holder = queries.reply_actor(token, at=at)
    with acting(holder, at=at), looking("assess_risk:reply", by=holder):
        asked = queries.get_reply(token, at=at)
        form = answer_form(request.POST or None, now=at)
        if request.method == "POST" and form.is_valid() and (said := form.reply()):
            actions.answer_by_reply(token, said, at=at)
            return render(request, "assess_risk/reply_thanks.html", {"asked": asked})
        return render(request, "assess_risk/reply.html", {"asked": asked, "form": form})
