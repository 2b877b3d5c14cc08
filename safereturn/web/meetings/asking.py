"""Pages: ask more people to a meeting, or somebody no more; who was asked by phone."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import invites
from safereturn.casework.actions import meetings as actions
from safereturn.casework.queries import meetings as queries
from safereturn.casework.queries.inviting import inviting
from safereturn.casework.rules.meetings import InviteAnswer
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.meetings.arrange import AskForm
from safereturn.web.meetings.posting import posted
from safereturn.web.ui.forms import Radios, Textarea


class PhoneForm(forms.Form):
    """Who was rung, and what they said."""

    spoke_to = forms.CharField(
        label=_("Who did you speak to?"), error_messages={"required": _("Enter who you spoke to")}
    )
    phone_number = forms.CharField(
        label=_("Which number did you ring?"),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "tel"}),
        error_messages={"required": _("Enter the number you rang")},
    )
    answer = forms.ChoiceField(
        label=_("What did they say?"),
        choices=[
            (InviteAnswer.COMING.value, _("They come")),
            (InviteAnswer.APOLOGIES.value, _("They cannot come")),
            ("none", _("They answer later")),
        ],
        widget=Radios(small=True),
        error_messages={"required": _("Select what they said")},
    )
    words = forms.CharField(
        label=_("What do they want said in their place? (optional)"),
        required=False,
        widget=Textarea(rows=3),
    )


@require_http_methods(["GET", "POST"])
def phone(request: SignedInRequest, meeting_ref: str, invite_id: UUID) -> HttpResponse:
    """Write down that somebody was asked by phone."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    page.may_run.require()
    one = next((one for one in page.invites if one.id == invite_id), None)
    if one is None:
        raise NotFound
    form = PhoneForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        rung = actions.Rung(spoke_to=said["spoke_to"], phone_number=said["phone_number"])
        answer = None if said["answer"] == "none" else InviteAnswer(said["answer"])
        actions.ask_by_phone(meeting_ref, invite_id, rung, answer, said["words"], at=at, by=by)
        messages.success(request, _("Saved"))
        return done(request, "meetings:meeting", meeting_ref)
    title = _("Asked by phone: %(name)s") % {"name": one.name}
    context = {"page": page, "form": form, "title": title, "button": _("Save")}
    return render(request, "meetings/form.html", context)


@require_http_methods(["GET", "POST"])
def more(request: SignedInRequest, meeting_ref: str) -> HttpResponse:
    """Ask more people to a meeting that is to come."""
    by, at = request.actor, request.received_at
    known = inviting(by, meeting_ref, at=at)
    form = AskForm(posted(request), now=at, whom=known.agencies)
    if form.is_valid():
        try:
            invites.ask_more(meeting_ref, form.asked(), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Asked. Those with an account are told; ring the rest."))
            return done(request, "meetings:meeting", meeting_ref)
    title, button = _("Ask somebody else to come"), _("Ask them")
    context = {"page": known.page, "form": form, "title": title, "button": button}
    return render(request, "meetings/form.html", context)


class DropForm(forms.Form):
    """Why somebody is not asked any more, and whom somebody rang about it."""

    because = forms.CharField(
        label=_("Why are they not asked any more?"),
        help_text=_("It stays written down with the meeting."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why they are not asked any more")},
    )
    told = forms.CharField(
        label=_("Who was rung about it, and on which number?"),
        help_text=_("If nobody was yet, leave this empty, ring, and write it down then."),
        required=False,
    )


@require_http_methods(["GET", "POST"])
def drop(request: SignedInRequest, meeting_ref: str, invite_id: UUID) -> HttpResponse:
    """Ask somebody no more; of who is dropped already, write down who was rung about it."""
    by, at = request.actor, request.received_at
    page = queries.get_meeting(by, meeting_ref, at=at)
    page.may_run.require()
    everybody = (*page.invites, *page.dropped)
    one = next((one for one in everybody if one.id == invite_id and not one.is_own), None)
    if one is None:
        raise NotFound
    form = DropForm(posted(request))
    if one.dropped_at:
        del form.fields["because"]
        form.fields["told"].required = True
        form.fields["told"].error_messages["required"] = _("Enter who was rung")
    elif not one.must_ring or one.asked_at is None:
        del form.fields["told"]  # a notice tells them, or nobody had asked them yet
    if form.is_valid():
        because, told = (form.cleaned_data.get(name, "") for name in ("because", "told"))
        invites.drop(meeting_ref, invite_id, because, told, at=at, by=by)
        messages.success(request, _("Saved"))
        return done(request, "meetings:meeting", meeting_ref)
    title = _("Not asked any more: %(name)s") % {"name": one.name}
    context = {"page": page, "form": form, "title": title, "button": _("Save")}
    return render(request, "meetings/form.html", context)
