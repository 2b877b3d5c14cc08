"""Pages: ask for what is withheld; give it, or refuse with the detriment."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.casework.actions import requests as actions
from safereturn.casework.queries import requests as queries
from safereturn.casework.queries.holders import Holder, get_holders, get_pointed
from safereturn.casework.rules import PAGE
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.saying import spoken
from safereturn.sharing.rules import Gateway, Gift, Kind, NewRequest, Standing
from safereturn.web.assess_risk.labels import KINDS
from safereturn.web.find_child.pages import kept_search
from safereturn.web.http import (
    SignedInRequest,
    done,
    draft_for,
    page_number,
    put_errors,
    typed_before,
    unfinished,
)
from safereturn.web.ledger import labels
from safereturn.web.ui.forms import Radios, Select, Textarea

GIVE, REFUSE = "give", "refuse"


class AskForm(forms.Form):
    """Of whom, what, and why."""

    agency = forms.ChoiceField(
        label=_("Whom do you ask?"),
        widget=Radios(),
        error_messages={"required": _("Select whom you ask")},
    )
    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        widget=Select,
        error_messages={"required": _("Select what you ask for")},
    )
    reason = forms.CharField(
        label=_("Why do you need it?"),
        help_text=_("Whoever holds it decides by this. Say what you will do with it."),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter why you need it")},
    )
    spoke_to = forms.CharField(
        label=_("If you have rung them, who did you speak to? (optional)"), required=False
    )
    phone_number = forms.CharField(
        label=_("On which number? (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "tel"}),
    )

    def __init__(self, *args: Any, holders: list[Holder], kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency, kind = self.fields["agency"], self.fields["kind"]
        assert isinstance(agency, forms.ChoiceField) and isinstance(kind, forms.ChoiceField)
        agency.choices = [(str(one.party.id), one.words) for one in holders]
        kind.choices = [(one.value, KINDS[one]) for one in kinds]
        if len(kinds) <= 1:
            del self.fields["kind"]

    def new(self) -> NewRequest:
        """Return what a valid form says. Raises Invalid."""
        data = self.cleaned_data
        return NewRequest(
            reason=data["reason"], spoke_to=data["spoke_to"], phone_number=data["phone_number"]
        )


class AnswerForm(forms.Form):
    """Give it, or refuse it."""

    answer = forms.ChoiceField(
        label=_("What is your answer?"),
        choices=[
            (GIVE, _("We give it")),
            (REFUSE, _("We do not: giving it would harm the child more than keeping it")),
        ],
        widget=Radios(),
        error_messages={"required": _("Select your answer")},
    )
    words = forms.CharField(
        label=_("If you give it: what do you give?"),
        help_text=_("Only what answers the reason. Leave out whoever is not needed for it."),
        required=False,
        widget=Textarea(rows=5),
    )
    gateway = forms.ChoiceField(
        label=_("If you give it: which law lets you?"), required=False, widget=Select
    )
    detriment = forms.CharField(
        label=_("If you refuse: how would giving it harm the child?"),
        help_text=_("Whoever asked reads this, and it is kept. Say nothing of what is held."),
        required=False,
        widget=Textarea(rows=3),
    )

    def __init__(self, *args: Any, law: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gateway"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.gateway.value, spoken(one.words)) for one in law]
        # A law is never quoted before it has commenced (decisions.md 19).
        if any(one.gateway is Gateway.CHILDREN_ACT_2004_S16LA for one in law):
            self.fields["detriment"].help_text = _(
                "The duty to share leaves out what it would be more detrimental to the child to "
                "give (Children Act 2004 section 16LA). Whoever asked reads this, and it is kept."
            )

    def gift(self) -> Gift:
        """Return what a valid form gives. Raises Invalid."""
        data = self.cleaned_data
        if not data["gateway"]:
            raise Invalid(fields={"gateway": str(_("Select which law lets you give it"))})
        return Gift(words=data["words"], gateway=Gateway(data["gateway"]))


@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Ask an agency for a kind of information that it holds and does not show."""
    by, at = request.actor, request.received_at
    found = get_holders(by, child_ref, at=at)
    key = f"request-{child_ref}"
    start = {"agency": request.GET.get("agency", ""), "kind": request.GET.get("kind", "")}
    form = _opened(request, key, holders=found.holders, kinds=found.kinds, initial=start)
    if request.method == "POST" and form.is_valid():
        kind = Kind(form.cleaned_data.get("kind") or found.kinds[0])
        agency_id = UUID(form.cleaned_data["agency"])
        try:
            row = actions.request_information(
                found.child.pk, agency_id, kind, form.new(), at=at, by=by
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Asked. The desk is told."))
            return done(request, "ledger:request", row.ref, draft=key)
    page = {"form": form, "child": found.child, "draft": draft_for(request, key)}
    return render(request, "ledger/ask.html", page)


def _opened(request: SignedInRequest, key: str, **given: Any) -> AskForm:
    if request.method == "POST":
        return AskForm(request.POST, **given)
    typed = typed_before(request, key)
    form = AskForm(typed, **given)
    if typed is not None:
        unfinished(form)
    return form


@require_http_methods(["GET", "POST"])
def from_pointer(request: SignedInRequest, key: str, place: int) -> HttpResponse:
    """Ask the agency that a search has pointed to. Nothing of the child is shown."""
    by, at = request.actor, request.received_at
    pointers = kept_search(request, key)["asks"]
    if place >= len(pointers) or not pointers[place]:
        raise NotFound
    child_id, agency_id = (UUID(one) for one in pointers[place])
    holder = get_pointed(by, agency_id, at=at)
    draft = f"request-{key}-{place}"
    start = {"agency": str(agency_id)}
    form = _opened(request, draft, holders=[holder], kinds=[], initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.request_from_pointer(child_id, agency_id, form.new(), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Asked. The desk is told."))
            return done(request, "ledger:request", row.ref, draft=draft)
    page = {"form": form, "child": None, "search": key, "draft": draft_for(request, draft)}
    return render(request, "ledger/ask.html", page)


@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """List what the agency asked for and was asked for: unanswered first."""
    number = page_number(request)
    lines = queries.list_requests(request.actor, at=request.received_at, page=number)
    rows = [
        (line, KINDS[line.kind], labels.ANSWERS.get(line.answer) if line.answer else None)
        for line in lines
    ]
    page = {"rows": rows, "page": number, "more": len(lines) == PAGE}
    return render(request, "ledger/requests.html", page)


@require_http_methods(["GET", "POST"])
def request_(request: SignedInRequest, request_ref: str) -> HttpResponse:
    """Show one request; whoever is asked gives or refuses, whoever asked reads the answer."""
    by, at = request.actor, request.received_at
    view = queries.get_request(by, request_ref, at=at)
    form = None
    if view.may_answer and view.answer is None:
        posted = request.POST if request.method == "POST" else None
        form = AnswerForm(posted, law=queries.law_of(view.holder.id, at=at))
        if form.is_valid() and _answered(request, request_ref, form):
            return done(request, "ledger:request", request_ref)
    elif request.method == "POST":
        raise actions.RequestClosed
    elif view.is_mine:
        actions.read_answer(request_ref, at=at, by=by)
    page = {
        "view": view,
        "form": form,
        "kind": KINDS[view.kind],
        "answer": labels.ANSWERS.get(view.answer) if view.answer else None,
    }
    return render(request, "ledger/request.html", page)


def _answered(request: SignedInRequest, ref: str, form: AnswerForm) -> bool:
    by, at = request.actor, request.received_at
    try:
        if form.cleaned_data["answer"] == GIVE:
            actions.give(ref, form.gift(), at=at, by=by)
        else:
            actions.refuse(ref, form.cleaned_data["detriment"], at=at, by=by)
    except Invalid as error:
        put_errors(form, error)
        return False
    messages.success(request, _("Answer saved. Whoever asked is told."))
    return True
