"""Pages: what was shared about a child, with whom and why; and that the child was told."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.casework.actions import ledger as actions
from safereturn.casework.queries.ledger import get_ledger
from safereturn.casework.queries.ledger_shapes import Ledger, Line
from safereturn.casework.rules import PAGE
from safereturn.foundation.errors import Invalid
from safereturn.sharing.rules import Telling
from safereturn.web.assess_risk.labels import ITEM_KINDS, KINDS
from safereturn.web.http import SignedInRequest, done, page_number, put_errors
from safereturn.web.ledger import labels
from safereturn.web.ui.forms import Radios, Select, Textarea

YES, NO = "yes", "no"


class FilterForm(forms.Form):
    """Which recipient, and which kind."""

    agency = forms.ChoiceField(label=_("Given to"), required=False, widget=Select)
    kind = forms.ChoiceField(label=_("Kind of information"), required=False, widget=Select)

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(lines)
        parties = sorted({(line.agency.name, str(line.agency.id)) for line in found})
        _choose(self, "agency", [("", _("Everybody")), *((pk, name) for name, pk in parties)])
        kinds = {line.kind for line in found}
        names = [(kind.value, KINDS[kind]) for kind in KINDS if kind in kinds]
        _choose(self, "kind", [("", _("Every kind")), *names])

    def narrowed(self, lines: Iterable[Line]) -> list[Line]:
        """Return the lines that are asked for; what makes no sense narrows nothing."""
        agency, kind = (
            (self.cleaned_data.get("agency", ""), self.cleaned_data.get("kind", ""))
            if self.is_valid()
            else ("", "")
        )
        return [
            line
            for line in lines
            if agency in ("", str(line.agency.id)) and kind in ("", line.kind.value)
        ]


def _choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def row(line: Line) -> dict[str, Any]:
    """Return one disclosure as a list draws it."""
    return {
        "line": line,
        "what": labels.what(line),
        "depth": labels.DEPTHS[line.depth],
        "why": labels.WHY[line.why],
        "reason": line.reason.rstrip(" ."),
        "basis": labels.basis(line),
        "wish": labels.WISHES[line.wish] if line.wish else "",
        "done": labels.DISPOSITIONS[line.disposition] if line.disposition else "",
    }


@require_safe
def shared(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """List what was shared, newest first; what was held, asked and corrected beside it."""
    ledger = get_ledger(request.actor, child_ref, at=request.received_at)
    form = FilterForm(request.GET, lines=ledger.lines)
    lines = form.narrowed(ledger.lines)
    page = Paginator(lines, PAGE).get_page(page_number(request))
    context = {
        "ledger": ledger,
        "child": ledger.child,
        "page": page,
        "rows": [row(line) for line in page],
        "held": [_held(ledger, index) for index in range(len(ledger.held))],
        "asked": [
            (one, KINDS[one.kind], labels.ANSWERS.get(one.answer) if one.answer else None)
            for one in ledger.asked
        ],
        "mended": [(one, KINDS[one.kind] if one.kind else "") for one in ledger.mended],
        "filter": form,
        "filtered": len(lines) != len(ledger.lines),
        "query": request.GET.urlencode(),
    }
    return render(request, "ledger/shared.html", context)


def _held(ledger: Ledger, index: int) -> dict[str, Any]:
    held = ledger.held[index]
    kind = ITEM_KINDS[held.item_kind] if held.item_kind else KINDS[held.kind]
    return {"held": held, "what": kind, "wish": labels.WISHES[held.wish] if held.wish else ""}


class ToldForm(forms.Form):
    """Of what the child was told, or why not."""

    disclosures = forms.MultipleChoiceField(
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Select what you told the child about")},
    )
    told = forms.ChoiceField(
        label=_("Has the child been told?"),
        choices=[(YES, _("Yes, now")), (NO, _("No, not yet"))],
        widget=Radios(),
        error_messages={"required": _("Select whether the child has been told")},
    )
    how = forms.CharField(
        label=_("How was the child told? (optional)"),
        help_text=_("For example: we went through the list together."),
        required=False,
        widget=forms.TextInput(),
    )
    not_told_because = forms.CharField(
        label=_("If not, why not?"),
        help_text=_("For staff. Until somebody changes it, the child’s list leaves it out."),
        required=False,
        widget=Textarea(rows=3),
    )

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "disclosures", [(str(line.id), str(line.id)) for line in lines])

    def telling(self) -> Telling:
        """Return what a valid form says. Raises Invalid."""
        data = self.cleaned_data
        return Telling(
            told=data["told"] == YES, how=data["how"], not_told_because=data["not_told_because"]
        )


@require_http_methods(["GET", "POST"])
def told(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Record that the child was told of what was ticked, or why not."""
    by, at = request.actor, request.received_at
    ledger = get_ledger(by, child_ref, at=at)
    ledger.may_tell.require()
    form = ToldForm(request.POST if request.method == "POST" else None, lines=ledger.lines)
    if form.is_valid():
        ids = [UUID(one) for one in form.cleaned_data["disclosures"]]
        try:
            actions.tell_child(ledger.child.pk, ids, form.telling(), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return done(request, "ledger:shared", child_ref)
    ticked = set(request.POST.getlist("disclosures") or request.GET.getlist("which"))
    rows = [(row(line), str(line.id) in ticked) for line in ledger.lines]
    page = {"ledger": ledger, "child": ledger.child, "rows": rows, "form": form}
    return render(request, "ledger/told.html", page)
