"""Pages: name the interviewer, keep an offer or an attempt, end it without an account."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from safereturn.agencies.queries import list_agencies
from safereturn.foundation.actor import AgencyKind
from safereturn.return_interviews import actions, queries
from safereturn.return_interviews.rules import Interviewer, State
from safereturn.web.http import SignedInRequest
from safereturn.web.return_interview.acting import did, drawn, ended, mild, posted, typed
from safereturn.web.return_interview.forms import ItemForm, OfferForm, words
from safereturn.web.ui.forms import MomentField, Select, TimedForm

page = require_http_methods(["GET", "HEAD", "POST"])


class AllocateForm(forms.Form):
    """Who holds the interview."""

    interviewer = forms.CharField(
        label=gettext_lazy("Name of the interviewer"),
        error_messages={"required": gettext_lazy("Enter the name of the interviewer")},
    )
    agency = forms.ChoiceField(
        label=gettext_lazy("Who do they work for?"),
        widget=Select,
        error_messages={"required": gettext_lazy("Select who they work for")},
    )

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = agencies  # type: ignore[attr-defined]


@page
def allocate(request: SignedInRequest, ref: str) -> HttpResponse:
    """Name the interviewer, and see at once whether they are independent."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_arrange.require()
    row = view.interview
    able = list_agencies(AgencyKind.RETURN_INTERVIEW_SERVICE, AgencyKind.LOCAL_AUTHORITY)
    form = AllocateForm(
        posted(request),
        agencies=[(str(agency.pk), agency.name) for agency in able],
        initial={
            "interviewer": row.interviewer_name,
            "agency": str(row.interviewing_agency_id),
        },
    )
    if form.is_valid():
        asked = Interviewer(
            name=form.cleaned_data["interviewer"], agency_id=UUID(form.cleaned_data["agency"])
        )
        if did(form, lambda: actions.allocate(row.pk, asked, at=at, by=by)):
            return ended(request, _("Interviewer saved"), "return_interview:state", ref)
    return drawn(request, view, "allocate", form)


@page
def offer(request: SignedInRequest, ref: str) -> HttpResponse:
    """Keep one offer and its answer; a declined one can be offered again."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_arrange.require()
    row, key = view.interview, f"interview-offer-{ref}"
    if row.state == State.DECLINED:
        return _again(request, view)
    filled = typed(request, key)
    form = OfferForm(filled, now=at, initial={"made_by": by.name})
    if request.method == "POST" and did(
        form, lambda: actions.offer(row.pk, form.made(), at=at, by=by)
    ):
        declined = form.made().child_declined
        to = "return_interview:declined" if declined else "return_interview:state"
        return ended(request, _("Offer saved"), to, ref, draft=key)
    return drawn(request, view, "offer", mild(request, form), key=key)


class AgainForm(forms.Form):
    """Offer it again."""

    trusted_adult = forms.CharField(
        label=gettext_lazy("Which adult they trust will offer it again?"),
        error_messages={"required": gettext_lazy("Enter who will offer it again")},
    )


def _again(request: SignedInRequest, view: queries.InterviewView) -> HttpResponse:
    by, at, ref = request.actor, request.received_at, view.interview.ref
    form = AgainForm(posted(request))
    if form.is_valid():
        adult = form.cleaned_data["trusted_adult"]
        if did(form, lambda: actions.reopen_offer(view.interview.pk, adult, at=at, by=by)):
            return ended(request, _("It can be offered again"), "return_interview:state", ref)
    return drawn(request, view, "again", form)


class AttemptForm(TimedForm):
    """One attempt that did not succeed."""

    tried_at = MomentField(
        label=gettext_lazy("When did you try?"), thing=gettext_lazy("Attempt"), past=True
    )
    how = forms.CharField(
        label=gettext_lazy("How did you try?"),
        error_messages={"required": gettext_lazy("Enter how you tried")},
    )
    outcome = words(
        gettext_lazy("What happened?"),
        rows=3,
        required=True,
        error_messages={"required": gettext_lazy("Enter what happened")},
    )


@page
def attempt(request: SignedInRequest, ref: str) -> HttpResponse:
    """Keep one attempt."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_arrange.require()
    form = AttemptForm(posted(request), now=at)
    if form.is_valid():
        said = form.cleaned_data
        if did(form, lambda: actions.attempt(view.interview.pk, **said, at=at, by=by)):
            return ended(request, _("Attempt saved"), "return_interview:state", ref)
    return drawn(request, view, "attempt", form)


class CarerForm(forms.Form):
    """What the carer knows, when the child said no."""

    given_by = forms.CharField(
        label=gettext_lazy("Who did you ask?"),
        error_messages={"required": gettext_lazy("Enter who was asked")},
    )
    text = words(gettext_lazy("What did they say?"))
    nothing_to_add = forms.BooleanField(
        label=gettext_lazy("They had nothing to add"), required=False
    )


@page
def declined(request: SignedInRequest, ref: str) -> HttpResponse:
    """Ask the carer, because the child said no."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_arrange.require()
    key = f"interview-carer-{ref}"
    form = CarerForm(typed(request, key))
    filled = bool(request.POST.get("item-text", "").strip())
    item = ItemForm(request.POST if filled else None, prefix="item")
    if request.method == "POST" and form.is_valid() and (not filled or item.is_valid()):
        items = (item.item(),) if filled else ()
        said = form.cleaned_data
        if did(
            form,
            lambda: actions.carer_information(view.interview.pk, **said, items=items, at=at, by=by),
        ):
            to = "return_interview:share" if items else "return_interview:state"
            return ended(request, _("What the carer said is saved"), to, ref, draft=key)
    return drawn(request, view, "declined", mild(request, form), key=key, item_form=item)


class NotPossibleForm(forms.Form):
    """Why it cannot be held."""

    reason = words(
        gettext_lazy("Why is the interview not possible?"),
        required=True,
        error_messages={"required": gettext_lazy("Enter why the interview is not possible")},
    )


@page
def not_possible(request: SignedInRequest, ref: str) -> HttpResponse:
    """End it because it cannot be held."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_arrange.require()
    form = NotPossibleForm(posted(request))
    if form.is_valid():
        why = form.cleaned_data["reason"]
        if did(form, lambda: actions.not_possible(view.interview.pk, why, at=at, by=by)):
            return ended(request, _("Saved"), "return_interview:state", ref)
    return drawn(request, view, "not_possible", form)
