"""The addresses of the API: the operations, the schema they are described by, the page."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from safereturn.api import reading, schema
from safereturn.api.problems import problem
from safereturn.api.v1.api import JOURNEYS, api

PREFIX = "/api/v1/"


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Serve the OpenAPI document. It describes calls and holds nothing of a record."""
    return JsonResponse(schema.document(api, PREFIX))


@login_not_required
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Show the operations on a page that a person can read, made by us: no script."""
    described = schema.document(api, PREFIX)
    return render(request, "api/documentation.html", reading.context(described, JOURNEYS))


@login_not_required
@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Say that there is nothing at this address, in the shape every error has."""
    return problem(404, _("There is nothing at this address."))


def _operation(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Take one of ninja's views: its key signs a call in, and a wrong method is a problem."""

    @wraps(view)
    def operation(request: HttpRequest, **path_: str) -> HttpResponse:
        response = view(request, **path_)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED)
        refusal["Allow"] = response["Allow"]
        return refusal

    return login_not_required(operation)


def _operations() -> list[URLPattern | URLResolver]:
    patterns, _app, _namespace = api.urls
    # "/episodes/together" before "/episodes/<ref>", whichever was declared first.
    patterns.sort(key=lambda pattern: str(pattern.pattern).count("<"))
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _operation(pattern.callback)
    return patterns


urlpatterns = [
    path("v1/", documentation, name="api-documentation"),
    path("v1/openapi.json", openapi, name="api-openapi"),
    path("v1/", (_operations(), "ninja", "api-v1")),
    path("<path:rest>", unknown, name="api-nothing-here"),
]
