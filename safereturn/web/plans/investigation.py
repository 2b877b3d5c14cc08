"""Pages: the investigation plan of an episode: lines of enquiry, supervisor’s reviews, paper."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.audit.record import mark
from safereturn.audit.rules import Act
from safereturn.casework.actions import investigation as actions
from safereturn.casework.queries import investigation as queries
from safereturn.casework.queries import tasks
from safereturn.casework.queries.investigation import Investigation
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ledger.pdf import answer
from safereturn.web.tasks.forms import OwnerForm
from safereturn.web.ui.components import Words
from safereturn.web.ui.forms import Checkboxes, MomentField, Radios, Textarea, TimedForm
from safereturn.web.ui.times import span_words


class SuggestedForm(TimedForm):
    """Which of the suggested lines are set: none has to be."""

    lines = forms.MultipleChoiceField(
        label=_(
            "Suggested by the risk and what was said. Choose what fits; nothing is set by itself."
        ),
        widget=Checkboxes(small=True),
        error_messages={"required": _("Select at least one line")},
    )

    def __init__(self, *args: Any, found: Investigation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [  # type: ignore[attr-defined]
            (
                one.name,
                translated("%(name)s (within %(time)s): %(text)s")
                % {
                    "name": one.name,
                    "time": span_words(timedelta(minutes=one.minutes)),
                    "text": one.text,
                },
            )
            for one in found.suggestions
        ]


class LineForm(OwnerForm):
    """A line of enquiry of one's own words."""

    text = forms.CharField(
        label=_("What is to be found out or done?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what is to be done")},
    )
    readers = forms.ChoiceField(
        label=_("Who may read it?"),
        help_text=_("What another agency does is always read by that agency."),
        choices=[
            ("police", _("Only the police: it is police intelligence")),
            ("plan", _("Every agency that the sharing agreement gives plans to")),
        ],
        widget=Radios(),
        error_messages={"required": _("Select who may read it")},
    )
    due = MomentField(
        label=_("By when? (optional)"), thing=_("The time"), future=True, required=False
    )
    field_order = ("text", "owner", "whom", "owner_name", "readers", "due")


class ReviewForm(TimedForm):
    """A supervisor's reasons."""

    rationale = forms.CharField(
        label=_("Why does the plan go on as it does?"),
        help_text=_("What has been ruled out, what comes first now, what is not done and why."),
        widget=Textarea(rows=6),
        error_messages={"required": _("Enter why the plan goes on as it does")},
    )


@require_http_methods(["GET", "POST"])
def plan(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the plan; the police set lines that the case suggests."""
    by, at = request.actor, request.received_at
    found = queries.investigation(by, ref, at=at)
    form = None
    if found.suggestions:
        form = SuggestedForm(request.POST or None, now=at, found=found)
        if form.is_valid():
            actions.add_standard(ref, form.cleaned_data["lines"], at=at, by=by)
            messages.success(request, _("Set. Each is a task with a time now"))
            return done(request, "plans:investigation", ref)
    elif request.method == "POST":
        found.may_write.require()
    page = {"found": found, "episode": found.episode, "child": found.episode.child, "form": form}
    return render(request, "plans/investigation.html", page)


@require_http_methods(["GET", "POST"])
def line(request: SignedInRequest, ref: str) -> HttpResponse:
    """Set a line of enquiry in one's own words."""
    by, at = request.actor, request.received_at
    found = queries.investigation(by, ref, at=at)
    found.may_write.require()
    may_own = tasks.may_own(by, found.episode, at=at)
    form = LineForm(request.POST or None, now=at, may_own=may_own)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_line(
                ref,
                said["text"],
                form.owned_by(),
                police_only=said["readers"] == "police",
                due_at=said["due"],
                at=at,
                by=by,
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Line of enquiry set"))
            return done(request, "plans:investigation", ref)
    return _form(request, found, form, _("Set a line of enquiry"), _("Set the line"))


@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write down a supervisor's review."""
    by, at = request.actor, request.received_at
    found = queries.investigation(by, ref, at=at)
    found.may_review.require()
    form = ReviewForm(request.POST or None, now=at)
    if form.is_valid():
        try:
            actions.review(ref, form.cleaned_data["rationale"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The review is written down"))
            return done(request, "plans:investigation", ref)
    return _form(request, found, form, _("Review the investigation plan"), _("Save the review"))


def _form(
    request: SignedInRequest, found: Investigation, form: Any, title: Words, button: Words
) -> HttpResponse:
    shown = {"found": found, "episode": found.episode, "form": form, "title": title,
             "button": button, "child": found.episode.child}  # fmt: skip
    return render(request, "plans/investigation_form.html", shown)


@require_safe
def paper(request: SignedInRequest, ref: str) -> HttpResponse:
    """Return the plan on paper, as deep as the reader may see it."""
    found = queries.investigation(request.actor, ref, at=request.received_at)
    mark(Act.PRINT, name="investigation.printed", refs=[ref])
    shown = {
        "found": found,
        "episode": found.episode,
        "child": found.episode.child,
        "printed_by": request.actor.byline or translated("not known"),
    }
    page = render_to_string("plans/investigation_paper.html", shown, request)
    return answer(page, f"plan-{ref}.pdf")
