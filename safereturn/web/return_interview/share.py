"""Page: share or hold, one grid for all items and agencies."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from safereturn.return_interviews import actions, queries
from safereturn.return_interviews.rules import Choice, Verdict
from safereturn.web.http import SignedInRequest
from safereturn.web.return_interview import labels
from safereturn.web.return_interview.acting import did, drawn, ended, posted
from safereturn.web.return_interview.forms import words
from safereturn.web.ui.forms import Radios

TOLD = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}


class ShareForm(forms.Form):
    """One choice for each item and agency; one reason that stands for all exceptions."""

    reason = words(
        gettext_lazy("Reason for what you changed, or share against the child’s wish"),
        rows=3,
        help_text=gettext_lazy(
            "It stands for every item, unless you write another one beside the item."
        ),
    )
    child_told = forms.ChoiceField(
        label=gettext_lazy("Was the child told what is shared against their wish?"),
        choices=list(TOLD.items()),
        widget=Radios(small=True, inline=True),
        required=False,
    )

    def __init__(self, *args: Any, grid: queries.Grid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid = grid
        for number, line in enumerate(grid.lines, 1):
            for cell in line.cells:
                self.fields[_choice(line, cell)] = forms.ChoiceField(
                    choices=list(labels.CHOICES.items()),
                    initial=cell.choice,
                    widget=Radios(small=True, inline=True),
                    error_messages={"required": _("Select share or hold")},
                    help_text=_hint(cell),
                )
            label = _("Reason for item %(number)s") % {"number": number}
            self.fields[f"reason_{line.item.pk}"] = forms.CharField(
                label=label,
                required=False,
                widget=forms.TextInput(attrs={"aria-label": label}),
            )
        if not grid.goes_against:
            del self.fields["child_told"]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of the grid: the item, and a field for each column."""
        return [
            {
                "title": line.item.text,
                "hint": f"{labels.ITEM_KINDS[line.item.kind]}. {labels.USES[line.item.use]}",  # type: ignore[index]
                "fields": [
                    *(self[_choice(line, cell)] for cell in line.cells),
                    self[f"reason_{line.item.pk}"],
                ],
            }
            for line in self.grid.lines
        ]

    def verdicts(self) -> list[Verdict]:
        """Return what was chosen, of a valid form."""
        told = {"yes": True, "no": False}.get(self.cleaned_data.get("child_told", ""))
        return [self._verdict(line, cell, told) for line in self.grid.lines for cell in line.cells]

    def _verdict(self, line: queries.Line, cell: queries.Cell, told: bool | None) -> Verdict:
        choice = Choice(self.cleaned_data[_choice(line, cell)])
        own = self.cleaned_data[f"reason_{line.item.pk}"] or self.cleaned_data["reason"]
        excepted = choice is not cell.proposal.choice or cell.against_wish
        return Verdict(
            item_id=line.item.pk,
            agency_id=cell.recipient.agency_id,
            choice=choice,
            # A reason is for what needs one; what was proposed has the agreement's own.
            reason=own if excepted else "",
            child_told=told,
        )


def _choice(line: queries.Line, cell: queries.Cell) -> str:
    return f"item_{line.item.pk}_{cell.recipient.agency_id}"


def _hint(cell: queries.Cell) -> str:
    if cell.decision is not None or cell.proposal.choice is Choice.SHARE:
        return ""
    return _("Hold is proposed: %(grounds)s") % {"grounds": labels.GROUNDS[cell.proposal.grounds]}


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: SignedInRequest, ref: str) -> HttpResponse:
    """Confirm what the agreement proposes, or change the exceptions."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    grid = queries.grid(by, view.interview, at=at)
    form = ShareForm(posted(request), grid=grid)
    if form.is_valid():
        row = view.interview
        if did(form, lambda: actions.decide_items(row.pk, form.verdicts(), at=at, by=by)):
            said = _("Decisions saved. Each agency was told that something waits for it.")
            return ended(request, said, "return_interview:items", ref)
    columns = [
        _("Item"),
        *(recipient.name for recipient in grid.recipients),
        _("Reason, if you change it"),
    ]
    silent = [recipient for recipient in grid.recipients if not recipient.has_accounts]
    wish = labels.WISHES[grid.wish]
    return drawn(request, view, "share", form, columns=columns, grid=grid, silent=silent, wish=wish)
