"""Pages: looks that stand out, for the privacy lead; what I have looked at, for everybody."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from safereturn.agencies import queries as agencies
from safereturn.audit.rules import Act
from safereturn.foundation.errors import Invalid
from safereturn.oversight import actions, policies, queries
from safereturn.oversight.queries import OddLine
from safereturn.oversight.rules import Disposition, Signal
from safereturn.web.http import SignedInRequest, done, page_number, put_errors
from safereturn.web.oversight.labels import ACTS
from safereturn.web.ui.forms import Radios, Textarea

SIGNALS = {
    Signal.OWN_NAME: _("The child has their own name"),
    Signal.SURNAME: _("The child has their surname"),
    Signal.NO_INVOLVEMENT: _("Your agency did not work with the child"),
    Signal.PROTECTED: _("A restricted or protected record"),
    Signal.HIGH_PROFILE: _("Many people looked at this child that week"),
    Signal.VOLUME: _("They looked at many children that day"),
    Signal.OUT_OF_HOURS: _("At night, in a role that is not on duty then"),
}
DISPOSITIONS = {
    Disposition.JUSTIFIED: _("Justified"),
    Disposition.TALK_TO: _("Talk to them"),
    Disposition.REFER: _("Refer to professional standards"),
}
ALL_ACTS = {
    **ACTS,
    Act.COLLECTION: _("Recorded"),
    Act.ALTERATION: _("Changed"),
    Act.COMBINATION: _("Joined records"),
    Act.ERASURE: _("Erased"),
    Act.SEARCH: _("Searched"),
    Act.SIGN_IN: _("Signed in"),
    Act.SIGN_OUT: _("Signed out"),
    Act.REFUSED: _("Was refused"),
    Act.SETTING: _("Changed a setting"),
}


class DecideForm(forms.Form):
    """What became of a look, and what was checked."""

    disposition = forms.ChoiceField(
        label=_("What did you find?"),
        choices=list(DISPOSITIONS.items()),
        widget=Radios(),
        error_messages={"required": _("Select what you found")},
    )
    words = forms.CharField(
        label=_("What did you check?"),
        help_text=_("Ask what they needed it for. No personal data about the child."),
        widget=Textarea(rows=3),
        error_messages={"required": _("Enter what you checked")},
    )


@require_safe
def odd_looks(request: SignedInRequest) -> HttpResponse:
    """List the looks that wait to be looked into, and what was found of others."""
    waiting, decided = queries.odd_looks(request.actor)
    page = {
        "waiting": [_told(line) for line in waiting],
        "decided": [_told(line) for line in decided],
    }
    return render(request, "oversight/odd_looks.html", page)


def _told(line: OddLine) -> dict[str, object]:
    """Return a line with its words."""
    return {
        "line": line,
        "act": ALL_ACTS[line.act],
        "signals": [SIGNALS[signal] for signal in line.signals] or [_("Drawn at random")],
        "disposition": DISPOSITIONS[line.disposition] if line.disposition else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def odd_look(request: SignedInRequest, look_id: UUID) -> HttpResponse:
    """Show one look, and take what the privacy lead found."""
    by, at = request.actor, request.received_at
    line = queries.get_odd_look(by, look_id)
    form = DecideForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            found = Disposition(said["disposition"])
            actions.decide_odd_look(look_id, found, said["words"], at=at, by=by)
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Saved what you found"))
            return done(request, "oversight:odd_looks")
    may = policies.can_decide_odd(by, line.person_id)
    page = {"form": form, "may": may, **_told(line)}
    return render(request, "oversight/odd_look.html", page)


@require_safe
def own_looks(request: SignedInRequest) -> HttpResponse:
    """Show what the log holds of the person who asks: their own lines, nobody else's."""
    number = page_number(request)
    rows = queries.own_looks(request.actor, at=request.received_at, page=number)
    names = agencies.names(row.agency_id for row in rows)
    lines = [(row, ALL_ACTS[row.act], names.get(row.agency_id, "")) for row in rows]
    return render(
        request,
        "oversight/own_looks.html",
        {"lines": lines, "page": number, "more": len(rows) == queries.OWN_LOOKS_A_PAGE},
    )
