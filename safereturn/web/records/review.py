"""Page: somebody decides whether records that are due are kept longer, or go."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.foundation.errors import Invalid
from safereturn.oversight import actions, queries
from safereturn.oversight.rules.reviewing import Said, Verdict
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.records.labels import RECORDS, VERDICTS
from safereturn.web.ui.forms import DateField, Radios, Textarea, TimedForm


class ReviewForm(TimedForm):
    """Keep until when, or dispose; and why."""

    verdict = forms.TypedChoiceField(
        label=_("What do you decide?"),
        choices=list(VERDICTS.items()),
        coerce=Verdict,
        widget=Radios(),
        error_messages={"required": _("Select whether it is kept or disposed of")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Whoever asks later reads this. Say no more of the child than you need to."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter the reason")},
    )
    keep_until = DateField(
        label=_("If you keep it: until when?"),
        thing=_("The date"),
        required=False,
        help_text=_("It comes back to you then. Within 10 years."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, review_id: UUID) -> HttpResponse:
    """Show what is due and by which rule; take the decision."""
    by, at = request.actor, request.received_at
    page = queries.get_review(by, review_id, at=at)
    form = ReviewForm(request.POST or None, now=at)
    if form.is_valid():
        try:
            actions.decide(review_id, Said(**form.cleaned_data), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(
                request, _("Saved. What is disposed of goes tonight; until then you can change it.")
            )
            return done(request, "records:desk")
    context = {
        "page": page,
        "form": form,
        "record": RECORDS[page.line.record],
        "others": [(name, RECORDS[record], on) for name, record, on in page.others],
    }
    return render(request, "records/review.html", context)
