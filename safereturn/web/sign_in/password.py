"""Pages: a forgotten password, a link that was sent, a new password of one's own."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from safereturn.agencies import actions, queries
from safereturn.casework.actions.knocking import knock
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.sign_in.adapter import address_of, is_own_password
from safereturn.web.sign_in.forms import AddressForm, ChangePasswordForm, NewPasswordForm

TOO_MANY = 429


@login_not_required
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link to an address, if somebody signs in with it; answer the same if nobody does."""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        at = request.received_at  # type: ignore[attr-defined]
        if not knock("forgotten", address=address_of(request), token=email.lower(), at=at):
            return render(request, "429.html", status=TOO_MANY)
        with transaction.atomic():
            actions.ask_new_password(email)
        return render(request, "sign_in/link_sent.html")
    return render(request, "sign_in/forgotten.html", {"form": form})


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by a link that is good once; then sign in with it."""
    at = request.received_at  # type: ignore[attr-defined]
    if not knock("join", address=address_of(request), token=token, at=at):
        return render(request, "429.html", status=TOO_MANY)
    if not queries.link_is_good(queries.token_hash(token), at=at):
        return render(request, "sign_in/link_over.html", status=404)
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        origin = {"address": address_of(request)}
        try:
            actions.set_password(token, form.cleaned_data["password"], at=at, origin=origin)
        except actions.LinkOver:
            return render(request, "sign_in/link_over.html", status=404)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("account_login")
    return render(request, "sign_in/join.html", {"form": form})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest) -> HttpResponse:
    """Choose another password; every other session of one's own ends."""
    form = ChangePasswordForm(request.POST or None)
    person = request.user
    assert person.is_authenticated
    if form.is_valid() and _is_current(request, form):
        try:
            actions.change_password(person, form.cleaned_data["password"], by=request.actor)
        except Invalid as error:
            put_errors(form, error)
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("Your password is changed."))
            return done(request, "mfa_index")
    return render(request, "sign_in/change_password.html", {"form": form})


def _is_current(request: SignedInRequest, form: ChangePasswordForm) -> bool:
    """Say whether the password of today was given; else put on the form what to do."""
    try:
        if is_own_password(request, form.cleaned_data["current"], "password_change"):
            return True
    except ValidationError as shut:
        form.add_error("current", shut)
    else:
        form.add_error("current", _("This is not your password. Try again"))
    return False
