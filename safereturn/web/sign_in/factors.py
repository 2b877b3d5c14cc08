"""Pages: one's own ways to sign in. Each change is recorded and told in its transaction."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from safereturn.agencies import actions
from safereturn.web.http import SignedInRequest
from safereturn.web.sign_in.adapter import STRONG_KEY, needs_factor
from safereturn.web.sign_in.mfa import Adapter

View = Callable[..., HttpResponseBase]


def shown_again(view: View) -> View:
    """Ask who it is once more where allauth wants it: then lead back to the page, not the press."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ReauthenticationRequired:
            methods = get_adapter().get_reauthentication_methods(request.user)
            where = methods[0]["url"]
            return redirect(f"{where}?{urlencode({'next': request.path})}")

    return page


def _changed(request: HttpRequest, what: str) -> None:
    ours = cast(SignedInRequest, request)
    actions.factor_changed(ours.user, what, by=ours.actor)  # type: ignore[arg-type]


def _shown(request: HttpRequest) -> None:
    """Count a first use as showing that it is they: recovery codes come next."""
    request.session[STRONG_KEY] = True
    record_authentication(request, request.user, method="mfa", reauthenticated=True)


class Ways(IndexView):  # type: ignore[misc]
    """What somebody signs in with, and what they still have to set up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say as well whether a factor must be set up before anything else."""
        page: dict[str, Any] = super().get_context_data(**kwargs)
        return page | {"must": needs_factor(self.request)}


class AddApp(ActivateTOTPView):  # type: ignore[misc]
    """Set up an app that shows codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; whoever has shown a first code has shown a second factor."""
        response: HttpResponse = super().form_valid(form)
        _shown(self.request)
        _changed(self.request, "app_added")
        messages.success(self.request, _("Your app is set up."))
        return response


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    """Take the app away."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it away, if another factor is left where one is needed."""
        response: HttpResponse = super().form_valid(form)
        _changed(self.request, "app_removed")
        messages.success(self.request, _("Your app is no longer used to sign in."))
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Set up a passkey: one that finds the person by itself and makes sure it is they."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the browser what it needs to make one, as text of an attribute."""
        page: dict[str, Any] = super().get_context_data(**kwargs)
        options = webauthn.begin_registration(self.request.user, True)
        return page | {"options": json.dumps(options)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; making it was showing it."""
        response: HttpResponse = super().form_valid(form)
        _shown(self.request)
        _changed(self.request, "passkey_added")
        messages.success(self.request, _("Your passkey is set up."))
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Take a passkey away."""

    success_url = "/account/2fa/"

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it away, if another factor is left where one is needed."""
        row = self.get_object()
        if not Adapter().can_delete_authenticator(row):
            messages.error(self.request, str(Adapter.error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)
        _changed(self.request, "passkey_removed")
        messages.success(self.request, _("That passkey is no longer used to sign in."))
        return response


class NewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new recovery codes; the old are good no more."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Make them, and record it."""
        response: HttpResponse = super().form_valid(form)
        _changed(self.request, "codes_made")
        return response


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Show a passkey once more, before something that matters."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the browser what it needs to use one."""
        page: dict[str, Any] = super().get_context_data(**kwargs)
        return page | {"options": json.dumps(page["js_data"]["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Ask again."""
        messages.error(self.request, _("That passkey is not one of yours. Try again."))
        return redirect(self.request.get_full_path())
