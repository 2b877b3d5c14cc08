"""What every form about an episode does: load, ask, show or act, and go back to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from safereturn.episodes import queries
from safereturn.episodes.queries import Episode
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import Invalid
from safereturn.web.http import (
    SignedInRequest,
    done,
    draft_for,
    put_errors,
    typed_before,
    unfinished,
)
from safereturn.web.ui.components import Draft
from safereturn.web.ui.forms import TimedForm

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One thing that can be done in an episode: its form, its question, its action."""

    name: str
    title: Words
    button: Words
    said: Words
    form: type[TimedForm]
    may: Callable[[SignedInRequest, Episode], Decision]
    act: Callable[[SignedInRequest, Episode, dict[str, Any]], object]
    initial: Callable[[SignedInRequest, Episode], dict[str, Any]] = lambda _request, _episode: {}
    template: str = "episode/form.html"
    # What the template shows besides the form.
    shows: Callable[[SignedInRequest, Episode], dict[str, Any]] = lambda _request, _episode: {}
    # Somebody will be told of this: the page says first who must not be.
    tells: bool = False
    then: str = "episode:episode"


def page(request: SignedInRequest, ref: str, doing: Doing, **more: Any) -> HttpResponse:
    """Show the form, or act on it. What was typed is kept until it has been acted on."""
    episode = queries.get_episode(request.actor, ref, at=request.received_at)
    doing.may(request, episode).require()
    key = f"{doing.name}-{ref}"
    draft = draft_for(request, key)
    form = _form(request, doing, episode, draft)
    if request.method == "POST" and form.is_valid():
        try:
            doing.act(request, episode, form.cleaned_data)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, str(doing.said))
            where = [ref] if doing.then == "episode:episode" else []
            return done(request, doing.then, *where, draft=key)
    context = {
        "form": form,
        "episode": episode,
        "child": episode.child,
        "doing": doing,
        "draft": draft,
        "kept_from": _kept_from(request, doing, episode),
    }
    return render(request, doing.template, context | doing.shows(request, episode) | more)


def _kept_from(request: SignedInRequest, doing: Doing, episode: Episode) -> list[str]:
    if not doing.tells:
        return []
    return queries.kept_from(request.actor, episode, at=request.received_at)


def _form(request: SignedInRequest, doing: Doing, episode: Episode, draft: Draft) -> TimedForm:
    now = request.received_at
    if request.method == "POST":
        return doing.form(request.POST, now=now)
    if draft.saved_at and (typed := typed_before(request, draft.key)):
        form = doing.form(typed, now=now)
        unfinished(form)
        return form
    return doing.form(now=now, initial=doing.initial(request, episode))
