"""Pages: who is told that the child is missing or back; others missing with them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from safereturn.agencies import queries as agencies
from safereturn.children import queries as children
from safereturn.children.queries import Result
from safereturn.episodes import actions, policies, queries
from safereturn.episodes.queries import Episode, ToTell
from safereturn.episodes.rules import AgencyRung, Moment, PersonTold
from safereturn.foundation.errors import Invalid
from safereturn.web.episode.doing import Doing, page
from safereturn.web.episode.labels import MOMENTS
from safereturn.web.http import SignedInRequest, done, put_errors
from safereturn.web.ui.forms import MomentField, Radios, Select, TimedForm
from safereturn.web.ui.widgets import MomentEntry


class TellForm(TimedForm):
    """Who was told, when and how; or was not, and why."""

    moment = forms.ChoiceField(
        label=_("What were they told?"),
        choices=list(MOMENTS.items()),
        widget=Radios(small=True),
    )
    person = forms.ChoiceField(
        label=_("Who?"),
        required=False,
        widget=Select,
    )
    other_name = forms.CharField(
        label=_("If no name is shown, or somebody else, their name and who they are"),
        help_text=_("For example, “R. Sample, independent reviewing officer”."),
        required=False,
    )
    told = forms.ChoiceField(
        label=_("Were they told?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=Radios(small=True, inline=True),
        error_messages={"required": _("Select whether they were told")},
    )
    told_at = MomentField(label=_("If told, when?"), thing=_("The time"), past=True, required=False)
    how = forms.CharField(
        label=_("If told, how?"),
        help_text=_("For example, “by phone, spoke to her mother”."),
        required=False,
    )
    not_told_because = forms.CharField(
        label=_("If not told, why not?"),
        help_text=_("Everybody who works on this episode sees this."),
        required=False,
    )

    def __init__(self, *args: Any, work: ToTell, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {p.key: p for p in work.prompts}
        known = [
            (key, f"{p.name} ({p.relation})" if p.name else p.relation)
            for key, p in self.people.items()
        ]
        self.fields["person"].choices = [*known, ("", _("Somebody else"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask no time of somebody who was not told: the day is chosen beforehand."""
        said = super().clean() or {}
        if said.get("told") == "no":
            self.errors.pop("told_at", None)
        return said

    def telling(self) -> PersonTold:
        """Return what was entered as the action takes it. Raises Invalid."""
        said = self.cleaned_data
        known = self.people.get(said["person"])
        name, _comma, relation = said["other_name"].partition(",")
        told = said["told"] == "yes"
        return PersonTold(
            moment=Moment(said["moment"]),
            person_name=(known and known.name) or name.strip() or (known.relation if known else ""),
            relation=known.relation if known else relation.strip(),
            told=told,
            told_at=said["told_at"] if told else None,
            how=said["how"],
            not_told_because=said["not_told_because"],
            connected_person_id=known.person_id if known else None,
        )


@require_http_methods(["GET", "POST"])
def tell(request: SignedInRequest, ref: str) -> HttpResponse:
    """Show who is to be told and who must not be, and record a telling."""
    by, at = request.actor, request.received_at
    work = queries.people_to_tell(by, ref, at=at)
    may = policies.can_tell(by, work.episode, at=at)
    initial = {"moment": queries.moment_of(work.episode), "told_at": MomentEntry("today")}
    form = TellForm(request.POST or None, now=at, work=work, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell(work.episode.pk, form.telling(), at=at, by=by)
        except Invalid as error:
            if "person_name" in error.fields:
                error.fields["other_name"] = error.fields.pop("person_name")
            put_errors(form, error)
        else:
            messages.success(request, _text("Recorded"))
            return done(request, "episode:tell", ref)
    context = {"form": form, "work": work, "may": may, "episode": work.episode}
    return render(request, "episode/tell.html", context | {"child": work.child})


class RingForm(TimedForm):
    """A call to an agency that no notice reaches: filled in but for who answered."""

    spoke_to = forms.CharField(
        label=_("Who did you speak to?"),
        error_messages={"required": _("Enter who you spoke to")},
    )
    phone = forms.CharField(
        label=_("On what number?"),
        error_messages={"required": _("Enter the number you rang")},
    )
    rung_at = MomentField(label=_("When?"), thing=_("The call"), past=True)


@require_http_methods(["GET", "POST"])
def ring(request: SignedInRequest, ref: str, agency_id: UUID) -> HttpResponse:
    """Record that an agency without accounts was told by phone."""

    def call(request: SignedInRequest, episode: Episode, said: dict[str, Any]) -> None:
        rung = AgencyRung(agency_id=agency_id, **said)
        actions.record_call(episode.pk, rung, at=request.received_at, by=request.actor)

    def known(request: SignedInRequest, _episode: Episode) -> dict[str, Any]:
        desk = agencies.desks_for([agency_id], at=request.received_at).get(agency_id)
        return {"phone": desk.phone if desk else "", "rung_at": request.received_at}

    doing = Doing(
        name=f"ring-{agency_id}",
        title=_("Told by phone: %(agency)s") % {"agency": agencies.get_agency(agency_id).name},
        button=_text("Save the call"),
        said=_text("Call recorded"),
        form=RingForm,
        may=lambda request, episode: policies.can_tell(
            request.actor, episode, at=request.received_at
        ),
        act=call,
        initial=known,
        tells=True,
    )
    return page(request, ref, doing)


SEARCH = "together_search"


@require_http_methods(["GET", "POST"])
def together(request: SignedInRequest, ref: str) -> HttpResponse:
    """Find other children who are missing with this one, and report them in the same words."""
    by, at = request.actor, request.received_at
    episode = queries.get_episode(by, ref, at=at)
    policies.can_add(by, episode, at=at).require()
    if request.method == "POST" and "q" in request.POST:
        request.session[SEARCH] = request.POST["q"]
        return redirect("episode:together", ref)
    wrong = ""
    if request.method == "POST":
        if chosen := _chosen(request):
            return _report(request, episode, chosen)
        wrong = _text("Select each child who is missing with them")
    context = {
        "episode": episode,
        "child": episode.child,
        "result": _search(request),
        "with": queries.together_with(by, episode, at=at),
        "wrong": wrong,
    }
    return render(request, "episode/together.html", context)


def _chosen(request: SignedInRequest) -> list[UUID]:
    at, by = request.received_at, request.actor
    refs = request.POST.getlist("child")
    return [children.get_child(by, ref, at=at).pk for ref in refs]


def _report(request: SignedInRequest, episode: Episode, chosen: list[UUID]) -> HttpResponse:
    found = actions.missing_with(episode.pk, chosen, at=request.received_at, by=request.actor)
    request.session.pop(SEARCH, None)
    said = ngettext(
        "%(n)d child reported missing with them",
        "%(n)d children reported missing with them",
        len(found),
    )
    messages.success(request, said % {"n": len(found)})
    return done(request, "episode:together", episode.ref)


def _search(request: SignedInRequest) -> Result | None:
    text = request.session.get(SEARCH, "")
    if not text:
        return None
    try:
        return children.search(request.actor, text, at=request.received_at)
    except Invalid:
        return None
