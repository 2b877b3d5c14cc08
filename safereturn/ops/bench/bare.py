"""The views that pages are held against. They are addresses of the bench, never the product's."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency


def bare(request: HttpRequest) -> HttpResponse:
    """Read one row for somebody who is signed in, through the whole middleware."""
    actor = request.actor  # type: ignore[attr-defined]
    return HttpResponse(agencies.get_agency(actor.agency_id).name, content_type="text/plain")


@login_not_required
def row(request: HttpRequest) -> HttpResponse:
    """Read one row for anybody."""
    found = Agency.objects.order_by("pk")[:1]
    return HttpResponse(found[0].name if found else "", content_type="text/plain")


@login_not_required
def hello(request: HttpRequest) -> HttpResponse:
    """Read nothing."""
    return HttpResponse("hello", content_type="text/plain")
