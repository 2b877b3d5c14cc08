"""Pages: propose a draft, take it back, sign or decline, date what is signed, withdraw."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.agencies.rules import london_day
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.saying import spoken
from safereturn.sharing import actions
from safereturn.sharing.rules import Readable, ReadParty
from safereturn.web.agreements.common import back_to, load
from safereturn.web.http import SignedInRequest, filled, finish_draft, is_sent, put_errors
from safereturn.web.ui.forms import DateField, Radios, Textarea, TimedForm

SIGN, DECLINE = "sign", "decline"


class SignForm(forms.Form):
    """A party's yes, or its no with the reason."""

    says = forms.ChoiceField(
        label=_("What does the party say?"),
        choices=[
            (SIGN, _("It signs")),
            (DECLINE, _("It declines")),
        ],
        widget=Radios(small=True),
        error_messages={"required": _("Select whether the party signs or declines")},
    )
    name = forms.CharField(label=_("Who signs? Full name"), required=False)
    title = forms.CharField(
        label=_("Their post"), help_text=_("For example Caldicott Guardian."), required=False
    )
    because = forms.CharField(
        label=_("If it declines, why?"),
        help_text=_("It stands in the agreement. The agreement does not hold for this party."),
        required=False,
        widget=Textarea(rows=3),
    )

    def clean(self) -> dict[str, Any]:
        """A signature has a name and a post; a no has a reason."""
        said = super().clean() or {}
        if said.get("says") == DECLINE and not said.get("because"):
            self.add_error("because", _("Enter why it declines"))
        if said.get("says") == SIGN:
            if not said.get("name"):
                self.add_error("name", _("Enter the full name of who signs"))
            if not said.get("title"):
                self.add_error("title", _("Enter the post of who signs"))
        return said


class DateForm(TimedForm):
    """The day it begins."""

    on = DateField(
        label=_("From which day does it hold?"),
        help_text=_("It begins at midnight, London time, at the start of that day."),
        thing=_("The day it begins"),
        future=True,
    )


class WithdrawForm(forms.Form):
    """Why it ends."""

    because = forms.CharField(
        label=_("Why is it withdrawn?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why it is withdrawn")},
    )


@require_http_methods(["GET", "POST"])
def propose(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Put a draft before its parties; whatever it lacks is said at once."""
    version = load(request, version_id, may="propose")
    wrong: list[str] = []
    if request.method == "POST":
        try:
            actions.propose(version_id, at=request.received_at, by=request.actor)
        except Invalid as error:
            wrong = [spoken(text) for text in error.fields.values()]
        else:
            messages.success(request, _("Put before the parties. It can be signed now"))
            return back_to(request, version_id, "parties")
    return render(request, "agreements/propose.html", {"version": version, "wrong": wrong})


@require_POST
def reopen(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Take a proposal back to a draft."""
    load(request, version_id)
    actions.reopen(version_id, at=request.received_at, by=request.actor)
    messages.success(request, _("It is a draft again. Every party answers anew"))
    return back_to(request, version_id)


@require_http_methods(["GET", "POST"])
def sign(request: SignedInRequest, version_id: UUID, party_id: UUID) -> HttpResponse:
    """Sign for a party, write down its signature on paper, or decline with a reason."""
    version = load(request, version_id)
    party = _party(version, party_id)
    form = SignForm(filled(request), initial=_signatory(request, party))
    if is_sent(request, form):
        try:
            _answer(request, party, form.cleaned_data)
        except Invalid as error:
            put_errors(form, error)
        else:
            finish_draft(request, request.path)
            said = form.cleaned_data["says"]
            messages.success(request, _("Declined") if said == DECLINE else _("Signed"))
            return back_to(request, version_id, "parties")
    page = {"version": version, "party": party, "form": form, "ours": _is_ours(request, party)}
    return render(request, "agreements/sign.html", page)


def _party(version: Readable, party_id: UUID) -> ReadParty:
    found = next((p for p in version.parties if p.id == party_id), None)
    if found is None or party_id not in version.may_sign:
        raise NotFound
    return found


def _signatory(request: SignedInRequest, party: ReadParty) -> dict[str, str]:
    return {"name": request.actor.name} if _is_ours(request, party) else {}


def _is_ours(request: SignedInRequest, party: ReadParty) -> bool:
    return party.agency_id == request.actor.agency_id


def _answer(request: SignedInRequest, party: ReadParty, said: dict[str, Any]) -> None:
    """Answer for one's own agency; for another, write down what it said on paper."""
    by, at = request.actor, request.received_at
    on_paper = not _is_ours(request, party)
    if said["says"] == DECLINE:
        actions.decline(party.id, said["because"], on_paper=on_paper, at=at, by=by)
        return
    actions.sign(party.id, name=said["name"], title=said["title"], on_paper=on_paper, at=at, by=by)


@require_http_methods(["GET", "POST"])
def force(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Let a signed version hold from midnight of a day."""
    version = load(request, version_id, may="date")
    form = DateForm(
        filled(request),
        now=request.received_at,
        initial={"on": _tomorrow(request.received_at)},
    )
    if is_sent(request, form):
        try:
            actions.put_in_force_from(
                version_id, form.cleaned_data["on"], at=request.received_at, by=request.actor
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            finish_draft(request, request.path)
            messages.success(request, _("Dated. It begins by itself at midnight"))
            return back_to(request, version_id)
    return render(request, "agreements/force.html", {"version": version, "form": form})


def _tomorrow(at: datetime) -> date:
    return london_day(at) + timedelta(days=1)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """End a version, with a reason."""
    version = load(request, version_id, may="withdraw")
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            actions.withdraw(
                version_id, form.cleaned_data["because"], at=request.received_at, by=request.actor
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Withdrawn"))
            return back_to(request, version_id)
    return render(request, "agreements/withdraw.html", {"version": version, "form": form})
