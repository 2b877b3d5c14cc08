"""Page: our teams, and the other agencies that each acts for outside their hours."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from safereturn.agencies import actions, queries
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, filled, is_sent, put_errors
from safereturn.web.ui.forms import Checkboxes


class TeamForm(forms.Form):
    """A team: its name, and whom it acts for beside us."""

    name = forms.CharField(
        label=gettext_lazy("What is the team called?"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-one-half", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter what the team is called")},
    )
    acts_for = forms.TypedMultipleChoiceField(
        label=gettext_lazy("For whom else does it act outside their hours? (optional)"),
        help_text=gettext_lazy(
            "An out-of-hours team of several councils: agree it with them first."
        ),
        coerce=UUID,
        required=False,
        widget=Checkboxes(small=True),
    )

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(filled(request))
        ours = request.actor
        others = [
            (str(row.pk), row.name)
            for row in queries.list_agencies()
            if row.kind == ours.agency_kind and row.pk != ours.agency_id
        ]
        self.fields["acts_for"].choices = others  # type: ignore[attr-defined]
        if not others:
            del self.fields["acts_for"]


@require_http_methods(["GET", "POST"])
def teams(request: SignedInRequest) -> HttpResponse:
    """List our teams with who is in them; add one."""
    by = request.actor
    found = queries.list_teams(by, at=request.received_at)
    form = TeamForm(request)
    if is_sent(request, form):
        data = form.cleaned_data
        acts_for = [queries.get_agency(pk) for pk in data.get("acts_for", [])]
        try:
            actions.add_team(
                queries.get_agency(by.agency_id), data["name"], acts_for=acts_for, by=by
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Added. Put people in it on their own pages."))
            return done(request, "people:teams", draft=request.path)
    return render(request, "people/teams.html", {"teams": found, "form": form})
