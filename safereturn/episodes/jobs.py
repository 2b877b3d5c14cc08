"""What happens by itself after a fact about an episode: the agencies are told."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.agencies import queries as agencies
from safereturn.episodes import actions
from safereturn.episodes.actions import tell_agencies as tell_them
from safereturn.episodes.models import Entry, Episode, Stance
from safereturn.episodes.rules import Audience, PoliceStance
from safereturn.foundation.actor import AgencyKind, the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.models import PublishedFact
from safereturn.foundation.retrying import KEEP_TRYING, TELLING
from safereturn.involvement.queries import agencies_of
from safereturn.sharing.rules import Kind

KINDS = {
    "EpisodeReported": "episode.reported",
    "ReportAdded": "episode.report_added",
    "AwayRecorded": "episode.away",
    "InformationAdded": "episode.information",
    "PoliceStanceTaken": "episode.stance",
    "ChildLocated": "episode.located",
    "ChildReturned": "episode.returned",
    "EpisodeEnded": "episode.ended",
    "PreventionInterviewRecorded": "episode.prevention",
}
STEPS = {"challenged": "episode.stance_challenged", "answered": "episode.challenge_answered"}
_ALWAYS_URGENT = frozenset({"episode.reported", "episode.located", "episode.returned"})
_NOT_POLICE = frozenset(AgencyKind) - {AgencyKind.POLICE}
_TO = {
    Audience.ALL: frozenset(AgencyKind),
    Audience.POLICE_AND_COUNCIL: frozenset({AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY}),
    Audience.POLICE: frozenset({AgencyKind.POLICE}),
}


@app.task(name="episodes.tell_agencies", retry=KEEP_TRYING, priority=TELLING)
def tell_agencies(
    *,
    child_id: str,
    fact_id: str,
    episode_id: str,
    entry_id: str | None = None,
    step: str = "taken",
    by_agency_id: str | None = None,
    **_: str,
) -> None:
    """Tell the agencies involved of one fact, each once however often this runs."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        name = PublishedFact.objects.values_list("name", flat=True).get(pk=int(fact_id))
        episode = Episode.objects.get(pk=UUID(episode_id))
        kind = STEPS.get(step, KINDS[name])
        tell_them(
            episode,
            kind,
            key=f"fact:{fact_id}",
            path=f"/episodes/{episode.ref}/",
            at=at,
            by=service,
            only=_recipients(episode, name, entry_id, at=at),
            but=UUID(by_agency_id) if by_agency_id else None,
            urgent=kind in _ALWAYS_URGENT or _is_refusal(episode, kind),
            opens=_opens(name),
        )


@app.task(name="episodes.look_for_protected", retry=KEEP_TRYING, priority=TELLING)
def look_for_protected(*, child_id: str, episode_id: str, **_: str) -> None:
    """After every report: is a sealed child behind it? Then their desk rings the caller.

    Every report is looked at, so that nothing about one tells whether there was a match.
    """
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.look_for_protected(UUID(episode_id), at=at, by=service)


def _opens(name: str) -> tuple[Kind, ...]:
    if name == "PreventionInterviewRecorded":
        return (Kind.PREVENTION_INTERVIEW,)
    return (Kind.IDENTITY, Kind.WHEREABOUTS)


def _is_refusal(episode: Episode, kind: str) -> bool:
    """Say whether the police's last word was anything but "accepted"."""
    if kind != "episode.stance":
        return False
    last = Stance.objects.filter(episode=episode).order_by("-taken_at").first()
    return last is not None and last.stance != PoliceStance.ACCEPTED


def _recipients(
    episode: Episode, name: str, entry_id: str | None, *, at: datetime
) -> list[UUID] | None:
    """Return whom this is for, or None for all: "away" is not for the police, by its meaning."""
    kinds = _NOT_POLICE if name == "AwayRecorded" else frozenset(AgencyKind)
    if entry_id:
        share_with = Entry.objects.values_list("share_with", flat=True).get(pk=UUID(entry_id))
        kinds = _TO[Audience(share_with)]
    if kinds == frozenset(AgencyKind):
        return None
    involved = agencies_of(episode.child_id, at=at)
    return [pk for pk, kind in agencies.kinds(involved).items() if kind in kinds]
