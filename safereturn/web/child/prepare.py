"""Page: ready-to-hand information, kept by whoever cares for the child (part one)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.children import actions, policies, queries
from safereturn.children.queries import Section
from safereturn.children.rules import PROFILE_FIELDS
from safereturn.sharing.rules import Kind
from safereturn.web.http import SignedInRequest, done, draft_for, typed_before, unfinished
from safereturn.web.labels import PROFILE
from safereturn.web.ui.components import Row
from safereturn.web.ui.forms import Textarea


class ProfileForm(forms.Form):
    """Everything somebody who looks for the child will ask first."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in PROFILE_FIELDS:
            self.fields[name] = forms.CharField(
                label=PROFILE[name], required=False, widget=Textarea(rows=3)
            )


@require_http_methods(["GET", "POST"])
def prepare(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the profile as far as sharing allows; those who keep it may change it."""
    by, at = request.actor, request.received_at
    child = queries.get_child(by, ref, at=at)
    section = queries.about(by, child, at=at).sections[Kind.CARER_PROFILE]
    may = policies.can_keep_profile(by, child.pk, at=at)
    if not may:
        return _read(request, child, section)
    key = f"prepare-{ref}"
    if request.POST.get("press") == "still_right":
        actions.profile_still_right(child.pk, at=at, by=by)
        messages.success(request, _("Checked: all of it is still right"))
        return done(request, "child:prepare", ref)
    known = section.profile.answers if section.profile else {}
    typed = None if request.method == "POST" else typed_before(request, key)
    form: forms.BaseForm = ProfileForm(request.POST or typed, initial=known)
    if typed is not None:
        unfinished(form)
    elif form.is_valid():
        actions.save_profile(child.pk, form.cleaned_data, at=at, by=by)
        messages.success(request, _("Saved, and marked as checked today"))
        return done(request, "child:prepare", ref, draft=key)
    page = {
        "child": child,
        "form": form,
        "profile": section.profile,
        "due": section.profile is not None and queries.profile_due(section.profile, at),
        "draft": draft_for(request, key),
        "key": key,
    }
    return render(request, "child/prepare.html", page)


def _read(request: SignedInRequest, child: Any, section: Section) -> HttpResponse:
    """Show it to an agency that sharing gives it to: a disclosure, written down."""
    by, at = request.actor, request.received_at
    profile = actions.release_profile(child.pk, at=at, by=by) if section.answer else None
    rows = [
        Row(PROFILE[name], profile.answers[name])
        for name in PROFILE_FIELDS
        if profile and profile.answers.get(name)
    ]
    page = {"child": child, "section": section, "profile": profile, "rows": rows}
    return render(request, "child/prepare_read.html", page)
