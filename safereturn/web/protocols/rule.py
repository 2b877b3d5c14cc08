"""Page: change one rule of a draft: how long, who is told, what a breach does, who must meet."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.clocks.actions import protocols
from safereturn.clocks.queries.protocols import get_protocol
from safereturn.clocks.rules import (
    FIXED,
    RECEIPTED,
    Breach,
    Invitee,
    Length,
    Meet,
    MeetingKind,
    Rule,
    Step,
    read_length,
    read_when,
    read_who,
)
from safereturn.foundation.errors import NotFound
from safereturn.foundation.saying import spoken
from safereturn.web.http import SignedInRequest, done
from safereturn.web.labels import INVITEES, MEETINGS
from safereturn.web.notices.kinds import KINDS
from safereturn.web.protocols.labels import BREACHES, line
from safereturn.web.ui.forms import Checkboxes, Radios, Textarea

# What only a count says: the meeting that it asks for.
OF_A_MEETING = ("meet", "invite", "source", "verified")


class RuleForm(forms.Form):
    """How long, who is told when, what a breach does, whether it may rest."""

    within = forms.CharField(
        label=_("Within how long?"),
        help_text=_("Minutes, hours, days or working days: 45 minutes, 72 hours, 10 working days."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": _("Enter how long it may take")},
    )
    tell = forms.CharField(
        label=_("Who is told when? One moment a line"),
        help_text=_(
            "When, a colon, whom: “15 minutes before: owner, force supervisor”. When is start, due,"
            " or a length before or after. Whom is owner, force, responsible_authority,"
            " host_authority, placement or interviewers; after it next (one person on duty after"
            " the other), out_of_hours, supervisor, coordinator or senior if not the whole desk."
        ),
        widget=Textarea(rows=6, attrs={"spellcheck": "false"}),
        error_messages={"required": _("Enter who is told when it is due")},
    )
    breach = forms.ChoiceField(
        label=_("If it is not done in time, what happens besides?"),
        choices=list(BREACHES.items()),
        widget=Radios(small=True),
        error_messages={"required": _("Select what happens")},
    )
    notices = forms.MultipleChoiceField(
        label=_("Which notices must be acknowledged?"),
        choices=[(kind, KINDS[kind]) for kind in RECEIPTED],
        widget=Checkboxes(small=True),
        error_messages={"required": _("Select at least one notice")},
    )
    meet = forms.ChoiceField(
        label=_("Which meeting is owed?"),
        choices=list(MEETINGS.items()),
        widget=Radios(small=True),
        error_messages={"required": _("Select which meeting is owed")},
    )
    invite = forms.MultipleChoiceField(
        label=_("Who must be asked to come?"),
        choices=list(INVITEES.items()),
        widget=Checkboxes(small=True),
        error_messages={"required": _("Select at least one who is asked")},
    )
    source = forms.CharField(
        label=_("Where is this written? (optional)"),
        help_text=_("Your procedures, a strategy, a decision of the partnership."),
        max_length=300,
        required=False,
    )
    verified = forms.BooleanField(label=_("We have read it there: it is so"), required=False)
    pause = forms.BooleanField(
        label=_("Whoever owes it may let it rest, with a reason"), required=False
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, rule: Rule, edits: int, posted: Any = None) -> None:
        told = "\n".join(
            f"{step}: {', '.join(str(who) for who in step.who)}" for step in rule.steps
        )
        meet = rule.meet or Meet()
        start = {
            "meet": meet.kind.value,
            "invite": [one.value for one in meet.invite],
            "source": meet.source,
            "verified": meet.verified,
            "within": str(rule.length or ""),
            "tell": told,
            "breach": rule.breach.value,
            "pause": rule.pause,
            "notices": list(rule.notices),
            "based_on": edits,
        }
        super().__init__(posted, initial=start)
        if not rule.notices:
            del self.fields["notices"]
        if rule.count is None:
            for name in OF_A_MEETING:
                del self.fields[name]
        if rule.kind in FIXED:
            del self.fields["within"], self.fields["pause"]
        elif rule.length is None:
            del self.fields["within"]

    def meeting(self) -> Meet | None:
        """Return which meeting a count asks for; None of a rule that is no count."""
        data = self.cleaned_data
        if "meet" not in data:
            return None
        asked = tuple(Invitee(one) for one in data["invite"])
        return Meet(MeetingKind(data["meet"]), asked, data["source"].strip(), data["verified"])

    def clean_within(self) -> Length:
        """Return the length. Raise ValidationError for what is none."""
        length = read_length(self.cleaned_data["within"])
        if length is None:
            raise forms.ValidationError(
                _("Enter a number and minutes, hours, days or working days, like 72 hours")
            )
        return length

    def clean_tell(self) -> tuple[Step, ...]:
        """Return the steps. Raise ValidationError that names the line that is wrong."""
        words = self.cleaned_data["tell"].splitlines()
        return tuple(_steps([one for one in words if one.strip()]))


def _steps(words: list[str]) -> Iterator[Step]:
    for said in words:
        when, _colon, whom = said.partition(":")
        read = read_when(when)
        if read is None:
            raise forms.ValidationError(
                translated("“%(when)s” is no moment: write start, due, or 15 minutes before")
                % {"when": when.strip()}
            )
        who = [(one.strip(), read_who(" ".join(one.split()))) for one in whom.split(",")]
        for name, found in who:
            if found is None:
                raise forms.ValidationError(
                    translated("“%(name)s” is nobody that can be told: see the words above")
                    % {"name": name}
                )
        yield Step(read[0], tuple(found for _name, found in who if found), read[1])


@require_http_methods(["GET", "POST"])
def rule(request: SignedInRequest, version_id: UUID, key: str) -> HttpResponse:
    """Change one rule of a draft. What the law says of it cannot be changed."""
    found = get_protocol(request.actor, version_id, at=request.received_at)
    found.may_change.require()
    known = found.protocol.rules.get(key)
    if known is None:
        raise NotFound
    form = RuleForm(known, found.edits, request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        new = replace(
            known,
            length=data.get("within", known.length),
            steps=data["tell"],
            breach=Breach(data["breach"]),
            pause=data.get("pause", False),
            notices=tuple(data.get("notices", ())),
            meet=form.meeting(),
        )
        try:
            protocols.set_rule(version_id, new, based_on=data["based_on"], by=request.actor)
        except protocols.Mistakes as error:
            form.add_error(None, " ".join(spoken(words) for _line, words in error.mistakes))
        else:
            messages.success(request, _("The draft has been changed"))
            return done(request, "protocols:read", version_id)
    page = {"version": found, "form": form, "rule": line(known), "fixed": FIXED.get(known.kind)}
    return render(request, "protocols/rule.html", page)
