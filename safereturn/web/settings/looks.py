"""Page: how many children beside the worklist somebody opens in an hour."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import trawling
from safereturn.casework.policies import can_set_look_limit
from safereturn.casework.queries.looking import look_limit
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, filled, is_sent, put_errors

_NUMBER = {"class": "govuk-input--width-4", "inputmode": "numeric"}


class LimitForm(forms.Form):
    """Two numbers."""

    pause_at = forms.IntegerField(
        label=_("After how many are they asked why?"),
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={
            "required": _("Enter after how many they are asked why"),
            "invalid": _("Enter a whole number"),
        },
    )
    stop_at = forms.IntegerField(
        label=_("After how many are they stopped, and you told?"),
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={
            "required": _("Enter after how many they are stopped"),
            "invalid": _("Enter a whole number"),
        },
    )


@require_http_methods(["GET", "POST"])
def looks(request: SignedInRequest) -> HttpResponse:
    """Show the two numbers, and save others. For the information governance lead."""
    by, at = request.actor, request.received_at
    can_set_look_limit(by).require()
    pause_at, stop_at = look_limit(by)
    form = LimitForm(filled(request), initial={"pause_at": pause_at, "stop_at": stop_at})
    if is_sent(request, form):
        try:
            trawling.set_limit(**form.cleaned_data, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. They hold from now on."))
            return done(request, "settings:looks", draft=request.path)
    return render(request, "settings/looks.html", {"form": form})
