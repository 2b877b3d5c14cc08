"""What the clocks do not know: whom a step means in this case, and which facts it has.

Clocks speak of parts in a case (the force, the authority, its senior); here they become
agencies and people, and an episode becomes facts with times.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Model

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Colleague
from safereturn.audit.record import recording
from safereturn.casework.actions import climbing, duties
from safereturn.casework.models import MeetingDuty, TriggerAgreement, TriggerPlan
from safereturn.casework.queries.tasks import held_by
from safereturn.casework.queries.working import responsible_now
from safereturn.children.actions.locking import hold_together
from safereturn.children.models import Child
from safereturn.clocks import actions as clocks
from safereturn.clocks.actions import Case, Firer, Recipient
from safereturn.clocks.models import Clock
from safereturn.clocks.queries import named_senior
from safereturn.clocks.rules import Begin, Breach, ClockKind, End, Party, Rank, Who
from safereturn.episodes.models import Episode, Task
from safereturn.episodes.rules import OPEN_STATES
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.identity import about as seeing
from safereturn.involvement import queries as involvement
from safereturn.involvement.rules import Basis
from safereturn.return_interviews.models import InterviewEpisode
from safereturn.risk.models import Assessment
from safereturn.risk.rules import Level

T = TypeVar("T")

# Who holds a place at an agency, whatever kind of agency it is.
_ROLES: dict[Rank, tuple[Role, ...]] = {
    Rank.SUPERVISOR: (Role.POLICE_SUPERVISOR, Role.INTERVIEW_MANAGER, Role.HOME_MANAGER),
    Rank.OUT_OF_HOURS: (Role.OUT_OF_HOURS,),
    Rank.COORDINATOR: (
        Role.POLICE_COORDINATOR,
        Role.COUNCIL_COORDINATOR,
        Role.INTERVIEW_MANAGER,
    ),
    Rank.PRIVACY_LEAD: (Role.GOVERNANCE_LEAD,),
}


# Notices whose point is the search: when it is over, nobody is got out of bed for them.
OF_THE_SEARCH = ("episode.reported", "episode.report_added", "episode.stance", "risk.assessed",
                 "episode.located")  # fmt: skip


def firer() -> Firer:
    """Return what the ticker needs to know of the cases."""
    return Firer(recipients, about, _remembering)


_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)


@contextmanager
def _remembering() -> Iterator[None]:
    """Read who works where once for steps that are fired together: they have one moment."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def _once(key: Hashable, read: Callable[[], T]) -> T:
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found


# Where a notice of these leads: to the subject of the clock, by its own reference.
_LEADS_TO: dict[ClockKind, tuple[type[Model], str, str]] = {
    ClockKind.TASK: (Task, "ref", "/tasks/{}/"),
    ClockKind.PLAN_REVIEW: (Episode, "ref", "/episodes/{}/plan/"),
    ClockKind.TRIGGER_REVIEW: (TriggerPlan, "ref", "/trigger-plans/{}/"),
    ClockKind.TRIGGER_ANSWER: (TriggerAgreement, "plan__ref", "/trigger-plans/{}/"),
}


def about(clock: Clock) -> tuple[str, str]:
    """Return the reference that a notice bears, and where it leads.

    To what is owed, the duty to meet, the episode, or the child.
    """
    if clock.kind in _LEADS_TO:
        model, field, path = _LEADS_TO[ClockKind(clock.kind)]
        subject = (
            model._default_manager.filter(pk=clock.subject_id).values(its_ref=F(field)).first()
        )
        if subject:
            return str(subject["its_ref"]), path.format(subject["its_ref"])
    if clock.kind == ClockKind.REPEAT:
        duty = MeetingDuty.objects.filter(clock_id=clock.pk).values_list("ref", flat=True).first()
        if duty:
            return duty, f"/meetings/duties/{duty}/"
    if clock.episode_id:
        rows = Episode.objects.filter(pk=clock.episode_id).values_list("ref", flat=True)
        ref = _once(("ref", clock.episode_id), rows.get)
        return ref, f"/episodes/{ref}/"
    ref = Child.objects.values_list("ref", flat=True).get(pk=clock.child_id)
    return ref, f"/children/{ref}/"


def recipients(clock: Clock, whom: Iterable[Who], at: datetime) -> list[Recipient]:
    """Return who is told: each once, and nobody who stands in no relation to the child now.

    Where nobody holds a place, the desk is told instead: never nobody.
    """
    of_episode = _once(("parties", clock.episode_id), lambda: parties_of(clock.episode_id))
    parties = of_episode | {Party.OWNER: clock.owner_agency_id}
    working = _once(("working", clock.child_id), lambda: _working(clock.child_id, at))
    if clock.episode_id is None:
        parties |= _parties_of_child(clock, working, at)
    # Whoever cares for the child no more is not asked to look at a profile or agree to a plan.
    keeps = clock.kind not in (ClockKind.PROFILE_REVIEW, ClockKind.TRIGGER_ANSWER)
    involved = working | {clock.owner_agency_id} if keeps else working
    wanted = [(who, parties[who.party]) for who in whom if parties.get(who.party) in involved]
    named = frozenset(agency for _, agency in wanted)
    ring = _once(("ring", named), lambda: agencies.without_accounts(named))
    found: dict[tuple[UUID, UUID | None], Recipient] = {}
    holder = _holder(clock, at)
    for who, agency in wanted:
        at_desk = who.rank is Rank.DESK and agency == clock.owner_agency_id
        people = [holder] if holder and at_desk else _people_once(who, agency, clock, at)
        for person in people or [None]:
            key = (agency, person)
            found.setdefault(key, Recipient(str(who), agency, person, agency in ring))
    if clock.kind == ClockKind.NOTICE_RECEIPT:
        return climbing.reaching(found.values(), whom, clock, at=at)
    return list(found.values())


def _parties_of_child(clock: Clock, working: set[UUID], at: datetime) -> dict[Party, UUID]:
    """Return who plays a part in what is owed about a child, outside any episode.

    Of a trigger plan the authority as it is now: it is owed long after it was written.
    """
    of_a_plan = clock.kind in (ClockKind.TRIGGER_REVIEW, ClockKind.TRIGGER_ANSWER)
    authority = responsible_now(clock.child_id, at=at) if of_a_plan else clock.authority_id
    parts = {Party.RESPONSIBLE_AUTHORITY: authority}
    if clock.kind == ClockKind.TRIGGER_REVIEW and clock.owner_agency_id not in working:
        parts[Party.OWNER] = authority  # whoever wrote it cares for the child no more
    if clock.kind == ClockKind.TRIGGER_ANSWER:
        plan = TriggerPlan.objects.filter(agreements=clock.subject_id).first()
        parts[Party.ASKER] = plan.asker_id if plan else None
    return {party: agency for party, agency in parts.items() if agency is not None}


def _holder(clock: Clock, at: datetime) -> UUID | None:
    """Return who has the task that a clock is about: they are told; who has left is not."""
    if clock.kind != ClockKind.TASK:
        return None
    return held_by(Task.objects.get(pk=clock.subject_id), at=at)


def _working(child_id: UUID, at: datetime) -> set[UUID]:
    involved = involvement.agencies_of(child_id, at=at)
    return {agency for agency, bases in involved.items() if bases != {Basis.ASKED}}


def _people_once(who: Who, agency_id: UUID, clock: Clock, at: datetime) -> list[UUID | None]:
    if who.rank in (Rank.DESK, Rank.NEXT):
        return _people(who, agency_id, clock, at)
    key = ("people", who.rank, agency_id)
    return _once(key, lambda: _people(who, agency_id, clock, at))


def _people(who: Who, agency_id: UUID, clock: Clock, at: datetime) -> list[UUID | None]:
    if who.rank is Rank.DESK:
        return []
    if who.rank is Rank.NEXT:
        return climbing.next_on_duty(agency_id, clock, at=at)
    gone = agencies.away(agency_id, at=at)
    if who.rank is Rank.SENIOR:
        senior = named_senior(agency_id)
        return [senior] if senior is not None and senior not in gone else []
    held: list[Colleague] = []
    for role in _ROLES[who.rank]:
        held += agencies.people_in_role([agency_id], role, at=at)
    return list(dict.fromkeys(one.person_id for one in held if one.person_id not in gone))


def parties_of(episode_id: UUID | None) -> dict[Party, UUID]:
    """Return which agency plays which part in an episode; parts that nobody plays are not in it."""
    episode = Episode.objects.filter(pk=episode_id).first() if episode_id else None
    if episode is None:
        return {}
    covered = InterviewEpisode.objects.filter(episode=episode).select_related("interview").first()
    parts = {
        Party.FORCE: episode.force_id,
        Party.RESPONSIBLE_AUTHORITY: episode.responsible_authority_id,
        Party.HOST_AUTHORITY: episode.host_authority_id,
        Party.PLACEMENT: episode.placement_agency_id,
        Party.INTERVIEWERS: covered.interview.interviewing_agency_id if covered else None,
    }
    return {party: agency for party, agency in parts.items() if agency is not None}


def follow_protocol(episode_id: UUID, *, at: datetime, by: Actor) -> None:
    """Let the clocks that begin by themselves agree with an episode as it stands now.

    For the service itself, after any fact about an episode; safe to run twice, in any order.
    """
    episode = Episode.objects.filter(pk=episode_id).first()
    if episode is None:
        return
    with recording("clock.followed", by=by, child_id=episode.child_id, refs=[episode.ref]):
        records = hold_together(episode.child_id)
        episode.refresh_from_db()
        clocks.follow(case_of(episode, records), at=at)
        if episode.state not in OPEN_STATES:
            because = "The search is over."
            clocks.stop_climbing(episode.pk, OF_THE_SEARCH, because=because, at=at)
        duties.open_due(episode, at=at)


def case_of(episode: Episode, records: Iterable[UUID]) -> Case:
    """Return the facts of an episode with their times; `records` are all of this one child."""
    counts = episode.reported_at is not None and episode.ending not in (
        "reported_in_error",
        "wrong_child",
    )
    lowest, graded = _graded(episode)
    began = {
        Begin.REPORTED: episode.reported_at,
        Begin.LAST_SEEN: episode.last_seen_at,
        Begin.LOCATED: episode.located_at,
        Begin.RETURNED: episode.returned_at,
        Begin.GRADED: graded,
        Begin.GRADED_LOWEST: lowest,
    }
    ended = {
        End.LOCATED: episode.located_at,
        End.RETURNED: episode.returned_at,
        End.GRADED: None if lowest else graded,
        End.OVER: _over_at(episode),
    }
    reports = dict(_reports(records))
    return Case(
        episode.child_id,
        episode.pk,
        {fact: when for fact, when in began.items() if when is not None} if counts else {},
        {fact: when for fact, when in ended.items() if when is not None},
        parties_of(episode.pk),
        reports,
        told=tuple(_told_elsewhere(episode, records, reports)),
    )


def _over_at(episode: Episode) -> datetime | None:
    """Return when the search was over; whatever was entered of an earlier time."""
    if episode.state in OPEN_STATES:
        return None
    over_at = episode.returned_at or episode.closed_at or episode.entered_at
    return max(over_at, episode.started_at)


def _graded(episode: Episode) -> tuple[datetime | None, datetime | None]:
    """Return when the last grading was, first if it is of the lowest level."""
    last = Assessment.objects.filter(episode=episode).order_by("-assessed_at").first()
    if last is None:
        return None, None
    lowest = last.assessed_at if last.level == Level.NO_APPARENT_RISK else None
    return lowest, last.assessed_at


def _reports(records: Iterable[UUID]) -> Iterator[tuple[UUID, datetime]]:
    """Yield each report that counts, by its episode. A job sees one record after the other."""
    for child_id in records:
        with seeing(child_id):
            rows = Episode.objects.counted().filter(child_id=child_id, reported_at__isnull=False)
            found = list(rows.values_list("pk", "reported_at"))
        for pk, reported_at in found:
            assert reported_at is not None, "only those that were reported"
            yield pk, reported_at


def _told_elsewhere(
    episode: Episode, records: Iterable[UUID], reports: Collection[UUID]
) -> Iterator[tuple[str, datetime]]:
    """Yield the counts that were told of the other records: by rule, at which report."""
    for child_id in records:
        if child_id != episode.child_id:
            with seeing(child_id):
                rows = Clock.objects.filter(child_id=child_id, kind=ClockKind.REPEAT)
                found = list(rows.filter(episode_id__in=reports).values_list("rule", "starts_at"))
            yield from found


def grade_again(episode_id: UUID, breach: str, *, at: datetime, by: Actor) -> None:
    """After a breach that says so: a grading is owed again, as for a child just reported.

    No apparent risk never stands because nobody looked. Safe to run twice.
    """
    if breach != Breach.GRADE_AGAIN:
        return
    episode = Episode.objects.filter(pk=episode_id, state__in=OPEN_STATES).first()
    if episode is None or episode.force_id is None:
        return
    with recording("clock.grade_again", by=by, child_id=episode.child_id, refs=[episode.ref]):
        clocks.start(
            ClockKind.FIRST_GRADING,
            child_id=episode.child_id,
            subject_id=episode.pk,
            owner=episode.force_id,
            at=at,
            episode_id=episode.pk,
            authority_id=episode.responsible_authority_id,
        )
