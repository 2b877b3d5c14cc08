"""Page: the parts of an agreement's text besides its clauses, and the day of its review."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.foundation.errors import Invalid
from safereturn.sharing import actions
from safereturn.sharing.rules import Readable, Text
from safereturn.web.agreements.common import (
    AGREEMENT_CONFLICT,
    back_to,
    differences,
    load,
    with_words,
)
from safereturn.web.agreements.labels import TEXT_HINTS, TEXTS
from safereturn.web.http import SignedInRequest, draft_for, put_errors, typed_before, unfinished
from safereturn.web.ui.components import Draft
from safereturn.web.ui.forms import DateField, Textarea, TimedForm


class TextForm(TimedForm):
    """Every part of the text."""

    edits = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, words in TEXTS.items():
            self.fields[part.value] = forms.CharField(
                label=str(words),
                help_text=str(TEXT_HINTS[part]),
                required=False,
                widget=Textarea(rows=6),
            )
        review = DateField(
            label=_("When is this agreement reviewed next?"),
            thing=_("The review date"),
            future=True,
            required=False,
        )
        review.tell(self.received_at)
        self.fields["review_on"] = review

    def texts(self) -> dict[Text, str]:
        """Return what was entered, part by part. Call it on a valid form."""
        return {part: self.cleaned_data[part.value] for part in TEXTS}


@require_http_methods(["GET", "POST"])
def text(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Change the text of a draft; the second of two leads is shown both texts."""
    version = load(request, version_id, may="edit")
    draft = draft_for(request, f"agreement-{version_id}-text")
    form, overtaken = _form(request, version, draft), None
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, version_id, form)
        except Invalid as error:
            put_errors(form, error)
        except actions.Overtaken as error:
            overtaken = error
            form.data = with_words(form.data, edits=str(error.edits))
        else:
            messages.success(request, _("Text saved"))
            return back_to(request, version_id, "text", draft=draft.key)
    page = {
        "version": version,
        "form": form,
        "draft": draft,
        "overtaken": overtaken,
        "differences": differences(overtaken) if overtaken else [],
    }
    status = AGREEMENT_CONFLICT if overtaken else 200
    return render(request, "agreements/text.html", page, status=status)


def _save(request: SignedInRequest, version_id: UUID, form: TextForm) -> None:
    actions.save_text(
        version_id,
        form.texts(),
        form.cleaned_data["review_on"],
        based_on=form.cleaned_data["edits"],
        at=request.received_at,
        by=request.actor,
    )


def _form(request: SignedInRequest, version: Readable, draft: Draft) -> TextForm:
    now = request.received_at
    if request.method == "POST":
        return TextForm(request.POST, now=now)
    if draft.saved_at and (typed := typed_before(request, draft.key)):
        form = TextForm(typed, now=now)
        unfinished(form)
        return form
    initial: dict[str, Any] = {part.value: words for part, words in version.texts.items()}
    initial |= {"review_on": version.line.review_on, "edits": version.edits}
    return TextForm(initial=initial, now=now)
