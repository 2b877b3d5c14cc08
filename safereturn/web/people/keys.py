"""Pages: the keys of our own systems: make, narrow, change over, end."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.agencies import actions, queries
from safereturn.agencies.policies import can_administer
from safereturn.agencies.rules import ApiArea, roles_of, scope_of
from safereturn.foundation.actor import Role
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.web.http import (
    SignedInRequest,
    done,
    filled,
    finish_draft,
    is_sent,
    put_errors,
    shown_once,
)
from safereturn.web.labels import ROLES
from safereturn.web.people.forms import last_moment
from safereturn.web.ui.forms import DateField, TicksField, TimedForm

AREAS = {
    ApiArea.CHILDREN: gettext_lazy("Children"),
    ApiArea.RECORD: gettext_lazy("A child’s record"),
    ApiArea.WARNINGS: gettext_lazy("Warnings and profile"),
    ApiArea.GUARDING: gettext_lazy("Who may see a record"),
    ApiArea.FILES: gettext_lazy("Photographs and documents"),
    ApiArea.PLACEMENTS: gettext_lazy("Where a child lives"),
    ApiArea.REPORTING: gettext_lazy("Reporting"),
    ApiArea.EPISODES: gettext_lazy("Episodes"),
    ApiArea.SEARCHING: gettext_lazy("While a child is missing"),
    ApiArea.HANDOVERS: gettext_lazy("Handovers"),
    ApiArea.PICTURE: gettext_lazy("The picture"),
    ApiArea.RISK: gettext_lazy("Risk"),
    ApiArea.RETURNING: gettext_lazy("Found and back"),
    ApiArea.INTERVIEWS: gettext_lazy("Return interview"),
    ApiArea.SHARING_BACK: gettext_lazy("Sharing back"),
    ApiArea.DISCLOSURES: gettext_lazy("What was shared"),
    ApiArea.MEETINGS: gettext_lazy("Meetings"),
    ApiArea.NOTICES: gettext_lazy("Notices"),
    ApiArea.DUTY: gettext_lazy("On duty"),
    ApiArea.WEBHOOKS: gettext_lazy("Webhooks"),
    ApiArea.DIRECTORY: gettext_lazy("Directory"),
}
EVERYTHING = "everything"


def _scopes() -> list[tuple[str, Any]]:
    """Return what a key may be narrowed to, in the order of the API's documentation."""
    lines: list[tuple[str, Any]] = []
    for area, words in AREAS.items():
        lines.append((scope_of(area, writes=False), _("%(what)s: read") % {"what": words}))
        lines.append((scope_of(area, writes=True), _("%(what)s: write") % {"what": words}))
    return [*lines, (EVERYTHING, _("Everything that its roles allow"))]


class ScopeForm(TimedForm):
    """What a system may do."""

    scopes = TicksField(
        choices=[],
        none=EVERYTHING,
        small=True,
        label=gettext_lazy("What may the system do?"),
        error_messages={"required": gettext_lazy("Select what the system may do")},
    )

    def __init__(self, request: SignedInRequest, **kwargs: Any) -> None:
        super().__init__(filled(request), now=request.received_at, **kwargs)
        field = self.fields["scopes"]
        field.choices = _scopes()  # type: ignore[attr-defined]
        field.none_label = _("Everything that its roles allow")  # type: ignore[attr-defined]

    def wanted(self) -> list[str] | None:
        """Return the scopes of a valid form; None for everything."""
        scopes: list[str] = self.cleaned_data["scopes"]
        return None if EVERYTHING in scopes else scopes


class KeyForm(ScopeForm):
    """A new key: for what, in which roles, until when."""

    name = forms.CharField(
        label=gettext_lazy("Which system will use it?"),
        help_text=gettext_lazy("For example “control room” or “case system”."),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-one-half", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter which system will use the key")},
    )
    roles = TicksField(
        choices=[],
        small=True,
        label=gettext_lazy("In which roles does it act?"),
        error_messages={"required": gettext_lazy("Select at least one role")},
    )
    ends_on = DateField(
        thing=gettext_lazy("Last day"),
        future=True,
        required=False,
        label=gettext_lazy("Last day (optional)"),
    )
    field_order = ("name", "roles", "scopes", "ends_on")

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request)
        offered = roles_of(request.actor.agency_kind)
        self.fields["roles"].choices = [(role.value, ROLES[role]) for role in offered]  # type: ignore[attr-defined]


@require_safe
def keys(request: SignedInRequest) -> HttpResponse:
    """List our systems' keys: what for, last used, until when. Never a key itself."""
    rows = queries.list_own_clients(request.actor)
    return render(request, "people/keys.html", {"keys": rows, "now": request.received_at})


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Make a key, and show it once."""
    by, at = request.actor, request.received_at
    can_administer(by, by.agency_id).require()
    form = KeyForm(request)
    if is_sent(request, form):
        data = form.cleaned_data
        try:
            client, token = actions.make_token(
                queries.get_agency(by.agency_id),
                data["name"],
                [Role(role) for role in data["roles"]],
                scopes=form.wanted(),
                expires_at=last_moment(data["ends_on"]),
                at=at,
                by=by,
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            finish_draft(request, request.path)
            page = {"client": client, "token": token}
            shown = render(request, "people/key_shown.html", page)
            return shown_once(request, shown, "people:key", client.pk)
    return render(request, "people/key_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def key(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Narrow a key, or change it for a new one."""
    by, at = request.actor, request.received_at
    do = request.POST.get("do", "")
    if do in _ROTATE:
        return _rotated(request, client_id, do)
    client = queries.get_own_client(by, client_id)
    if do == "end_old":
        actions.end_old_key(client, at=at, by=by)
        messages.success(request, _("Ended. The next call with it is refused."))
        return done(request, "people:keys")
    now = [EVERYTHING] if client.scopes is None else client.scopes
    form = ScopeForm(request, initial={"scopes": now})
    if is_sent(request, form):
        actions.scope_token(client, form.wanted(), by=by)
        messages.success(request, _("Saved. It holds from the next call on."))
        return done(request, "people:keys", draft=request.path)
    roles = ", ".join(str(ROLES[Role(role)]) for role in client.roles)
    page = {"form": form, "client": client, "roles": roles, "now": at}
    return render(request, "people/key.html", page)


_ROTATE = {"rotate": actions.rotate_token, "rotate_again": actions.rotate_again}


def _rotated(request: SignedInRequest, client_id: UUID, do: str) -> HttpResponse:
    client = queries.get_own_client(request.actor, client_id)
    try:
        token = _ROTATE[do](client, at=request.received_at, by=request.actor)
    except (actions.NewKeyWaits, actions.NoNewKey) as error:
        messages.error(request, spoken(str(error)))
        return done(request, "people:key", client_id)
    return render(request, "people/key_shown.html", {"client": client, "token": token})


@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Say what ending a key means; then end it."""
    client = queries.get_own_client(request.actor, client_id)
    if request.method == "POST":
        actions.revoke_token(client, at=request.received_at, by=request.actor)
        messages.success(request, _("Ended. The next call with it is refused."))
        return done(request, "people:keys")
    return render(request, "people/key_end.html", {"client": client, "now": request.received_at})
