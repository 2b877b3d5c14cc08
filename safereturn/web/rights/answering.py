"""Pages: a request is answered in words; or it takes two further months."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.foundation.errors import Invalid
from safereturn.oversight import actions
from safereturn.oversight.queries import asking
from safereturn.oversight.rules.rights import PACKED, Outcome, Right
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.rights.labels import OUTCOMES, RIGHTS
from safereturn.web.ui.forms import Radios, Textarea


class AnswerForm(forms.Form):
    """What came of it, in words that the person can read."""

    outcome = forms.TypedChoiceField(
        label=_("What came of it?"),
        choices=list(OUTCOMES.items()),
        coerce=Outcome,
        widget=Radios(),
        error_messages={"required": _("Select what came of it")},
    )
    words = forms.CharField(
        label=_("The answer, as the person gets it"),
        help_text=_("If it is refused: why, and that they can complain to the ICO or a court."),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter the answer, in words the person can read")},
    )


class ExtendForm(forms.Form):
    """Why a month is not enough."""

    because = forms.CharField(
        label=_("Why can it not be answered within a month?"),
        help_text=_("Tell the person within the first month, with this reason."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why it cannot be answered within a month")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, ref: str) -> HttpResponse:
    """Answer in words."""
    by, at = request.actor, request.received_at
    page = asking.get_asked(by, ref, at=at)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer(ref, said["outcome"], said["words"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Answered"))
            return done(request, "rights:one", ref)
    context = {
        "page": page,
        "form": form,
        "right": RIGHTS[Right(page.row.right)],
        "packed": Right(page.row.right) in PACKED,
    }
    return render(request, "rights/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: SignedInRequest, ref: str) -> HttpResponse:
    """Take two further months."""
    by, at = request.actor, request.received_at
    page = asking.get_asked(by, ref, at=at)
    form = ExtendForm(request.POST or None)
    if form.is_valid():
        actions.extend(ref, form.cleaned_data["because"], at=at, by=by)
        messages.success(request, _("Extended by two months. Tell the person why."))
        return done(request, "rights:one", ref)
    return render(request, "rights/extend.html", {"page": page, "form": form})
