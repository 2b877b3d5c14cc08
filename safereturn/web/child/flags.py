"""Pages: warnings ("Act on this"): set with evidence, checked again, ended by a person."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies.rules import london_day
from safereturn.children import actions, policies, queries
from safereturn.children.queries import About, Caution
from safereturn.children.rules import FlagKind, NewFlag
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.labels import FLAGS
from safereturn.web.ui.forms import DateField, Select, Textarea, TimedForm

# Offered as the next review; whoever sets the warning changes it as they see fit.
REVIEW_AFTER = timedelta(days=90)


class FlagForm(TimedForm):
    """A new warning."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Select")), *FLAGS.items()],
        widget=Select,
        error_messages={"required": _("Select what it is about")},
    )
    text = forms.CharField(
        label=_("What must people know or do?"),
        help_text=_("One sentence that helps somebody who has never met the child."),
        error_messages={"required": _("Enter what people must know or do")},
    )
    evidence = forms.CharField(
        label=_("What is the evidence?"),
        help_text=_("Who said so, and when."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter the evidence: who said so, and when")},
    )
    review_on = DateField(
        label=_("When should somebody look at this again?"),
        thing=_("The review date"),
        future=True,
        help_text=_("The warning does not end on this day. Only a person ends it."),
        error_messages={"required": _("Enter the day of the next review")},
    )


class RenewForm(TimedForm):
    """That a warning was checked and still holds."""

    evidence = forms.CharField(
        label=_("Evidence, if there is more"), widget=Textarea(rows=3), required=False
    )
    review_on = DateField(label=_("Next review"), thing=_("The review date"), future=True)


class EndForm(forms.Form):
    """Why a warning no longer holds."""

    because = forms.CharField(
        label=_("Why does this warning no longer hold?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why this warning no longer holds")},
    )


@require_http_methods(["GET", "POST"])
def flags(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show every warning that may be shown; set one."""
    by, at = request.actor, request.received_at
    child = queries.get_child(by, ref, at=at)
    about = queries.about(by, child, at=at)
    form = FlagForm(request.POST or None, now=at, initial={"review_on": _next(request)})
    if form.is_valid():
        data = form.cleaned_data
        try:
            given = NewFlag(kind=FlagKind(data.pop("kind")), **data)
            actions.set_flag(child.pk, given, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Warning set"))
            return done(request, "child:flags", ref)
    page = {
        "child": child,
        "about": about,
        "warnings": [(warning, FLAGS[warning.kind]) for warning in about.warnings],
        "form": form,
        "may": policies.can_change(by, child.pk, at=at),
    }
    return render(request, "child/flags.html", page)


def _next(request: SignedInRequest) -> date:
    return london_day(request.received_at) + REVIEW_AFTER


@require_http_methods(["GET", "POST"])
def flag(request: SignedInRequest, ref: str, flag_id: UUID) -> HttpResponse:
    """Say of one warning that it still holds, or end it with a reason."""
    by, at = request.actor, request.received_at
    child = queries.get_child(by, ref, at=at)
    about = queries.about(by, child, at=at)
    warning = _one(about, flag_id)
    row = next(f for f in queries.current_flags([child.pk])[child.pk] if f.pk == flag_id)
    ending = request.POST.get("press") == "end"
    again = request.POST if request.method == "POST" and not ending else None
    renew = RenewForm(again, now=at, initial={"review_on": _next(request)})
    end = EndForm(request.POST if ending else None)
    form: Any = end if ending else renew
    if form.is_valid():
        try:
            if ending:
                actions.end_flag(row, because=end.cleaned_data["because"], at=at, by=by)
            else:
                actions.renew_flag(row, **renew.cleaned_data, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            words = _("Warning ended") if ending else _("Warning checked")
            messages.success(request, words)
            return done(request, "child:flags", ref)
    page = {
        "child": child,
        "warning": warning,
        "kind": FLAGS[warning.kind],
        "renew": renew,
        "end": end,
        "form": form,
        "may": policies.can_change(by, child.pk, at=at),
        "may_end": policies.can_end_flag(by, row, at=at),
    }
    return render(request, "child/flag.html", page)


def _one(about: About, flag_id: UUID) -> Caution:
    found = next((warning for warning in about.warnings if warning.id == flag_id), None)
    if found is None:
        raise NotFound
    return found
