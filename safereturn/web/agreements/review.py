"""Page: the yearly review of an area's agreement, clause by clause, and what was decided."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies.rules import london_day
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.sharing import actions, queries
from safereturn.sharing.policies import governing
from safereturn.web.http import SignedInRequest, done, draft_for, put_errors, typed_before
from safereturn.web.ui.forms import Textarea

FIRST_YEAR = 2024


class ReviewForm(forms.Form):
    """What the review decided."""

    words = forms.CharField(
        label=_("What was decided?"),
        help_text=_("Clause by clause: what stays, what changes in the next version, who does it."),
        widget=Textarea(rows=8),
        error_messages={"required": _("Enter what was decided")},
    )


@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, area_id: UUID, year: int) -> HttpResponse:
    """Show what a year says about each clause; write down what the review decided."""
    by, at = request.actor, request.received_at
    this_year = london_day(at).year
    if not FIRST_YEAR <= year <= this_year:
        raise NotFound
    area = queries.get_area(area_id, at=at)
    found = queries.review_year(by, area_id, year, at=at)
    draft = draft_for(request, f"agreement-{area_id}-review-{year}")
    typed = typed_before(request, draft.key) if draft.saved_at else None
    initial = {"words": typed.get("words", "")} if typed else None
    form = ReviewForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.record_review(area_id, year, form.cleaned_data["words"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Review recorded and signed with your name"))
            return done(request, "agreements:review", area_id, year, draft=draft.key)
    page = {
        "area": area,
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < this_year else None,
        "review": found,
        "form": form,
        "draft": draft,
        "may": governing.can_keep(by, area),
    }
    return render(request, "agreements/review.html", page)
