"""Page: report a child whom another agency knows and ours does not, yet.

Without it the first report to a force would make a second record of a child the council
has known for years. The report itself discloses nothing: what agencies know is shown
once the report has made this force involved.
"""

from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safereturn.children.queries import Pointer
from safereturn.episodes import actions
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.web.http import SignedInRequest, done, taken_at
from safereturn.web.report_missing.forms import ReportForm, beside, prefilled

SALT = "report-known-elsewhere"
LASTS_SECONDS = 60 * 60


def handle(request: SignedInRequest, pointer: Pointer) -> str:
    """Return what stands for the child in the address: for this person, for one hour.

    Empty for those who may not report a child their agency does not work with.
    """
    if request.actor.agency_kind is not AgencyKind.POLICE:
        return ""
    return signing.dumps([str(pointer.child_id), str(request.actor.person_id)], salt=SALT)


def _child_of(request: SignedInRequest, token: str) -> UUID:
    try:
        # A report out of the spool was sent within the hour, if it is entered after it.
        late = (request.received_at - taken_at(request)).total_seconds()
        child, person = signing.loads(token, salt=SALT, max_age=LASTS_SECONDS + int(late))
    except signing.BadSignature:
        raise NotFound from None
    if person != str(request.actor.person_id):
        raise NotFound
    return UUID(child)


@require_http_methods(["GET", "POST"])
def elsewhere(request: SignedInRequest, token: str) -> HttpResponse:
    """Take the report; a child who is missing already gets it as a second report."""
    by, at = request.actor, request.received_at
    child_id = _child_of(request, token)
    form = ReportForm(request.POST or None, now=taken_at(request), initial=prefilled(by))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.report_or_add(
                child_id, form.what(), form.reporter(), **form.facts(), at=at, by=by
            )
        except Invalid as error:
            beside(form, error)
        else:
            messages.success(request, _("Reported missing. Agencies are being told now"))
            return done(request, "assess_risk:picture", made.ref)
    return render(request, "report_missing/elsewhere.html", {"form": form, "is_police": True})
