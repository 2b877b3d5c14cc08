"""Signing in as one of the invented people. Exists in the demonstration alone."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from safereturn.web.sign_in.adapter import record_sign_in


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Sign in as an invented person; outside the demonstration there is no such page."""
    if not settings.DEMO:
        raise Http404
    person = get_user_model().objects.filter(pk=person_id, is_demonstration=True).first()
    if person is None:
        raise Http404
    with transaction.atomic():
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_sign_in(request, person, strong=True)
    return redirect("/")
