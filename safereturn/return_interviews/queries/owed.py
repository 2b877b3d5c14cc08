"""Who owes an interview for an episode, and whether: by law in England, by rule in Wales."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency
from safereturn.agencies.rules import Nation
from safereturn.children.queries import same_child
from safereturn.clocks.rules import Strength
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import EFFECTS, Ending
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.return_interviews import policies
from safereturn.return_interviews.models import DebriefFrom, InterviewEpisode
from safereturn.return_interviews.rules import (
    OWED_FROM,
    SETTABLE,
    OwedFrom,
    OwnedBecause,
    span_in,
)

HISTORY = 20


@dataclass(frozen=True, slots=True)
class ByRule:
    """Which time missing this was, and from which one on the council owes an interview."""

    time: int
    council: str
    owed_from: OwedFrom
    may_offer: bool = False

    @property
    def is_owed(self) -> bool:
        """Say whether the rule asks for an interview after this episode."""
        return self.owed_from.covers(self.time)


@dataclass(frozen=True, slots=True)
class DebriefLine:
    """A number that holds or held: from when, set by whom."""

    times: int
    from_at: datetime
    by: str


def is_owed(episode: Episode) -> bool:
    """Say whether this episode owes the child an interview: after each that ended (34)."""
    ending = Ending(episode.ending) if episode.ending else Ending.RETURNED
    return not episode.is_open and EFFECTS[ending].interview_due


def owner_of(episode: Episode) -> tuple[UUID, OwnedBecause]:
    """Return who owes the interview and why it is they: somebody always does.

    The responsible authority; else the authority where the child is placed; else an
    authority of the force's area; else whoever reported, until an authority takes it.
    """
    if episode.responsible_authority_id:
        return episode.responsible_authority_id, OwnedBecause.RESPONSIBLE
    if episode.host_authority_id:
        return episode.host_authority_id, OwnedBecause.HOST
    councils = Agency.objects.filter(kind=AgencyKind.LOCAL_AUTHORITY, ended_at=None)
    area = councils.filter(home_force_id=episode.force_id, home_force__isnull=False)
    if council := area.order_by("name").first():
        return council.pk, OwnedBecause.FORCE_AREA
    return episode.reported_by_agency_id, OwnedBecause.REPORTED


def nation_of_agency(agency_id: UUID) -> Nation:
    """Return the nation in which an agency lies."""
    return Nation(Agency.objects.values_list("nation", flat=True).get(pk=agency_id))


def in_wales(episode: Episode) -> bool:
    """Say whether a Welsh council would owe the interview: its 72 hours are then no law.

    By `rules.span_in`. Of an episode that the reader may see.
    """
    span = span_in(nation_of_agency(owner_of(episode)[0]))
    return span.strength is not Strength.STATUTORY_GUIDANCE


def by_rule(episode: Episode, *, at: datetime) -> ByRule:
    """Return what the rule of the council that would owe the interview says of an episode.

    Of all that the child went missing; whoever asks must see the child's episodes. One
    query in England, three in Wales.
    """
    council = Agency.objects.get(pk=owner_of(episode)[0])
    owed = owed_from(council, at=at)
    return ByRule(1 if owed.times == 1 else _time(episode), council.name, owed)


def _time(episode: Episode) -> int:
    """Return which time missing this was: the first is 1. Reports in error do not count."""
    rows = Episode.objects.counted().filter(child_id__in=same_child(episode.child_id))
    return rows.filter(started_at__lt=episode.started_at).count() + 1


def owed_from(council: Agency, *, at: datetime) -> OwedFrom:
    """Return from which time missing on a council owes an interview. In Wales one query."""
    nation = Nation(council.nation)
    if nation not in SETTABLE:
        return OwedFrom(nation, OWED_FROM[nation])
    rows = DebriefFrom.objects.filter(agency_id=council.pk, from_at__lte=at).order_by("-from_at")
    times = rows.values_list("times", flat=True).first()
    return OwedFrom(nation, times or OWED_FROM[nation], is_set=times is not None)


def not_owed(actor: Actor, episode: Episode, *, at: datetime) -> ByRule | None:
    """Return why the council owes no interview for an ended episode; None where one is owed.

    Of an episode that the actor may see: ask for that first.
    """
    if not is_owed(episode) or InterviewEpisode.objects.filter(episode=episode).exists():
        return None
    said = by_rule(episode, at=at)
    if said.is_owed:
        return None  # by a job that has not run yet
    may = policies.can_offer_all_the_same(actor, owner_of(episode)[0])
    return ByRule(said.time, said.council, said.owed_from, bool(may))


def sets_debrief(actor: Actor) -> bool:
    """Say whether the actor's own council sets from which time missing on it offers one."""
    return bool(policies.can_set_debrief(actor, agencies.get_agency(actor.agency_id)))


def get_debrief(actor: Actor, *, at: datetime) -> tuple[OwedFrom, list[DebriefLine]]:
    """Return the number of the actor's own council and those before it. Raises NotAllowed."""
    council = agencies.get_agency(actor.agency_id)
    policies.can_set_debrief(actor, council).require()
    rows = list(
        DebriefFrom.objects.filter(agency_id=council.pk, from_at__lte=at).order_by("-from_at")[
            :HISTORY
        ]
    )
    names = agencies.person_names(row.set_by_id for row in rows)
    lines = [DebriefLine(row.times, row.from_at, names.get(row.set_by_id, "")) for row in rows]
    return owed_from(council, at=at), lines
