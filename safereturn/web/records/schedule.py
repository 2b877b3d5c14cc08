"""Page: how many years the agency keeps what; what is not the law's can be changed."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.oversight import actions, queries
from safereturn.oversight.queries import PeriodLine
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import Select


class PeriodForm(forms.Form):
    """Which line, how many years, on which law or schedule."""

    line = forms.ChoiceField(
        label=_("Which records?"),
        widget=Select,
        error_messages={"required": _("Select which records")},
    )
    years = forms.IntegerField(
        label=_("How many years?"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter how many years"),
            "invalid": _("Enter a whole number of years"),
        },
    )
    source = forms.CharField(
        label=_("On which law or schedule does this rest?"),
        help_text=_("For example the title and version of your agency’s retention schedule."),
        error_messages={"required": _("Enter on which law or schedule this rests")},
    )

    def __init__(self, *args: object, lines: tuple[PeriodLine, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(one.line.key, spoken(one.line.words)) for one in lines]
        self.fields["line"].choices = [("", _("Select")), *choices]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: SignedInRequest) -> HttpResponse:
    """Show the schedule; change a line of it."""
    by, at = request.actor, request.received_at
    lines = queries.schedule_of(by)
    form = PeriodForm(request.POST or None, lines=lines)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.set_period(said["line"], said["years"], said["source"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. It counts from the next nightly round."))
            return done(request, "records:schedule")
    return render(request, "records/schedule.html", {"lines": lines, "form": form})
