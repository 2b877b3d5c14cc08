"""What the pages of an interview do alike: draw a form, press it, show a refusal beside it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from safereturn.foundation.errors import Invalid
from safereturn.return_interviews.queries import InterviewView
from safereturn.web.http import (
    SignedInRequest,
    done,
    draft_for,
    put_errors,
    typed_before,
    unfinished,
)

Act = Callable[[], object]


def did(form: forms.BaseForm, act: Act) -> bool:
    """Do what a valid form says; put a refusal beside the fields it names and say no."""
    if not form.is_valid():
        return False
    try:
        act()
    except Invalid as error:
        put_errors(form, error)
        return False
    return True


def posted(request: SignedInRequest) -> Any:
    """Return what a form is filled with that keeps no draft: what was posted, or nothing."""
    return request.POST if request.method == "POST" else None


def typed(request: SignedInRequest, key: str) -> Any:
    """Return what the form is filled with: what was posted, else the person's draft."""
    return request.POST if request.method == "POST" else typed_before(request, key)


def mild(request: SignedInRequest, form: forms.BaseForm) -> forms.BaseForm:
    """Show a form that was filled from a draft without errors: it was never sent."""
    return unfinished(form) if request.method != "POST" and form.is_bound else form


def drawn(
    request: SignedInRequest,
    view: InterviewView,
    template: str,
    form: forms.BaseForm | None = None,
    *,
    key: str = "",
    **more: object,
) -> HttpResponse:
    """Draw a page of the interview."""
    page = {"view": view, "interview": view.interview, "form": form, **more}
    page["draft"] = draft_for(request, key) if key else None
    return render(request, f"return_interview/{template}.html", page)


def ended(
    request: SignedInRequest, said: str, to: str, *args: object, draft: str = ""
) -> HttpResponse:
    """Say what was done, and go on; pressed twice it is done once."""
    answer = done(request, to, *args, draft=draft)
    messages.success(request, said)
    return answer
