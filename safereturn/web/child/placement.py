"""Page: where the child lives and lived, and who runs it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies import queries as agencies
from safereturn.children import queries as children
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.placements import actions, policies, queries
from safereturn.placements.rules import WITHOUT_URN, PlacementKind, Stay
from safereturn.web.child.labels import PLACEMENTS
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import DateField, MomentField, Select, TimedForm


class PlacementForm(TimedForm):
    """Where the child lives from a time on."""

    kind = forms.ChoiceField(
        label=_("Where does the child live?"), choices=list(PLACEMENTS.items()), widget=Select
    )
    provider_id = forms.ChoiceField(
        label=_("Who runs it, if they use this service?"), required=False, widget=Select
    )
    provider_name = forms.CharField(
        label=_("If they do not, its name"),
        help_text=_("A foster carer, a hotel, a home that does not take part."),
        required=False,
    )
    urn = forms.CharField(
        label=_("Ofsted URN, if there is one"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    address = forms.CharField(label=_("Address with postcode"), required=False)
    host_authority_id = forms.ChoiceField(
        label=_("In which council’s area, if it is another"), required=False, widget=Select
    )
    liberty_order_from = DateField(
        label=_("Deprivation of liberty order from, if there is one"),
        thing=_("Start of the order"),
        required=False,
    )
    liberty_order_to = DateField(label=_("Until"), thing=_("End of the order"), required=False)
    starts_at = MomentField(
        label=_("Since when?"),
        help_text=_("Leave empty for now."),
        thing=_("Since when"),
        past=True,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        homes = agencies.list_agencies(AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER)
        councils = agencies.list_agencies(AgencyKind.LOCAL_AUTHORITY)
        for name, rows in (("provider_id", homes), ("host_authority_id", councils)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("None of these")), *((str(r.pk), r.name) for r in rows)]

    def stay(self) -> Stay:
        """Return what was entered as the action takes it."""
        data = self.cleaned_data
        return Stay(
            kind=PlacementKind(data["kind"]),
            provider_id=UUID(data["provider_id"]) if data["provider_id"] else None,
            provider_name=data["provider_name"],
            urn=data["urn"],
            address=data["address"],
            host_authority_id=(
                UUID(data["host_authority_id"]) if data["host_authority_id"] else None
            ),
            liberty_order_from=data["liberty_order_from"],
            liberty_order_to=data["liberty_order_to"],
        )


@require_http_methods(["GET", "POST"])
def placement(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show each stay that may be shown; record a new one."""
    by, at = request.actor, request.received_at
    child = children.get_child(by, ref, at=at)
    form = PlacementForm(request.POST or None, now=at)
    if form.is_valid():
        try:
            starts_at = form.cleaned_data["starts_at"]
            actions.place(child.pk, form.stay(), starts_at=starts_at, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Placement recorded"))
            return done(request, "child:placement", ref)
    answer, stays = queries.stays(by, child.pk, at=at)
    page = {
        "child": child,
        "answer": answer,
        "stays": [
            (stay, PLACEMENTS[PlacementKind(stay.kind)], _lacks_urn(stay.kind, stay.urn))
            for stay in stays
        ],
        "form": form,
        "may": policies.can_place(by, child.pk, at=at),
    }
    return render(request, "child/placement.html", page)


def _lacks_urn(kind: str, urn: str) -> bool:
    home = kind == PlacementKind.CHILDRENS_HOME
    return PlacementKind(kind) in WITHOUT_URN or (home and not urn)
