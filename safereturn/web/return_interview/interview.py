"""Pages: the interview itself, harm that cannot wait, items, and what will happen now."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.children.queries import get_child
from safereturn.foundation.errors import NotFound
from safereturn.return_interviews import actions, queries
from safereturn.return_interviews.rules import EVIDENCE_WARNING
from safereturn.web.http import SignedInRequest, keep_words
from safereturn.web.return_interview import labels
from safereturn.web.return_interview.acting import did, drawn, ended, mild, posted, typed
from safereturn.web.return_interview.forms import (
    ACCOUNT_TEXTS,
    AccountForm,
    FollowUpForm,
    ItemForm,
    words,
)
from safereturn.web.ui.forms import MomentField, TimedForm

page = require_http_methods(["GET", "HEAD", "POST"])


@page
def interview(request: SignedInRequest, ref: str) -> HttpResponse:
    """Keep what the child told. It saves itself while they talk."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_conduct.require()
    key = f"interview-{ref}"
    if request.method == "POST" and request.POST.get("action") == "save":
        keep_words(request, key)
        messages.success(request, _("Draft saved. Only you can see it."))
        return redirect("return_interview:interview", ref)
    form = AccountForm(typed(request, key), now=at, initial=_kept(view))
    if request.method == "POST" and form.is_valid():
        row = view.interview
        if did(form, lambda: actions.record_account(row.pk, form.account(), at=at, by=by)):
            said = _("What the child told you is saved")
            return ended(request, said, "return_interview:actions", ref, draft=key)
    return drawn(request, view, "interview", mild(request, form), key=key)


def _kept(view: queries.InterviewView) -> dict[str, Any]:
    """Fill the form with what was recorded before, so that nothing is asked again."""
    row = view.interview
    if row.account_at is None:
        return {}
    names = (*ACCOUNT_TEXTS, "limits_explained", "push", "pull", "harm", "sharing_wish", "mode")
    return {name: getattr(row, name) for name in names} | {"held_at": row.held_at}


class HarmForm(TimedForm):
    """What was disclosed, and the call that goes with it."""

    text = words(
        gettext_lazy("What the child said, in their words"),
        required=True,
        error_messages={"required": gettext_lazy("Enter what the child told, in their words")},
    )
    rung_at = MomentField(
        label=gettext_lazy("If you have rung already, when?"),
        thing=gettext_lazy("Call"),
        past=True,
        required=False,
    )
    spoke_to = forms.CharField(label=gettext_lazy("Who did you speak to?"), required=False)


class CallForm(TimedForm):
    """That somebody was rung about a referral."""

    rung_at = MomentField(
        label=gettext_lazy("When did you ring?"), thing=gettext_lazy("Call"), past=True
    )
    spoke_to = forms.CharField(
        label=gettext_lazy("Who did you speak to?"),
        error_messages={"required": gettext_lazy("Enter who you spoke to")},
    )


@page
def rung(request: SignedInRequest, ref: str, referral_id: UUID) -> HttpResponse:
    """Add to a referral that somebody was rung."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_share.require()
    if referral_id not in {sent.pk for sent in view.referrals}:
        raise NotFound
    form = CallForm(posted(request), now=at)
    call = partial(actions.record_call, referral_id, at=at, by=by)
    if did(form, lambda: call(**form.cleaned_data)):
        return ended(request, _("Call saved"), "return_interview:act_now", ref)
    return drawn(request, view, "rung", form)


@page
def act_now(request: SignedInRequest, ref: str) -> HttpResponse:
    """Send the safeguarding referral at once; the interview goes on afterwards."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_read.require()
    key = f"interview-harm-{ref}"
    form = HarmForm(typed(request, key), now=at)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if did(form, lambda: actions.act_now(view.interview.pk, **said, at=at, by=by)):
            told = _("The referral was sent. Do not question further; this may be evidence.")
            return ended(request, told, "return_interview:act_now", ref, draft=key)
    return drawn(request, view, "act_now", mild(request, form), key=key, evidence=EVIDENCE_WARNING)


@page
def items(request: SignedInRequest, ref: str) -> HttpResponse:
    """Add items, see them, and what became of each."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_read.require()
    form = ItemForm(posted(request))
    if did(form, lambda: actions.add_item(view.interview.pk, form.item(), at=at, by=by)):
        return ended(request, _("Item added"), "return_interview:items", ref)
    return drawn(request, view, "items", form, lines=_item_lines(view))


def _item_lines(view: queries.InterviewView) -> list[dict[str, Any]]:
    return [
        {
            "item": item,
            "kind": labels.ITEM_KINDS[item.kind],  # type: ignore[index]
            "use": labels.USES[item.use],  # type: ignore[index]
            "colour": labels.USE_COLOURS[item.use],  # type: ignore[index]
            "given": [
                {
                    "agency": view.names.get(d.agency_id, ""),
                    "choice": labels.CHOICES[d.choice],  # type: ignore[index]
                    "decision": d,
                    "done": labels.DISPOSITIONS.get(d.disposition),  # type: ignore[call-overload]
                }
                for d in item.decisions.all()
                if d.superseded_at is None
            ],
        }
        for item in view.items
    ]


@require_POST
def remove_item(request: SignedInRequest, ref: str, item_id: UUID) -> HttpResponse:
    """Take an item back before anybody was given it."""
    _of(request, ref, item_id)
    actions.remove_item(item_id, by=request.actor)
    return ended(request, _("Item removed"), "return_interview:items", ref)


class OtherChildForm(forms.Form):
    """The other child an item is about."""

    child = forms.CharField(
        label=gettext_lazy("Reference of the other child"),
        help_text=gettext_lazy("Find it on the child’s page, for example MC-7K2Q9FD."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the reference of the other child")},
    )
    because = words(
        gettext_lazy("Why does it belong in that child’s picture?"),
        rows=3,
        required=True,
        error_messages={
            "required": gettext_lazy("Enter why it belongs in the other child’s picture")
        },
    )


@page
def other_child(request: SignedInRequest, ref: str, item_id: UUID) -> HttpResponse:
    """Let an item about another child enter that child's picture, by its own decision."""
    view, item = _of(request, ref, item_id)
    view.may_share.require()
    form = OtherChildForm(posted(request))
    if did(form, lambda: _show(request, form, item_id)):
        return ended(
            request, _("It is in the other child’s picture"), "return_interview:items", ref
        )
    return drawn(request, view, "other_child", form, item=item)


def _show(request: SignedInRequest, form: forms.Form, item_id: UUID) -> None:
    by, at = request.actor, request.received_at
    other = get_child(by, form.cleaned_data["child"].strip().upper(), at=at)
    because = form.cleaned_data["because"]
    actions.show_with_other_child(item_id, other.pk, because, at=at, by=by)


def _of(request: SignedInRequest, ref: str, item_id: UUID) -> tuple[queries.InterviewView, Any]:
    """Return the interview and its item: an item under another interview is not found."""
    view = queries.get_interview(request.actor, ref, at=request.received_at)
    item = next((item for item in view.items if item.pk == item_id), None)
    if item is None:
        raise NotFound
    return view, item


@page
def follow_ups(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say what will happen now, and finish the interview."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    view.may_read.require()
    pressed = request.POST.get("action", "")
    form = FollowUpForm(
        request.POST if pressed == "add" else None,
        owners=view.parties,
        now=at,
        initial={"owner": str(view.interview.owner_agency_id)},
    )
    finish = FinishForm(request.POST if pressed == "finish" else None)
    row = view.interview
    if pressed == "add" and did(
        form, lambda: actions.add_follow_up(row.pk, form.promised(), at=at, by=by)
    ):
        return ended(request, _("Added"), "return_interview:actions", ref)
    if pressed == "finish" and finish.is_valid():
        why = finish.cleaned_data["no_actions_because"]
        if did(finish, lambda: actions.hold(row.pk, no_actions_because=why, at=at, by=by)):
            to = "return_interview:share" if view.items else "return_interview:state"
            return ended(request, _("Interview finished"), to, ref)
    return drawn(request, view, "actions", form, finish=finish)


class FinishForm(forms.Form):
    """The end of the interview."""

    no_actions_because = words(
        gettext_lazy("If nothing will happen now, why?"),
        rows=2,
        help_text=gettext_lazy("Leave this empty if something is listed above."),
    )


class ResultForm(forms.Form):
    """What came of a follow-up."""

    result = words(
        gettext_lazy("What came of it?"),
        rows=3,
        required=True,
        error_messages={"required": gettext_lazy("Enter what came of it")},
    )
    child_told = forms.BooleanField(label=gettext_lazy("The child has been told"), required=False)


@page
def finish_follow_up(request: SignedInRequest, ref: str, follow_up_id: UUID) -> HttpResponse:
    """Say what came of something that was promised."""
    by, at = request.actor, request.received_at
    view = queries.get_interview(by, ref, at=at)
    promised = view.promised(follow_up_id)
    form = ResultForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        if did(form, lambda: actions.finish_follow_up(follow_up_id, **said, at=at, by=by)):
            return ended(request, _("Saved"), "return_interview:state", ref)
    return drawn(request, view, "follow_up", form, promised=promised)
