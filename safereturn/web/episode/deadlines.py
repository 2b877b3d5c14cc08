"""Page: the deadlines of an episode, who was told when; say by hand that something is done."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.queries.deadlines import deadlines as read
from safereturn.clocks import actions
from safereturn.foundation.errors import NotFound
from safereturn.web.http import SignedInRequest, done
from safereturn.web.labels import due_words
from safereturn.web.notices.kinds import words
from safereturn.web.ui.forms import Radios, Textarea


class DoneForm(forms.Form):
    """Which of them is done, and how."""

    clock = forms.ChoiceField(
        label=_("What has been done?"),
        widget=Radios(small=True),
        error_messages={"required": _("Select what has been done")},
    )
    note = forms.CharField(
        label=_("What was done, when, by whom?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what was done")},
    )


@require_http_methods(["GET", "POST"])
def deadlines(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show what runs and what was told; take that something is done."""
    page = read(request.actor, ref, at=request.received_at)
    mine = [one.due for one in page.running if one.may_finish]
    form = DoneForm(request.POST or None) if mine else None
    if form is not None:
        said = [(str(d.id), due_words(d)) for d in mine]
        form.fields["clock"].choices = said  # type: ignore[attr-defined]
        if form.is_valid():
            chosen, note = UUID(form.cleaned_data["clock"]), form.cleaned_data["note"]
            actions.finish(chosen, note, at=request.received_at, by=request.actor)
            messages.success(request, _("It is written down as done"))
            return done(request, "episode:deadlines", ref)
    elif request.method == "POST":
        raise NotFound
    told = [(step, words(f"clock.{_where(step.step)}.{step.kind}"), to) for step, to in page.told]
    shown = {"page": page, "episode": page.episode, "form": form, "told": told}
    return render(request, "episode/deadlines.html", shown)


def _where(step: str) -> str:
    return step.rpartition(" ")[2]
