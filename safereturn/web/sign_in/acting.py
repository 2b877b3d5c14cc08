"""Page: for which agency I act now. One at a time, always stated."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from safereturn.agencies import queries as agencies
from safereturn.web.sign_in.adapter import only_for


@require_http_methods(["GET", "POST"])
def acting(request: HttpRequest) -> HttpResponse:
    """Choose among one's own current appointments."""
    assert request.user.pk
    at = request.received_at  # type: ignore[attr-defined]
    mine = agencies.list_appointments(request.user.pk, at=at, only_for=only_for(request))
    chosen = request.POST.get("appointment", "")
    if chosen in {str(pk) for pk, *_ in mine}:
        request.session["appointment"] = str(UUID(chosen))
        return redirect("/")
    page = {"appointments": mine, "chosen": request.session.get("appointment", "")}
    return render(request, "sign_in/acting.html", page)
