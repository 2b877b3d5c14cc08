"""Forms of an agreed action: whom it is given to, what came of it, another time, a call."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from safereturn.casework.queries.tasks import MayOwn
from safereturn.casework.rules.tasks import Owner
from safereturn.web.ui.forms import MomentField, Radios, Select, Textarea, TimedForm


class OwnerForm(TimedForm):
    """Which agency, and who there: a team or a colleague of one's own agency, else a name."""

    owner = forms.ChoiceField(
        label=_("Which agency does it?"),
        widget=Select,
        error_messages={"required": _("Select which agency does it")},
    )
    whom = forms.ChoiceField(
        label=_("Which team or colleague? (optional)"),
        help_text=_("Only if your own agency does it. Without a name it is for the whole agency."),
        widget=Select,
        required=False,
    )
    owner_name = forms.CharField(
        label=_("Who there? (optional)"),
        help_text=_("If another agency does it and you know who."),
        required=False,
    )

    def __init__(self, *args: Any, may_own: MayOwn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = [(str(pk), name) for pk, name in may_own.agencies]
        self.fields["owner"].choices = agencies  # type: ignore[attr-defined]
        teams = [(f"team:{pk}", name) for pk, name in may_own.teams]
        people = [(f"person:{one.person_id}", f"{one.name}, {one.title}") for one in may_own.people]
        named = [("", _("The whole agency")), *teams, *people]
        self.fields["whom"].choices = named  # type: ignore[attr-defined]
        self._ours = {str(pk) for pk, _name in may_own.agencies[:1]}

    def owned_by(self) -> Owner:
        """Return the owner that was chosen."""
        said = self.cleaned_data
        kind, _colon, pk = said.get("whom", "").partition(":")
        return Owner(
            agency_id=UUID(said["owner"]),
            team_id=UUID(pk) if kind == "team" else None,
            person_id=UUID(pk) if kind == "person" else None,
            name=said.get("owner_name", ""),
        )


class HandOverForm(OwnerForm):
    """Give a task to somebody else, with what they must know."""

    words = forms.CharField(
        label=_("What must they know? (optional)"), required=False, widget=Textarea(rows=3)
    )


class ResultForm(TimedForm):
    """Done or not, and what came of it."""

    outcome = forms.ChoiceField(
        label=_("Is it done?"),
        choices=[("done", _("Yes, it is done")), ("not_done", _("No, and it will not be"))],
        widget=Radios(),
        error_messages={"required": _("Select whether it is done")},
    )
    result = forms.CharField(
        label=_("What came of it, or why was it not done?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what came of it, or why it was not done")},
    )


class TimeForm(TimedForm):
    """Another time, and why."""

    due = MomentField(label=_("By when now?"), thing=_("The time"), future=True)
    because = forms.CharField(
        label=_("Why is the time changed?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why the time is changed")},
    )


class ToldForm(TimedForm):
    """Who was told by phone, on what number, when."""

    spoke_to = forms.CharField(
        label=_("Who did you speak to?"),
        error_messages={"required": _("Enter who you spoke to")},
    )
    phone = forms.CharField(
        label=_("Which number did you ring?"),
        error_messages={"required": _("Enter the number you rang")},
    )
    told_at = MomentField(label=_("When?"), thing=_("The time"), past=True)
