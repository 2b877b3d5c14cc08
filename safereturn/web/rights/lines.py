"""Page: a person goes through the lines of a part, and confirms or lifts what is proposed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.oversight import actions
from safereturn.oversight.actions import Decided
from safereturn.oversight.queries import asking
from safereturn.oversight.queries.asking import Review
from safereturn.web.http import SignedInRequest, done
from safereturn.web.rights.labels import WHYS


@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: SignedInRequest, ref: str, agency_id: UUID) -> HttpResponse:
    """Show the next lines nobody has decided, each as it would be given; take the decisions."""
    by, at = request.actor, request.received_at
    found, left = asking.lines_to_review(by, ref, agency_id)
    page = asking.get_asked(by, ref, at=at)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        said = [_decided(line, request.POST) for line in found if f"{line.id}" in request.POST]
        try:
            actions.decide_lines(ref, said, at=at, by=by, spoke_to=request.POST.get("spoke_to", ""))
        except Invalid as error:
            wrong = {name: spoken(text) for name, text in error.fields.items()}
        else:
            messages.success(request, _("Saved"))
            return done(request, "rights:lines" if left > len(said) else "rights:one",
                        *([ref, agency_id] if left > len(said) else [ref]))  # fmt: skip
    part = next((one for one in page.parts if one.agency_id == agency_id), None)
    context = {
        "page": page,
        "part": part,
        "left": left,
        "wrong": wrong,
        "spoke_to": request.POST.get("spoke_to", ""),
        "lines": [_shown(line, request.POST) for line in found],
    }
    return render(request, "rights/lines.html", context)


def _decided(line: Review, said: QueryDict) -> Decided:
    lifted = {
        (shown.column, number)
        for shown in line.columns
        for number, *_rest in shown.spans
        if f"{line.id}-{shown.column}-{number}" in said
    }
    return Decided(
        line.id,
        said.get(str(line.id)) == "give",
        frozenset(lifted),
        said.get(f"{line.id}-reason", ""),
    )


def _shown(line: Review, said: QueryDict) -> dict[str, object]:
    """Return a line with what was pressed, or what is proposed."""
    given = said.get(str(line.id), "give" if line.proposed else "keep") == "give"
    parts = [
        (f"{line.id}-{shown.column}-{number}", shown.label, text, WHYS[why],
         f"{line.id}-{shown.column}-{number}" in said)
        for shown in line.columns for number, text, why, _lifted in shown.spans
    ]  # fmt: skip
    return {
        "line": line,
        "given": given,
        "why": WHYS[line.why] if line.why else "",
        "parts": parts,
        "reason": said.get(f"{line.id}-reason", ""),
    }
