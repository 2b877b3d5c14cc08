"""Pages: lock now, unlock and carry on, sign out."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.web import passes
from safereturn.web.http import SignedInRequest
from safereturn.web.sign_in.adapter import end_session, is_own_password

WRONG_TRIES = 5
# What the trail says of a session that was ended by them.
WRONG_PASSWORDS = "WrongPasswords"


class UnlockForm(forms.Form):
    """The password of whoever locked it."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "class": "govuk-!-width-one-half"}
        ),
        error_messages={"required": gettext_lazy("Enter your password")},
    )


@require_POST
def lock(request: SignedInRequest) -> HttpResponse:
    """Lock the session at once: one press, a neutral page."""
    request.session["locked"] = True
    return redirect("sign_in:unlock")


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Take the password again; the words that were typed are back on the page it leads to."""
    to = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = "/"
    form = UnlockForm(request.POST or None)
    if form.is_valid():
        try:
            if is_own_password(request, form.cleaned_data["password"], "unlock"):
                return _unlocked(request, to)
        except ValidationError as shut:
            form.add_error("password", shut)
        else:
            request.session["wrong"] = request.session.get("wrong", 0) + 1
            if request.session["wrong"] >= WRONG_TRIES:
                end_session(request, reason=WRONG_PASSWORDS)
                return redirect(settings.LOGIN_URL)
            form.add_error("password", _("This is not your password. Try again"))
    status = 422 if form.errors else 200
    # Who has no password here comes in as they did before: by their agency, or a passkey.
    by_password = request.user.is_authenticated and request.user.has_usable_password()
    page = {"form": form, "next": to, "by_password": by_password}
    return render(request, "sign_in/unlock.html", page, status=status)


def _unlocked(request: HttpRequest, to: str) -> HttpResponse:
    request.session.pop("locked", None)
    request.session.pop("wrong", None)
    request.session["seen_at"] = request.received_at.timestamp()  # type: ignore[attr-defined]
    messages.success(request, _("We kept what you typed. Check it and carry on."))
    return redirect(to)


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """Sign out. Drafts stay; who signs in again because of a lock comes back to the page."""
    end_session(request)
    to = request.POST.get("next", "")
    where = reverse(settings.LOGIN_URL)
    if to and url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        where = f"{where}?{urlencode({'next': to})}"
    response = redirect(where)
    passes.take_away(response)
    return response
