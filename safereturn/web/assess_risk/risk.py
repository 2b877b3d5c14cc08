"""Page: grade the risk, beside what every agency knows. No score, no suggestion."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from safereturn.agencies.rules import LONDON
from safereturn.children.rules import GRAVE_FLAGS
from safereturn.episodes import queries as episodes
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.risk import actions
from safereturn.risk.queries import PictureView
from safereturn.risk.rules import ORDER, Grade, Level, Times, is_lower, label_on
from safereturn.web.assess_risk.forms import choose_from, opened
from safereturn.web.assess_risk.labels import LEVEL_TESTS
from safereturn.web.assess_risk.relying import items_of
from safereturn.web.http import SignedInRequest, done, draft_for, put_errors
from safereturn.web.ui.forms import Checkboxes, Radios, Textarea, TimedForm

# The choice of what the force has set for the level that is given.
AS_SET = 0
REVIEW_HOURS = (1, 2, 4, 8, 12, 24, 48)
REVIEW_CHOICES = [
    (hours, ngettext("In %(n)d hour", "In %(n)d hours", hours) % {"n": hours})
    for hours in REVIEW_HOURS
]


class RiskForm(TimedForm):
    """The grade; what is asked besides depends on the picture that was shown."""

    level = forms.ChoiceField(
        label=_("Risk grading"), error_messages={"required": _("Select a grading")}
    )
    relied_on = forms.MultipleChoiceField(
        label=_("Which information did you rely on?"), required=False
    )
    reasons = forms.CharField(
        label=_("Why this grading?"),
        help_text=_("Facts, not labels. If you went against an agency’s view, say why."),
        widget=Textarea(rows=6),
        error_messages={"required": _("Enter why you chose this grading")},
    )
    lower_because = forms.CharField(
        label=_("If this is lower than last time: what makes the risk lower?"),
        help_text=_("Going missing often never lowers risk."),
        required=False,
        widget=Textarea(rows=3),
    )
    low_because = forms.CharField(
        label=_("If you choose “%(lowest)s”: why, with the warnings there are?"),
        required=False,
        widget=Textarea(rows=3),
    )
    supervisor = forms.CharField(
        label=_("If you choose “%(lowest)s”: which supervisor agrees?"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    review_in = forms.TypedChoiceField(
        label=_("When is this looked at again?"),
        coerce=int,
        choices=REVIEW_CHOICES,
        widget=Radios(small=True),
        error_messages={"required": _("Select when this grading is looked at again")},
    )
    picture_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        view: PictureView,
        lowest: Level | None,
        times: Times | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.times = times
        day = self.received_at.astimezone(LONDON).date()
        levels = [one for one in reversed(ORDER) if not (lowest and is_lower(one, lowest))]
        self.fields["level"].widget = Radios(hints=LEVEL_TESTS)
        choose_from(self, "level", [(one, spoken(label_on(one, day))) for one in levels])
        if times is not None:
            self._propose(times, levels, day)
        items = items_of(view)
        self.fields["relied_on"].widget = Checkboxes(small=True)
        choose_from(self, "relied_on", items)
        if not items:
            del self.fields["relied_on"]
        last = view.last_grading
        if last is None or not view.earlier.total or last.level is ORDER[0]:
            del self.fields["lower_because"]
        if GRAVE_FLAGS.isdisjoint(view.flag_kinds) or Level.NO_APPARENT_RISK not in levels:
            del self.fields["low_because"], self.fields["supervisor"]
        else:
            words = {"lowest": spoken(label_on(Level.NO_APPARENT_RISK, day))}
            for name in ("low_because", "supervisor"):
                self.fields[name].label = str(self.fields[name].label) % words

    def _propose(self, times: Times, levels: list[Level], day: date) -> None:
        """Offer the force's own times, chosen already; any other is one press away."""
        hours = ", ".join(
            f"{spoken(label_on(one, day))} {times.review_hours[one]}" for one in levels
        )
        own = (AS_SET, _("As your force has set, in hours: %(hours)s") % {"hours": hours})
        field = self.fields["review_in"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [own, *REVIEW_CHOICES]
        field.initial = AS_SET

    def review_after(self, level: Level) -> timedelta:
        """Return after how long this is looked at again."""
        hours: int = self.cleaned_data["review_in"]
        if hours == AS_SET and self.times is not None:
            hours = self.times.review_hours[level]
        return timedelta(hours=hours)

    def grade(self) -> Grade:
        """Return the grade; raises Invalid as the rule does."""
        data = self.cleaned_data
        return Grade(
            level=Level(data["level"]),
            reasons=data["reasons"],
            relied_on=frozenset(data.get("relied_on", ())),
            lower_because=data.get("lower_because", ""),
            low_because=data.get("low_because", ""),
            supervisor=data.get("supervisor", ""),
        )


@require_http_methods(["GET", "POST"])
def risk(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show the picture with the grading beside it, and record the grade."""
    by, at = request.actor, request.received_at
    episode = episodes.get_episode(by, ref, at=at)
    kept = actions.keep_picture(episode, at=at, by=by)

    def make(data: QueryDict | None) -> RiskForm:
        start = {"picture_id": kept.picture_id}
        return RiskForm(data, now=at, view=kept.view, lowest=kept.lowest, times=kept.times,
                        initial=start)  # fmt: skip

    key = f"risk-{ref}"
    form = opened(request, key, make)
    status = 200
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            _assess(request, episode.pk, form)
        except Invalid as error:
            put_errors(form, error)
        except actions.PictureChanged as error:
            form.add_error(None, spoken(str(error)))
            changed, status = True, 409
        else:
            messages.success(request, _("Grading saved. The agencies involved are told."))
            return done(request, "assess_risk:picture", ref, draft=key)
    page = {
        "view": kept.view,
        "form": form,
        "picture_id": kept.picture_id,
        "draft": draft_for(request, key),
        "changed": changed,
        "ticks": _ticks(form),
    }
    return render(request, "assess_risk/risk.html", page, status=status)


def _ticks(form: RiskForm) -> dict[str, dict[str, Any]]:
    """Return the tick of each thing in the picture, to stand where the thing is read.

    What was ticked comes back ticked after an error, from a draft, and when the picture
    has changed meanwhile: a key that is gone has nowhere to stand.
    """
    if "relied_on" not in form.fields:
        return {}
    bound = form["relied_on"]
    return {
        str(box.data["value"]): {
            "id": box.data["attrs"]["id"],
            "name": box.data["name"],
            "checked": box.data["selected"],
        }
        for box in bound.subwidgets
    }


def _assess(request: SignedInRequest, episode_id: UUID, form: RiskForm) -> None:
    picture_id: UUID = form.cleaned_data["picture_id"]
    grade = form.grade()
    actions.assess(
        episode_id,
        grade,
        picture_id=picture_id,
        review_at=request.received_at + form.review_after(grade.level),
        at=request.received_at,
        by=request.actor,
    )
