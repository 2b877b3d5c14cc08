"""Page: one duty to meet: why, who must be asked, by when; take it on, or say why none is held."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from safereturn.casework.actions import duties as actions
from safereturn.casework.queries import duties as queries
from safereturn.casework.queries.duties import DutyPage
from safereturn.foundation.errors import Invalid
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.labels import INVITEES, MEETINGS
from safereturn.web.meetings.labels import ENDINGS, count_words
from safereturn.web.ui.forms import Textarea


class NotHeldForm(forms.Form):
    """Why no meeting is held."""

    because = forms.CharField(
        label=_("Why is no meeting held?"),
        help_text=_(
            "For example: a meeting last week settled the same things. Your name stays with it."
        ),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter why no meeting is held")},
    )


@require_http_methods(["GET", "POST"])
def duty(request: SignedInRequest, duty_ref: str) -> HttpResponse:
    """Show one duty; the agency that owes it takes it on, or closes it with a reason."""
    by, at = request.actor, request.received_at
    found = queries.get_duty(by, duty_ref, at=at)
    posted = request.POST if request.method == "POST" else None
    if posted and posted.get("action") == "take":
        actions.take(duty_ref, at=at, by=by)
        messages.success(request, _("This is yours now"))
        return done(request, "meetings:duty", duty_ref)
    form = NotHeldForm(posted) if found.may_settle else None
    if form is None and posted:
        found.may_settle.require()
    if form is not None and form.is_valid() and _closed(request, duty_ref, form):
        return done(request, "meetings:duty", duty_ref)
    return render(request, "meetings/duty.html", _page(found, form))


def _page(found: DutyPage, form: NotHeldForm | None) -> dict[str, object]:
    line = found.line
    return {
        "duty": found,
        "line": line,
        "kind": MEETINGS[line.kind],
        "count": count_words(line.times, line.days),
        "asked": [(INVITEES[one.part], one.agencies) for one in found.asked],
        "ending": ENDINGS[line.ending] if line.ending else None,
        "form": form if line.ending is None and not line.meeting_ref else None,
    }


def _closed(request: SignedInRequest, ref: str, form: NotHeldForm) -> bool:
    by, at = request.actor, request.received_at
    try:
        actions.not_held(ref, form.cleaned_data["because"], at=at, by=by)
    except Invalid as error:
        put_errors(form, error)
        return False
    messages.success(request, _("Saved, with your reason. The duty is closed."))
    return True
