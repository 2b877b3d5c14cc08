"""Pages before sign-in: password, passkey, code; each in one transaction with its entry."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safereturn.web import passes
from safereturn.web.sign_in.adapter import end_session, refuse_person

View = Callable[..., HttpResponseBase]


def at_the_door(view: View) -> View:
    """Run a view before sign-in in one transaction: what is not recorded does not happen."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return door


class Code(AuthenticateView):  # type: ignore[misc]
    """The second step: a code of the app, a recovery code, or a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the browser what it needs to use a passkey, if the person has one."""
        page: dict[str, Any] = super().get_context_data(**kwargs)
        options = page["js_data"]["request_options"]
        has_passkey = bool(options["publicKey"].get("allowCredentials"))
        return page | {"options": json.dumps(options) if has_passkey else ""}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Record the refusal, and ask again."""
        refuse_person(self.request, self.stage.login.user, "WrongCode")
        page: HttpResponse = super().form_invalid(form)
        return page


class Passkey(LoginWebAuthnView):  # type: ignore[misc]
    """Signing in with a passkey alone: it has asked for a finger, a face or a PIN."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Record the refusal; lead back to the sign-in page, which says what to do."""
        refuse_person(self.request, None, "WrongPasskey")
        messages.error(self.request, _("That passkey is not known here. Sign in another way."))
        return redirect(settings.LOGIN_URL)


@login_not_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Give up a sign-in that is half done; of somebody who is signed in it is their sign-out."""
    end_session(request)
    response = redirect(settings.LOGIN_URL)
    if hasattr(request, "actor"):
        del request.actor  # who has gone is given no new pass
        passes.take_away(response)
    return response


@login_not_required
@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """Say that this person signs in no more."""
    return render(request, "account/account_inactive.html", status=403)


@login_not_required
def shut(request: HttpRequest, **_path: Any) -> HttpResponse:
    """Answer for an address of allauth's that we do not use: there is no such page."""
    raise Http404
