"""The door of GOV.UK Notify: what became of a message. No page, and nobody is signed in."""

import json
import logging
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from safereturn.foundation.errors import NotFound
from safereturn.notifications import actions
from safereturn.notifications.rules.govuk import SHORTEST_TOKEN, Receipt

log = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    """Take a delivery receipt, if it shows the token that we gave GOV.UK Notify.

    An answer other than 2xx is asked again, five times in 25 minutes: so a receipt that is
    not ours, or says nothing we know, is taken and let be.
    """
    if not _shows_our_token(request):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    try:
        said = json.loads(request.body)
        actions.note_receipt(
            UUID(said["reference"]),
            Receipt(said["status"]),
            at=request.received_at,  # type: ignore[attr-defined]
        )
    except (ValueError, KeyError, TypeError, AttributeError, NotFound):
        # Nothing of it: it holds the address.
        log.warning("A delivery receipt was not ours.")
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _shows_our_token(request: HttpRequest) -> bool:
    ours = settings.NOTIFY_RECEIPTS_TOKEN
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return len(ours) >= SHORTEST_TOKEN and constant_time_compare(shown, ours)
