"""Sign-in is the rule; who sends a form after it has ended gets the words back."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from safereturn.web import failing
from safereturn.web.http import NOT_WORDS
from safereturn.web.sign_in.csrf import words_again

AUTOSAVE = "drafts:keep"


class SignInRequired(LoginRequiredMiddleware):
    """Django's own, but a form is never answered by a bare sign-in page."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: Any,
        view_kwargs: Any,
    ) -> HttpResponseBase | None:
        """Say that it does not work when nobody can be known: the session is not to be read."""
        try:
            return super().process_view(request, view_func, view_args, view_kwargs)
        except failing.FAULTS as error:
            return failing.answer(request, error)

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """Show what was typed, to be sent again after signing in; else go and sign in."""
        match = request.resolver_match
        if match and match.view_name == AUTOSAVE:
            return HttpResponse(status=401)
        if request.method == "POST" and set(request.POST) - NOT_WORDS:
            return words_again(request, status=401, signed_out=True)
        return super().handle_no_permission(request, view_func)
