"""Page: by which sign-in service of our own our people come in (OpenID Connect)."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from safereturn.agencies import actions, queries
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, filled, is_sent, put_errors

WIDE = "govuk-!-width-two-thirds"


class ServiceForm(forms.Form):
    """Issuer, client, secret, and how its tokens say that a second factor was asked for."""

    issuer = forms.CharField(
        label=gettext_lazy("Issuer"),
        help_text=gettext_lazy("For example https://login.microsoftonline.com/your-tenant/v2.0"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": WIDE, "autocomplete": "off", "inputmode": "url"}),
        error_messages={"required": gettext_lazy("Enter the issuer")},
    )
    client_id = forms.CharField(
        label=gettext_lazy("Client ID"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": WIDE, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the client ID")},
    )
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        help_text=gettext_lazy("Leave it empty to keep the one that is there. It is never shown."),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"class": WIDE, "autocomplete": "off"}),
    )
    strong_values = forms.CharField(
        label=gettext_lazy("What says that a second factor was used? (optional)"),
        help_text=gettext_lazy(
            "The values of “amr” or “acr” in its tokens, with spaces between, such as mfa."
            " If none of them is there, we ask for a second factor ourselves."
        ),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": WIDE, "autocomplete": "off"}),
    )
    is_on = forms.BooleanField(label=gettext_lazy("Our people can sign in by it"), required=False)


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def own_service(request: SignedInRequest) -> HttpResponse:
    """Show and keep what our agency has set; the secret is never shown again."""
    by, at = request.actor, request.received_at
    now = queries.get_own_sign_in(by)
    start = {} if now is None else {
        "issuer": now.issuer,
        "client_id": now.client_id,
        "strong_values": " ".join(sorted(now.strong_values)),
        "is_on": now.is_on,
    }  # fmt: skip
    form = ServiceForm(filled(request), initial=start)
    if is_sent(request, form):
        data = form.cleaned_data
        try:
            actions.set_own_sign_in(
                queries.get_agency(by.agency_id),
                data["issuer"],
                data["client_id"],
                data["secret"],
                strong_values=data["strong_values"].split(),
                is_on=data["is_on"],
                at=at,
                by=by,
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. It holds from the next sign-in on."))
            return done(request, "people:own_service", draft=request.path)
    back = settings.SERVICE_URL + reverse("sign_in:own_service_back", args=[by.agency_id])
    return render(request, "people/own_service.html", {"form": form, "back": back, "now": now})
