"""What somebody typed, shown again in a form that sends it to where it was going."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from safereturn.web.http import NOT_WORDS, SECRETS

# Sent again as they were, and not shown: the button that was pressed, the draft's name.
CARRIED = ("once", "action", "kept_as")
# Never written into a page again: besides `http.SECRETS`, whatever is called like this.
SECRET = ("password", "code", "secret")
SHORT = 20


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
        if wanted(name) and not _is_secret(name)
        for value in request.POST.getlist(name)
    ]


def _is_secret(name: str) -> bool:
    return name in SECRETS or any(word in name.lower() for word in SECRET)
