"""A form whose sign-in token is old: show the words again, store nothing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safereturn.web.http import NOT_WORDS

# Sent again as they were, and not shown: the button that was pressed, the draft's name.
CARRIED = ("once", "action", "kept_as")
# Never written into a page again.
SECRET = ("password", "code")
SHORT = 20


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show what was typed in a fresh form: check it and send it again."""
    out = not request.user.is_authenticated
    return words_again(request, status=403, signed_out=out)


def words_again(request: HttpRequest, *, status: int, signed_out: bool = False) -> HttpResponse:
    """Answer with what was typed, in a form that sends it to the same address again."""
    page = form_again(request) | {"signed_out": signed_out}
    return render(request, "sign_in/send_again.html", page, status=status)


def form_again(request: HttpRequest) -> dict[str, Any]:
    """Return what `sign_in/_again.html` needs to show what was typed and send it again."""
    typed = _fields(request, lambda name: name not in NOT_WORDS)
    return {
        "fields": [(name, _label(name), text) for name, text in typed if _is_words(text)],
        "carried": [pair for pair in typed if not _is_words(pair[1])]
        + _fields(request, lambda name: name in CARRIED),
        "path": request.get_full_path(),
    }


def _is_words(text: str) -> bool:
    """Say whether somebody wrote this; a choice or a short answer is sent along unseen."""
    return " " in text.strip() or len(text) > SHORT


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _fields(request: HttpRequest, wanted: Callable[[str], bool]) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name in request.POST
        if wanted(name) and not any(secret in name.lower() for secret in SECRET)
        for value in request.POST.getlist(name)
    ]
