"""The API answers over TLS alone, and never leads a system there that called without.

A redirect would work, and nobody would notice that each call, key and all, travels readable
first (OWASP ASVS 5.0, 4.1.2). So it is refused, in words that say what to do.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from safereturn.api.problems import problem

GetResponse = Callable[[HttpRequest], HttpResponse]


def secure_only(get_response: GetResponse) -> GetResponse:
    """Refuse what comes to the API without TLS, where TLS is demanded."""

    def middleware(request: HttpRequest) -> HttpResponse:
        wanted = settings.SECURE_SSL_REDIRECT and request.path_info.startswith("/api/")
        if wanted and not request.is_secure():
            return problem(
                403,
                _("Call this address by HTTPS. The key that came with this call has travelled"
                  " readable: change it for a new one."),
            )  # fmt: skip
        return get_response(request)

    return middleware
