"""Pages: a record is put behind a reason, or sealed for all but those who are named."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.children import actions, policies
from safereturn.children import queries as children
from safereturn.children.rules import NewSeal
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.oversight import queries
from safereturn.oversight.queries import SealPage
from safereturn.web.http import SignedInRequest, done, filled, is_sent, put_errors
from safereturn.web.ui.forms import Checkboxes, DateField, Select, Textarea, TimedForm


class SealForm(TimedForm):
    """Why, who is named, which desk rings, and when somebody looks at it again."""

    why = forms.CharField(
        label=_("Why must this record be sealed?"),
        help_text=_("A refuge, a protected placement, a former identity after adoption."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why the record must be sealed")},
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Who else is named?"),
        help_text=_("For everybody else there is no such record. You are named yourself."),
        coerce=UUID,
        widget=Checkboxes(small=True),
        error_messages={"required": _("Name at least one person besides yourself")},
    )
    desk_contact = forms.CharField(
        label=_("Which desk rings whoever reports this child, and its number?"),
        help_text=_("Whoever grades the report is told these words, and nothing else."),
        error_messages={"required": _("Enter the desk that rings callers, and its number")},
    )
    review_on = DateField(
        label=_("When must somebody look at this again?"),
        thing=_("The review date"),
        future=True,
        help_text=_("The seal does not end on this day. Only a person ends it."),
        error_messages={"required": _("Enter the day of the next review")},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """One reason."""

    because = forms.CharField(
        label=_("Why?"), widget=Textarea(rows=3), error_messages={"required": _("Enter why")}
    )


class NameForm(forms.Form):
    """One more person."""

    person = forms.TypedChoiceField(
        label=_("Name somebody else"),
        coerce=UUID,
        widget=Select,
        error_messages={"required": _("Select whom to name")},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Select")), *people]  # type: ignore[attr-defined]


def _people(page: SealPage) -> list[tuple[str, str]]:
    return [
        (str(person.person_id), f"{person.name}, {person.title}, {agency}")
        for person, agency in page.others
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: SignedInRequest, ref: str) -> HttpResponse:
    """Seal a record, or take the seal off; say who is named."""
    by, at = request.actor, request.received_at
    page = queries.seal_page(by, ref, at=at)
    people = _people(page)
    form: Any = (
        WhyForm(filled(request))
        if page.sealed
        else SealForm(filled(request), now=at, people=people)
    )
    if is_sent(request, form):
        try:
            return _sealed(request, page, form)
        except Invalid as error:
            put_errors(form, error)
    context = {"page": page, "child": page.child, "form": form, "name": NameForm(people=people)}
    return render(request, "oversight/seal.html", context)


def _sealed(request: SignedInRequest, page: SealPage, form: Any) -> HttpResponse:
    by, at, said = request.actor, request.received_at, form.cleaned_data
    if page.sealed:
        actions.unseal(page.child.pk, because=said["because"], at=at, by=by)
        messages.success(request, _("The seal is off: the record is there for all involved"))
    else:
        new = NewSeal(
            why=said["why"],
            review_on=said["review_on"],
            desk_agency_id=by.agency_id,
            desk_contact=said["desk_contact"],
            people=frozenset(said["people"]),
        )
        actions.seal(page.child.pk, new, at=at, by=by)
        messages.success(request, _("Sealed: only those who are named find this record"))
    return done(request, "oversight:seal", page.child.ref, draft=request.path)


@require_POST
def named(request: SignedInRequest, ref: str) -> HttpResponse:
    """Name somebody, or take somebody off."""
    by, at = request.actor, request.received_at
    page = queries.seal_page(by, ref, at=at)
    taken = request.POST.get("off", "")
    known = {str(person.person_id): person.person_id for person in page.named}
    try:
        if taken in known:
            actions.unname_person(page.child.pk, known[taken], at=at, by=by)
        else:
            form = NameForm(request.POST, people=_people(page))
            if form.is_valid():
                person = form.cleaned_data["person"]
                actions.name_person(page.child.pk, person, at=at, by=by)
            else:
                raise Invalid(fields={"person": str(_("Select whom to name"))})
    except Invalid as error:
        messages.error(request, spoken(str(error)))
    else:
        messages.success(request, _("Saved"))
    return done(request, "oversight:seal", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def restrict(request: SignedInRequest, ref: str) -> HttpResponse:
    """Put a record behind a reason, or take the restriction off."""
    by, at = request.actor, request.received_at
    child = children.get_child(by, ref, at=at)
    policies.can_restrict(by, child.pk, at=at).require()
    form = WhyForm(filled(request))
    if is_sent(request, form):
        because = form.cleaned_data["because"]
        actions.restrict(child.pk, not child.restricted, because=because, at=at, by=by)
        messages.success(request, _("Saved"))
        return done(request, "child:child", ref, draft=request.path)
    return render(request, "oversight/restrict.html", {"child": child, "form": form})
