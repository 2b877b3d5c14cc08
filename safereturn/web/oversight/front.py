"""Pages: what whoever governs information sees: figures, openings, reviewers, who is kept out."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from safereturn.children import actions
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.oversight import queries
from safereturn.oversight.queries import Governance
from safereturn.oversight.rules import MOST_BY_EMERGENCY_PERCENT
from safereturn.web.http import SignedInRequest, done
from safereturn.web.oversight.labels import KINDS, PERSONAL, VERDICTS
from safereturn.web.ui.forms import Select


class ReviewerForm(forms.Form):
    """Who reviews openings."""

    person = forms.TypedChoiceField(
        label=_("Name a reviewer"),
        coerce=UUID,
        widget=Select,
        error_messages={"required": _("Select a colleague")},
    )

    def __init__(self, *args: object, page: Governance, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        named = {one.person_id for one in page.reviewers}
        choices = [(str(one.person_id), f"{one.name}, {one.title}") for one in page.people
                   if one.person_id not in named]  # fmt: skip
        self.fields["person"].choices = [("", _("Select")), *choices]  # type: ignore[attr-defined]


@require_safe
def front(request: SignedInRequest) -> HttpResponse:
    """Show the page, as far as the reader answers for it."""
    page = queries.front(request.actor, at=request.received_at)
    context = {
        "page": page,
        "most": MOST_BY_EMERGENCY_PERCENT,
        "opened": [
            (line, KINDS[line.kind], VERDICTS[line.verdict] if line.verdict else "")
            for line in page.opened
        ],
        "kept_out": [(line, PERSONAL[line.why]) for line in page.kept_out],
        "form": ReviewerForm(page=page),
    }
    return render(request, "oversight/front.html", context)


@require_POST
def reviewers(request: SignedInRequest) -> HttpResponse:
    """Name a reviewer, or take one off."""
    by, at = request.actor, request.received_at
    page = queries.front(by, at=at)
    known = {str(one.person_id): one.person_id for one in page.reviewers}
    off = known.get(request.POST.get("off", ""))
    form = ReviewerForm(request.POST, page=page)
    try:
        if off is not None:
            actions.end_reviewer(off, at=at, by=by)
        elif form.is_valid():
            actions.name_reviewer(form.cleaned_data["person"], at=at, by=by)
        else:
            raise Invalid(fields={"person": str(_("Select a colleague"))})
    except Invalid as error:
        messages.error(request, spoken(str(error)))
    else:
        messages.success(request, _("Saved"))
    return done(request, "oversight:front")
