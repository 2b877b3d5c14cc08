"""Page: who in a force grades the risk to a child, and the lowest grade it uses."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies.rules import POLICE_ROLES, london_day
from safereturn.foundation.actor import Role
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.risk import actions, queries
from safereturn.risk.queries import Grading
from safereturn.risk.rules import LOWEST_OFFERED, Level, label_on
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.labels import ROLES


class GradingForm(forms.Form):
    """Roles, and the lowest level."""

    graders = forms.MultipleChoiceField(
        label=_("Who grades the risk to a child?"),
        help_text=_("Select every role that does. Others read the grading, and cannot make one."),
        choices=[(role.value, ROLES[role]) for role in Role if role in POLICE_ROLES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select at least one role")},
    )
    lowest_allowed = forms.ChoiceField(
        label=_("What is the lowest grade that your force uses for a child?"),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, request: SignedInRequest, now: Grading) -> None:
        start = {"graders": sorted(now.graders), "lowest_allowed": now.lowest or ""}
        super().__init__(request.POST if request.method == "POST" else None, initial=start)
        day = london_day(request.received_at)
        self.fields["lowest_allowed"].choices = [  # type: ignore[attr-defined]
            ("", _("Every grade is used")),
            *((level.value, spoken(label_on(level, day))) for level in LOWEST_OFFERED),
        ]

    def grading(self) -> Grading:
        """Return what a valid form says."""
        lowest = self.cleaned_data["lowest_allowed"]
        graders = frozenset(Role(role) for role in self.cleaned_data["graders"])
        return Grading(graders, Level(lowest) if lowest else None)


@require_http_methods(["GET", "POST"])
def grading(request: SignedInRequest) -> HttpResponse:
    """Show who grades and the lowest grade; save others. For the force's administrator."""
    by = request.actor
    now = queries.get_grading(by)
    form = GradingForm(request, now)
    if form.is_valid():
        said = form.grading()
        try:
            actions.set_grading(
                by.agency_id, graders=said.graders, lowest_allowed=said.lowest, by=by
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return done(request, "settings:grading")
    return render(request, "settings/grading.html", {"form": form, "is_set": now.is_set})
