"""A form whose sign-in token is old: show the words again, store nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safereturn.web.typed import form_again


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show what was typed in a fresh form: check it and send it again."""
    out = not request.user.is_authenticated
    return words_again(request, status=403, signed_out=out)


def words_again(request: HttpRequest, *, status: int, signed_out: bool = False) -> HttpResponse:
    """Answer with what was typed, in a form that sends it to the same address again."""
    page = form_again(request) | {"signed_out": signed_out}
    return render(request, "sign_in/send_again.html", page, status=status)
