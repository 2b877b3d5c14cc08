"""Pages: openings of our records: each is found justified or not, by the named reviewer."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.children import actions, queries
from safereturn.children.rules import Verdict
from safereturn.web.http import SignedInRequest, done, page_number
from safereturn.web.oversight.labels import KINDS, VERDICTS
from safereturn.web.ui.forms import Radios, Textarea


class ReviewForm(forms.Form):
    """Justified or not, and what was checked."""

    verdict = forms.ChoiceField(
        label=_("Was it justified?"),
        choices=list(VERDICTS.items()),
        widget=Radios(),
        error_messages={"required": _("Select whether it was justified")},
    )
    words = forms.CharField(
        label=_("What did you check, and what did you find?"),
        help_text=_("No personal data about the child: the number of the opening suffices."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what you checked, and what you found")},
    )


@require_safe
def openings(request: SignedInRequest) -> HttpResponse:
    """List the openings of our records: those to review first."""
    page = page_number(request)
    lines = queries.openings(request.actor, at=request.received_at, page=page)
    rows = [
        (line, KINDS[line.kind], VERDICTS[line.verdict] if line.verdict else "") for line in lines
    ]
    return render(request, "oversight/openings.html", {"rows": rows, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: SignedInRequest, opening_id: UUID) -> HttpResponse:
    """Show one opening with its reason; say whether it was justified."""
    by, at = request.actor, request.received_at
    line = queries.get_opening(by, opening_id, at=at)
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        verdict = Verdict(said["verdict"])
        actions.review_opening(opening_id, verdict, said["words"], at=at, by=by)
        messages.success(request, _("Review saved"))
        return done(request, "oversight:openings")
    verdict_words = VERDICTS[line.verdict] if line.verdict else ""
    page = {"line": line, "kind": KINDS[line.kind], "verdict": verdict_words, "form": form}
    return render(request, "oversight/opening.html", page)
