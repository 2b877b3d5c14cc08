"""Pages: the items an agency was given, and what it did with one."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.return_interviews import actions, queries
from safereturn.return_interviews.rules import Disposition, Outcome
from safereturn.web.http import SignedInRequest
from safereturn.web.return_interview import labels
from safereturn.web.return_interview.acting import did, ended, posted
from safereturn.web.return_interview.forms import words
from safereturn.web.ui.forms import Radios


@require_safe
def received_items(request: SignedInRequest) -> HttpResponse:
    """List what return interviews have given the agency; what to answer comes first."""
    lines = queries.received_items(request.actor, at=request.received_at)
    rows = [
        {
            "line": line,
            "kind": labels.ITEM_KINDS[line.kind],
            "use": labels.USES[line.use],
            "colour": labels.USE_COLOURS[line.use],
            "done": labels.DISPOSITIONS[line.disposition] if line.disposition else "",
        }
        for line in lines
    ]
    waiting = sum(1 for line in lines if line.disposition is None)
    page = {"rows": rows, "waiting": waiting}
    return render(request, "return_interview/received_items.html", page)


class OutcomeForm(forms.Form):
    """What was done with an item."""

    disposition = forms.ChoiceField(
        label=gettext_lazy("What did you do with it?"),
        choices=list(labels.DISPOSITIONS.items()),
        widget=Radios(),
        error_messages={"required": gettext_lazy("Select what you did with it")},
    )
    reference = forms.CharField(
        label=gettext_lazy("Intelligence reference, if you put it on your system"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    reason = words(gettext_lazy("What you did, or why nothing"), rows=3)

    def outcome(self) -> Outcome:
        """Return the answer, of a valid form. Raises Invalid."""
        data = self.cleaned_data
        return Outcome(
            disposition=Disposition(data["disposition"]),
            reference=data["reference"],
            reason=data["reason"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
def received_item(request: SignedInRequest, decision_id: UUID) -> HttpResponse:
    """Show one item: opening it is the receipt. Then say what was done with it."""
    by, at = request.actor, request.received_at
    opened = queries.get_received(by, decision_id, at=at)
    form = OutcomeForm(posted(request))
    if request.method != "POST":
        actions.receive_item(decision_id, at=at, by=by)
    elif did(form, lambda: actions.dispose_item(decision_id, form.outcome(), at=at, by=by)):
        said = _("Saved. Whoever spoke with the child has been told.")
        return ended(request, said, "return_interview:received_items")
    page = {
        "opened": opened,
        "form": form,
        "kind": labels.ITEM_KINDS[opened.line.kind],
        "use": labels.USES[opened.line.use],
        "colour": labels.USE_COLOURS[opened.line.use],
        "done": labels.DISPOSITIONS.get(opened.line.disposition) if opened.line.disposition else "",
    }
    return render(request, "return_interview/received_item.html", page)
