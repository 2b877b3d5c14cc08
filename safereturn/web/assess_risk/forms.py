"""The answer that an agency gives: one form for the page, the phone and the reply link."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from safereturn.foundation.errors import Invalid
from safereturn.risk.rules import GIVEN_KINDS, Piece, Reply, Supplier, Withheld
from safereturn.sharing.rules import Kind
from safereturn.web.assess_risk.labels import KINDS
from safereturn.web.http import SignedInRequest, put_errors, typed_before, unfinished
from safereturn.web.ui.forms import Select, Textarea, TimedForm

F = TypeVar("F", bound=forms.Form)
ROWS = (1, 2, 3)
GIVEN = [(kind, KINDS[kind]) for kind in GIVEN_KINDS]
SHORT = {"class": "govuk-input--width-20"}


def opened(request: SignedInRequest, draft: str, make: Callable[[QueryDict | None], F]) -> F:
    """Return the form as posted, as left unfinished, or empty."""
    if request.method == "POST":
        return make(request.POST)
    typed = typed_before(request, draft)
    if typed is None:
        return make(None)
    form = make(typed)
    unfinished(form)
    return form


def choose_from(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """Give a field the choices that depend on what the page shows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class AnswerForm(TimedForm):
    """Several kinds of information, or nothing, or who to ring instead."""

    kind_1 = forms.ChoiceField(label=_("What kind of information?"), choices=GIVEN, widget=Select)
    text_1 = forms.CharField(
        label=_("What do you know?"),
        help_text=_("Facts, and how you know them. One kind at a time."),
        required=False,
        widget=Textarea(rows=4),
    )
    kind_2 = forms.ChoiceField(label=_("Another kind of information"), choices=GIVEN, widget=Select)
    text_2 = forms.CharField(
        label=_("What do you know? (optional)"), required=False, widget=Textarea(rows=3)
    )
    kind_3 = forms.ChoiceField(label=_("Another kind of information"), choices=GIVEN, widget=Select)
    text_3 = forms.CharField(
        label=_("What do you know? (optional)"), required=False, widget=Textarea(rows=3)
    )
    nothing_held = forms.BooleanField(
        label=_("We have looked and hold nothing about this child"), required=False
    )
    withheld_because = forms.CharField(
        label=_("If you hold something you cannot write here: why not?"),
        help_text=_("Only your own agency sees this."),
        required=False,
        widget=Textarea(rows=2),
    )
    ring = forms.CharField(
        label=_("Who to ring about it, with a phone number"),
        help_text=_("Everybody who may see the picture sees this."),
        required=False,
    )
    detriment = forms.BooleanField(
        label=_("Sharing it would harm the child more than it would help"), required=False
    )
    supplier_name = forms.CharField(
        label=_("Who supplies this?"),
        required=False,
        widget=forms.TextInput(attrs=SHORT | {"autocomplete": "name"}),
    )
    supplier_contact = forms.CharField(
        label=_("How can they be reached now?"),
        help_text=_("A phone number that is answered tonight"),
        required=False,
        widget=forms.TextInput(attrs=SHORT | {"autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, kind in zip(ROWS, (Kind.HEALTH_SAFETY, Kind.RISK, Kind.PLANS), strict=True):
            self.fields[f"kind_{number}"].initial = kind

    def reply(self) -> Reply | None:
        """Return the answer, or put what is wrong beside its fields and return None."""
        data = self.cleaned_data
        try:
            return Reply(
                supplier=Supplier(name=data["supplier_name"], contact=data["supplier_contact"]),
                pieces=tuple(
                    Piece(kind=Kind(data[f"kind_{row}"]), text=data[f"text_{row}"]) for row in ROWS
                ),
                nothing_held=data["nothing_held"],
                withheld=self._withheld(data),
            )
        except Invalid as error:
            put_errors(self, error)
            return None

    @staticmethod
    def _withheld(data: dict[str, Any]) -> Withheld | None:
        if not (data["withheld_because"] or data["ring"] or data["detriment"]):
            return None
        return Withheld(
            because=data["withheld_because"], ring=data["ring"], detriment=data["detriment"]
        )


def answer_form(data: QueryDict | None, *, now: datetime, name: str = "") -> AnswerForm:
    """Return the answer form with who is answering filled in."""
    return AnswerForm(data, now=now, initial={"supplier_name": name})
