"""Pages: add what you know; say that you looked and have nothing to add; tasks."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.episodes import actions, policies, queries
from safereturn.episodes.queries import Episode
from safereturn.episodes.rules import Audience, EntryKind, NewEntry
from safereturn.foundation.decision import Decision
from safereturn.web.episode.doing import Doing, page
from safereturn.web.episode.labels import AUDIENCES, ENTRY_KINDS
from safereturn.web.http import SignedInRequest
from safereturn.web.ui.forms import MomentField, Radios, Textarea, TimedForm


class AddForm(TimedForm):
    """What was learnt, when and where, and how it is known."""

    kind = forms.ChoiceField(
        label=_("What sort of information is it?"),
        choices=list(ENTRY_KINDS.items()),
        initial=EntryKind.INFORMATION,
        widget=Radios(small=True),
    )
    text = forms.CharField(
        label=_("What do you know?"),
        help_text=_("Facts, in the words of whoever said it. If you were told it, say so."),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter what you know")},
    )
    how_known = forms.CharField(
        label=_("How do you know?"),
        help_text=_("For example, “her aunt rang us”, “seen on CCTV”."),
        required=False,
    )
    where = forms.CharField(label=_("Where was that? (optional)"), required=False)
    happened = MomentField(
        label=_("When was that? (optional)"), thing=_("The time"), past=True, required=False
    )
    source_name = forms.CharField(
        label=_("Who told you? (optional)"),
        help_text=_("Their name is shown to the police and the council only."),
        required=False,
    )
    source_contact = forms.CharField(
        label=_("How can they be reached safely? (optional)"), required=False
    )
    audience = forms.ChoiceField(
        label=_("Who may see it?"),
        choices=list(AUDIENCES.items()),
        initial=Audience.ALL,
        widget=Radios(small=True),
    )


def _may_add(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_add(request.actor, episode, at=request.received_at)


def _add(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    entry = NewEntry(
        kind=EntryKind(said["kind"]),
        text=said["text"],
        happened_at=said["happened"],
        where=said["where"],
        how_known=said["how_known"],
        source_name=said["source_name"],
        source_contact=said["source_contact"],
        audience=Audience(said["audience"]),
    )
    actions.add_entry(episode.pk, entry, at=request.received_at, by=request.actor)


ADD = Doing(
    name="add",
    title=_("Add information"),
    button=_("Add information and tell agencies"),
    said=_("Information added"),
    form=AddForm,
    may=_may_add,
    act=_add,
)


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Add a sighting, information or an enquiry."""
    return page(request, ref, ADD)


@require_POST
def reviewed(request: SignedInRequest, ref: str) -> HttpResponse:
    """Record that somebody looked and had nothing to add."""
    at, by = request.received_at, request.actor
    episode = queries.get_episode(by, ref, at=at)
    actions.add_entry(episode.pk, NewEntry(kind=EntryKind.REVIEWED), at=at, by=by)
    messages.success(request, _text("Recorded: reviewed, nothing to add"))
    return redirect("episode:episode", ref)


class CorrectEntryForm(TimedForm):
    """What was wrong in an entry. The entry stays: the correction stands beside it."""

    text = forms.CharField(
        label=_("What is right?"),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter what is right")},
    )


@require_http_methods(["GET", "POST"])
def correct_entry(request: SignedInRequest, ref: str, entry_id: UUID) -> HttpResponse:
    """Add a correction to an entry."""

    def act(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
        entry = NewEntry(kind=EntryKind.CORRECTION, text=said["text"], corrects_id=entry_id)
        actions.add_entry(episode.pk, entry, at=request.received_at, by=request.actor)

    doing = Doing(
        name=f"correct-{entry_id}",
        title=_("Correct an entry"),
        button=_("Add correction"),
        said=_("Correction added"),
        form=CorrectEntryForm,
        may=_may_add,
        act=act,
    )
    return page(request, ref, doing)
