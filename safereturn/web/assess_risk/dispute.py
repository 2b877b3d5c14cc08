"""Pages: the council's screening, "we disagree", and a supervisor's answer."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.agencies.rules import LONDON
from safereturn.episodes import queries as episodes
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.saying import spoken
from safereturn.risk import actions, queries
from safereturn.risk.rules import ORDER, Level, label_on
from safereturn.web.assess_risk.forms import choose_from, opened
from safereturn.web.assess_risk.labels import LEVEL_TESTS
from safereturn.web.http import SignedInRequest, done, draft_for, put_errors
from safereturn.web.ui.forms import Radios, Textarea, TimedForm


class ScreeningForm(TimedForm):
    """The council's own view."""

    level = forms.ChoiceField(
        label=_("How do you see the risk?"),
        widget=Radios(hints=LEVEL_TESTS),
        error_messages={"required": _("Select how you see the risk")},
    )
    reasons = forms.CharField(
        label=_("Why?"),
        help_text=_("Facts, not labels."),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter why you see the risk like this")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.received_at.astimezone(LONDON).date()
        choose_from(self, "level", [(one, spoken(label_on(one, day))) for one in reversed(ORDER)])


class DisagreeForm(TimedForm):
    """Why the council disagrees."""

    reason = forms.CharField(
        label=_("Why do you disagree with this grading?"),
        help_text=_("A police supervisor must answer. If the child is in danger now, also ring."),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter why you disagree")},
    )


class SupervisorForm(TimedForm):
    """The supervisor's answer."""

    answer = forms.CharField(
        label=_("What is your answer to the council?"),
        help_text=_("Say why the grading stands, or that you have graded again."),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter your answer to the council")},
    )


@require_http_methods(["GET", "POST"])
def screening(request: SignedInRequest, ref: str) -> HttpResponse:
    """Record the council's own view beside the police grade."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    queries.what_may(by, episode, at=at).screen.require()
    key = f"screening-{ref}"

    def make(data: QueryDict | None) -> ScreeningForm:
        return ScreeningForm(data, now=at)

    form = opened(request, key, make)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.screen(episode.pk, Level(data["level"]), data["reasons"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Screening saved. It stands beside the police grading."))
            return done(request, "assess_risk:picture", ref, draft=key)
    view = actions.open_picture(episode, at=at, by=by)
    page = {"view": view, "form": form, "draft": draft_for(request, key)}
    return render(request, "assess_risk/screening.html", page)


@require_http_methods(["GET", "POST"])
def disagree(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say that the council disagrees with the grade in force."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    queries.what_may(by, episode, at=at).screen.require()
    grading = queries.latest_grades([episode.pk]).get(episode.pk)
    if grading is None:
        messages.info(request, _("There is no grading yet to disagree with."))
        return redirect("assess_risk:picture", ref)
    key = f"disagree-{ref}"

    def make(data: QueryDict | None) -> DisagreeForm:
        return DisagreeForm(data, now=at)

    form = opened(request, key, make)
    if request.method == "POST" and form.is_valid():
        actions.disagree(episode.pk, grading.pk, form.cleaned_data["reason"], at=at, by=by)
        messages.success(request, _("Recorded. A police supervisor must answer."))
        return done(request, "assess_risk:picture", ref, draft=key)
    page = {
        "episode": episode,
        "grading": grading,
        "form": form,
        "draft": draft_for(request, key),
    }
    return render(request, "assess_risk/disagree.html", page)


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, ref: str, disagreement_id: UUID) -> HttpResponse:
    """Answer a council's disagreement, as a supervisor."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    queries.what_may(by, episode, at=at).answer_disagreement.require()
    waiting = {row.pk: row for row in queries.open_disagreements(episode.pk)}
    if disagreement_id not in waiting:
        raise NotFound
    key = f"dispute-{disagreement_id}"

    def make(data: QueryDict | None) -> SupervisorForm:
        return SupervisorForm(data, now=at)

    form = opened(request, key, make)
    if request.method == "POST" and form.is_valid():
        actions.answer_disagreement(disagreement_id, form.cleaned_data["answer"], at=at, by=by)
        messages.success(request, _("Answer saved. The council is told."))
        return done(request, "assess_risk:picture", ref, draft=key)
    page = {
        "episode": episode,
        "dispute": waiting[disagreement_id],
        "form": form,
        "draft": draft_for(request, key),
    }
    return render(request, "assess_risk/dispute_answer.html", page)
