"""Pages: comments, proposals and dissent, clause by clause; and what is answered to them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.foundation.errors import Invalid, NotFound
from safereturn.sharing import actions
from safereturn.sharing.rules import GROUPS, CommentKind, Readable, ReadComment
from safereturn.web.agreements.common import back_to, load
from safereturn.web.agreements.labels import COMMENTS
from safereturn.web.http import SignedInRequest, put_errors
from safereturn.web.ui.forms import Radios, Select, Textarea

WHOLE = "whole"
OURSELVES = "agency"


class CommentForm(forms.Form):
    """What somebody says about a clause, in their own words."""

    clause = forms.ChoiceField(label=_("What is it about?"), widget=Select)
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=list(COMMENTS.items()),
        widget=Radios(
            small=True,
            hints={
                CommentKind.COMMENT: _("A remark or a question."),
                CommentKind.PROPOSAL: _("Another wording, or another rule."),
                CommentKind.DISSENT: _("We do not agree. It stays on the record and in print."),
            },
        ),
        error_messages={"required": _("Select what it is")},
    )
    group = forms.ChoiceField(
        label=_("Who says this?"),
        widget=Radios(small=True),
        error_messages={"required": _("Select who says this")},
    )
    text = forms.CharField(
        label=_("What do they say?"),
        help_text=_("Their own words. Name no child."),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter what they say")},
    )

    def __init__(self, *args: Any, version: Readable, agency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = (WHOLE, _("The whole agreement"))
        clauses = [
            (c.number, _("Clause %(number)s") % {"number": c.number}) for c in version.clauses
        ]
        about: Any = self.fields["clause"]
        about.choices = [whole, *clauses]
        groups = [
            (str(n), _("%(group)s, whom I met with") % {"group": g.capitalize()})
            for n, g in enumerate(GROUPS)
        ]
        speaker: Any = self.fields["group"]
        speaker.choices = [(OURSELVES, agency), *groups]

    def group_named(self) -> str:
        """Return the group that spoke, "" for the agency itself. On a valid form."""
        said = self.cleaned_data["group"]
        return "" if said == OURSELVES else GROUPS[int(said)]

    def clause_named(self) -> str:
        """Return the clause, "" for the whole. On a valid form."""
        said: str = self.cleaned_data["clause"]
        return "" if said == WHOLE else said


class AnswerForm(forms.Form):
    """What the lead agency answers."""

    answer = forms.CharField(
        label=_("What do you answer?"),
        help_text=_("Say what was changed, or why not. It is printed with the comment."),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter what you answer")},
    )


@require_http_methods(["GET", "POST"])
def comment(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Say something of a clause or of the whole."""
    version = load(request, version_id, may="comment")
    asked = request.GET.get("clause", "")
    initial = {"clause": asked if version.clause(asked) else WHOLE, "group": OURSELVES}
    form = CommentForm(
        request.POST or None, version=version, agency=request.actor.agency_name, initial=initial
    )
    if form.is_valid():
        about = form.clause_named()
        try:
            actions.comment(
                version_id,
                about,
                CommentKind(form.cleaned_data["kind"]),
                form.cleaned_data["text"],
                group=form.group_named(),
                at=request.received_at,
                by=request.actor,
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Written down"))
            return back_to(request, version_id, f"clause-{about}" if about else "comments")
    return render(request, "agreements/comment.html", {"version": version, "form": form})


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, version_id: UUID, comment_id: UUID) -> HttpResponse:
    """Answer a comment, once."""
    version = load(request, version_id, may="answer")
    said = _said(version, comment_id)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            actions.answer_comment(
                comment_id, form.cleaned_data["answer"], at=request.received_at, by=request.actor
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Answered"))
            part = f"clause-{said.clause}" if said.clause else "comments"
            return back_to(request, version_id, part)
    page = {"version": version, "said": said, "form": form}
    return render(request, "agreements/answer.html", page)


def all_comments(version: Readable) -> list[ReadComment]:
    """Return what was said of the whole, then clause by clause."""
    return [*version.comments, *(c for clause in version.clauses for c in clause.comments)]


def _said(version: Readable, comment_id: UUID) -> ReadComment:
    found = next((c for c in all_comments(version) if c.id == comment_id), None)
    if found is None:
        raise NotFound
    return found
