"""An investigation plan: lines of enquiry are set, a supervisor reviews them, in time.

A line is a task like any other; that nobody looks at the plan is what the clock is for.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from safereturn.agencies.models import Agency
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework.actions import tasks
from safereturn.casework.models import PlanReview, StandardLineRow
from safereturn.casework.policies import lines as policies
from safereturn.casework.queries.investigation import level_of, standard_lines, within
from safereturn.casework.rules.lines import MOST_LINES, SHIPPED_LINES, StandardLine
from safereturn.casework.rules.tasks import NewTask, Owner
from safereturn.children.actions.locking import hold
from safereturn.clocks import actions as clocks
from safereturn.clocks.models import Clock
from safereturn.clocks.rules import ClockKind
from safereturn.episodes.models import Episode, Task
from safereturn.episodes.rules.tasks import TaskSource
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.foundation.sentences import sentence
from safereturn.involvement import queries as involvement
from safereturn.sharing.rules import Kind


def add_line(
    episode_ref: str, text: str, owner: Owner, *, police_only: bool,
    due_at: datetime | None = None, at: datetime, by: Actor,
) -> Task:  # fmt: skip
    """Set a line of enquiry. What is for another agency is never for the police alone."""
    episode = _episode(episode_ref, at=at, by=by)
    policies.can_write_lines(by, episode, at=at).require()
    new = NewTask(
        text=text,
        owner=owner,
        due_at=due_at,
        kind=Kind.INTELLIGENCE if police_only else Kind.PLANS,
        source=TaskSource.INVESTIGATION,
    )
    tasks.check_owner(owner, episode.child_id, at=at)
    tasks.check_intelligence(new.kind, owner.agency_id)
    to = {owner.agency_id} - {by.agency_id}
    with recording(
        "investigation.line_set", by=by, child_id=episode.child_id, refs=[episode.ref], to=to
    ):
        _held(episode, at=at, by=by)
        row = tasks.write(episode, new, at=at, by=by)
        _begin_review(episode, at=at)
    return row


def add_standard(episode_ref: str, names: Iterable[str], *, at: datetime, by: Actor) -> list[Task]:
    """Set the chosen standard lines for one's own force, each due from now.

    Raises Invalid when none is chosen. One that is in the plan already is passed over.
    """
    episode = _episode(episode_ref, at=at, by=by)
    policies.can_write_lines(by, episode, at=at).require()
    chosen = set(names)
    lines = [one for one in standard_lines(by.agency_id) if one.name in chosen]
    if not lines:
        raise Invalid(fields={"lines": "Select at least one line"})
    with recording("investigation.lines_set", by=by, child_id=episode.child_id, refs=[episode.ref]):
        _held(episode, at=at, by=by)
        rows = Task.objects.filter(episode=episode, source=TaskSource.INVESTIGATION)
        there = set(rows.values_list("step", flat=True))
        found = [
            tasks.write(episode, _as_task(one, by.agency_id, at), at=at, by=by)
            for one in lines
            if one.name not in there
        ]
        _begin_review(episode, at=at)
    return found


def _as_task(line: StandardLine, agency_id: UUID, at: datetime) -> NewTask:
    return NewTask(
        text=line.text,
        owner=Owner(agency_id=agency_id),
        due_at=at + timedelta(minutes=line.minutes),
        kind=Kind.INTELLIGENCE if line.police_only else Kind.PLANS,
        source=TaskSource.INVESTIGATION,
        step=line.name,
    )


def review(episode_ref: str, rationale: str, *, at: datetime, by: Actor) -> PlanReview:
    """Say as a supervisor why the plan goes on as it does; the next review is set by the grade."""
    episode = _episode(episode_ref, at=at, by=by)
    policies.can_review_lines(by, episode, at=at).require()
    if not rationale.strip():
        raise Invalid(fields={"rationale": "Enter why the plan goes on as it does"})
    with recording("investigation.reviewed", by=by, child_id=episode.child_id, refs=[episode.ref]):
        _held(episode, at=at, by=by)
        level = level_of(episode)
        rows = Task.objects.filter(episode=episode, source=TaskSource.INVESTIGATION, done_at=None)
        row = PlanReview.objects.create(
            episode=episode,
            child_id=episode.child_id,
            agency_id=by.agency_id,
            by_id=by.person_id,
            at=at,
            rationale=rationale.strip(),
            level=level or "",
            open_lines=rows.count(),
            next_at=at + within(episode, at=at),
        )
        clocks.meet(ClockKind.PLAN_REVIEW, episode.pk, at=at)
        _set_review(episode, row.next_at, at=at)
    return row


def graded(episode_id: UUID, *, at: datetime, by: Actor) -> None:
    """After a grading: a plan that is reviewed later than the new grade allows, sooner.

    For the service itself; safe to run twice.
    """
    episode = Episode.objects.filter(pk=episode_id).first()
    if episode is None:
        return
    with recording("investigation.graded", by=by, child_id=episode.child_id, refs=[episode.ref]):
        hold([episode.child_id])
        episode.refresh_from_db()
        clock = _running(episode)
        if clock is None or not episode.is_open:
            return
        due_at = clock.starts_at + within(episode, at=at)
        if due_at < clock.due_at:
            _set_review(episode, max(due_at, at), at=at)


def _begin_review(episode: Episode, *, at: datetime) -> None:
    """Owe the first review from the first line on."""
    if _running(episode) is None:
        _set_review(episode, at + within(episode, at=at), at=at)


def _running(episode: Episode) -> Clock | None:
    return Clock.objects.filter(
        kind=ClockKind.PLAN_REVIEW, subject_id=episode.pk, met_at=None, stopped_at=None
    ).first()


def _set_review(episode: Episode, due_at: datetime, *, at: datetime) -> None:
    if episode.force_id is None:
        return
    clocks.start_until(
        ClockKind.PLAN_REVIEW,
        due_at,
        child_id=episode.child_id,
        subject_id=episode.pk,
        episode_id=episode.pk,
        owner=episode.force_id,
        authority_id=episode.responsible_authority_id,
        at=at,
        counted_from="last review",
    )


def keep_line(line: StandardLine, *, at: datetime, by: Actor) -> StandardLineRow:
    """Keep a standard line for one's force; one of the same name is ended by it."""
    policies.can_keep_lines(by).require()
    with recording("investigation.line_kept", by=by, act=Act.SETTING):
        _hold_list(by)
        rows = StandardLineRow.objects.filter(agency_id=by.agency_id, ended_at=None)
        if rows.exclude(name=line.name.strip()).count() >= MOST_LINES:
            raise Invalid(
                fields={"name": sentence("A force keeps {most} lines at most", most=MOST_LINES)}
            )
        rows.filter(name=line.name.strip()).update(ended_at=at, ended_by_id=by.person_id)
        return _keep(line, at=at, by=by)


def _hold_list(by: Actor) -> None:
    """Lock the force: of two who change its list at once, the second sees what the first did."""
    Agency.objects.select_for_update(no_key=True).get(pk=by.agency_id)


def _keep(line: StandardLine, *, at: datetime, by: Actor) -> StandardLineRow:
    return StandardLineRow.objects.create(
        agency_id=by.agency_id,
        name=line.name.strip(),
        text=line.text.strip(),
        minutes=line.minutes,
        levels=sorted(line.levels),
        dangers=sorted(line.dangers),
        after_hours=line.after_hours,
        police_only=line.police_only,
        set_at=at,
        set_by_id=by.person_id,
    )


def copy_shipped(*, at: datetime, by: Actor) -> None:
    """Begin one's own list with those that ship; nothing where there is one already."""
    policies.can_keep_lines(by).require()
    with recording("investigation.lines_copied", by=by, act=Act.SETTING):
        _hold_list(by)
        if not StandardLineRow.objects.filter(agency_id=by.agency_id, ended_at=None).exists():
            for line in SHIPPED_LINES:
                _keep(line, at=at, by=by)


def drop_line(line_id: UUID, *, at: datetime, by: Actor) -> None:
    """End a standard line: it is suggested no more; what was set from it stays."""
    policies.can_keep_lines(by).require()
    with recording("investigation.line_dropped", by=by, act=Act.SETTING):
        _hold_list(by)
        rows = StandardLineRow.objects.filter(pk=line_id, agency_id=by.agency_id, ended_at=None)
        if not rows.update(ended_at=at, ended_by_id=by.person_id):
            raise NotFound


def _episode(ref: str, *, at: datetime, by: Actor) -> Episode:
    """Return the episode, or raise NotFound as if there were none for a stranger."""
    episode = Episode.objects.filter(ref=ref).first()
    if episode is None or not involvement.ties_for(by, episode.child_id, at=at).bases:
        raise NotFound
    return episode


def _held(episode: Episode, *, at: datetime, by: Actor) -> None:
    """Lock the child; refuse what began before the child came back, and would ring after it."""
    hold([episode.child_id])
    episode.refresh_from_db()
    policies.can_write_lines(by, episode, at=at).require()
