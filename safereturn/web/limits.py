"""How much may be sent to a page, refused before any of it is read.

A form's words are small; only where a file is taken may more come (decisions: 12 MB for a
photograph, 10 MB for a document). A body without its length is taken as none: Django reads
no further than the length says. What comes too slowly is the proxy's to cut off
(docs/security.md, "Slow and large requests").
"""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safereturn.documents.rules import MOST_PHOTO_BYTES

# Around the file: the other fields, and the form's own wrapping.
MOST_WITH_FILE = MOST_PHOTO_BYTES + 200_000
TAKES_A_FILE = re.compile(r"^/children/[^/]{1,20}/(photo|documents)/$")


def sizes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a body larger than its address takes. The API refuses its own, in its words."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/") and _sent(request) > _most(request):
            page = {"status": HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
            return render(None, "errors/413.html", page, status=page["status"])
        return get_response(request)

    return middleware


def _most(request: HttpRequest) -> int:
    takes = TAKES_A_FILE.match(request.path_info)
    return MOST_WITH_FILE if takes else settings.MOST_WORDS


def _sent(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0
