"""Pages: the child is found; the child is back; the episode ends in another way."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.episodes import actions, policies
from safereturn.episodes.queries import Episode
from safereturn.episodes.rules import Ending, Finder, KeptSafe, Return
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import Invalid
from safereturn.return_interviews.queries import in_wales
from safereturn.web.episode.doing import Doing, page
from safereturn.web.episode.labels import ENDINGS, FINDERS, KEPT_SAFE
from safereturn.web.http import SignedInRequest
from safereturn.web.ui.forms import MomentField, Radios, Select, Textarea, TimedForm
from safereturn.web.ui.widgets import MomentEntry

TODAY = MomentEntry("today")


class LocatedForm(TimedForm):
    """Where the child was found, and how they are. Not yet back."""

    when = MomentField(label=_("When were they found?"), thing=_("Time found"), past=True)
    where = forms.CharField(
        label=_("Where are they?"), error_messages={"required": _("Enter where the child is")}
    )
    finder = forms.ChoiceField(
        label=_("Who found them?"),
        choices=[("", _("Select")), *FINDERS.items()],
        widget=Select,
        error_messages={"required": _("Select who found them")},
    )
    with_whom = forms.CharField(label=_("Who were they with? (optional)"), required=False)
    condition = forms.CharField(
        label=_("How are they? (optional)"),
        help_text=_("Hurt, ill, cold, frightened, under the influence."),
        required=False,
        widget=Textarea(rows=3),
    )


def _may_locate(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_add(request.actor, episode, at=request.received_at)


def _locate(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    known = episode.located_at.isoformat() if episode.located_at else ""
    if known and request.POST.get("found_before", "") != known:
        raise Invalid(
            gettext("Somebody recorded it since you opened this page. Send again if yours is newer")
        )
    actions.record_located(
        episode.pk,
        located_at=said["when"],
        where=said["where"],
        finder=Finder(said["finder"]),
        with_whom=said["with_whom"],
        condition=said["condition"],
        at=request.received_at,
        by=request.actor,
    )


def _today(request: SignedInRequest, episode: Episode) -> dict[str, Any]:
    return {"when": TODAY}


def _may_instead(request: SignedInRequest, episode: Episode) -> dict[str, Any]:
    by, at = request.actor, request.received_at
    return {
        "may_return": policies.can_record_return(by, episode, at=at),
        "may_end": policies.can_end_otherwise(by, episode, at=at),
        "in_wales": in_wales(episode),
    }


LOCATED = Doing(
    name="located",
    title=_("The child has been found"),
    button=_("Record found, not yet back"),
    said=_("Recorded: found, not yet back"),
    form=LocatedForm,
    may=_may_locate,
    act=_locate,
    initial=_today,
    template="episode/located.html",
    shows=_may_instead,
    tells=True,
)


class ReturnForm(TimedForm):
    """How the child came back, and whether going back there is safe."""

    when = MomentField(label=_("When did they come back?"), thing=_("Time back"), past=True)
    ending = forms.ChoiceField(
        label=_("Where are they now?"),
        choices=[
            (Ending.RETURNED, _("Back where they live")),
            (Ending.KEPT_SAFE, _("Kept safe somewhere else")),
        ],
        widget=Radios(small=True),
        error_messages={"required": _("Select where the child is now")},
    )
    kept_safe = forms.ChoiceField(
        label=_("If somewhere else, where?"),
        choices=[("", _("Not somewhere else")), *KEPT_SAFE.items()],
        required=False,
        widget=Select,
    )
    where = forms.CharField(
        label=_("Address or place"), error_messages={"required": _("Enter where the child is now")}
    )
    safe_to_return = forms.CharField(
        label=_("Is it safe to return there?"),
        help_text=_(
            "Say how you know. Ask the child alone if you can: somebody there may be why they"
            " went. If it is not safe, ring children’s social care before you record a return."
        ),
        widget=Textarea(rows=3),
        required=False,
    )
    finder = forms.ChoiceField(
        label=_("Who found them, or how did they come back?"),
        choices=[("", _("Select")), *FINDERS.items()],
        widget=Select,
        error_messages={"required": _("Select who found them, or how they came back")},
    )
    with_whom = forms.CharField(label=_("Who were they with? (optional)"), required=False)
    condition = forms.CharField(
        label=_("How are they? (optional)"),
        help_text=_("Hurt, ill, frightened, under the influence. What they want now."),
        required=False,
        widget=Textarea(rows=3),
    )


def _may_return(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_record_return(request.actor, episode, at=request.received_at)


def _return(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    how = Return(
        at=said["when"],
        where=said["where"],
        finder=Finder(said["finder"]),
        ending=Ending(said["ending"]),
        kept_safe=KeptSafe(said["kept_safe"]) if said["kept_safe"] else None,
        condition=said["condition"],
        with_whom=said["with_whom"],
        safe_to_return=said["safe_to_return"],
    )
    actions.record_return(episode.pk, how, at=request.received_at, by=request.actor)


def _known(request: SignedInRequest, episode: Episode) -> dict[str, Any]:
    return {
        "when": TODAY,
        "finder": episode.finder,
        "with_whom": episode.with_whom,
        "condition": episode.condition,
    }


RETURN = Doing(
    name="return",
    title=_("The child is back"),
    button=_("Record the return and tell agencies"),
    said=_("Return recorded, and agencies are being told. What is due now stands below."),
    form=ReturnForm,
    may=_may_return,
    act=_return,
    initial=_known,
    template="episode/return.html",
    shows=_may_instead,
    tells=True,
)


class LaterForm(TimedForm):
    """When and where a child who did not go back is back after all."""

    returned_at = MomentField(
        label=_("When did they come back, or move in?"), thing=_("Time back"), past=True
    )
    where = forms.CharField(
        label=_("Where are they now?"),
        help_text=_("Home, or the placement that cares for them now."),
        error_messages={"required": _("Enter where the child is now")},
    )


def _return_later(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    actions.record_later_return(episode.pk, **said, at=request.received_at, by=request.actor)


LATER = Doing(
    name="later-return",
    title=_("The child is back after all"),
    button=_("Record the return and tell agencies"),
    said=_("Return recorded. The 72 hours of the return interview count from it"),
    form=LaterForm,
    may=_may_return,
    act=_return_later,
    initial=lambda _request, _episode: {"returned_at": TODAY},
    tells=True,
)


class EndForm(TimedForm):
    """How an episode ended other than by a return."""

    ending = forms.ChoiceField(
        label=_("How has it ended?"),
        choices=[(e, ENDINGS[e]) for e in Ending if e in actions.NOT_A_RETURN],
        widget=Radios(
            small=True,
            hints={
                Ending.NOT_RETURNING: _(
                    "A return interview is owed at once: it is offered where the child is."
                ),
                Ending.WRONG_CHILD: _(
                    "Agencies that this report involved are told and lose their access."
                ),
                Ending.REPORTED_IN_ERROR: _(
                    "Agencies that this report involved are told and lose their access."
                ),
                Ending.ABROAD: _("The police go on looking by their own ways."),
            },
        ),
        error_messages={"required": _("Select how it has ended")},
    )
    when = MomentField(label=_("When was that?"), thing=_("The time"), past=True)
    detail = forms.CharField(
        label=_("What happened, and how do you know?"),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter what happened and how you know")},
    )


def _may_end(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_end_otherwise(request.actor, episode, at=request.received_at)


def _end(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    actions.end_otherwise(
        episode.pk,
        Ending(said["ending"]),
        said["detail"],
        ended_at=said["when"],
        at=request.received_at,
        by=request.actor,
    )


END = Doing(
    name="end",
    title=_("End the episode in another way"),
    button=_("End the episode"),
    said=_("The episode has ended"),
    form=EndForm,
    may=_may_end,
    act=_end,
    initial=_today,
    then="worklist:list",
)


@require_http_methods(["GET", "POST"])
def located(request: SignedInRequest, ref: str) -> HttpResponse:
    """Record that the child has been found and is not back yet."""
    return page(request, ref, LOCATED)


@require_http_methods(["GET", "POST"])
def returned(request: SignedInRequest, ref: str) -> HttpResponse:
    """Record that the child is back."""
    return page(request, ref, RETURN)


@require_http_methods(["GET", "POST"])
def later(request: SignedInRequest, ref: str) -> HttpResponse:
    """Record that a child who did not go back is back after all."""
    return page(request, ref, LATER)


@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, ref: str) -> HttpResponse:
    """End the episode in another way than a return."""
    return page(request, ref, END)
