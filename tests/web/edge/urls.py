"""The pages of the service, and a few that do one thing each, to try the edge with."""

from collections.abc import Callable
from threading import Barrier
from uuid import UUID, uuid4

from django import forms
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path

from safereturn.audit.record import note, recording
from safereturn.children.queries import Restricted
from safereturn.config import urls
from safereturn.foundation.errors import Conflict, Invalid, NotAllowed, NotFound
from safereturn.foundation.identity import about
from safereturn.involvement.models import Standing
from safereturn.involvement.rules import Circumstance
from safereturn.web.http import SignedInRequest, done, draft_for, put_errors, typed_before

ERRORS: dict[str, Callable[[], Exception]] = {
    "not-allowed": lambda: NotAllowed("Only the night shift may do this."),
    "absent": lambda: NotFound("We could not find that child."),
    "hidden": lambda: NotFound("Nothing connects your agency with this child."),
    "conflict": lambda: Conflict("Somebody was quicker."),
    "invalid": lambda: Invalid(fields={"when": "Enter a time in the past"}),
    "restricted": lambda: Restricted("MC-TEST001"),
    "broken": ZeroDivisionError,
    "clash": IntegrityError,
}
KEY = "edge-form"
meeting = Barrier(2, timeout=10)


class Words(forms.Form):
    """One field is enough."""

    words = forms.CharField(widget=forms.Textarea)


def fails(request: SignedInRequest, ref: str, how: str) -> HttpResponse:
    """Look at a child, and fail."""
    note([UUID(int=7)], refs=[ref])
    raise ERRORS[how]()


def bare(request: SignedInRequest) -> HttpResponse:
    """Show the page around nothing at all."""
    return render(request, "ui/base.html")


def shows(request: SignedInRequest) -> HttpResponse:
    """Show two children in three glances."""
    note([UUID(int=1)], refs=["MC-1"])
    note([UUID(int=2)], refs=["MC-2"], rule="2")
    note([UUID(int=1)])
    return HttpResponse("seen")


def act(request: SignedInRequest) -> HttpResponse:
    """Make one row, and lead to it."""
    with recording("edge.acted", by=request.actor), about(UUID(int=7)):
        row = Standing.objects.create(
            child_id=UUID(int=7),
            circumstance=Circumstance.MISSING_NOW,
            subject_id=request.POST.get("subject") or uuid4(),
            starts_at=request.received_at,
        )
    return done(request, f"/edge/result/{row.subject_id}/", draft=KEY)


def act_together(request: SignedInRequest) -> HttpResponse:
    """Act when a second press is here as well."""
    meeting.wait()
    return act(request)


def act_or_conflict(request: SignedInRequest) -> HttpResponse:
    """Act once; say to whoever comes later that it has been done, as many pages do."""
    form = Words(request.POST)
    with about(UUID(int=7)):
        acted = Standing.objects.exists()
    if acted:
        put_errors(form, Invalid(fields={"words": "Already missing"}))
        return HttpResponse("Already missing", status=409)
    return act(request)


def form(request: SignedInRequest) -> HttpResponse:
    """Show a form with its draft's words."""
    typed = typed_before(request, KEY)
    saved = draft_for(request, KEY).saved_at
    return HttpResponse(f"{typed.get('words') if typed else 'nothing'} {bool(saved)}")


urlpatterns: list[URLPattern | URLResolver] = [
    path("edge/bare/", bare, name="edge_bare"),
    path("edge/shows/", shows, name="edge_shows"),
    path("edge/act/", act, name="edge_act"),
    path("edge/act-together/", act_together, name="edge_act_together"),
    path("edge/act-or-conflict/", act_or_conflict, name="edge_act_or_conflict"),
    path("edge/form/", form, name="edge_form"),
    path("edge/<str:ref>/<str:how>/", fails, name="edge_fails"),
    path("", include(urls)),
]
