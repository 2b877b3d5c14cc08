"""Pages: take an episode in hand; give it to a colleague with what they must know."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.agencies.queries import Colleague
from safereturn.casework.actions import handover as actions
from safereturn.casework.queries import handover as queries
from safereturn.casework.rules import HandoverWords
from safereturn.episodes.queries import Episode
from safereturn.foundation.decision import Decision
from safereturn.web.episode.doing import Doing, page
from safereturn.web.http import SignedInRequest, done
from safereturn.web.ui.forms import Select, Textarea, TimedForm


class HandoverForm(TimedForm):
    """To whom, and what they must know."""

    to = forms.ChoiceField(
        label=_("Who takes it over?"),
        help_text=_("It stays yours until they have accepted it."),
        widget=Select,
        error_messages={"required": _("Select who takes it over")},
    )
    stands = forms.CharField(
        label=_("Where do things stand?"),
        help_text=_("What has been done, and what was found. Facts."),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter where things stand")},
    )
    to_do = forms.CharField(
        label=_("What must be done next, and by when? (optional)"),
        required=False,
        widget=Textarea(rows=3),
    )
    worry = forms.CharField(
        label=_("What worries you most? (optional)"), required=False, widget=Textarea(rows=2)
    )


def _may(request: SignedInRequest, episode: Episode) -> Decision:
    return queries.in_hand(request.actor, episode, at=request.received_at).may_hand_over


def _give(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    words = HandoverWords(stands=said["stands"], to_do=said["to_do"], worry=said["worry"])
    actions.give(episode.ref, UUID(said["to"]), words, at=request.received_at, by=request.actor)


GIVE = Doing(
    name="handover",
    title=_("Hand over"),
    button=_("Hand over"),
    said=_("Handed over. It stays yours until it is accepted."),
    form=HandoverForm,
    may=_may,
    act=_give,
)


@require_http_methods(["GET", "POST"])
def give(request: SignedInRequest, ref: str) -> HttpResponse:
    """Give an episode to a colleague."""
    people = queries.may_be_given(request.actor, at=request.received_at)
    return page(request, ref, replace(GIVE, form=_form_for(people)))


def _form_for(people: list[Colleague]) -> type[HandoverForm]:
    """Return the form with these colleagues to choose from."""
    chosen = [(str(one.person_id), f"{one.name}, {one.title}") for one in people]

    class Form(HandoverForm):
        """The form of this request's agency."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            field = self.fields["to"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Choose a colleague")), *chosen]

    return Form


@require_POST
def take(request: SignedInRequest, ref: str) -> HttpResponse:
    """Take an episode in hand."""
    actions.take(ref, at=request.received_at, by=request.actor)
    messages.success(request, _("This is in your hands now"))
    return done(request, "episode:episode", ref)
