"""Pages: arrange a meeting about a child; move one; call one off."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import meetings as actions
from safereturn.casework.queries import meetings as queries
from safereturn.casework.queries.meetings import Arranging
from safereturn.casework.rules.meetings import MeetingHow, MeetingPlan
from safereturn.clocks.rules import MeetingKind
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.labels import MEETINGS
from safereturn.web.meetings.labels import HOWS, count_words
from safereturn.web.meetings.posting import posted
from safereturn.web.ui.forms import MomentField, Radios, Textarea, TicksField, TimedForm


class PlanForm(TimedForm):
    """What for, when, where."""

    kind = forms.TypedChoiceField(
        label=_("What kind of meeting?"),
        choices=list(MEETINGS.items()),
        coerce=MeetingKind,
        widget=Radios(small=True),
        error_messages={"required": _("Select what kind of meeting it is")},
    )
    starts_at = MomentField(label=_("When is it?"), thing=_("The time of the meeting"), future=True)
    how = forms.TypedChoiceField(
        label=_("How do people meet?"),
        choices=list(HOWS.items()),
        coerce=MeetingHow,
        widget=Radios(small=True),
        error_messages={"required": _("Select how people meet")},
    )
    where = forms.CharField(
        label=_("Where? The place, the link or the number to ring"),
        error_messages={"required": _("Enter the place, the link or the number to ring")},
    )
    chair = forms.CharField(label=_("Who chairs it? (optional)"), required=False)
    purpose = forms.CharField(
        label=_("What is it to settle? (optional)"), required=False, widget=Textarea(rows=3)
    )

    def plan(self) -> MeetingPlan:
        """Return what was entered."""
        said = self.cleaned_data
        names = ("kind", "starts_at", "how", "where", "chair", "purpose")
        return MeetingPlan(**{name: said[name] for name in names})


class AskForm(TimedForm):
    """Who is asked to come: agencies that work with the child, and people of none."""

    agencies = TicksField(
        label=_("Who is asked?"),
        help_text=_(
            "Agencies that work with the child. Being asked shows them nothing more than the"
            " agreement gives them."
        ),
        choices=(),
        required=False,
    )
    others = forms.CharField(
        label=_("Who else? One a line (optional)"),
        help_text=_(
            "For example the independent reviewing officer, a parent, the child. They are rung,"
            " and see nothing here."
        ),
        required=False,
        widget=Textarea(rows=3),
    )

    def __init__(self, *args: Any, whom: list[tuple[UUID, str, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [
            (str(pk), f"{name} ({_('ring: no account')})" if ring else name)
            for pk, name, ring in whom
        ]
        if names:
            _choices(self.fields["agencies"], names)
        else:  # all of them are asked already: only somebody else can be
            del self.fields["agencies"]
            self.fields["others"].label = _("Who? One a line")
            self.fields["others"].required = True
            self.fields["others"].error_messages["required"] = _("Enter who is asked to come")

    def asked(self) -> actions.Asked:
        """Return who is asked."""
        lines = self.cleaned_data["others"].splitlines()
        return actions.Asked(
            agencies=frozenset(UUID(one) for one in self.cleaned_data.get("agencies", ())),
            others=tuple(line.strip() for line in lines if line.strip()),
        )


class ArrangeForm(PlanForm, AskForm):
    """A plan, who is asked, and which duties it is to answer."""

    duties = TicksField(label=_("Which duties to meet does it answer?"), choices=(), required=False)
    field_order = (*PlanForm.base_fields, "agencies", "others", "duties")

    def __init__(self, *args: Any, known: Arranging, **kwargs: Any) -> None:
        super().__init__(*args, whom=known.agencies, **kwargs)
        if known.duties:
            _choices(
                self.fields["duties"],
                [
                    (line.ref, f"{MEETINGS[line.kind]}: {count_words(line.times, line.days)}")
                    for line in known.duties
                ],
            )
        else:
            del self.fields["duties"]


def _choices(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = choices


def _likely(known: Arranging) -> MeetingKind:
    """Return the most serious of the meetings that are owed; one may answer them all."""
    owed = {line.kind for line in known.duties}
    return next((kind for kind in MeetingKind if kind in owed), MeetingKind.MULTI_AGENCY)


@require_http_methods(["GET", "POST"])
def arrange(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Arrange a meeting about a child: whom the protocol asks is ticked already."""
    by, at = request.actor, request.received_at
    known = queries.arranging(by, child_ref, at=at)
    known.may.require()
    start = {
        "kind": _likely(known),
        "agencies": [str(pk) for pk in known.asked_by_protocol],
        "duties": [line.ref for line in known.duties],
    }
    form = ArrangeForm(posted(request), now=at, initial=start, known=known)
    if form.is_valid():
        try:
            duties = form.cleaned_data.get("duties", ())
            row = actions.arrange(child_ref, form.plan(), form.asked(), duties, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Arranged. Those with an account are told; ring the rest."))
            return done(request, "meetings:meeting", row.ref)
    return render(request, "meetings/arrange.html", {"form": form, "known": known})


@require_http_methods(["GET", "POST"])
def move(request: SignedInRequest, meeting_ref: str) -> HttpResponse:
    """Give a meeting another time or place."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    page.may_run.require()
    row = page.meeting
    names = ("kind", "starts_at", "how", "where", "chair", "purpose")
    start = {name: getattr(row, name) for name in names}
    form = PlanForm(posted(request), now=at, initial=start)
    if form.is_valid():
        plan = form.plan()
        moved = (plan.starts_at, plan.how, plan.where) != (row.starts_at, row.how, row.where)
        actions.move(meeting_ref, plan, at=at, by=by)
        anew = _("Changed. Those with an account are asked anew; ring the rest again.")
        messages.success(request, anew if moved else _("Changed"))
        return done(request, "meetings:meeting", meeting_ref)
    return _form(request, page, form, _("Change the time or place"), _("Change"))


class CallOffForm(forms.Form):
    """Why a meeting is called off."""

    because = forms.CharField(
        label=_("Why is the meeting called off?"),
        help_text=_("What it was to answer is owed again."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why the meeting is called off")},
    )


@require_http_methods(["GET", "POST"])
def call_off(request: SignedInRequest, meeting_ref: str) -> HttpResponse:
    """Call a meeting off, with a reason."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    page.may_run.require()
    form = CallOffForm(posted(request))
    if form.is_valid():
        actions.call_off(meeting_ref, form.cleaned_data["because"], at=at, by=by)
        messages.success(request, _("Called off. Those with an account are told; ring the rest."))
        return done(request, "meetings:meeting", meeting_ref)
    return _form(request, page, form, _("Call the meeting off"), _("Call it off"))


def _form(
    request: SignedInRequest, page: queries.MeetingPage, form: forms.Form, title: Any, button: Any
) -> HttpResponse:
    context = {"page": page, "form": form, "title": title, "button": button}
    return render(request, "meetings/form.html", context)
