"""Page: put a time right. The old one stays in a correction."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies import queries as agencies
from safereturn.episodes import actions, policies
from safereturn.episodes.queries import Episode
from safereturn.episodes.rules import TimesCorrection
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.decision import Decision
from safereturn.web.episode.doing import Doing, page
from safereturn.web.http import SignedInRequest
from safereturn.web.ui.forms import MomentField, Select, Textarea, TimedForm


class TimesForm(TimedForm):
    """Only what was wrong is filled in."""

    last_seen_at = MomentField(
        label=_("Last seen (leave empty if it was right)"),
        thing=_("Time last seen"),
        past=True,
        required=False,
    )
    reported_at = MomentField(
        label=_("Reported (leave empty if it was right)"),
        thing=_("Time of the report"),
        past=True,
        required=False,
    )
    located_at = MomentField(
        label=_("Found (leave empty if it was right)"),
        thing=_("Time found"),
        past=True,
        required=False,
    )
    returned_at = MomentField(
        label=_("Returned (leave empty if it was right)"),
        thing=_("Time back"),
        past=True,
        required=False,
    )
    because = forms.CharField(
        label=_("Why was it wrong?"),
        widget=Textarea(rows=2),
        error_messages={"required": _("Enter why the time was wrong")},
    )


def _may(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_correct_times(request.actor, episode, at=request.received_at)


def _correct(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    actions.correct_times(
        episode.pk, TimesCorrection(**said), at=request.received_at, by=request.actor
    )


TIMES = Doing(
    name="times",
    title=_("Correct a time"),
    button=_("Save correction"),
    said=_("Time corrected. The old one is kept in the timeline"),
    form=TimesForm,
    may=_may,
    act=_correct,
)


class AuthorityForm(TimedForm):
    """The authority of the area where the child lives or was last seen."""

    authority = forms.ChoiceField(label=_("Council"), widget=Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = agencies.list_agencies(AgencyKind.LOCAL_AUTHORITY)
        self.fields["authority"].choices = [(str(a.pk), a.name) for a in rows]  # type: ignore[attr-defined]


def _may_name(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_name_authority(request.actor, episode, at=request.received_at)


def _name(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    actions.name_authority(
        episode.pk, UUID(said["authority"]), at=request.received_at, by=request.actor
    )


AUTHORITY = Doing(
    name="authority",
    title=_("Which council is responsible?"),
    button=_("Save and tell the council"),
    said=_("Saved. The council is told"),
    form=AuthorityForm,
    may=_may_name,
    act=_name,
)


@require_http_methods(["GET", "POST"])
def times(request: SignedInRequest, ref: str) -> HttpResponse:
    """Put a time right."""
    return page(request, ref, TIMES)


@require_http_methods(["GET", "POST"])
def authority(request: SignedInRequest, ref: str) -> HttpResponse:
    """Name the responsible authority where none is known."""
    return page(request, ref, AUTHORITY)
