"""Pages: one box that finds a child, and what it found.

The words are posted, never in an address. What was found is kept with the session for
half an hour: the results page asks again whom the reader may see now.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.casework.policies import can_request_from_pointer
from safereturn.children import queries
from safereturn.children.queries import Result, finding
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.pace import Pace
from safereturn.foundation.references import new_reference
from safereturn.web.http import SignedInRequest, put_errors

KEPT_FOR = timedelta(minutes=30)
KEPT = 5
SEARCHED = Pace(settings.SEARCHES_A_MINUTE)


class SearchForm(forms.Form):
    """The one box."""

    q = forms.CharField(
        label=_("Find a child"),
        help_text=_(
            "Name, date of birth, number, phone, postcode or home, or several of them. "
            "You need not know how the name is spelt."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter a name, date of birth, number, phone, postcode or home")
        },
    )


@require_http_methods(["GET", "POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """Take what was typed, look, and go to what was found."""
    form = SearchForm(request.POST or None)
    if form.is_valid() and (wait := SEARCHED.wait(str(request.actor.person_id))):
        form.add_error(None, _("Wait a minute, then search again: too many searches"))
        response = render(request, "find_child/search.html", {"form": form}, status=429)
        response["Retry-After"] = str(wait)
        return response
    if form.is_valid():
        try:
            found = queries.search(request.actor, form.cleaned_data["q"], at=request.received_at)
        except Invalid as error:
            put_errors(form, error)
        else:
            return redirect("find_child:results", _keep(request, found))
    return render(request, "find_child/search.html", {"form": form})


def _keep(request: SignedInRequest, found: Result) -> str:
    key = new_reference("S")
    kept: dict[str, Any] = dict(list(request.session.get("searches", {}).items())[-KEPT + 1 :])
    kept[key] = {
        "at": request.received_at.isoformat(),
        "terms": found.terms,
        "agency": str(request.actor.agency_id),
        # For who cannot wait: each good for this person and an hour.
        "tickets": [pointer.ticket for pointer in found.pointers],
        "hits": [[str(hit.card.id), list(hit.why)] for hit in found.hits],
        "pointers": [
            pointer.desk.sentence if pointer.desk else pointer.agency for pointer in found.pointers
        ],
        # Whom a pointer can be asked about, and of whom: never on a page.
        "asks": [
            [str(pointer.child_id), str(pointer.desk.agency_id)] if pointer.desk else []
            for pointer in found.pointers
        ],
    }
    request.session["searches"] = kept
    return key


def kept_search(request: SignedInRequest, key: str) -> dict[str, Any]:
    """Return what a search of this person, acting for this agency, has kept, or raise NotFound."""
    kept: dict[str, Any] | None = request.session.get("searches", {}).get(key)
    if kept is None or kept["agency"] != str(request.actor.agency_id):
        raise NotFound
    return kept


@require_safe
def results(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what was found, best first, and why each fits."""
    kept = kept_search(request, key)
    if datetime.fromisoformat(kept["at"]) + KEPT_FOR < request.received_at:
        return redirect("find_child:search")
    ids = [UUID(child_id) for child_id, _why in kept["hits"]]
    cards = queries.cards(request.actor, ids, at=request.received_at)
    lines = [
        (cards[UUID(child_id)], why) for child_id, why in kept["hits"] if UUID(child_id) in cards
    ]
    form = SearchForm(initial={"q": kept["terms"]})
    page = {
        "lines": lines,
        "more": len(kept["hits"]) >= finding.SHOWN,
        "pointers": kept["pointers"],
        "urgent": list(zip(kept["tickets"], kept["pointers"], strict=True)),
        "may_ask": bool(can_request_from_pointer(request.actor)),
        "form": form,
        "key": key,
    }
    return render(request, "find_child/results.html", page)
