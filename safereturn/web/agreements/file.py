"""Pages: an agreement as a file: taken out, checked line by line, looked at, taken in.

Nothing is changed until the last press: a file is first checked whole (every mistake at
once, with its line) and shown as what it would change.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.foundation.saying import spoken
from safereturn.sharing import actions, queries
from safereturn.sharing.queries.checking import check_yaml
from safereturn.web.agreements.common import back_to, load, with_words
from safereturn.web.http import SignedInRequest
from safereturn.web.ui.forms import FileUpload, Textarea

BIGGEST = 500_000


class FileForm(forms.Form):
    """A file from the device, or its text; the text can be mended on the page."""

    upload = forms.FileField(
        label=_("Choose a file"),
        help_text=_(
            "A YAML file, as this service writes it. It is checked before anything changes."
        ),
        widget=FileUpload,
        required=False,
    )
    words = forms.CharField(
        label=_("Or its text"),
        help_text=_("Mend it here and check it again. Lines are counted from 1."),
        widget=Textarea(
            rows=20, attrs={"class": "app-file", "spellcheck": "false", "autocomplete": "off"}
        ),
        required=False,
        strip=False,
    )

    def clean_upload(self) -> str:
        """Return the text of the file. Raise ValidationError if it is no text, or too big."""
        given = self.cleaned_data["upload"]
        if not given:
            return ""
        if given.size > BIGGEST:
            raise forms.ValidationError(_("The file must be smaller than 500 KB"))
        try:
            return str(given.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(
                _("The file is not text: save it as YAML, in UTF-8")
            ) from None

    def text(self) -> str:
        """Return what is to be read: the file where one was chosen. On a valid form."""
        return str(self.cleaned_data["upload"] or self.cleaned_data["words"])


@require_safe
def download(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Return a version as YAML, to be kept, compared, or taken into another draft."""
    version = load(request, version_id)
    text = queries.export_yaml(request.actor, version_id, at=request.received_at)
    name = f"agreement-version-{version.line.number}.yaml"
    return HttpResponse(
        text,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Check a file, show what it would change, and only then take it into the draft."""
    version = load(request, version_id, may="edit")
    form = FileForm(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"version": version, "form": form, "changes": None}
    if form.is_valid():
        text = form.text()
        if text.strip():
            checked = check_yaml(request.actor, version_id, text, at=request.received_at)
            if request.POST.get("press") == "take" and not checked.mistakes:
                return _take(request, version_id, text)
            page["mistakes"] = in_their_lines(checked.mistakes, text)
            page["changes"] = None if checked.mistakes else checked.changes
            form.data = with_words(form.data, words=text)
        else:
            form.add_error("upload", _("Choose a file, or put its text below"))
    return render(request, "agreements/upload.html", page)


def in_their_lines(mistakes: Iterable[tuple[int, str]], text: str) -> list[tuple[int, str, str]]:
    """Return each mistake with its line's number and words."""
    lines = text.splitlines()
    return [
        (line, lines[line - 1].strip() if 0 < line <= len(lines) else "", spoken(words))
        for line, words in mistakes
    ]


def _take(request: SignedInRequest, version_id: UUID, text: str) -> HttpResponse:
    actions.import_yaml(version_id, text, at=request.received_at, by=request.actor)
    messages.success(request, _("The draft now says what the file says"))
    return back_to(request, version_id)
