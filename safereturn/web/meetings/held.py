"""Pages: write down that a meeting was held; put right what was written down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import minutes as actions
from safereturn.casework.queries import meetings as queries
from safereturn.casework.queries.meetings import InviteLine
from safereturn.casework.rules.meetings import InviteAnswer, MeetingRecord, ToldOfMeeting
from safereturn.foundation.errors import Invalid
from safereturn.web.http import (
    SignedInRequest,
    done,
    draft_for,
    put_errors,
    typed_before,
    unfinished,
)
from safereturn.web.meetings.labels import TOLD
from safereturn.web.meetings.posting import posted
from safereturn.web.ui.forms import MomentField, Radios, Textarea, TicksField, TimedForm


def _told(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=list(TOLD.items()),
        coerce=ToldOfMeeting,
        widget=Radios(small=True),
        error_messages={"required": _("Select whether they are told")},
    )


class RecordForm(TimedForm):
    """What was said, by whom, and who is told of it."""

    held_at = MomentField(
        label=_("When was it held?"), thing=_("The time of the meeting"), past=True
    )
    discussed = forms.CharField(
        label=_("What was discussed?"),
        help_text=_(
            "Facts. Agencies that are given the risk and the plans in full read this: keep health"
            " and police intelligence to their own pages."
        ),
        widget=Textarea(rows=6),
        error_messages={"required": _("Enter what was discussed")},
    )
    childs_views = forms.CharField(
        label=_("What does the child say, and who asked them?"),
        help_text=_("In the child’s own words. If nobody asked, say why."),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter what the child says, or why nobody asked")},
    )
    child_told = _told(_("Is the child told what was decided?"))
    child_told_words = forms.CharField(
        label=_("Who tells the child and when, or why they are not told (optional)"), required=False
    )
    parents_views = forms.CharField(
        label=_("What do the parents say? (optional)"), required=False, widget=Textarea(rows=3)
    )
    parents_told = _told(_("Are the parents told what was decided?"))
    parents_told_words = forms.CharField(
        label=_("Who tells them and when, or why they are not told (optional)"), required=False
    )

    def record(self) -> MeetingRecord:
        """Return what was entered. Raises Invalid with what to mend."""
        names = (
            "held_at", "discussed", "childs_views", "child_told", "child_told_words",
            "parents_views", "parents_told", "parents_told_words",
        )  # fmt: skip
        return MeetingRecord(**{name: self.cleaned_data[name] for name in names})


class HeldForm(RecordForm):
    """The record, and who came."""

    attendance = TicksField(
        label=_("Who came?"),
        choices=(),
        error_messages={"required": _("Select who came: somebody must have")},
    )
    field_order = ("held_at", "attendance")

    def __init__(self, *args: Any, invites: Iterable[InviteLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["attendance"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.id), one.name) for one in invites]
        for one in invites:
            self.fields[f"who_{one.id}"] = forms.CharField(
                label=_("Who came for %(name)s? (optional)") % {"name": one.name}, required=False
            )
        rest = [name for name in self.fields if name not in ("held_at", "attendance")]
        who = [name for name in rest if name.startswith("who_")]
        words = [name for name in rest if not name.startswith("who_")]
        self.order_fields(["held_at", "attendance", *who, *words])

    def attended(self, invites: Iterable[InviteLine]) -> dict[Any, actions.Attendance]:
        """Return who came, and the names that were given."""
        came = set(self.cleaned_data["attendance"])
        return {
            one.id: actions.Attendance(
                came=str(one.id) in came, names=self.cleaned_data[f"who_{one.id}"]
            )
            for one in invites
        }


@require_http_methods(["GET", "POST"])
def held(request: SignedInRequest, meeting_ref: str) -> HttpResponse:
    """Write down that a meeting was held: what waited for it is done."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    page.may_run.require()
    draft = draft_for(request, f"meeting-{meeting_ref}")
    typed = posted(request)
    if typed is None:
        typed = typed_before(request, draft.key)
    form = HeldForm(typed, now=at, initial=_start(page, at), invites=page.invites)
    if request.method != "POST":
        unfinished(form)
    elif form.is_valid():
        try:
            attended = form.attended(page.invites)
            actions.record_held(meeting_ref, form.record(), attended, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. Now write down each decision, then the minutes."))
            return done(request, "meetings:meeting", meeting_ref, draft=draft.key)
    context = {
        "page": page,
        "form": form,
        "draft": draft,
        "title": _("The meeting was held"),
        "button": _("Save"),
    }
    return render(request, "meetings/form.html", context)


def _start(page: queries.MeetingPage, now: datetime) -> dict[str, object]:
    """Return what is likely: it was held at its time, and who said so came."""
    coming = [str(one.id) for one in page.invites if one.answer is InviteAnswer.COMING]
    planned = page.meeting.starts_at
    return {"attendance": coming} | ({"held_at": planned} if planned <= now else {})


@require_http_methods(["GET", "POST"])
def correct(request: SignedInRequest, meeting_ref: str) -> HttpResponse:
    """Put right what was written down; the next version of the minutes says it."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    page.may_run.require()
    row = page.meeting
    start = {name: getattr(row, name) for name in RecordForm.base_fields}
    start |= {f"who_{one.id}": one.attended_by for one in page.invites}
    start["attendance"] = [str(one.id) for one in page.invites if one.attended]
    form = HeldForm(posted(request), now=at, initial=start, invites=page.invites)
    if form.is_valid():
        try:
            came = form.attended(page.invites)
            actions.correct(meeting_ref, form.record(), came, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Put right. Issue the minutes again."))
            return done(request, "meetings:meeting", meeting_ref)
    context = {"page": page, "form": form, "title": _("Put the record right"), "button": _("Save")}
    return render(request, "meetings/form.html", context)
