"""Pages: a request comes in. First whose record, then who asks and by what right."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.oversight import actions, policies
from safereturn.oversight.queries import asking
from safereturn.oversight.rules.rights import Asker, NewRequest, Right, Understands
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.rights.labels import ASKERS, RIGHTS, UNDERSTANDS
from safereturn.web.ui.forms import DateField, Radios, Select, Textarea, TimedForm


class StartForm(forms.Form):
    """Whose record."""

    ref = forms.CharField(
        label=_("Reference of the child’s record"),
        help_text=_("For example MC-7K2Q9FD. Never a name."),
        error_messages={"required": _("Enter the reference of the record")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )


class RequestForm(TimedForm):
    """What is asked for, by whom, since when."""

    right = forms.TypedChoiceField(
        label=_("What do they ask for?"), choices=list(RIGHTS.items()), coerce=Right,
        widget=Radios(), error_messages={"required": _("Select what they ask for")},
    )  # fmt: skip
    received_on = DateField(label=_("When did it come in?"), thing=_("The date"), past=True)
    asker = forms.TypedChoiceField(
        label=_("Who asks?"), choices=list(ASKERS.items()), coerce=Asker,
        widget=Radios(), error_messages={"required": _("Select who asks")},
    )  # fmt: skip
    asker_name = forms.CharField(
        label=_("Their name"), error_messages={"required": _("Enter who asks")}
    )
    asker_contact = forms.CharField(
        label=_("How to reach them safely"), required=False,
        help_text=_("For example: by post to the college only."),
    )  # fmt: skip
    person = forms.TypedChoiceField(
        label=_("If they stand in the record: who are they?"), required=False,
        coerce=UUID, empty_value=None, widget=Select,
    )  # fmt: skip
    identity_how = forms.CharField(
        label=_("How was their identity checked?"),
        error_messages={"required": _("Enter how their identity was checked")},
    )
    authority_how = forms.CharField(
        label=_("If they ask for the child: by what right?"), required=False,
        help_text=_("Parental responsibility and how it was shown, or written authority."),
    )  # fmt: skip
    understands = forms.TypedChoiceField(
        label=_("And the child?"), choices=list(UNDERSTANDS.items()), coerce=Understands,
        widget=Radios(), error_messages={"required": _("Select what the child wants")},
        help_text=_("From about 12 a child can usually decide; it is the child’s right."),
    )  # fmt: skip
    wish = forms.CharField(
        label=_("The child’s own words"), required=False, widget=Textarea(rows=2)
    )
    about = forms.CharField(
        label=_("If something is wrong, restricted or objected to: what?"), required=False,
        help_text=_("In their words. It may come to stand beside the record."),
        widget=Textarea(rows=3),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Nobody in it")), *((str(pk), words) for pk, words in people)]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    """Ask whose record it is about."""
    policies.can_answer_rights(request.actor).require()
    form = StartForm(request.GET if "ref" in request.GET else None)
    if form.is_valid():
        return redirect("rights:new", form.cleaned_data["ref"].strip().upper())
    return render(request, "rights/start.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write a request down."""
    by, at = request.actor, request.received_at
    people = asking.people_around(by, ref)
    form = RequestForm(request.POST or None, people=people, now=at)
    if form.is_valid():
        said = dict(form.cleaned_data)
        said["connected_person_id"] = said.pop("person")
        try:
            row = actions.log_request(ref, NewRequest(**said), at=at, by=by)
        except Invalid as error:
            if "ref" in error.fields:
                messages.error(request, spoken(error.fields["ref"]))
                return done(request, "rights:start")
            put_errors(form, error)
        else:
            messages.success(request, _("Logged. The clock runs from the day it came in."))
            return done(request, "rights:one", row.ref)
    return render(request, "rights/new.html", {"form": form, "ref": ref})
