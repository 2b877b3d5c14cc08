"""Headers that every answer carries: what a page may load, and that nobody may keep it."""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


def policy_text(policy: Mapping[str, Iterable[str]]) -> str:
    """Write a SECURE_CSP setting (Django 6's shape) as the header's value."""
    return "; ".join(f"{name} {' '.join(sources)}".strip() for name, sources in policy.items())


def csp(get_response: Answer) -> Answer:
    """Add the policies of content, permissions and origin, and `no-store`, to every answer.

    A view that has set one of them keeps its own: static files may be cached. Nothing
    about a child may stay in a shared browser's cache, so `no-store` is what others get.
    """
    headers = {
        "Content-Security-Policy": policy_text(settings.SECURE_CSP),
        "Permissions-Policy": PERMISSIONS,
        "Cache-Control": "no-store",
        # Also on what is answered before Django's own middleware is reached.
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return middleware
