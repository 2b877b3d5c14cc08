"""Pages: one agreed action with its history; take it, hand it over, end it, change its time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.casework.actions import tasks as actions
from safereturn.casework.queries import tasks as queries
from safereturn.casework.queries.tasks import TaskPage
from safereturn.casework.rules.tasks import ToldByPhone
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.tasks.forms import HandOverForm, ResultForm, TimeForm, ToldForm
from safereturn.web.tasks.labels import EVENTS, SOURCES
from safereturn.web.ui.components import Words
from safereturn.web.ui.forms import TimedForm


@require_http_methods(["GET", "POST"])
def task(request: SignedInRequest, task_ref: str) -> HttpResponse:
    """Show a task; whoever may says what came of it."""
    page = queries.get_task(request.actor, task_ref, at=request.received_at)
    form = None
    if page.may_finish:
        form = ResultForm(request.POST or None, now=request.received_at)
        if form.is_valid() and _ended(request, task_ref, form):
            messages.success(request, _("It is written down"))
            return done(request, "tasks:task", task_ref)
    elif request.method == "POST":
        page.may_finish.require()
    shown = {
        "page": page,
        "line": page.line,
        "form": form,
        "source": SOURCES[page.line.source],
        "history": [(one, EVENTS[one.what]) for one in page.history],
        "late": page.line.is_late(request.received_at),
    }
    return render(request, "tasks/task.html", shown)


def _ended(request: SignedInRequest, ref: str, form: ResultForm) -> bool:
    act = actions.finish if form.cleaned_data["outcome"] == "done" else actions.not_done
    try:
        act(ref, form.cleaned_data["result"], at=request.received_at, by=request.actor)
    except Invalid as error:
        put_errors(form, error)
        return False
    return True


@require_POST
def take(request: SignedInRequest, task_ref: str) -> HttpResponse:
    """Take a task."""
    actions.take(task_ref, at=request.received_at, by=request.actor)
    messages.success(request, _("This is yours now"))
    return done(request, "tasks:task", task_ref)


@dataclass(frozen=True, kw_only=True)
class Changing:
    """One thing that can be changed of a task: its form, its question, its action."""

    title: Words
    button: Words
    said: Words
    form: type[TimedForm]
    may: Callable[[TaskPage], Decision]
    act: Callable[[str, Any, datetime, Actor], object]
    owners: bool = False


def _hand_over(ref: str, form: Any, at: datetime, by: Actor) -> None:
    actions.hand_over(ref, form.owned_by(), form.cleaned_data["words"], at=at, by=by)


def _time(ref: str, form: Any, at: datetime, by: Actor) -> None:
    said = form.cleaned_data
    actions.change_due(ref, said["due"], said["because"], at=at, by=by)


def _told(ref: str, form: Any, at: datetime, by: Actor) -> None:
    said = form.cleaned_data
    told = ToldByPhone(spoke_to=said["spoke_to"], phone=said["phone"], at=said["told_at"])
    actions.tell_by_phone(ref, told, at=at, by=by)


HAND_OVER = Changing(
    title=_("Hand over a task"),
    button=_("Hand over"),
    said=_("Handed over. They are told."),
    form=HandOverForm,
    may=lambda page: page.may_hand_over,
    act=_hand_over,
    owners=True,
)
TIME = Changing(
    title=_("Change the time of a task"),
    button=_("Change the time"),
    said=_("The time is changed"),
    form=TimeForm,
    may=lambda page: page.may_change_due,
    act=_time,
)
TOLD = Changing(
    title=_("Told by phone"),
    button=_("Save the call"),
    said=_("The call is written down"),
    form=ToldForm,
    may=lambda page: page.may_tell,
    act=_told,
)


@require_http_methods(["GET", "POST"])
def hand_over(request: SignedInRequest, task_ref: str) -> HttpResponse:
    """Give a task to a colleague, a team or an agency."""
    return _change(request, task_ref, HAND_OVER)


@require_http_methods(["GET", "POST"])
def time(request: SignedInRequest, task_ref: str) -> HttpResponse:
    """Give a task another time, with the reason."""
    return _change(request, task_ref, TIME)


@require_http_methods(["GET", "POST"])
def told(request: SignedInRequest, task_ref: str) -> HttpResponse:
    """Write down that an agency without an account was told by phone."""
    return _change(request, task_ref, TOLD)


def _change(request: SignedInRequest, task_ref: str, changing: Changing) -> HttpResponse:
    by, at = request.actor, request.received_at
    page = queries.get_task(by, task_ref, at=at)
    changing.may(page).require()
    given: dict[str, Any] = {"now": at}
    if changing.owners:
        given["may_own"] = queries.may_own(by, page.episode, at=at)
        given["initial"] = {"owner": str(page.line.agency_id)}
    form = changing.form(request.POST or None, **given)
    if form.is_valid():
        try:
            changing.act(task_ref, form, at, by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, str(changing.said))
            # Whoever gives it to another agency may still read it where the agreement says so.
            return done(request, "tasks:task", task_ref)
    shown = {"page": page, "line": page.line, "form": form, "changing": changing}
    return render(request, "tasks/change.html", shown)
