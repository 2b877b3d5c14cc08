"""Forms of a trigger plan: what usually happens, one action, an answer, a review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safereturn.casework.rules.plans import LATEST_MINUTES, NewAction, NewPlan
from safereturn.sharing.rules import Kind
from safereturn.web.tasks.forms import OwnerForm, ToldForm
from safereturn.web.ui.forms import DateField, Radios, Textarea, TimedForm

AGREE = [("yes", _("Yes, we agree")), ("no", _("No"))]


class PlanForm(TimedForm):
    """What usually happens, and when the plan is looked at again."""

    pattern = forms.CharField(
        label=_("What usually happens when this child goes missing?"),
        help_text=_("Where to, with whom, at what time, what has brought them back. Facts."),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter what usually happens when this child goes missing")},
    )
    review_on = DateField(
        label=_("When is the plan looked at again?"),
        help_text=_("Within a year. Past this day it starts all the same, and is overdue."),
        thing=_("The day of the review"),
        future=True,
    )

    def new(self) -> NewPlan:
        """Return what was said."""
        return NewPlan(**self.cleaned_data)


class ActionForm(OwnerForm):
    """One action: what, who, how soon, who may read it."""

    text = forms.CharField(
        label=_("What is to be done at the next report?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what is to be done")},
    )
    minutes = forms.IntegerField(
        label=_("Within how many minutes of the report?"),
        min_value=1,
        max_value=LATEST_MINUTES,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter within how many minutes"),
            "invalid": _("Enter whole minutes, such as 15"),
        },
    )
    kind = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=[
            (Kind.PLANS, _("Every agency that the sharing agreement gives plans to")),
            (Kind.INTELLIGENCE, _("Only the police: it is police intelligence")),
        ],
        initial=Kind.PLANS,
        widget=Radios(),
    )
    for_carer = forms.BooleanField(
        label=_("It stands in the version that the carer keeps at hand"), required=False
    )
    field_order = ("text", "owner", "whom", "owner_name", "minutes", "kind", "for_carer")

    def new(self) -> NewAction:
        """Return what was said. Raises Invalid for what does not fit together."""
        said = self.cleaned_data
        return NewAction(
            text=said["text"],
            owner=self.owned_by(),
            minutes=said["minutes"],
            kind=Kind(said["kind"]),
            for_carer=said["for_carer"],
        )


class AnswerForm(TimedForm):
    """Whether one's agency agrees."""

    answer = forms.ChoiceField(
        label=_("Does your agency agree to do its actions at every report?"),
        choices=AGREE,
        widget=Radios(),
        error_messages={"required": _("Select whether your agency agrees")},
    )
    because = forms.CharField(
        label=_("If not: why, and what could you do instead?"),
        required=False,
        widget=Textarea(rows=3),
    )


class TakeBackForm(TimedForm):
    """Why a proposed plan is taken back."""

    because = forms.CharField(
        label=_("Why is the plan taken back?"),
        help_text=_("Every agency that was asked is told that it was taken back."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why the plan is taken back")},
    )


class PhoneForm(ToldForm):
    """Who agreed by phone, for an agency without an account."""

    answer = forms.ChoiceField(
        label=_("Do they agree?"),
        choices=AGREE,
        widget=Radios(),
        error_messages={"required": _("Select whether they agree")},
    )
    because = forms.CharField(label=_("If not: why?"), required=False, widget=Textarea(rows=2))


class ReviewForm(TimedForm):
    """Still right until another day, or ended."""

    answer = forms.ChoiceField(
        label=_("Is the plan still right?"),
        choices=[
            ("right", _("Yes, all of it is still right")),
            ("end", _("End it: the next report starts nothing")),
        ],
        widget=Radios(),
        error_messages={"required": _("Select whether the plan is still right")},
    )
    review_on = DateField(
        label=_("If it is still right: when is it looked at again?"),
        thing=_("The day of the next review"),
        future=True,
        required=False,
    )
    because = forms.CharField(label=_("If it ends: why?"), required=False, widget=Textarea(rows=3))
