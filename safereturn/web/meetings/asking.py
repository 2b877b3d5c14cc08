"""Page: somebody was asked to a meeting by phone: who, on which number, what they said."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import meetings as actions
from safereturn.casework.queries import meetings as queries
from safereturn.casework.rules.meetings import InviteAnswer
from safereturn.foundation.errors import NotFound
from safereturn.web.http import SignedInRequest, done
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
