"""The child's page: who they are, what is going on, who is involved, what is owed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.audit.record import note
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.children.queries import About
from safereturn.clocks import queries as clocks
from safereturn.clocks.queries import Due
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.policies import can_record_away
from safereturn.episodes.rules import OPEN_STATES, Ending, State
from safereturn.foundation.actor import Actor
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis
from safereturn.return_interviews.rules import State as InterviewState
from safereturn.risk.rules import Level
from safereturn.sharing.policies import decide
from safereturn.sharing.rules import Answer, Depth, Kind


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """One of the child's episodes, with its last grade and its return interview."""

    id: UUID
    ref: str
    state: State
    started_at: datetime
    ended_at: datetime | None
    ending: Ending | None
    police_ref: str
    level: Level | None
    label: str
    interview_ref: str
    interview_state: InterviewState | None
    risk_is_shown: bool

    @property
    def is_open(self) -> bool:
        """Say whether the child is not back."""
        return self.state in OPEN_STATES

    @property
    def interview_open(self) -> bool:
        """Say whether a return interview is owed and not yet ended."""
        return self.interview_state in (
            InterviewState.DUE,
            InterviewState.OFFERED,
            InterviewState.ACCEPTED,
        )


@dataclass(frozen=True, slots=True)
class Party:
    """One agency involved now: in which relations, and who to ring."""

    agency_id: UUID
    name: str
    bases: tuple[Basis, ...]
    desk: Desk | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """The child's photograph, or (not `shown`) that one is held."""

    id: UUID
    taken_on: date | None
    shown: bool


@dataclass(frozen=True, slots=True)
class ChildPage:
    """Everything the page shows, as this actor may see it."""

    child: Child
    age: int | None
    about: About
    episodes: list[EpisodeLine]
    due: list[Due]
    parties: list[Party]
    history_sentence: str
    # Of return interviews: how many items this agency was given, and has not answered.
    # One whose source is protected is not counted: the count would say who spoke.
    items_given: int
    items_waiting: int
    photo: Portrait | None
    may_record_away: bool

    @property
    def current(self) -> EpisodeLine | None:
        """Return the episode that is open, else the last one with something still to do."""
        for line in self.episodes:
            if line.is_open or line.interview_open:
                return line
        return None

    @property
    def latest_grade(self) -> EpisodeLine | None:
        """Return the newest episode that was graded."""
        return next((line for line in self.episodes if line.level), None)


def child_page(actor: Actor, ref: str, *, at: datetime) -> ChildPage:
    """Return the page of one child, and note the look. At most 10 queries.

    Raises NotFound when the actor may not know of the child; Restricted when a reason
    must be given first.
    """
    child = children.get_child(actor, ref, at=at)
    about = children.about(actor, child, at=at)
    history = decide(actor, Kind.EPISODE_HISTORY, child.pk, at=at)
    # Who was only asked may match the child, and learns nothing else (decisions.md 18).
    works_with = decide(actor, Kind.IDENTITY, child.pk, at=at).depth is Depth.FULL
    ids = children.same_child(child.pk)
    risk = bool(decide(actor, Kind.RISK, child.pk, at=at))
    lines, (given, waiting), photo = _episodes(actor, child.pk, ids, history, risk, at)
    note([child.pk], refs=[line.ref for line in lines])
    return ChildPage(
        child=child,
        age=children.age_at(child, at),
        about=about,
        episodes=lines,
        due=_due(actor, child.pk, at=at) if works_with else [],
        parties=_parties(child.pk, at=at) if works_with else [],
        history_sentence=history.sentence,
        items_given=given,
        items_waiting=waiting,
        photo=photo,
        may_record_away=bool(can_record_away(actor, child.pk, at=at)),
    )


def _due(actor: Actor, child_id: UUID, *, at: datetime) -> list[Due]:
    """Return what is owed about a child; of a trigger plan as far as the reader knows of it.

    That an agency is asked to agree stands with the plan, and with that agency.
    """
    found = clocks.running_for_child(child_id)
    if any(one.kind is ClockKind.TRIGGER_REVIEW for one in found):
        knows = decide(actor, Kind.PLANS, child_id, at=at).depth
        found = [one for one in found if knows or one.kind is not ClockKind.TRIGGER_REVIEW]
    return [
        one
        for one in found
        if one.kind is not ClockKind.TRIGGER_ANSWER or one.owner_agency_id == actor.agency_id
    ]


# One row at least: what is counted and the photograph stand beside every episode.
_EPISODES = """
with listed as (
select e.id, e.ref, e.state, e.started_at, least(e.returned_at, e.closed_at) as ended_at,
       e.ending, e.police_ref, g.level, g.label, r.ref as interview, r.state as interview_state
  from episodes_episode e
  left join lateral (
       select level, label from risk_assessment a
        where a.episode_id = e.id order by a.assessed_at desc limit 1) g on true
  left join return_interviews_interviewepisode c on c.episode_id = e.id
  left join return_interviews_returninterview r on r.id = c.interview_id
 where %(history)s and e.child_id = any(%(ids)s)
   and e.ending not in ('reported_in_error', 'wrong_child')
 order by e.started_at desc
 limit 200
)
select l.*, i.given, i.waiting, p.id, p.source_agency_id, p.taken_on
  from (select count(*) as given, count(*) filter (where d.disposition = '') as waiting
          from return_interviews_itemdecision d
          join return_interviews_item t on t.id = d.item_id and t.use <> 'hide_source'
         where d.child_id = any(%(ids)s) and d.agency_id = %(agency)s
           and d.choice = 'share' and d.superseded_at is null) i
  left join lateral (
       select id, source_agency_id, taken_on from documents_photo
        where child_id = any(%(ids)s) and withdrawn_at is null
        order by added_at desc limit 1) p on true
  left join listed l on true
 order by l.started_at desc
"""


def _episodes(
    actor: Actor,
    child_id: UUID,
    child_ids: frozenset[UUID],
    history: Answer,
    risk: bool,
    at: datetime,
) -> tuple[list[EpisodeLine], tuple[int, int], Portrait | None]:
    """Return the episodes; how many items the agency was given and must answer; the photograph.

    In summary one learns that there was an episode and when, not the police's number of
    it: with that number another force's desk would tell the rest.
    """
    full = history.depth is Depth.FULL
    with connection.cursor() as cursor:
        cursor.execute(
            _EPISODES,
            {"ids": list(child_ids), "agency": actor.agency_id, "history": bool(history)},
        )
        rows = cursor.fetchall()
    given, waiting, *photo = rows[0][11:]
    items = (given, waiting) if history else (0, 0)
    lines = [
        EpisodeLine(
            id=row[0],
            ref=row[1],
            state=State(row[2]),
            started_at=row[3],
            ended_at=row[4],
            ending=Ending(row[5]) if row[5] else None,
            police_ref=row[6] if full else "",
            level=Level(row[7]) if row[7] and risk else None,
            label=(row[8] or "") if risk else "",
            interview_ref=row[9] or "",
            interview_state=InterviewState(row[10]) if row[10] else None,
            risk_is_shown=risk,
        )
        for row in rows
        if row[0] is not None
    ]
    return lines, items, _portrait(actor, child_id, photo, at)


def _portrait(actor: Actor, child_id: UUID, row: list[Any], at: datetime) -> Portrait | None:
    """Return the photograph as far as the agreement lets the actor know of it."""
    photo_id, owner_id, taken_on = row
    answer = decide(actor, Kind.PHOTOGRAPH, child_id, at=at)
    if photo_id is None or answer.depth is Depth.NOTHING:
        return None
    shown = answer.depth is Depth.FULL or owner_id == actor.agency_id
    return Portrait(photo_id, taken_on if shown else None, shown)


def _parties(child_id: UUID, *, at: datetime) -> list[Party]:
    involved = involvement.agencies_of(child_id, at=at)
    desks = agencies.desks_for(involved, at=at)
    missing = agencies.names(set(involved) - set(desks)) if set(involved) - set(desks) else {}
    order = list(Basis)
    parties = [
        Party(
            agency_id,
            desks[agency_id].agency if agency_id in desks else missing.get(agency_id, ""),
            tuple(sorted(bases, key=order.index)),
            desks.get(agency_id),
        )
        for agency_id, bases in involved.items()
    ]
    return sorted(parties, key=lambda party: (order.index(party.bases[0]), party.name))
