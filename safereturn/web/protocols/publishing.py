"""Pages: look at what a draft would change and would have fired, publish it; throw it away."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from safereturn.agencies.rules import LONDON, london_day
from safereturn.casework.queries.protocol_trial import Tried, try_version
from safereturn.clocks.actions import protocols
from safereturn.clocks.queries.protocols import get_protocol
from safereturn.foundation.errors import Invalid
from safereturn.foundation.saying import spoken
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.protocols.labels import line, rule_name, when_words, who_words
from safereturn.web.ui.forms import DateField, Textarea, TicksField, TimedForm


class PublishForm(TimedForm):
    """For whom, from which day, and why."""

    agencies = TicksField(
        label=_("Which agencies follow it?"),
        help_text=_("A clock runs by the protocol of the authority responsible for the child."),
        choices=[],
        error_messages={"required": _("Select at least one agency")},
    )
    on = DateField(
        label=_("From which day does it hold?"),
        help_text=_("Today means now. A later day begins at midnight, London time."),
        thing=_("The day it begins"),
        future=True,
    )
    because = forms.CharField(
        label=_("Why is it changed?"),
        help_text=_("It stands beside every clock that is moved."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why it is changed")},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        request: SignedInRequest,
        agencies: Mapping[UUID, str],
        initial: Mapping[str, object],
    ) -> None:
        posted = request.POST if request.method == "POST" else None
        super().__init__(posted, initial=dict(initial), now=request.received_at)
        self.fields["agencies"].choices = [(str(pk), name) for pk, name in agencies.items()]  # type: ignore[attr-defined]

    def begins_at(self, now: datetime) -> datetime:
        """Return the moment: now if it is today, else the midnight at which that day begins."""
        day = self.cleaned_data["on"]
        if day == london_day(now):
            return now
        return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)


@require_http_methods(["GET", "POST"])
def publish(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Show what the draft changes and would have fired last quarter; publish it."""
    by, at = request.actor, request.received_at
    found = get_protocol(by, version_id, at=at)
    found.may_change.require()
    follows = [str(pk) for pk in found.follows]
    form = PublishForm(request, found.agencies, {"agencies": follows, "based_on": found.edits})
    if form.is_valid():
        try:
            _publish(form, version_id, request)
        except Invalid as error:
            put_errors(form, error)
        except protocols.FollowsAnother as error:
            form.add_error("agencies", spoken(str(error)))
        else:
            messages.success(request, _("Published. Clocks that run are moved when it begins"))
            return done(request, "protocols:read", version_id)
    tried = try_version(by, found, at=at)
    page = {
        "version": found,
        "form": form,
        "changes": [(was and line(was), is_ and line(is_)) for was, is_ in found.changes],
        "tried": tried,
        **_words(tried),
    }
    return render(request, "protocols/publish.html", page)


def _publish(form: PublishForm, version_id: UUID, request: SignedInRequest) -> None:
    data, by, at = form.cleaned_data, request.actor, request.received_at
    chosen = [UUID(one) for one in data["agencies"]]
    based_on = data["based_on"]
    protocols.set_followers(version_id, chosen, based_on=based_on, by=by)
    protocols.publish(
        version_id, form.begins_at(at), data["because"], based_on=based_on + 1, at=at, by=by
    )


def _words(tried: Tried) -> dict[str, object]:
    return {
        "totals": [
            (rule_name(one.rule), when_words(one.step), who_words(one.step.who), one.times)
            for one in tried.totals
        ],
        "last": [
            (one.at, rule_name(one.rule), when_words(one.step), who_words(one.step.who))
            for one in tried.last
        ],
    }


@require_POST
def discard(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    protocols.discard(version_id, by=request.actor)
    messages.success(request, _("The draft was thrown away"))
    return done(request, "protocols:list")
