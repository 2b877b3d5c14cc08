"""Page: the numbers and names by which the child is known; corrections of who they are."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.children import actions, policies, queries
from safereturn.children.queries import About
from safereturn.children.rules import IdentifierKind, NameKind
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.saying import spoken
from safereturn.sharing.rules import Kind
from safereturn.web.child.forms import ChildForm, IdentifierForm
from safereturn.web.child.labels import IDENTIFIERS, NAMES
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import Select

_KNOWN = (
    "name", "born_on", "age_estimate", "age_basis", "sex", "first_language", "interpreter",
    "asylum_seeking", "trafficking_referral", "guardian",
)  # fmt: skip


class NameForm(forms.Form):
    """Another name."""

    name_kind = forms.ChoiceField(
        label=_("What sort of name is it?"), choices=list(NAMES.items()), widget=Select
    )
    other_name = forms.CharField(label=_("Name"), error_messages={"required": _("Enter the name")})


@require_http_methods(["GET", "POST"])
def identifiers(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show names and numbers; add one, or correct who the child is."""
    by, at = request.actor, request.received_at
    child = queries.get_child(by, ref, at=at)
    about = queries.about(by, child, at=at)
    press = request.POST.get("press", "") if request.method == "POST" else ""
    known = {name: getattr(child, name) for name in _KNOWN}
    posted: Any = request.POST
    correct = ChildForm(posted if press == "correct" else None, now=at, initial=known)
    del correct.fields["known_as"]
    forms_: dict[str, Any] = {
        "number": IdentifierForm(posted if press == "number" else None),
        "name": NameForm(posted if press == "name" else None),
        "correct": correct,
    }
    form = forms_.get(press)
    if form is not None and form.is_valid():
        try:
            _act(request, press, about, form)
        except Invalid as error:
            put_errors(form, error)
        except Conflict as error:
            form.add_error(None, spoken(str(error)))
        else:
            messages.success(request, _("Saved"))
            return done(request, "child:identifiers", ref)
    section = about.sections[Kind.IDENTITY]
    page = {
        "child": child,
        "forms": forms_,
        "form": form,
        "names": [(NAMES[NameKind(name.kind)], name.value) for name in section.names],
        "numbers": [
            (
                IDENTIFIERS[IdentifierKind(row.kind)],
                row.value,
                about.agency_names.get(row.agency_id) if row.agency_id else "",
            )
            for row in section.identifiers
        ],
        "may": policies.can_change(by, child.pk, at=at),
    }
    return render(request, "child/identifiers.html", page)


def _act(request: SignedInRequest, press: str, about: About, form: Any) -> None:
    by, at = request.actor, request.received_at
    data, child_id = form.cleaned_data, about.child.pk
    if press == "number":
        actions.add_identifier(child_id, form.kind_chosen(), data["value"], at=at, by=by)
    elif press == "name":
        actions.add_name(child_id, NameKind(data["name_kind"]), data["other_name"], at=at, by=by)
    else:
        actions.change(child_id, form.details(), at=at, by=by)
