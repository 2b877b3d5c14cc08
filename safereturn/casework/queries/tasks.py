"""Agreed actions: those of an episode, one with its history, and what waits for a reader."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Colleague, Desk, Directory
from safereturn.audit.record import note
from safereturn.casework.models import TaskChange
from safereturn.casework.policies import tasks as policies
from safereturn.casework.queries.working import working_now
from safereturn.casework.rules import PAGE
from safereturn.casework.rules.tasks import TaskEvent
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.children.queries import Card
from safereturn.episodes import policies as episode_policies
from safereturn.episodes.models import Episode, Task
from safereturn.episodes.rules.tasks import TaskSource
from safereturn.foundation.actor import NO_CASEWORK, Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import hidden_from
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Depth, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One task as lists show it; without words where the agreement does not give them."""

    ref: str
    episode_ref: str
    child: Card
    text: str
    step: str
    source: TaskSource
    agency_id: UUID
    agency: str
    team_id: UUID | None
    team: str
    person: str
    owner_name: str
    is_mine: bool
    is_ours: bool
    set_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    not_done: bool
    result: str
    told_name: str
    told_phone: str
    told_at: datetime | None
    ring: Desk | None

    @property
    def who(self) -> str:
        """Return whom it is with, in words: the person, the team, the agency."""
        return ", ".join(part for part in (self.person or self.owner_name, self.team) if part)

    def is_late(self, at: datetime) -> bool:
        """Say whether it should have been done by now."""
        return self.done_at is None and self.due_at is not None and self.due_at <= at


def held_by(task: Task, *, at: datetime) -> UUID | None:
    """Return the person who has a task, or None: whoever is off or has left has nothing."""
    person = task.owner_person_id
    if person is None or not agencies.is_there(person, task.owner_agency_id, at=at):
        return None
    return person


def shown_depth(actor: Actor, task: Task, ties: Ties) -> Depth:
    """Return how deep a reader sees a task: its owner's people all of it.

    Of police intelligence the sort of enquiry at most is told to who has it in summary; who
    has none of it does not learn that there is a line.
    """
    if task.owner_agency_id == actor.agency_id:
        return Depth.FULL
    depth = decide_with(actor, Kind(task.kind), ties).depth
    if task.kind == Kind.INTELLIGENCE:
        return depth if depth >= Depth.SUMMARY else Depth.NOTHING
    return max(depth, Depth.EXISTS)


def lines(
    actor: Actor, rows: Iterable[Task], *, at: datetime, read: Iterable[Child] = ()
) -> list[TaskLine]:
    """Return tasks as the reader may see them, in their order, and note the look.

    At most 5 queries, however many. Hidden children's are left out; a restricted child's
    stand without words. `read` is as `children.cards` says.
    """
    found = list(rows)
    if not found:
        return []
    ties = involvement.ties_of_for(actor, {row.child_id for row in found}, at=at)
    cards = children.cards(actor, {row.child_id for row in found}, at=at, read=read)
    depths = {row.pk: shown_depth(actor, row, ties[row.child_id]) for row in found}
    found = [row for row in found if row.child_id in cards and depths[row.pk]]
    note((), refs=[one for row in found for one in (row.ref, row.episode.ref)])
    names = _Names.of(found, at)
    return [names.line(actor, row, cards[row.child_id], depths[row.pk]) for row in found]


@dataclass(frozen=True, slots=True)
class _Names:
    """Who is who in a list of tasks, and whom to ring."""

    known: Directory
    ring: dict[UUID, Desk]

    @classmethod
    def of(cls, rows: list[Task], at: datetime) -> "_Names":
        known = agencies.directory(
            agencies=[row.owner_agency_id for row in rows],
            teams=[row.owner_team_id for row in rows],
            people=[row.owner_person_id for row in rows],
            at=at,
        )
        silent = {row.owner_agency_id for row in rows if _must_ring(row)} & known.to_ring
        return cls(known, agencies.desks_for(silent, at=at) if silent else {})

    def line(self, actor: Actor, row: Task, card: Card, depth: Depth) -> TaskLine:
        full = depth is Depth.FULL and not card.restricted
        person = row.owner_person_id
        # A task of somebody who is off or has left is the agency's again.
        here = self.known.person_at(row.owner_agency_id, person)
        return TaskLine(
            ref=row.ref,
            episode_ref=row.episode.ref,
            child=card,
            text=row.text if full else "",
            step=row.step if depth >= Depth.SUMMARY and not card.restricted else "",
            source=TaskSource(row.source),
            agency_id=row.owner_agency_id,
            agency=self.known.agency(row.owner_agency_id),
            team_id=row.owner_team_id,
            # Below the words nobody is named: that there is a task, and whose, is enough.
            team=self.known.team(row.owner_team_id) if depth is Depth.FULL else "",
            person=here if depth is Depth.FULL else "",
            owner_name=row.owner_name if full else "",
            is_mine=bool(here) and person == actor.person_id,
            is_ours=row.owner_agency_id == actor.agency_id,
            set_at=row.set_at,
            due_at=row.due_at,
            done_at=row.done_at,
            not_done=row.not_done,
            result=row.result if full else "",
            told_name=row.told_name if full else "",
            told_phone=row.told_phone if full else "",
            told_at=row.told_at,
            ring=self.ring.get(row.owner_agency_id) if _must_ring(row) else None,
        )


def _must_ring(row: Task) -> bool:
    return row.told_at is None and row.done_at is None


def of_episode(actor: Actor, episode: Episode, *, at: datetime) -> list[TaskLine]:
    """Return the tasks of an episode that the reader may know: open ones first, soonest due."""
    rows = Task.objects.select_related("episode").filter(episode=episode)
    found = lines(actor, rows.order_by("set_at", "pk"), at=at)
    return sorted(found, key=_urgency)


def _urgency(line: TaskLine) -> tuple[bool, bool, datetime]:
    return (line.done_at is not None, line.due_at is None, line.due_at or line.set_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of a task's history."""

    what: TaskEvent
    at: datetime
    by: str
    agency: str
    words: str
    due_at: datetime | None
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """One task with its history and what the reader may do."""

    line: TaskLine
    episode: Episode
    history: list[Happened]
    may_take: Decision
    may_hand_over: Decision
    may_finish: Decision
    may_change_due: Decision
    may_tell: Decision


def get_task(actor: Actor, ref: str, *, at: datetime) -> TaskPage:
    """Return one task, or raise NotFound: also where the reader may not know of it."""
    row = Task.objects.select_related("episode").filter(ref=ref).first()
    found = lines(actor, [row], at=at) if row else []
    if row is None or not found or found[0].child.restricted:
        raise NotFound
    line, holder = found[0], held_by(row, at=at)
    ties = involvement.ties_for(actor, row.child_id, at=at)
    shown = bool(line.text)
    return TaskPage(
        line=line,
        episode=row.episode,
        history=_history(row) if shown else [],
        may_take=policies.can_take(actor, row, holder, ties),
        may_hand_over=_may_hand_over(actor, row, holder, ties, at=at),
        may_finish=policies.can_finish(actor, row, row.episode, at=at),
        may_change_due=policies.can_change_due(actor, row, row.episode, at=at),
        may_tell=policies.can_tell_by_phone(actor, row, row.episode, at=at),
    )


def _may_hand_over(
    actor: Actor, task: Task, holder: UUID | None, ties: Ties, *, at: datetime
) -> Decision:
    if task.owner_agency_id == actor.agency_id:
        return policies.can_hand_over(actor, task, holder, ties)
    return policies.can_finish(actor, task, task.episode, at=at)


def _history(task: Task) -> list[Happened]:
    rows = list(TaskChange.objects.filter(task=task).order_by("at", "pk"))
    people = {one for row in rows for one in (row.by_id, row.to_person_id) if one}
    names = agencies.person_names(people)
    ids = {one for row in rows for one in (row.by_agency_id, row.to_agency_id) if one}
    places = agencies.names(ids)
    return [
        Happened(
            what=TaskEvent(row.what),
            at=row.at,
            by=names.get(row.by_id, ""),
            agency=places.get(row.by_agency_id, ""),
            words=row.words,
            due_at=row.due_at,
            to=", ".join(
                part
                for part in (
                    names.get(row.to_person_id, "") if row.to_person_id else "",
                    places.get(row.to_agency_id, "") if row.to_agency_id else "",
                )
                if part
            ),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be done at the reader's agency, soonest due first."""

    mine: tuple[TaskLine, ...] = ()
    team: tuple[TaskLine, ...] = ()
    agency: tuple[TaskLine, ...] = ()
    colleagues: tuple[TaskLine, ...] = ()
    # Beyond the first fifty.
    more: int = 0


def waiting(actor: Actor, *, at: datetime) -> Waiting:
    """Return the open tasks of the agency: one's own, one's team's, nobody's, colleagues'.

    What belongs to somebody who has left, or to nobody, is the team's or the agency's.
    """
    rows = _open(actor).select_related("episode").order_by("due_at", "set_at", "pk")
    total = rows.count()
    found = lines(actor, rows[:PAGE], at=at)
    groups: dict[str, list[TaskLine]] = {"mine": [], "team": [], "agency": [], "colleagues": []}
    for one in found:
        if one.is_mine:
            groups["mine"].append(one)
        elif one.person:
            groups["colleagues"].append(one)
        else:
            is_teams = one.team_id is not None and one.team_id == actor.team_id
            groups["team" if is_teams else "agency"].append(one)
    return Waiting(
        mine=tuple(groups["mine"]),
        team=tuple(groups["team"]),
        agency=tuple(groups["agency"]),
        colleagues=tuple(groups["colleagues"]),
        more=max(0, total - PAGE),
    )


def count_waiting(actor: Actor, *, at: datetime) -> tuple[int, int]:
    """Return how many tasks are the actor's own, their team's or nobody's, and how many are late.

    Two numbers for the worklist, of no child in particular. One query.
    """
    off = RawSQL("select agencies_away(%s, %s)", [actor.agency_id, at])
    for_me = Q(owner_person_id=actor.person_id) | Q(owner_person_id=None)
    for_me |= Q(owner_person_id__in=off)
    late = Count("pk", filter=Q(due_at__lte=at))
    found = _open(actor).filter(for_me).aggregate(all=Count("pk"), late=late)
    return found["all"], found["late"]


def _open(actor: Actor) -> QuerySet[Task]:
    return Task.objects.filter(owner_agency_id=actor.agency_id, done_at=None).exclude(
        child_id__in=hidden_from(actor.person_id)
    )


@dataclass(frozen=True, slots=True)
class MayOwn:
    """Who may be given a task: agencies that work with the child; teams and people of ours."""

    agencies: list[tuple[UUID, str]]
    teams: tuple[tuple[UUID, str], ...]
    people: list[Colleague]


def may_agree(actor: Actor, child_id: UUID, *, at: datetime) -> MayOwn:
    """Return whom an action agreed in advance may be given to: all who work with the child."""
    return _may_own(actor, working_now(child_id, at=at), at)


def may_own(actor: Actor, episode: Episode, *, at: datetime) -> MayOwn:
    """Return whom the reader may give a task of this episode to."""
    wanted = [
        pk
        for pk in working_now(episode.child_id, at=at)
        if episode_policies.can_set_task(actor, episode, pk, at=at)
    ]
    return _may_own(actor, wanted, at)


def _may_own(actor: Actor, wanted: Collection[UUID], at: datetime) -> MayOwn:
    names = agencies.names(wanted)
    named = sorted(names.items(), key=lambda one: (one[0] != actor.agency_id, one[1]))
    return MayOwn(
        named,
        agencies.teams_of(actor.agency_id),
        agencies.colleagues([actor.agency_id], at=at, but=NO_CASEWORK),
    )
