"""Pages: ask by phone with a script, write down what was said, confirm it, make a link."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.agencies import queries as agencies
from safereturn.episodes import queries as episodes
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.risk import actions, queries
from safereturn.web.assess_risk.ask import QUESTION
from safereturn.web.assess_risk.forms import AnswerForm, answer_form, opened
from safereturn.web.http import SignedInRequest, done, draft_for, put_errors
from safereturn.web.ui.forms import Textarea, TimedForm

WIDE = forms.TextInput(attrs={"class": "govuk-input--width-20"})


class ToldForm(TimedForm):
    """Who was asked by phone, on which number."""

    spoke_to = forms.CharField(label=_("Who did you speak to?"), required=False, widget=WIDE)
    phone_number = forms.CharField(
        label=_("Which number did you ring?"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "inputmode": "tel"}),
    )
    question = forms.CharField(
        label=_("What did you ask?"), initial=QUESTION, widget=Textarea(rows=4)
    )


class ConfirmForm(TimedForm):
    """How what was given by phone has been confirmed."""

    how = forms.CharField(
        label=_("How was it confirmed, and with whom?"),
        help_text=_("For example: rang the ward back on the published number, spoke to the sister"),
        required=False,
        widget=Textarea(rows=2),
    )


@require_http_methods(["GET", "POST"])
def phone(request: SignedInRequest, ref: str, agency_id: UUID) -> HttpResponse:
    """Show who to ring and what to say; record the call, and what was said in it."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    queries.what_may(by, episode, at=at).ask.require()
    agency = agencies.get_agency(agency_id)
    key = f"phone-{ref}-{agency_id}"
    action = request.POST.get("action", "")
    told = ToldForm(request.POST if action == "told" else None, now=at)

    def make(data: QueryDict | None) -> AnswerForm:
        return answer_form(data, now=at)

    said = answer_form(None, now=at) if action == "told" else opened(request, key, make)
    if action == "told" and told.is_valid() and _told(request, episode.pk, agency_id, told):
        return done(request, "assess_risk:phone", ref, agency_id)
    if action == "said" and said.is_valid() and (reply := said.reply()):
        actions.record_by_phone(episode.pk, agency_id, reply, at=at, by=by)
        messages.success(request, _("Written down as given by phone, not yet confirmed."))
        return done(request, "assess_risk:picture", ref, draft=key)
    page = {
        "episode": episode,
        "child": episode.child,
        "agency": agency,
        "desk": agencies.desks_for([agency_id], at=at).get(agency_id),
        "told": told,
        "said": said,
        "ask": (waiting := queries.open_ask(agency_id, episode.pk)),
        "may_tell": waiting is None or not (waiting.spoke_to or waiting.told_at),
        "unconfirmed": queries.unconfirmed(agency_id, episode.pk),
        "draft": draft_for(request, key),
    }
    return render(request, "assess_risk/phone.html", page)


def _told(request: SignedInRequest, episode_id: UUID, agency_id: UUID, form: ToldForm) -> bool:
    data = form.cleaned_data
    try:
        actions.ask_by_phone(
            episode_id,
            agency_id,
            data["question"],
            spoke_to=data["spoke_to"],
            phone_number=data["phone_number"],
            at=request.received_at,
            by=request.actor,
        )
    except Invalid as error:
        put_errors(form, error)
        return False
    messages.success(request, _("Recorded: told by phone."))
    return True


@require_http_methods(["GET", "POST"])
def confirm(request: SignedInRequest, ref: str, contribution_id: UUID) -> HttpResponse:
    """Confirm what an agency gave by phone."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    said = queries.get_unconfirmed(by, episode, contribution_id)
    form = ConfirmForm(request.POST or None, now=at)
    if form.is_valid():
        try:
            actions.confirm(said.pk, form.cleaned_data["how"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Confirmed."))
            return done(request, "assess_risk:picture", ref)
    page = {"episode": episode, "said": said, "form": form}
    return render(request, "assess_risk/confirm.html", page)


@require_POST
def link(request: SignedInRequest, ref: str, ask_ref: str) -> HttpResponse:
    """Make a single-use reply link and show it, once."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    ask = queries.find_ask(episode, ask_ref)
    if ask is None:
        raise NotFound
    token = actions.make_reply_link(ask.pk, at=at, by=by)
    address = request.build_absolute_uri(reverse("assess_risk:reply", args=[token]))
    page = {"episode": episode, "ask": ask, "address": address}
    return render(request, "assess_risk/link.html", page)
