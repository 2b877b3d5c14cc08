"""Page: ask agencies what they know; one press asks all that are silent."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from safereturn.agencies import queries as agencies
from safereturn.episodes import queries as episodes
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.risk import actions, queries
from safereturn.risk.queries import PictureView
from safereturn.web.assess_risk.forms import choose_from, opened
from safereturn.web.assess_risk.labels import STATES
from safereturn.web.http import SignedInRequest, done, draft_for, put_errors
from safereturn.web.ui.forms import Checkboxes, Select, Textarea, TimedForm

QUESTION = _(
    "What do you know that bears on the danger to this child now: health, exploitation, "
    "people, places, what happened the times before? If you hold nothing, say so."
)
# Agencies that a question can reach besides those already in the picture.
OTHERS = tuple(kind for kind in AgencyKind if kind is not AgencyKind.OTHER)


class AskForm(TimedForm):
    """Which agencies, and the question."""

    agencies = forms.MultipleChoiceField(
        label=_("Which agencies do you want to ask?"), required=False, widget=Checkboxes()
    )
    another = forms.ChoiceField(
        label=_("Another agency (optional)"),
        help_text=_(
            "An agency that is not involved is told who the child is, so that it can look. "
            "That is a disclosure and is recorded."
        ),
        required=False,
        widget=Select,
    )
    question = forms.CharField(
        label=_("What do you want to know?"),
        initial=QUESTION,
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter what you want to know")},
    )

    def __init__(self, *args: Any, view: PictureView, others: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [part for part in view.agencies if part.has_account and not part.own]
        names = [(str(one.agency_id), f"{one.name} ({STATES[one.state][0]})") for one in known]
        choose_from(self, "agencies", names)
        shown = {part.agency_id for part in view.agencies}
        more = [(str(row.pk), row.name) for row in others if row.pk not in shown]
        choose_from(self, "another", [("", _("None")), *more])

    def chosen(self) -> list[UUID]:
        """Return the agencies to ask."""
        picked = [*self.cleaned_data["agencies"], self.cleaned_data["another"]]
        return [UUID(one) for one in picked if one]


@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest, ref: str) -> HttpResponse:
    """Ask one agency, several, or all that have said nothing."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    queries.what_may(by, episode, at=at).ask.require()
    view = actions.open_picture(episode, at=at, by=by)
    others = [row for row in agencies.list_agencies(*OTHERS) if row.has_accounts]

    def make(data: QueryDict | None) -> AskForm:
        return AskForm(data, now=at, view=view, others=others, initial=_start(request, view))

    key = f"ask-{ref}"
    form = opened(request, key, make)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        if not chosen:
            form.add_error("agencies", _("Select at least one agency"))
        elif _ask(request, episode.pk, chosen, form):
            return done(request, "assess_risk:picture", ref, draft=key)
    phone = [part for part in view.agencies if not part.has_account and not part.own]
    page = {"form": form, "view": view, "phone": phone, "draft": draft_for(request, key)}
    return render(request, "assess_risk/ask.html", page)


def _start(request: SignedInRequest, view: PictureView) -> dict[str, Any]:
    """Tick the one agency that was chosen on the picture, else every silent one."""
    one = request.GET.get("agency", "")
    silent = [str(part.agency_id) for part in view.silent if part.asked is None]
    return {"agencies": [one] if one else silent}


def _ask(request: SignedInRequest, episode_id: UUID, chosen: list[UUID], form: AskForm) -> bool:
    asked = 0
    for agency_id in chosen:
        try:
            actions.ask(
                episode_id,
                agency_id,
                form.cleaned_data["question"],
                at=request.received_at,
                by=request.actor,
            )
        except actions.AlreadyAsked:
            continue  # it is in the picture as asked and waiting
        except Invalid as error:
            put_errors(form, error)
            return False
        asked += 1
    words = ngettext("%(n)d agency asked.", "%(n)d agencies asked.", asked) % {"n": asked}
    messages.success(request, words)
    return True
