"""The next report starts a trigger plan: its actions become tasks with owners, once.

For the service itself, after the report's fact; and who is told where a plan stands.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.casework.actions import tasks
from safereturn.casework.models import TriggerAction, TriggerAgreement, TriggerPlan, TriggerStart
from safereturn.casework.queries.trigger_plans import holding
from safereturn.casework.queries.working import working_now
from safereturn.casework.rules.plans import PlanState
from safereturn.casework.rules.tasks import NewTask, Owner
from safereturn.children.actions.locking import hold_together
from safereturn.children.queries.reading import together
from safereturn.episodes.models import Episode
from safereturn.episodes.rules.tasks import TaskSource
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid
from safereturn.foundation.identity import about
from safereturn.notifications import actions as notifications
from safereturn.sharing.rules import Kind

_MOVED = "%s was to do this and does not work with the child any more: find out who does it now."
# What stands in the place of words that only the police read, with whoever is not the police.
_POLICE_ONLY = "Only the police read this action: ring the police and ask who does it now."


def start_plan(episode_id: UUID, *, at: datetime, by: Actor) -> int:
    """Start the plan in force for the child of a report; return how many tasks it became.

    Run twice it starts once. Each action is due so many minutes after the report, however
    late that was entered. What an agency agreed to that works with the child no more goes to
    the responsible authority, or the force: nobody's promise falls between two. The words of
    what only the police read stay with the police.
    """
    episode = Episode.objects.filter(pk=episode_id).first()
    if episode is None or episode.reported_at is None:
        return 0
    if _plan_for(episode.child_id, together(episode.child_id)) is None:
        return 0  # as for most children: nothing to lock, and nothing to write down
    with recording("trigger_plan.begun", by=by, child_id=episode.child_id, refs=[episode.ref]):
        records = hold_together(episode.child_id)
        # The child may have come back while this waited: its tasks would ring for nobody.
        episode.refresh_from_db()
        if not episode.is_open:
            return 0
        plan = _plan_for(episode.child_id, records)
        if plan is None or TriggerStart.objects.filter(episode=episode).exists():
            return 0
        with about(plan.child_id):
            actions = list(TriggerAction.objects.filter(plan=plan).order_by("minutes", "added_at"))
        TriggerStart.objects.create(
            plan=plan, child_id=episode.child_id, episode=episode, started_at=at
        )
        owners = _become_tasks(actions, episode, at=at, by=by)
        _tell_started(plan, episode, owners, at=at)
    return len(actions)


def _plan_for(child_id: UUID, records: Iterable[UUID]) -> TriggerPlan | None:
    """Return the plan that holds for a record, also where another record of the child has it."""
    found: list[TriggerPlan] = []
    for record in records:
        with about(record):
            found += TriggerPlan.objects.filter(child_id=record, state=PlanState.IN_FORCE)
    return holding(found, child_id)


def _become_tasks(
    actions: list[TriggerAction], episode: Episode, *, at: datetime, by: Actor
) -> Counter[UUID]:
    """Write a task for each action; return how many each agency has."""
    working = working_now(episode.child_id, at=at)
    names = agencies.names({row.owner_agency_id for row in actions})
    found: Counter[UUID] = Counter()
    for row in actions:
        owner, words = _owner(row, episode.child_id, at=at), ""
        kind, text = Kind(row.kind), row.text
        falls_to = _falls_to(episode, kind, working)
        if owner.agency_id not in working and falls_to is not None:
            words = _MOVED % names.get(owner.agency_id, "")
            owner = Owner(agency_id=falls_to)
            if kind is Kind.INTELLIGENCE and falls_to != episode.force_id:
                kind, text = Kind.PLANS, _POLICE_ONLY
        assert episode.reported_at is not None, "asked above"
        new = NewTask(
            text=text,
            owner=owner,
            due_at=episode.reported_at + timedelta(minutes=row.minutes),
            kind=kind,
            source=TaskSource.TRIGGER_PLAN,
            source_id=row.pk,
        )
        tasks.write(episode, new, at=at, by=by, tells=False, words=words)
        found[owner.agency_id] += 1
    return found


def _falls_to(episode: Episode, kind: Kind, working: frozenset[UUID]) -> UUID | None:
    """Return who has what an agency agreed to that is gone: of police matters, the force first."""
    if kind is Kind.INTELLIGENCE and episode.force_id in working:
        return episode.force_id
    return episode.responsible_authority_id or episode.force_id


def _owner(row: TriggerAction, child_id: UUID, *, at: datetime) -> Owner:
    """Return who was agreed on; where they cannot be given it any more, their agency."""
    owner = Owner(
        agency_id=row.owner_agency_id,
        team_id=row.owner_team_id,
        person_id=row.owner_person_id,
        name=row.owner_name,
    )
    try:
        tasks.check_owner(owner, child_id, at=at)
    except Invalid:
        return Owner(agency_id=row.owner_agency_id, team_id=row.owner_team_id)
    return owner


def _tell_started(
    plan: TriggerPlan, episode: Episode, owners: Counter[UUID], *, at: datetime
) -> None:
    """Tell each agency once that its actions have started, and the force that all have."""
    whom = set(owners) | {episode.force_id, episode.responsible_authority_id} - {None}
    silent = agencies.without_accounts(one for one in whom if one)
    addresses = agencies.addresses_for(one for one in whom if one)
    for agency_id in sorted(one for one in whom if one and one not in silent):
        notifications.notify(
            agency_id,
            "trigger.started",
            key=f"trigger:{plan.pk}:{episode.pk}",
            reference=episode.ref,
            path=f"/episodes/{episode.ref}/actions/",
            at=at,
            child_id=episode.child_id,
            urgent=True,
            addresses=[addresses[agency_id]] if agency_id in addresses else [],
        )


def tell_moved(plan_id: UUID, what: str, *, at: datetime, by: Actor) -> None:
    """Tell who is asked to agree; who wrote it and asked of a no; all its agencies of the rest.

    Of a version in the place of another those hear that have no part in the new one.

    Run twice it tells once.
    """
    plan = TriggerPlan.objects.get(pk=plan_id)
    rows = list(TriggerAgreement.objects.filter(plan=plan))
    authors = {plan.written_by_agency_id, plan.asker_id}
    if what == "asked":
        is_asked = plan.state == PlanState.ASKED  # it may have been taken back meanwhile
        whom = {row.agency_id for row in rows if is_asked and row.answered_at is None}
    elif what == "declined":
        whom = authors
    elif what == "replaced":
        whom = {row.agency_id for row in rows} - _parties_in_force(plan.child_id)
    else:
        whom = {row.agency_id for row in rows} | authors
    whom -= agencies.without_accounts(whom)
    addresses = agencies.addresses_for(whom)
    # A version that was declined is asked about again: each asking is told.
    asked = max((row.asked_at for row in rows), default=plan.written_at)
    with recording(
        "trigger_plan.told", by=by, child_id=plan.child_id, act=Act.DISCLOSURE, refs=[plan.ref],
        to=sorted(whom),
    ):  # fmt: skip
        for agency_id in sorted(whom):
            notifications.notify(
                agency_id,
                f"trigger.{what}",
                key=f"trigger:{plan.pk}:{what}:{asked.isoformat()}",
                reference=plan.ref,
                path=f"/trigger-plans/{plan.ref}/",
                at=at,
                child_id=plan.child_id,
                urgent=False,
                addresses=[addresses[agency_id]] if agency_id in addresses else [],
            )


def _parties_in_force(child_id: UUID) -> set[UUID]:
    """Return the agencies of the plan that is in force now: they are told of that one."""
    rows = TriggerAgreement.objects.filter(child_id=child_id, plan__state=PlanState.IN_FORCE)
    return set(rows.values_list("agency_id", flat=True))
