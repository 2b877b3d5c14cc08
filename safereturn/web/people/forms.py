"""What is asked of an administrator about somebody: who, in which roles, from when to when."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safereturn.agencies.rules import LONDON, Proof, london_day, roles_of
from safereturn.foundation.actor import Role
from safereturn.web.http import SignedInRequest, filled
from safereturn.web.labels import ROLES
from safereturn.web.ui.forms import DateField, TicksField, TimedForm

HALF = "govuk-!-width-one-half"
PROOFS = {
    Proof.IN_PERSON: _("They stood before me, and I know them or saw their staff card"),
    Proof.RUNG_BACK: _("I rang them on a number that we already had, and know their voice"),
    Proof.ON_SCREEN: _("I saw them in a video call, and know them"),
    Proof.MANAGER: _("Their manager did one of these, and told me so in person or by telephone"),
}


def first_moment(day: date | None) -> datetime | None:
    """Return when a day begins in London, as UTC."""
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC) if day else None


def last_moment(day: date | None) -> datetime | None:
    """Return when a day is over in London, as UTC."""
    return datetime.combine(day, time.max, tzinfo=LONDON).astimezone(UTC) if day else None


class AppointmentForm(TimedForm):
    """Roles, team, title, last day."""

    roles = TicksField(choices=[], label=_("Roles"), small=True,
        error_messages={"required": _("Select at least one role")})  # fmt: skip
    team = forms.ChoiceField(label=_("Team"), required=False, choices=[])
    title = forms.CharField(
        label=_("Job title (optional)"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": HALF}),
    )
    ends_on = DateField(
        thing=_("Last day"),
        future=True,
        required=False,
        label=_("Last day (optional)"),
        help_text=_("They can sign in until the end of this day. Leave it empty if there is none."),
    )

    def __init__(
        self, request: SignedInRequest, teams: tuple[tuple[Any, str], ...], **kwargs: Any
    ) -> None:
        super().__init__(filled(request), now=request.received_at, **kwargs)
        offered = roles_of(request.actor.agency_kind)
        self.fields["roles"].choices = [(role.value, ROLES[role]) for role in offered]  # type: ignore[attr-defined]
        if "team" in self.fields:
            choices = [("", _("No team")), *((str(pk), name) for pk, name in teams)]
            self.fields["team"].choices = choices  # type: ignore[attr-defined]
            if not teams:
                del self.fields["team"]

    def given(self) -> dict[str, Any]:
        """Return what an action takes of a valid form, but for the team's row."""
        data = self.cleaned_data
        return {
            "roles": [Role(role) for role in data["roles"]],
            "title": data["title"],
            "ends_at": last_moment(data["ends_on"]),
        }


class ResetForm(forms.Form):
    """How an administrator made sure who asks to be let in without their second factor."""

    proof = forms.TypedChoiceField(
        label=_("How do you know that it is them?"),
        choices=PROOFS,
        coerce=Proof,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how you made sure that it is them")},
    )


class InviteForm(AppointmentForm):
    """Somebody new: their address, their name, and from when."""

    email = forms.EmailField(
        label=_("Work email address"),
        help_text=_("The invitation goes here. They sign in with it."),
        widget=forms.EmailInput(attrs={"class": HALF, "autocomplete": "off"}),
        error_messages={
            "required": _("Enter their work email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
        },
    )
    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": HALF, "autocomplete": "off"}),
        error_messages={"required": _("Enter their full name")},
    )
    starts_on = DateField(
        thing=_("First day"),
        future=True,
        required=False,
        label=_("First day (optional)"),
        help_text=_("Leave it empty if they begin now."),
    )
    field_order = ("email", "name", "roles", "team", "title", "starts_on", "ends_on")

    def given(self) -> dict[str, Any]:
        """As above, with the first day."""
        day = self.cleaned_data["starts_on"]
        today = day == london_day(self.received_at)
        return super().given() | {"starts_at": None if today else first_moment(day)}


class LoanForm(TimedForm):
    """To whom, until when."""

    agency = forms.ChoiceField(
        label=_("Which agency borrows them?"),
        choices=[],
        error_messages={"required": _("Select an agency")},
    )
    ends_on = DateField(
        thing=_("Last day"),
        future=True,
        label=_("Last day"),
        error_messages={"required": _("Enter the last day of the loan")},
    )
