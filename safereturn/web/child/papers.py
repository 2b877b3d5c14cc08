"""Pages: documents about the child: listed, added, saved, withdrawn."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.children import queries as children
from safereturn.documents import actions, policies, queries
from safereturn.documents.rules import MOST_PAPER_BYTES, DocumentKind, NewDocument
from safereturn.foundation.errors import Invalid
from safereturn.web.child.photo import ALONE, WithdrawForm
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import DateField, FileUpload, Select, TimedForm

KINDS = {
    DocumentKind.CARE_PLAN: _("Care plan"),
    DocumentKind.SAFETY_PLAN: _("Safety plan"),
    DocumentKind.MEETING: _("Notes of a meeting"),
    DocumentKind.HEALTH: _("About health"),
    DocumentKind.EXPLOITATION: _("About exploitation"),
    DocumentKind.RISK_ASSESSMENT: _("Risk assessment"),
    DocumentKind.COURT_ORDER: _("Court order"),
    DocumentKind.POLICE_REPORT: _("Police report"),
    DocumentKind.OTHER: _("Another document"),
}


class DocumentForm(TimedForm):
    """A document, and what it is."""

    file = forms.FileField(
        label=_("Choose a PDF"),
        help_text=_(
            "Smaller than 10 MB. It is kept as it is, with what the program that made it wrote"
            " in it, such as its author."
        ),
        widget=FileUpload(attrs={"accept": "application/pdf"}),
        error_messages={
            "required": _("Choose a PDF"),
            "empty": _("The file is empty. Choose another PDF"),
        },
    )
    kind = forms.TypedChoiceField(
        label=_("What is it?"),
        choices=[("", _("Select")), *KINDS.items()],
        coerce=DocumentKind,
        widget=Select,
        error_messages={"required": _("Select what it is")},
    )
    words = forms.CharField(
        label=_("What is it about, in a few words?"),
        max_length=500,
        error_messages={"required": _("Enter what the document is, in a few words")},
    )
    dated_on = DateField(
        label=_("From which day? (optional)"),
        thing=_("The day of the document"),
        past=True,
        required=False,
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        given = self.cleaned_data["file"]
        if given.size > MOST_PAPER_BYTES:
            raise forms.ValidationError(_("The document must be smaller than 10 MB"))
        return given


@require_http_methods(["GET", "POST"])
def documents(request: SignedInRequest, ref: str) -> HttpResponse:
    """List what documents there are, shown or only held; take another."""
    by, at = request.actor, request.received_at
    child = children.get_child(by, ref, at=at)
    form = DocumentForm(request.POST or None, request.FILES or None, now=at)
    if form.is_valid():
        content = form.cleaned_data.pop("file").read()
        try:
            actions.add_document(child, content, NewDocument(**form.cleaned_data), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Document added"))
            return done(request, "child:documents", ref)
    page = {
        "child": child,
        "lines": [(line, KINDS[line.kind]) for line in queries.list_documents(by, child, at=at)],
        "form": form,
        "may": policies.can_add_document(by, child.pk, at=at),
    }
    return render(request, "child/documents.html", page)


@require_http_methods(["GET", "POST"])
def document(request: SignedInRequest, ref: str, document_id: UUID) -> HttpResponse:
    """Show what one document is; save it from here, or withdraw it."""
    by, at = request.actor, request.received_at
    child = children.get_child(by, ref, at=at)
    row, answer = queries.get_document(by, child, document_id, at=at)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        actions.withdraw(row, because=form.cleaned_data["because"], at=at, by=by)
        messages.success(request, _("Document withdrawn and erased"))
        return done(request, "child:documents", ref)
    page = {
        "child": child,
        "document": row,
        "kind": KINDS[DocumentKind(row.kind)],
        "answer": answer,
        "form": form,
        "may_withdraw": policies.can_withdraw(by, row, at=at),
    }
    return render(request, "child/document.html", page)


@require_safe
def file(request: SignedInRequest, ref: str, document_id: UUID) -> HttpResponse:
    """Give a document out to be saved, never to be shown in a page of ours."""
    by, at = request.actor, request.received_at
    child = children.get_child(by, ref, at=at)
    row, content = actions.open_document(child, document_id, at=at, by=by)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="document-{str(row.pk)[:8]}.pdf"',
            "Content-Security-Policy": ALONE,
        },
    )
