"""Pages: a colleague, or oneself, is kept out of a record; and let in again with a reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.children import queries as children
from safereturn.foundation.errors import Invalid
from safereturn.involvement.rules import Personal
from safereturn.oversight import actions, queries
from safereturn.web.http import SignedInRequest, done, filled, is_sent, put_errors
from safereturn.web.oversight.labels import PERSONAL, PERSONAL_MINE
from safereturn.web.ui.forms import Radios, Select, Textarea


class KeepOutForm(forms.Form):
    """Which colleague, which record, why."""

    ref = forms.CharField(
        label=_("Reference of the child’s record"),
        help_text=_("For example MC-7K2Q9FD. Never a name."),
        error_messages={"required": _("Enter the reference of the record")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )
    person = forms.TypedChoiceField(
        label=_("Who must be kept out?"),
        coerce=UUID,
        widget=Select,
        error_messages={"required": _("Select who must be kept out")},
    )
    why = forms.ChoiceField(
        label=_("Which personal link do they have?"),
        help_text=_("A professional role is never a reason."),
        choices=list(PERSONAL.items()),
        widget=Radios(),
        error_messages={"required": _("Select the personal link")},
    )
    note = forms.CharField(label=_("Note"), required=False, widget=Textarea(rows=2))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Select")), *people]  # type: ignore[attr-defined]


class MineForm(forms.Form):
    """How one knows the child."""

    why = forms.ChoiceField(
        label=_("How do you know this child?"),
        choices=list(PERSONAL_MINE.items()),
        widget=Radios(),
        error_messages={"required": _("Select how you know this child")},
    )
    note = forms.CharField(
        label=_("Note for your manager"), required=False, widget=Textarea(rows=2)
    )


class LetInForm(forms.Form):
    """Why somebody may see the record again."""

    because = forms.CharField(
        label=_("Why may this person see the record again?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why this person may see the record again")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def keep_out(request: SignedInRequest) -> HttpResponse:
    """Keep a colleague out of a record of the agency."""
    by, at = request.actor, request.received_at
    page = queries.front(by, at=at)
    people = [(str(one.person_id), f"{one.name}, {one.title}") for one in page.people]
    form = KeepOutForm(filled(request), people=people)
    if is_sent(request, form):
        said = form.cleaned_data
        try:
            actions.keep_out(
                said["ref"], said["person"], Personal(said["why"]), said["note"], at=at, by=by
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Kept out from now on. The others go on as before."))
            return done(request, "oversight:front", draft=request.path)
    return render(request, "oversight/keep_out.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: SignedInRequest, kept_id: UUID) -> HttpResponse:
    """Let a colleague in again, with the reason."""
    by, at = request.actor, request.received_at
    line = queries.get_kept_out(by, kept_id, at=at)
    form = LetInForm(filled(request))
    if is_sent(request, form):
        actions.let_in(kept_id, form.cleaned_data["because"], at=at, by=by)
        messages.success(request, _("This person may see the record again"))
        return done(request, "oversight:front", draft=request.path)
    page = {"line": line, "why": PERSONAL[line.why], "form": form}
    return render(request, "oversight/let_in.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def known_to_me(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say that one knows the child personally: the record is gone from one's own lists."""
    by, at = request.actor, request.received_at
    child = children.get_child(by, ref, at=at)
    form = MineForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        actions.keep_out(ref, by.person_id, Personal(said["why"]), said["note"], at=at, by=by)
        messages.success(
            request,
            _("Thank you. You do not see this record any more; your colleagues go on with it."),
        )
        return done(request, "worklist:list")
    return render(request, "oversight/known_to_me.html", {"child": child, "form": form})
