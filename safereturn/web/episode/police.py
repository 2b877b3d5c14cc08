"""Pages of the police: the answer to a report, its challenge, seen, prevention interview."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.episodes import actions, policies
from safereturn.episodes.queries import Episode
from safereturn.episodes.rules import PoliceStance, PreventionCheck, StanceTaken
from safereturn.foundation.decision import Decision
from safereturn.web.episode.doing import Doing, page
from safereturn.web.episode.labels import STANCES
from safereturn.web.http import SignedInRequest
from safereturn.web.ui.forms import MomentField, Radios, Textarea, TimedForm
from safereturn.web.ui.widgets import MomentEntry


class StanceForm(TimedForm):
    """What the police do with the report, and who acts until when."""

    stance = forms.ChoiceField(
        label=_("What do the police do?"),
        choices=list(STANCES.items()),
        widget=Radios(small=True),
        error_messages={"required": _("Select what the police do")},
    )
    police_ref = forms.CharField(
        label=_("Police number (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("If not accepted, why?"),
        help_text=_("The council and whoever reported see this and may challenge it."),
        required=False,
        widget=Textarea(rows=3),
    )
    who_does_what = forms.CharField(
        label=_("If not accepted, who does what now?"), required=False, widget=Textarea(rows=2)
    )
    until = MomentField(
        label=_("If not accepted, when is it looked at again?"),
        thing=_("The time"),
        future=True,
        required=False,
    )


def _may_answer(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_take_stance(request.actor, episode, at=request.received_at)


def _answer(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    taken = StanceTaken(
        stance=PoliceStance(said["stance"]),
        reason=said["reason"],
        who_does_what=said["who_does_what"],
        until_at=said["until"],
    )
    actions.take_stance(
        episode.pk,
        taken,
        police_ref=said["police_ref"],
        at=request.received_at,
        by=request.actor,
    )


def _numbered(request: SignedInRequest, episode: Episode) -> dict[str, Any]:
    return {"police_ref": episode.police_ref}


STANCE = Doing(
    name="stance",
    title=_("What the police do with this report"),
    button=_("Save and tell agencies"),
    said=_("Saved. Agencies are being told"),
    form=StanceForm,
    may=_may_answer,
    act=_answer,
    initial=_numbered,
)


class ChallengeForm(TimedForm):
    """Why another agency disagrees."""

    challenge = forms.CharField(
        label=_("Why do you disagree?"),
        help_text=_("A police supervisor must answer. What do you know that they did not?"),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter why you disagree")},
    )


class AnswerForm(TimedForm):
    """A supervisor's answer."""

    answer = forms.CharField(
        label=_("What is your answer?"),
        help_text=_("To change what the police do, record that as well: the old answer stays."),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter your answer")},
    )


def _involved(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_see_stance(request.actor, episode, at=request.received_at)


class PreventionForm(TimedForm):
    """The police's own check after a return."""

    seen = forms.ChoiceField(
        label=_("Was the child seen?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=Radios(small=True, inline=True),
        error_messages={"required": _("Select whether the child was seen")},
    )
    not_seen_because = forms.CharField(
        label=_("If not, why not?"), required=False, widget=Textarea(rows=2)
    )
    held = MomentField(label=_("If seen, when?"), thing=_("The time"), past=True, required=False)
    officer_name = forms.CharField(label=_("If seen, by whom?"), required=False)
    where = forms.CharField(label=_("If seen, where?"), required=False)
    alone = forms.BooleanField(label=_("The child was spoken to alone"), required=False)
    where_been = forms.CharField(
        label=_("Where had they been? (optional)"), required=False, widget=Textarea(rows=2)
    )
    with_whom = forms.CharField(
        label=_("Who were they with? (optional)"), required=False, widget=Textarea(rows=2)
    )
    harm = forms.CharField(
        label=_("Had they come to harm? (optional)"), required=False, widget=Textarea(rows=2)
    )
    offences = forms.CharField(
        label=_("Any offence against them, or by them? (optional)"),
        required=False,
        widget=Textarea(rows=2),
    )
    concerns = forms.CharField(
        label=_("What concerns you? (optional)"), required=False, widget=Textarea(rows=2)
    )
    safeguarding_done = forms.CharField(
        label=_("What was done to keep them safe? (optional)"),
        required=False,
        widget=Textarea(rows=2),
    )

    def clean(self) -> dict[str, Any]:
        """Ask no time of a check that was not made: the day is chosen beforehand."""
        said = super().clean() or {}
        if said.get("seen") == "no":
            self.errors.pop("held", None)
        return said


def _may_check(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_record_prevention(request.actor, episode, at=request.received_at)


def _check(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    words = {name: said[name] for name in said if name not in {"seen", "held"}}
    seen = said["seen"] == "yes"
    done = PreventionCheck(seen=seen, held_at=said.get("held") if seen else None, **words)
    actions.record_prevention_interview(episode.pk, done, at=request.received_at, by=request.actor)


def _by_me(request: SignedInRequest, episode: Episode) -> dict[str, Any]:
    return {"officer_name": request.actor.name, "held": MomentEntry("today")}


PREVENTION = Doing(
    name="prevention",
    title=_("Prevention interview"),
    button=_("Save prevention interview"),
    said=_("Prevention interview saved. The return interview is still owed"),
    form=PreventionForm,
    may=_may_check,
    act=_check,
    initial=_by_me,
    template="episode/prevention.html",
)


@require_http_methods(["GET", "POST"])
def stance(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say what the police do with the report."""
    return page(request, ref, STANCE)


@require_http_methods(["GET", "POST"])
def challenge(request: SignedInRequest, ref: str, stance_id: UUID) -> HttpResponse:
    """Challenge what the police did."""

    def act(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
        actions.challenge(stance_id, said["challenge"], at=request.received_at, by=request.actor)

    doing = Doing(
        name=f"challenge-{stance_id}",
        title=_("Challenge the police’s answer"),
        button=_("Send challenge"),
        said=_("Challenge sent. A police supervisor must answer"),
        form=ChallengeForm,
        may=_involved,
        act=act,
    )
    return page(request, ref, doing)


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, ref: str, stance_id: UUID) -> HttpResponse:
    """Answer a challenge."""

    def act(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
        actions.answer_challenge(
            stance_id, said["answer"], at=request.received_at, by=request.actor
        )

    doing = Doing(
        name=f"answer-{stance_id}",
        title=_("Answer the challenge"),
        button=_("Send answer"),
        said=_("Answer sent"),
        form=AnswerForm,
        may=_involved,
        act=act,
    )
    return page(request, ref, doing)


@require_http_methods(["GET", "POST"])
def prevention(request: SignedInRequest, ref: str) -> HttpResponse:
    """Record the prevention interview, or why the child was not seen."""
    return page(request, ref, PREVENTION)
