"""Pages: a decision with its reason and action; withdraw one; do not agree; issue the minutes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import minutes as actions
from safereturn.casework.queries import meetings as queries
from safereturn.casework.queries.meetings import MeetingPage
from safereturn.foundation.decision import deny
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.meetings.posting import posted
from safereturn.web.ui.forms import MomentField, Select, Textarea, TimedForm


class DecisionForm(TimedForm):
    """What was decided, why, and what follows."""

    text = forms.CharField(
        label=_("What was decided?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what was decided")},
    )
    because = forms.CharField(
        label=_("Why?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why it was decided")},
    )
    action = forms.CharField(
        label=_("What is to be done? (optional)"),
        help_text=_("It becomes a task of the agency, which is told, and followed until done."),
        required=False,
        widget=Textarea(rows=2),
    )
    owner = forms.ChoiceField(label=_("By which agency?"), required=False, widget=Select)
    due_at = MomentField(
        label=_("By when?"), thing=_("The time it is due"), future=True, required=False
    )

    def __init__(self, *args: Any, page: MeetingPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        asked = [(str(one.agency_id), one.name) for one in page.invites if one.agency_id]
        field.choices = [("", _("Choose an agency")), *asked]

    def clean(self) -> dict[str, Any]:
        """Ask for owner and time where there is an action, and for the action where there are."""
        said = super().clean() or {}
        if said.get("action"):
            if not said.get("owner"):
                self.add_error("owner", _("Choose which agency does it"))
            if not said.get("due_at") and "due_at" not in self.errors:
                self.add_error("due_at", _("Enter the day and the time by which it is done"))
        elif said.get("owner") or said.get("due_at"):
            self.add_error("action", _("Enter what is to be done"))
        return said

    def follows(self) -> actions.Action | None:
        """Return the action that follows, if one does."""
        said = self.cleaned_data
        if not said["action"]:
            return None
        return actions.Action(
            text=said["action"], agency_id=UUID(said["owner"]), due_at=said["due_at"]
        )


@require_http_methods(["GET", "POST"])
def decide(request: SignedInRequest, meeting_ref: str) -> HttpResponse:
    """Write down one decision, and the action that follows."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    page.may_run.require()
    form = DecisionForm(posted(request), now=at, page=page)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.decide(meeting_ref, said["text"], said["because"], form.follows(), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        except actions.NeverMissing as error:
            form.add_error("action", spoken(str(error)))
        else:
            messages.success(request, _("Decision saved"))
            return done(request, "meetings:meeting", meeting_ref)
    return _form(request, page, form, _("A decision"), _("Save the decision"))


class WithdrawForm(forms.Form):
    """What was wrong with a decision."""

    because = forms.CharField(
        label=_("What was wrong with it?"),
        help_text=_("It stays to be read, marked as withdrawn, with this reason."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what was wrong with it")},
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, meeting_ref: str, number: int) -> HttpResponse:
    """Withdraw a decision that was written down wrongly."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    page.may_run.require()
    form = WithdrawForm(posted(request))
    if form.is_valid():
        actions.withdraw(meeting_ref, number, form.cleaned_data["because"], at=at, by=by)
        messages.success(request, _("Withdrawn"))
        return done(request, "meetings:meeting", meeting_ref)
    title = _("Withdraw decision %(number)s") % {"number": number}
    return _form(request, page, form, title, _("Withdraw"))


class DissentForm(forms.Form):
    """Who does not agree, with what, and why."""

    invite = forms.ChoiceField(label=_("Who does not agree?"), required=False, widget=Select)
    decision = forms.ChoiceField(label=_("With what?"), required=False, widget=Select)
    text = forms.CharField(
        label=_("What is not agreed with, and why?"),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter what is not agreed with, and why")},
    )

    def __init__(self, *args: Any, page: MeetingPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whom, what = self.fields["invite"], self.fields["decision"]
        assert isinstance(whom, forms.ChoiceField) and isinstance(what, forms.ChoiceField)
        whom.choices = [("", _("Your own agency"))] + [
            (str(one.id), one.name) for one in page.invites if not one.is_own
        ]
        if not page.may_run:
            del self.fields["invite"]
        what.choices = [("", _("The meeting as a whole"))] + [
            (str(one.number), f"{one.number}. {one.text[:60]}") for one in page.decisions
        ]


@require_http_methods(["GET", "POST"])
def disagree(request: SignedInRequest, meeting_ref: str) -> HttpResponse:
    """Write down that somebody does not agree: one's own agency, or one that was rung."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    if page.own is None:
        deny(translated("Your agency was not asked to this meeting.")).require()
    form = DissentForm(posted(request), page=page)
    if form.is_valid():
        said = form.cleaned_data
        dissent = actions.Dissent(
            text=said["text"],
            number=int(said["decision"]) if said["decision"] else None,
            invite_id=UUID(said["invite"]) if said.get("invite") else None,
        )
        actions.disagree(meeting_ref, dissent, at=at, by=by)
        messages.success(request, _("Saved. It stands in the minutes that are issued next."))
        return done(request, "meetings:meeting", meeting_ref)
    return _form(request, page, form, _("Do not agree"), _("Save"))


class IssueForm(forms.Form):
    """What is put right; the first version needs no words."""

    because = forms.CharField(
        label=_("What is put right in this version?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what is put right in this version")},
    )


@require_http_methods(["GET", "POST"])
def issue(request: SignedInRequest, meeting_ref: str) -> HttpResponse:
    """Issue the minutes as they stand."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    page.may_run.require()
    form = IssueForm(posted(request))
    if not page.minutes:
        del form.fields["because"]
    if form.is_valid():
        actions.issue(meeting_ref, form.cleaned_data.get("because", ""), at=at, by=by)
        messages.success(request, _("Issued. Each agency that was asked is told."))
        return done(request, "meetings:meeting", meeting_ref)
    return _form(request, page, form, _("Issue the minutes"), _("Issue"))


def _form(
    request: SignedInRequest, page: MeetingPage, form: forms.Form, title: Any, button: Any
) -> HttpResponse:
    context = {"page": page, "form": form, "title": title, "button": button}
    return render(request, "meetings/form.html", context)
