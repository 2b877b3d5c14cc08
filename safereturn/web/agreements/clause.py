"""Pages: write a clause of a draft, change it, take it out.

Two leads may work at once: whoever saves second is shown both texts and decides; the words
typed stay in the form.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies.rules import london_day
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.saying import spoken
from safereturn.involvement.rules import Basis
from safereturn.sharing import actions
from safereturn.sharing.queries.law import gateways
from safereturn.sharing.rules import (
    Clause,
    Depth,
    Gateway,
    Kind,
    Lawful,
    Readable,
    ReadClause,
    Standing,
    While,
)
from safereturn.web.agreements.common import (
    AGREEMENT_CONFLICT,
    back_to,
    differences,
    load,
    with_words,
)
from safereturn.web.agreements.labels import (
    BASES,
    DEPTHS,
    KINDS,
    LAWFUL,
    RECEIVERS,
    WHILES,
)
from safereturn.web.agreements.read import shown
from safereturn.web.http import SignedInRequest, draft_for, put_errors, typed_before, unfinished
from safereturn.web.ui.components import Draft
from safereturn.web.ui.forms import Checkboxes, Radios, Select, Textarea, TimedForm

A_LONG_TIME = 36_500


class ClauseForm(TimedForm):
    """One clause: which kinds, to whom, while what, how deep, for how long, on which law."""

    number = forms.CharField(
        label=_("Number of the clause"),
        help_text=_("It is quoted by this number, like 4 or 4a."),
        max_length=8,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "autocomplete": "off"}),
        error_messages={"required": _("Enter the number of the clause, like 4 or 4a")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Which kinds of information?"),
        choices=list(KINDS.items()),
        widget=Checkboxes(small=True),
        error_messages={"required": _("Select at least one kind of information")},
    )
    to_kinds = forms.MultipleChoiceField(
        label=_("Who receives it?"),
        help_text=_("Tick none here or below to mean every party that is involved."),
        choices=list(RECEIVERS.items()),
        widget=Checkboxes(small=True),
        required=False,
    )
    to_agencies = forms.MultipleChoiceField(
        label=_("Or only these agencies"), widget=Checkboxes(small=True), required=False
    )
    to_bases = forms.MultipleChoiceField(
        label=_("Only an agency that …"),
        help_text=_("Tick none to mean whatever it is to the child."),
        choices=list(BASES.items()),
        widget=Checkboxes(small=True),
        required=False,
    )
    going_on = forms.MultipleChoiceField(
        label=_("Only while …"),
        help_text=_("Tick none to mean at any time."),
        choices=list(WHILES.items()),
        widget=Checkboxes(small=True),
        required=False,
    )
    depth = forms.TypedChoiceField(
        label=_("How deep?"),
        choices=[(str(int(depth)), words) for depth, words in DEPTHS.items() if depth],
        coerce=lambda said: Depth(int(said)),
        widget=Radios(small=True),
        error_messages={"required": _("Select how deep they may see it")},
    )
    ask = forms.BooleanField(
        label=_("Whoever does not see all of it may ask the desk that holds it"), required=False
    )
    gateway = forms.TypedChoiceField(
        label=_("On which law?"),
        help_text=_("Only what is in force in this nation is offered."),
        coerce=Gateway,
        widget=Radios(small=True),
        error_messages={"required": _("Select the law that lets this be shared")},
    )
    lawful = forms.TypedChoiceField(
        label=_("Basis in data protection law"),
        choices=[("", _("Follows from the law above")), *LAWFUL.items()],
        coerce=Lawful,
        empty_value=None,
        widget=Select,
        required=False,
    )
    until = forms.CharField(
        label=_("Until when, in words (optional)"),
        help_text=_("It ends the sentence that people read, like “until the items are done”."),
        required=False,
    )
    for_days = forms.IntegerField(
        label=_("Days they may keep it after the episode is closed (optional)"),
        help_text=_("Leave empty where their own law says how long."),
        required=False,
        min_value=1,
        max_value=A_LONG_TIME,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"invalid": _("Enter the days as a whole number, like 90")},
    )
    told = forms.CharField(
        label=_("What must the child be told? (optional)"),
        help_text=_("One or two sentences that a child of twelve understands."),
        required=False,
        widget=Textarea(rows=3),
    )
    note = forms.CharField(
        label=_("Note for the parties (optional)"), required=False, widget=Textarea(rows=3)
    )
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, version: Readable, gateways: list[Standing], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(p.agency_id), p.name) for p in version.parties if p.agency_id]
        self.fields["to_agencies"].choices = named  # type: ignore[attr-defined]
        if not named:
            del self.fields["to_agencies"]
        law: Any = self.fields["gateway"]
        law.choices = [(row.gateway.value, spoken(row.words)) for row in gateways]
        law.widget.hints = {row.gateway.value: _hint(row) for row in gateways}

    def clause(self) -> Clause:
        """Return what was entered as the action takes it. Call it on a valid form."""
        said = self.cleaned_data
        return Clause(
            said["number"].strip(),
            frozenset(map(Kind, said["kinds"])),
            said["depth"],
            said["gateway"],
            to_kinds=frozenset(map(AgencyKind, said["to_kinds"])),
            to_bases=frozenset(map(Basis, said["to_bases"])),
            while_=frozenset(map(While, said["going_on"])),
            until=said["until"],
            to_agencies=frozenset(map(UUID, said.get("to_agencies", ()))),
            lawful=said["lawful"],
            for_days=said["for_days"],
            told=said["told"],
            note=said["note"],
            ask=said["ask"],
        )


def _hint(row: Standing) -> str:
    unsure = "" if row.verified else str(_("Have your lawyers confirm it before you sign."))
    return " ".join(filter(None, (spoken(row.note), unsure)))


LABELS: dict[str, object] = {name: field.label for name, field in ClauseForm.base_fields.items()}


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Put a new clause into a draft."""
    version = load(request, version_id, may="edit")
    return _write(request, version, None)


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, version_id: UUID, key: str) -> HttpResponse:
    """Change one clause of a draft."""
    version = load(request, version_id, may="edit")
    return _write(request, version, _one(version, key))


def _one(version: Readable, key: str) -> ReadClause:
    found = version.clause(key)
    if found is None:
        raise NotFound
    return found


def _write(request: SignedInRequest, version: Readable, was: ReadClause | None) -> HttpResponse:
    draft = draft_for(request, f"agreement-{version.line.id}-{was.number if was else 'new'}")
    form, overtaken = _form(request, version, was, draft), None
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, version, was, form)
        except Invalid as error:
            put_errors(form, _beside(error))
        except actions.Overtaken as error:
            overtaken = error
            edits = "" if error.edits is None else str(error.edits)
            form.data = with_words(form.data, edits=edits)
        else:
            messages.success(request, _("Clause saved"))
            part = f"clause-{form.clause().number}"
            return back_to(request, version.line.id, part, draft=draft.key)
    page = {
        "version": version,
        "was": was,
        "form": form,
        "draft": draft,
        "overtaken": overtaken,
        "gone": overtaken is not None and not overtaken.theirs,
        "differences": differences(overtaken, LABELS) if overtaken else [],
    }
    status = AGREEMENT_CONFLICT if overtaken else 200
    return render(request, "agreements/clause.html", page, status=status)


def _beside(error: Invalid) -> Invalid:
    """Name the form's own field: to whom is asked in two."""
    names = {"to": "to_kinds", "while_": "going_on", "while": "going_on"}
    return Invalid(fields={names.get(name, name): text for name, text in error.fields.items()})


def _save(
    request: SignedInRequest, version: Readable, was: ReadClause | None, form: ClauseForm
) -> None:
    actions.save_clause(
        version.line.id,
        form.clause(),
        was=was.number if was else "",
        based_on=form.cleaned_data["edits"] if was else None,
        at=request.received_at,
        by=request.actor,
    )


def _form(
    request: SignedInRequest, version: Readable, was: ReadClause | None, draft: Draft
) -> ClauseForm:
    at = request.received_at
    begins = version.line.effective_from or at
    about: dict[str, Any] = {
        "now": at,
        "version": version,
        "gateways": gateways(version.nation, on=london_day(max(begins, at))),
    }
    if request.method == "POST":
        return ClauseForm(request.POST, **about)
    if draft.saved_at and (typed := typed_before(request, draft.key)):
        form = ClauseForm(typed, **about)
        unfinished(form)
        return form
    return ClauseForm(initial=_initial(version, was), **about)


def _initial(version: Readable, was: ReadClause | None) -> dict[str, Any]:
    if was is None:
        numbers = [int(c.number) for c in version.clauses if c.number.isdecimal()]
        return {"number": str(max(numbers, default=0) + 1), "ask": True}
    clause = was.clause
    return {
        "number": clause.number,
        "kinds": [kind.value for kind in clause.kinds],
        "to_kinds": [kind.value for kind in clause.to_kinds],
        "to_agencies": [str(one) for one in clause.to_agencies],
        "to_bases": [basis.value for basis in clause.to_bases],
        "going_on": [one.value for one in clause.while_],
        "depth": str(int(clause.depth)),
        "ask": clause.ask,
        "gateway": clause.gateway.value,
        "lawful": clause.lawful.value if clause.lawful else "",
        "until": clause.until,
        "for_days": clause.for_days,
        "told": clause.told,
        "note": clause.note,
        "edits": was.edits,
    }


@require_http_methods(["GET", "POST"])
def remove(request: SignedInRequest, version_id: UUID, key: str) -> HttpResponse:
    """Take a clause out of a draft, after a look at what it says."""
    version = load(request, version_id, may="edit")
    clause = _one(version, key)
    changed = False
    if request.method == "POST":
        seen = request.POST.get("edits", "")
        try:
            actions.remove_clause(
                version_id,
                key,
                based_on=int(seen) if seen.isdecimal() else -1,
                at=request.received_at,
                by=request.actor,
            )
        except actions.Overtaken:
            changed = True
        else:
            messages.success(request, _("Clause taken out"))
            return back_to(request, version_id, "clauses")
    page = {"version": version, "clause": clause, "c": shown(clause), "changed": changed}
    status = AGREEMENT_CONFLICT if changed else 200
    return render(request, "agreements/remove.html", page, status=status)
