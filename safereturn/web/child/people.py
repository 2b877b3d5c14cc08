"""Pages: people around the child; who may be told, who must not be, and why."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.children import actions, policies, queries
from safereturn.children.rules import MayTell, NewPerson
from safereturn.foundation.errors import NotFound
from safereturn.sharing.rules import Kind
from safereturn.web.child.labels import MAY_TELL
from safereturn.web.http import SignedInRequest, done
from safereturn.web.ui.forms import Radios, Textarea

TEXTS = ("name", "relation", "not_told_because", "phone", "address", "safe_contact", "note")
TICKS = ("parental_responsibility", "of_concern")


class PersonForm(forms.Form):
    """Somebody around the child."""

    name = forms.CharField(
        label=_("Name"), error_messages={"required": _("Enter the person’s name")}
    )
    relation = forms.CharField(
        label=_("Who are they to the child?"),
        help_text=_(
            "For example mother, independent reviewing officer, key worker, friend, adult they"
            " met online."
        ),
        widget=forms.TextInput(attrs={"list": "relations", "autocomplete": "off"}),
        error_messages={"required": _("Enter who they are to the child")},
    )
    parental_responsibility = forms.BooleanField(
        label=_("Has parental responsibility"), required=False
    )
    of_concern = forms.BooleanField(label=_("We are concerned about this person"), required=False)
    may_tell = forms.ChoiceField(
        label=_("May they be told that the child is missing, or found?"),
        choices=list(MAY_TELL.items()),
        widget=Radios(small=True),
        error_messages={"required": _("Select whether they may be told")},
    )
    not_told_because = forms.CharField(
        label=_("If they must not be told, why?"), widget=Textarea(rows=2), required=False
    )
    phone = forms.CharField(
        label=_("Phone (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "tel"}),
    )
    safe_contact = forms.CharField(
        label=_("A safe way to reach them (optional)"),
        help_text=_("For example: no voicemail, not through the father."),
        required=False,
    )
    address = forms.CharField(label=_("Address (optional)"), required=False)
    note = forms.CharField(
        label=_("Anything else (optional)"), widget=Textarea(rows=2), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Whoever must not be told has a reason beside their name."""
        data = super().clean() or {}
        if data.get("may_tell") == MayTell.NO and not data.get("not_told_because"):
            self.add_error("not_told_because", _("Enter why this person must not be told"))
        return data

    def details(self) -> NewPerson:
        """Return what was entered as the action takes it."""
        data = self.cleaned_data
        given = {name: data[name] for name in (*TEXTS, *TICKS)}
        return NewPerson(may_tell=MayTell(data["may_tell"]), **given)


@require_http_methods(["GET", "POST"])
def people(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the people who may be shown, those who must not be told first; add one."""
    by, at = request.actor, request.received_at
    child = queries.get_child(by, ref, at=at)
    about = queries.about(by, child, at=at)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        actions.add_person(child.pk, form.details(), at=at, by=by)
        messages.success(request, _("Added"))
        return done(request, "child:people", ref)
    sections = [about.sections[kind] for kind in (Kind.FAMILY, Kind.THIRD_PARTY)]
    shown = sorted(
        (person for section in sections for person in section.people),
        key=lambda person: (person.may_tell != MayTell.NO, not person.of_concern, person.name),
    )
    page = {
        "child": child,
        "people": [(p, MAY_TELL[MayTell(p.may_tell)]) for p in shown],
        "names": about.agency_names,
        "withheld": [section.withheld for section in sections if section.withheld],
        "closed": [section.answer for section in sections if not section.answer],
        "form": form,
        "may": policies.can_change(by, child.pk, at=at),
    }
    return render(request, "child/people.html", page)


@require_http_methods(["GET", "POST"])
def person(request: SignedInRequest, ref: str, person_id: UUID) -> HttpResponse:
    """Correct what is known of somebody, or say that they are not around any more."""
    by, at = request.actor, request.received_at
    child = queries.get_child(by, ref, at=at)
    about = queries.about(by, child, at=at)
    row = next(
        (p for section in about.sections.values() for p in section.people if p.pk == person_id),
        None,
    )
    if row is None:
        raise NotFound
    if request.method == "POST" and request.POST.get("press") == "ended":
        actions.end_person(row, at=at, by=by)
        messages.success(request, _("No longer listed"))
        return done(request, "child:people", ref)
    known = {name: getattr(row, name) for name in (*TEXTS, *TICKS, "may_tell")}
    form = PersonForm(request.POST or None, initial=known)
    if form.is_valid():
        actions.change_person(row, form.details(), at=at, by=by)
        messages.success(request, _("Saved"))
        return done(request, "child:people", ref)
    may = policies.can_change(by, child.pk, at=at)
    return render(request, "child/person.html", {"child": child, "form": form, "may": may})
