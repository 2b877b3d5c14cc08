"""Forms about a child that more than one page uses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safereturn.children.rules import (
    AgeBasis,
    IdentifierKind,
    NameKind,
    NewChild,
    Sex,
    TraffickingReferral,
)
from safereturn.web.child import labels
from safereturn.web.ui.forms import DateField, Radios, Select, TimedForm


class ChildForm(TimedForm):
    """Who a child is. Only the name is asked for: a report never waits for the rest.

    `details()` gives what `children.actions.add` and `change` take.
    """

    name = forms.CharField(
        label=_("Name of the child"),
        help_text=_("If you do not know it, what they call themselves, or “not known”."),
        error_messages={"required": _("Enter the child’s name, or what they call themselves")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    known_as = forms.CharField(
        label=_("Other names they use (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    born_on = DateField(
        label=_("Date of birth"),
        thing=_("Date of birth"),
        help_text=_("If you do not know it, leave this empty and give an age below."),
        past=True,
        required=False,
    )
    age_estimate = forms.IntegerField(
        label=_("Age, if the date of birth is not known"),
        required=False,
        min_value=0,
        max_value=25,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={"invalid": _("Enter the age in whole years, like 15")},
    )
    age_basis = forms.ChoiceField(
        label=_("How sure is the age?"),
        choices=[("", _("Follows from the date of birth")), *labels.AGE_BASIS.items()],
        required=False,
        widget=Select,
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=list(labels.SEX.items()),
        required=False,
        widget=Radios(small=True, inline=True),
    )
    first_language = forms.CharField(label=_("First language (optional)"), required=False)
    interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    asylum_seeking = forms.BooleanField(
        label=_("Arrived in the country alone and seeks asylum"), required=False
    )
    trafficking_referral = forms.ChoiceField(
        label=_("Trafficking referral (National Referral Mechanism)"),
        choices=list(labels.TRAFFICKING.items()),
        required=False,
        widget=Select,
    )
    guardian = forms.CharField(
        label=_("Guardian or advocate, if any"),
        help_text=_("For example an independent child trafficking guardian, with a number."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Say beside its field what cannot be true together."""
        data = super().clean() or {}
        if data.get("age_basis") == AgeBasis.KNOWN and not data.get("born_on"):
            self.add_error("age_basis", _("Without a date of birth the age is estimated"))
        return data

    def details(self) -> NewChild:
        """Return what was entered as the action takes it. Call it on a valid form."""
        data = self.cleaned_data
        other = data.get("known_as", "")
        return NewChild(
            name=data["name"],
            born_on=data.get("born_on"),
            age_estimate=data.get("age_estimate"),
            age_basis=AgeBasis(data["age_basis"]) if data.get("age_basis") else None,
            sex=Sex(data.get("sex") or Sex.NOT_KNOWN),
            first_language=data.get("first_language", ""),
            interpreter=bool(data.get("interpreter")),
            asylum_seeking=bool(data.get("asylum_seeking")),
            trafficking_referral=TraffickingReferral(
                data.get("trafficking_referral") or TraffickingReferral.NONE
            ),
            guardian=data.get("guardian", ""),
            other_names=((NameKind.KNOWN_AS, other),) if other else (),
        )


class IdentifierForm(forms.Form):
    """A number by which an agency knows the child."""

    kind = forms.ChoiceField(
        label=_("What sort of number is it?"),
        choices=list(labels.IDENTIFIERS.items()),
        widget=Select,
    )
    value = forms.CharField(
        label=_("Number"),
        error_messages={"required": _("Enter the number")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )

    def kind_chosen(self) -> IdentifierKind:
        """Return the kind, of a valid form."""
        return IdentifierKind(self.cleaned_data["kind"])
