"""Pages for whoever looks after a child: late or away, and when it becomes missing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.children import queries as children
from safereturn.episodes import actions, policies
from safereturn.episodes.queries import Episode
from safereturn.episodes.rules import Away, Relation, Reporter
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import Invalid
from safereturn.web.episode.doing import Doing, page
from safereturn.web.http import (
    SignedInRequest,
    done,
    draft_for,
    put_errors,
    taken_at,
    typed_before,
    unfinished,
)
from safereturn.web.ui.components import Draft
from safereturn.web.ui.forms import MomentField, Textarea, TimedForm
from safereturn.web.ui.widgets import MomentEntry


class AwayForm(TimedForm):
    """Where the child is, since when, and when you check again."""

    believed_where = forms.CharField(
        label=_("Where is the child?"),
        help_text=_("If nobody knows, report the child missing instead."),
        error_messages={
            "required": _("Enter where the child is. If nobody knows, report the child missing")
        },
    )
    since = MomentField(
        label=_("Since when are they late or away?"), thing=_("The time"), past=True
    )
    next_check = MomentField(
        label=_("When do you check again?"), thing=_("The next check"), future=True
    )
    circumstances = forms.CharField(
        label=_("What do you know? (optional)"), required=False, widget=Textarea(rows=3)
    )
    tried_first = forms.CharField(
        label=_("What have you done? (optional)"),
        help_text=_("Rang them, rang the friend’s family, went there."),
        required=False,
        widget=Textarea(rows=2),
    )
    why_worried = forms.CharField(
        label=_("What would make you report them missing? (optional)"),
        required=False,
        widget=Textarea(rows=2),
    )


@require_http_methods(["GET", "POST"])
def away(request: SignedInRequest, child_ref: str) -> HttpResponse:
    """Record that a child is late or away, whereabouts known, the police not told."""
    by, at = request.actor, request.received_at
    child = children.get_child(by, child_ref, at=at)
    policies.can_record_away(by, child.pk, at=at).require()
    key = f"away-{child_ref}"
    draft = draft_for(request, key)
    form = _form(request, draft)
    if request.method == "POST" and form.is_valid():
        try:
            episode = actions.record_away(child.pk, _said(form), at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        except actions.AlreadyMissing as already:
            messages.success(request, _text("This episode was open already"))
            return redirect("episode:episode", already.episode_ref)
        else:
            messages.success(request, _text("Recorded as away. The police have not been told"))
            return done(request, "episode:episode", episode.ref, draft=key)
    context = {"form": form, "child": child, "draft": draft}
    return render(request, "episode/away.html", context)


def _form(request: SignedInRequest, draft: Draft) -> AwayForm:
    now = request.received_at
    if request.method == "POST":
        return AwayForm(request.POST, now=now)
    if draft.saved_at and (typed := typed_before(request, draft.key)):
        form = AwayForm(typed, now=now)
        unfinished(form)
        return form
    return AwayForm(
        now=now, initial={"since": MomentEntry("today"), "next_check": MomentEntry("today")}
    )


def _said(form: AwayForm) -> Away:
    said = form.cleaned_data
    return Away(
        since=said["since"],
        believed_where=said["believed_where"],
        next_check_at=said["next_check"],
        circumstances=said["circumstances"],
        tried_first=said["tried_first"],
        why_worried=said["why_worried"],
    )


class UpgradeForm(TimedForm):
    """One press: words, place and times are kept."""

    why_worried = forms.CharField(
        label=_("Why are you worried now? (optional)"),
        help_text=_("What you wrote before is kept."),
        required=False,
        widget=Textarea(rows=3),
    )
    police_ref = forms.CharField(
        label=_("Police number, if you have rung them (optional)"), required=False
    )


def _may_upgrade(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_report(request.actor, episode.child_id, at=request.received_at)


def _upgrade(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    by, at = request.actor, request.received_at
    actions.upgrade_to_missing(
        episode.pk,
        Reporter(name=by.name, relation=Relation.CARER),
        reported_at=taken_at(request),
        why_worried=said["why_worried"],
        police_ref=said["police_ref"],
        at=at,
        by=by,
    )


UPGRADE = Doing(
    name="upgrade",
    title=_("Report missing now"),
    button=_("Report missing and tell the police"),
    said=_("Reported missing. Agencies are being told"),
    form=UpgradeForm,
    may=_may_upgrade,
    act=_upgrade,
)


class CheckForm(TimedForm):
    """Still away: when is the next check."""

    next_check = MomentField(
        label=_("When do you check again?"), thing=_("The next check"), future=True
    )


def _may_check(request: SignedInRequest, episode: Episode) -> Decision:
    return policies.can_record_away(request.actor, episode.child_id, at=request.received_at)


def _set_check(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
    actions.set_next_check(episode.pk, said["next_check"], at=request.received_at, by=request.actor)


CHECK = Doing(
    name="check",
    title=_("Checked: still away"),
    button=_("Save next check"),
    said=_("Next check saved"),
    form=CheckForm,
    may=_may_check,
    act=_set_check,
)


@require_http_methods(["GET", "POST"])
def upgrade(request: SignedInRequest, ref: str) -> HttpResponse:
    """Report an away child missing: one press keeps words and times."""
    return page(request, ref, UPGRADE)


@require_http_methods(["GET", "POST"])
def check(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say that the child was checked on and is still away."""
    return page(request, ref, CHECK)
