"""Pages: put right what was wrong, take back what should not have been given, and read it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.casework.actions import ledger as actions
from safereturn.casework.queries.ledger import get_ledger
from safereturn.casework.queries.ledger_shapes import Ledger
from safereturn.casework.queries.requests import get_correction
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.oversight import queries as oversight
from safereturn.sharing.rules import Kind
from safereturn.web.assess_risk.labels import KINDS
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.oversight.labels import ACTS
from safereturn.web.oversight.looks import roles_of
from safereturn.web.ui.forms import Select, Textarea


class CorrectForm(forms.Form):
    """What was wrong, and what is right."""

    kind = forms.ChoiceField(
        label=_("What kind of information was wrong?"),
        widget=Select,
        error_messages={"required": _("Select what kind of information was wrong")},
    )
    words = forms.CharField(
        label=_("What was wrong, and what is right?"),
        help_text=_("Every agency that received this kind reads these words. Name nobody else."),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter what was wrong, and what is right")},
    )

    def __init__(self, *args: Any, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {line.kind for line in ledger.lines}
        names = [(kind.value, KINDS[kind]) for kind in KINDS if kind in kinds]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Select")), *names]


class RecallForm(forms.Form):
    """From whom, what, and why."""

    agency = forms.ChoiceField(
        label=_("From which agency?"),
        widget=Select,
        error_messages={"required": _("Select the agency")},
    )
    kind = forms.ChoiceField(
        label=_("What is taken back?"),
        help_text=_(
            "All of it ends the agency’s link to this child: for a wrong link. One kind leaves "
            "the link as it is: for a profile that was released by mistake."
        ),
        required=False,
        widget=Select,
    )
    words = forms.CharField(
        label=_("Why, and what must the agency do?"),
        help_text=_("The agency reads these words. Name nobody else."),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter why it is taken back, and what the agency must do")},
    )

    def __init__(self, *args: Any, ledger: Ledger, own: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = [line for line in ledger.lines if not line.recalled_at]
        parties = sorted(
            {(line.agency.name, str(line.agency.id)) for line in standing if line.agency.id != own}
        )
        kinds = {line.kind for line in standing}
        names = [(kind.value, KINDS[kind]) for kind in KINDS if kind in kinds]
        agency, kind = self.fields["agency"], self.fields["kind"]
        assert isinstance(agency, forms.ChoiceField) and isinstance(kind, forms.ChoiceField)
        agency.choices = [("", _("Select")), *((pk, name) for name, pk in parties)]
        kind.choices = [("", _("All of it: it was the wrong child or agency")), *names]


class RungForm(forms.Form):
    """Who was spoken with."""

    spoke_to = forms.CharField(
        label=_("Who did you speak to?"),
        error_messages={"required": _("Enter who you spoke to")},
    )


@require_http_methods(["GET", "POST"])
def correct(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Say what was wrong: it reaches every agency that received it."""
    by, at = request.actor, request.received_at
    ledger = get_ledger(by, child_ref, at=at)
    ledger.may_correct.require()
    form = CorrectForm(_posted(request), ledger=ledger)
    if form.is_valid():
        kind, words = Kind(form.cleaned_data["kind"]), form.cleaned_data["words"]
        try:
            made = actions.correct(ledger.child.pk, kind, words, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved. Everybody who received it is told: %s") % made.ref)
            return done(request, "ledger:shared", child_ref)
    page = {"form": form, "child": ledger.child, "recalls": False}
    return render(request, "ledger/mend.html", page)


@require_http_methods(["GET", "POST"])
def recall(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Take back what an agency was given."""
    by, at = request.actor, request.received_at
    ledger = get_ledger(by, child_ref, at=at)
    ledger.may_recall.require()
    form = RecallForm(_posted(request), ledger=ledger, own=by.agency_id)
    if form.is_valid():
        data = form.cleaned_data
        kind = Kind(data["kind"]) if data["kind"] else None
        agency_id = UUID(data["agency"])
        try:
            actions.recall(ledger.child.pk, agency_id, data["words"], kind=kind, at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Taken back. The agency is told."))
            return done(request, "ledger:shared", child_ref)
    looks = oversight.looks_of_others(by, ledger.child, at=at)
    looked = [
        (name, [(line, ACTS[line.act], roles_of(line)) for line in lines])
        for name, lines in looks.by_agency.items()
    ]
    page = {
        "form": form,
        "child": ledger.child,
        "recalls": True,
        "looks": looks,
        "looked": looked,
    }
    return render(request, "ledger/mend.html", page)


@require_http_methods(["GET", "POST"])
def rung(request: SignedInRequest, child_ref: str, recipient_id: UUID) -> HttpResponse:
    """Record that an agency without an account was rung about a correction."""
    by, at = request.actor, request.received_at
    ledger = get_ledger(by, child_ref, at=at)
    found = [one for mended in ledger.mended for one in mended.recipients if one.id == recipient_id]
    if not found:
        raise NotFound
    form = RungForm(_posted(request))
    if form.is_valid():
        actions.record_rung(recipient_id, form.cleaned_data["spoke_to"], at=at, by=by)
        messages.success(request, _("Saved."))
        return done(request, "ledger:shared", child_ref)
    page = {"form": form, "child": ledger.child, "recipient": found[0]}
    return render(request, "ledger/rung.html", page)


@require_safe
def correction(request: SignedInRequest, correction_ref: str) -> HttpResponse:
    """Show a correction to an agency that had received what was wrong."""
    view = get_correction(request.actor, correction_ref, at=request.received_at)
    page = {
        "view": view,
        "kind": KINDS[view.kind] if view.kind else "",
        "given": [(KINDS[kind], when) for kind, when in view.given],
    }
    return render(request, "ledger/correction.html", page)


def _posted(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None
