"""A form whose sign-in token is old: show the words again, store nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safereturn.web.http import NOT_WORDS


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show what was typed in a fresh form: check it and send it again."""
    fields = [
        (name, value)
        for name in request.POST
        if name not in NOT_WORDS
        for value in request.POST.getlist(name)
    ]
    page = {"fields": fields, "once": request.POST.get("once", ""), "path": request.path}
    return render(request, "sign_in/send_again.html", page, status=403)
