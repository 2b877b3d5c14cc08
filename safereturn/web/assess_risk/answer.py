"""Pages: an agency answers what it was asked, or adds what it knows unasked."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.episodes import queries as episodes
from safereturn.risk import actions, queries
from safereturn.web.assess_risk.forms import AnswerForm, answer_form, opened
from safereturn.web.http import SignedInRequest, done, draft_for


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, ref: str) -> HttpResponse:
    """Answer a question: what we know, nothing held, or who to ring."""
    by, at = request.actor, request.received_at
    asked = queries.get_ask(by, ref, at=at)
    key = f"answer-{ref}"

    def make(data: QueryDict | None) -> AnswerForm:
        return answer_form(data, now=at, name=by.name)

    form = opened(request, key, make)
    if request.method == "POST" and form.is_valid() and (reply := form.reply()):
        actions.answer(asked.id, reply, at=at, by=by)
        messages.success(request, _("Answer saved. Whoever asked is told."))
        return done(request, "worklist:list", draft=key)
    page = {"asked": asked, "form": form, "draft": draft_for(request, key)}
    return render(request, "assess_risk/answer.html", page)


@require_http_methods(["GET", "POST"])
def contribute(request: SignedInRequest, ref: str) -> HttpResponse:
    """Add what your agency knows to the picture."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    queries.what_may(by, episode, at=at).contribute.require()
    waiting = queries.open_ask(by.agency_id, episode.pk)
    if waiting and request.method == "GET":
        return redirect("assess_risk:answer", waiting.ref)
    key = f"contribute-{ref}"

    def make(data: QueryDict | None) -> AnswerForm:
        return answer_form(data, now=at, name=by.name)

    form = opened(request, key, make)
    if request.method == "POST" and form.is_valid() and (reply := form.reply()):
        actions.contribute(episode.pk, reply, at=at, by=by)
        messages.success(request, _("Added to the picture."))
        return done(request, "assess_risk:picture", ref, draft=key)
    page = {"episode": episode, "form": form, "draft": draft_for(request, key)}
    return render(request, "assess_risk/contribute.html", page)
