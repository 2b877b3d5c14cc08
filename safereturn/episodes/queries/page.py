"""One episode on one page; and what stands beside a report before it is made."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.audit.record import note
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.children.queries import About
from safereturn.clocks import queries as clocks
from safereturn.clocks.queries import Due
from safereturn.episodes.models import Episode, PreventionInterview, Stance, Task, Telling
from safereturn.episodes.models import Report as ReportRow
from safereturn.episodes.queries.finding import get_episode
from safereturn.episodes.queries.history import EarlierEpisode, counts, rows_of, shown_of
from safereturn.episodes.queries.people import to_ring
from safereturn.episodes.queries.rows import depths, may_see_prevention, read, take_out
from safereturn.episodes.queries.timeline import Line, lines, with_names
from safereturn.episodes.rules import Counts, Ending
from safereturn.foundation.actor import Actor
from safereturn.sharing.rules import Answer, Kind


@dataclass(frozen=True, slots=True)
class EpisodePage:
    """All that one page shows of an episode, as this actor may see it."""

    episode: Episode
    child: Child
    age: int | None
    whereabouts: Answer
    reports: list[ReportRow]
    stances: list[Stance]
    tasks: list[Task]
    tellings: list[Telling]
    prevention: PreventionInterview | None
    has_prevention: bool
    due: list[Due]
    lines: list[Line]
    names: dict[UUID, str]
    to_ring: list[Desk]

    @property
    def stance(self) -> Stance | None:
        """Return the police's last word on the report."""
        return self.stances[-1] if self.stances else None

    @property
    def kept_from(self) -> list[str]:
        """Return who must not be told, and why: first on every page that tells anybody."""
        return _kept_from(self.tellings, self.reports)


def _kept_from(tellings: list[Telling], reports: list[ReportRow]) -> list[str]:
    return [
        *(f"{t.person_name}: {t.not_told_because}" for t in tellings if not t.told),
        *(f"{r.reporter_name}: {r.not_told_because}" for r in reports if not r.may_be_told),
    ]


def kept_from(actor: Actor, episode: Episode, *, at: datetime) -> list[str]:
    """Return who must not be told of an episode, and why, and note the look."""
    rows = read(episode, depths(actor, episode, at=at))
    note([episode.child_id], refs=[episode.ref])
    return _kept_from(rows.tellings, rows.reports)


def get_page(actor: Actor, ref: str, *, at: datetime) -> EpisodePage:
    """Return an episode with all that hangs on it, and note the look. 9 queries.

    Raises NotFound and Restricted as `get_episode` does.
    """
    episode = get_episode(actor, ref, at=at)
    seen = depths(actor, episode, at=at)
    rows = read(episode, seen)
    prevention = rows.prevention
    wanted = {
        episode.force_id,
        episode.responsible_authority_id,
        episode.host_authority_id,
        episode.placement_agency_id,
        *(task.owner_agency_id for task in rows.tasks),
    }
    found = lines(episode, rows, seen)
    wanted |= {line.agency_id for line in found}
    names = agencies.names(agency for agency in wanted if agency)
    return EpisodePage(
        episode=take_out(episode, seen),
        child=episode.child,
        age=children.age_at(episode.child, at),
        whereabouts=seen.answers[Kind.WHEREABOUTS],
        reports=rows.reports,
        stances=rows.stances,
        tasks=rows.tasks,
        tellings=rows.tellings,
        prevention=prevention if prevention and may_see_prevention(prevention, seen) else None,
        has_prevention=prevention is not None,
        due=clocks.running_for_episode(episode.pk),
        lines=with_names(found, names),
        names=names,
        to_ring=to_ring(actor, episode, rows.tellings, at=at),
    )


@dataclass(frozen=True, slots=True)
class BeforeReport:
    """What agencies know of a child, beside the form that reports them missing."""

    child: Child
    age: int | None
    about: About
    open_episode: Episode | None
    earlier: list[EarlierEpisode]
    counts: Counts


def before_report(actor: Actor, ref: str, *, at: datetime) -> BeforeReport:
    """Return what is known of a child who is about to be reported, and note the look."""
    child = children.get_child(actor, ref, at=at)
    rows = rows_of(child.pk, before=at)
    before = [row for row in rows if not row.is_open]
    earlier = shown_of(actor, child.pk, before, at=at)
    return BeforeReport(
        child=child,
        age=children.age_at(child, at),
        about=children.about(actor, child, at=at),
        open_episode=next((row for row in rows if row.is_open), None),
        earlier=earlier,
        counts=counts(earlier, at=at),
    )


@dataclass(frozen=True, slots=True)
class Companion:
    """Another child who went missing together with this one."""

    ref: str
    name: str
    is_open: bool


def together_with(actor: Actor, episode: Episode, *, at: datetime) -> list[Companion]:
    """Return those missing together with this child whom the actor may see."""
    if episode.together_id is None:
        return []
    others = list(Episode.objects.filter(together_id=episode.together_id).exclude(pk=episode.pk))
    cards = children.cards(actor, [other.child_id for other in others], at=at)
    return [
        Companion(other.ref, cards[other.child_id].name or "", other.is_open)
        for other in others
        if other.child_id in cards and other.ending not in (Ending.WRONG_CHILD,)
    ]
