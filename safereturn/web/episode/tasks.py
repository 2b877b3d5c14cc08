"""Page: set a task in the search."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import tasks as actions
from safereturn.casework.queries import tasks as queries
from safereturn.casework.rules.tasks import NewTask
from safereturn.episodes import policies
from safereturn.episodes import queries as episodes
from safereturn.foundation.errors import Invalid
from safereturn.web.http import (
    SignedInRequest,
    done,
    draft_for,
    put_errors,
    typed_before,
    unfinished,
)
from safereturn.web.tasks.forms import OwnerForm
from safereturn.web.ui.components import Draft
from safereturn.web.ui.forms import MomentField, Textarea


class TaskForm(OwnerForm):
    """What is to be done, by whom, until when."""

    text = forms.CharField(
        label=_("What is to be done?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what is to be done")},
    )
    due = MomentField(
        label=_("By when? (optional)"), thing=_("The time"), future=True, required=False
    )
    field_order = ("text", "owner", "whom", "owner_name", "due")


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Set a task for an agency that works with the child, a team or a person."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    policies.can_add(by, episode, at=at).require()
    draft = draft_for(request, f"task-{ref}")
    given = {"may_own": queries.may_own(by, episode, at=at), "now": at}
    form = _form(request, draft, given)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            new = NewTask(text=said["text"], owner=form.owned_by(), due_at=said["due"])
            actions.add(ref, new, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Task set"))
            return done(request, "episode:episode", ref, draft=draft.key)
    page = {"form": form, "episode": episode, "child": episode.child, "draft": draft}
    return render(request, "tasks/add.html", page)


def _form(request: SignedInRequest, draft: Draft, given: dict[str, Any]) -> TaskForm:
    if request.method == "POST":
        return TaskForm(request.POST, **given)
    if draft.saved_at and (typed := typed_before(request, draft.key)):
        form = TaskForm(typed, **given)
        unfinished(form)
        return form
    return TaskForm(**given)
