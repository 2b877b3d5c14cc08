"""Page: one handover: what was written, and accept, decline or take it back."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import handover as actions
from safereturn.casework.queries import handover as queries
from safereturn.casework.rules import HandoverAnswer
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import Radios, Textarea

ANSWERS = {
    HandoverAnswer.ACCEPTED: (_("Accepted"), "green"),
    HandoverAnswer.DECLINED: (_("Declined"), "red"),
    HandoverAnswer.WITHDRAWN: (_("Taken back"), "grey"),
}


class AnswerForm(forms.Form):
    """Accept, or say why not."""

    answer = forms.ChoiceField(
        label=_("Do you take it over?"),
        choices=[("accept", _("Yes, it is mine from now on")), ("decline", _("No"))],
        widget=Radios(),
        error_messages={"required": _("Select whether you take it over")},
    )
    because = forms.CharField(
        label=_("If not: why?"),
        help_text=_("Whoever gave it reads this. It stays theirs."),
        required=False,
        widget=Textarea(rows=3),
    )


@require_http_methods(["GET", "POST"])
def handover(request: SignedInRequest, handover_ref: str) -> HttpResponse:
    """Show one handover; whoever it is given to answers, whoever gave it can take it back."""
    by, at = request.actor, request.received_at
    line = queries.get_handover(by, handover_ref, at=at)
    posted = request.POST if request.method == "POST" else None
    if posted and posted.get("action") == "withdraw":
        actions.withdraw(handover_ref, at=at, by=by)
        messages.success(request, _("Taken back. It is in the hands it was in before."))
        return done(request, "episode:episode", line.episode_ref)
    form = AnswerForm(posted) if line.may_answer and line.answer is None else None
    if form is None and posted:
        line.may_answer.require()
        raise actions.HandoverClosed
    if form is not None and form.is_valid() and _answered(request, handover_ref, form):
        return done(request, "episode:episode", line.episode_ref)
    page = {
        "line": line,
        "form": form,
        "answer": ANSWERS[line.answer] if line.answer else None,
    }
    return render(request, "handover/handover.html", page)


def _answered(request: SignedInRequest, ref: str, form: AnswerForm) -> bool:
    by, at = request.actor, request.received_at
    try:
        if form.cleaned_data["answer"] == "accept":
            actions.accept(ref, at=at, by=by)
            messages.success(request, _("This is in your hands now"))
        else:
            actions.decline(ref, form.cleaned_data["because"], at=at, by=by)
            messages.success(request, _("Declined. Whoever gave it is told."))
    except Invalid as error:
        put_errors(form, error)
        return False
    return True
