"""Pages: set a task in the search, and say what came of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies import queries as agencies
from safereturn.episodes import actions, policies
from safereturn.episodes.queries import Episode
from safereturn.foundation.decision import Decision
from safereturn.web.episode.doing import Doing, page
from safereturn.web.http import SignedInRequest
from safereturn.web.ui.forms import MomentField, Select, Textarea, TimedForm


class TaskForm(TimedForm):
    """What is to be done, by whom, until when."""

    text = forms.CharField(
        label=_("What is to be done?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what is to be done")},
    )
    owner = forms.ChoiceField(label=_("Which agency does it?"), widget=Select)
    owner_name = forms.CharField(label=_("Who there? (optional)"), required=False)
    due = MomentField(
        label=_("By when? (optional)"), thing=_("The time"), future=True, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = agencies.list_agencies()
        self.fields["owner"].choices = [(str(a.pk), a.name) for a in rows]  # type: ignore[attr-defined]


def _may(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_add(request.actor, episode, at=request.received_at)


def _add(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    actions.add_task(
        episode.pk,
        said["text"],
        owner_agency_id=UUID(said["owner"]),
        owner_name=said["owner_name"],
        due_at=said["due"],
        at=request.received_at,
        by=request.actor,
    )


def _own(request: SignedInRequest, episode: Episode) -> dict[str, Any]:
    return {"owner": str(request.actor.agency_id)}


TASK = Doing(
    name="task",
    title=_("Set a task"),
    button=_("Set task"),
    said=_("Task set"),
    form=TaskForm,
    may=_may,
    act=_add,
    initial=_own,
)


class ResultForm(TimedForm):
    """What came of a task."""

    result = forms.CharField(
        label=_("What came of it?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what came of it")},
    )


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Set a task for an agency."""
    return page(request, ref, TASK)


@require_http_methods(["GET", "POST"])
def finish(request: SignedInRequest, ref: str, task_id: UUID) -> HttpResponse:
    """Say what came of a task."""

    def act(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
        actions.finish_task(task_id, said["result"], at=request.received_at, by=request.actor)

    doing = Doing(
        name=f"task-{task_id}",
        title=_("Finish a task"),
        button=_("Finish task"),
        said=_("Task finished"),
        form=ResultForm,
        may=_may,
        act=act,
    )
    return page(request, ref, doing)
