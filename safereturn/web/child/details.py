"""Page: facts about the child, each with its source and date, and "still right?"."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.children import actions, policies, queries
from safereturn.children.queries import About
from safereturn.children.rules import DetailKind
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.web.child.labels import DETAILS
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import MomentField, Select, Textarea, TimedForm


class DetailForm(TimedForm):
    """A fact, who said so, and when it was true."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Select")), *DETAILS.items()],
        widget=Select,
        error_messages={"required": _("Select what it is about")},
    )
    text = forms.CharField(
        label=_("What is known?"),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what is known")},
    )
    source_name = forms.CharField(
        label=_("Who said so? (optional)"),
        help_text=_("Name and how to reach them, if it is not you."),
        required=False,
    )
    obtained_at = MomentField(
        label=_("When did they say so?"),
        help_text=_("Leave empty for now."),
        thing=_("When they said so"),
        past=True,
        required=False,
    )


@require_http_methods(["GET", "POST"])
def details(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show every fact that may be shown; add one, or say of one that it still holds."""
    by, at = request.actor, request.received_at
    child = queries.get_child(by, ref, at=at)
    about = queries.about(by, child, at=at)
    if request.method == "POST" and "item" in request.POST:
        return _press(request, about)
    form = DetailForm(request.POST or None, now=at)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_detail(
                child.pk,
                DetailKind(data["kind"]),
                data["text"],
                source_name=data["source_name"],
                obtained_at=data["obtained_at"],
                at=at,
                by=by,
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Added"))
            return done(request, "child:details", ref)
    may = policies.can_change(by, child.pk, at=at)
    lines = [
        (detail, DETAILS[DetailKind(detail.kind)], about.agency_names.get(detail.source_agency_id))
        for detail in about.details
    ]
    page = {"child": child, "about": about, "lines": lines, "form": form, "may": may}
    return render(request, "child/details.html", page)


def _press(request: SignedInRequest, about: About) -> HttpResponse:
    by, at = request.actor, request.received_at
    wanted = request.POST["item"]
    detail = next((row for row in about.details if str(row.pk) == wanted), None)
    if detail is None:
        raise NotFound
    if request.POST.get("press") == "ended":
        actions.end_detail(detail, at=at, by=by)
        messages.success(request, _("Marked as no longer right"))
    else:
        actions.still_right(detail, at=at, by=by)
        messages.success(request, _("Checked: still right"))
    return done(request, "child:details", about.child.ref)
