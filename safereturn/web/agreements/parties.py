"""Page: who is party to a draft: named agencies, and every agency of some kinds."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.sharing import actions
from safereturn.sharing.rules import Readable
from safereturn.web.agreements.common import back_to, load
from safereturn.web.agreements.labels import RECEIVERS
from safereturn.web.agreements.naming import AgenciesField, as_lines
from safereturn.web.http import SignedInRequest, put_errors
from safereturn.web.ui.forms import Checkboxes


class PartiesForm(forms.Form):
    """The parties. Each agency named here signs for itself."""

    agencies = AgenciesField(
        label=_("Agencies that sign, one a line"),
        help_text=_("Their full names, as the service knows them."),
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Also every agency of these kinds"),
        help_text=_("Where there are too many to name. One signature stands for all of a kind."),
        choices=list(RECEIVERS.items()),
        widget=Checkboxes(small=True),
        required=False,
    )


@require_http_methods(["GET", "POST"])
def parties(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Say who is party to a draft."""
    version = load(request, version_id, may="edit")
    form = PartiesForm(request.POST or None, initial=_initial(version))
    if form.is_valid():
        try:
            actions.save_parties(
                version_id,
                form.cleaned_data["agencies"],
                [AgencyKind(kind) for kind in form.cleaned_data["kinds"]],
                at=request.received_at,
                by=request.actor,
            )
        except Invalid as error:
            put_errors(form, Invalid(fields={"agencies": str(error)}))
        else:
            messages.success(request, _("Parties saved"))
            return back_to(request, version_id, "parties")
    return render(request, "agreements/parties.html", {"version": version, "form": form})


def _initial(version: Readable) -> dict[str, object]:
    return {
        "agencies": as_lines(p.name for p in version.parties if p.agency_id),
        "kinds": [p.kind.value for p in version.parties if p.kind and not p.agency_id],
    }
