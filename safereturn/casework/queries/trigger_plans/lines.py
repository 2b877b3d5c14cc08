"""The lines of a trigger plan as a page shows them: its actions, and who has agreed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Team
from safereturn.agencies.queries import Desk
from safereturn.casework.models import TriggerAction, TriggerAgreement, TriggerPlan
from safereturn.casework.queries.working import working_now
from safereturn.clocks.queries import running_until
from safereturn.clocks.rules import ClockKind
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.sharing.rules import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One action of a plan; without words where the agreement does not give them."""

    id: UUID
    text: str
    agency_id: UUID
    agency: str
    who: str
    minutes: int
    kind: Kind
    for_carer: bool
    is_ours: bool
    # Its agency works with the child no more: a report gives it to the authority.
    is_gone: bool
    desk: Desk | None
    may_remove: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """What an agency that owns an action has said to a plan; who, where plans are read in full.

    `is_gone`: it works with the child no more, and is not waited for. `answer_by`: when it
    owes its answer, while it is asked.
    """

    agency_id: UUID
    agency: str
    agreed: bool | None
    answered_at: datetime | None
    by: str
    because: str
    ring: Desk | None
    is_ours: bool
    is_gone: bool
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who in a plan, who still works with the child, and by when an answer is owed."""

    agencies: dict[UUID, str]
    people: dict[UUID, str]
    teams: dict[UUID, str]
    desks: dict[UUID, Desk]
    silent: set[UUID]
    owed: dict[UUID, datetime]
    working: frozenset[UUID]

    @classmethod
    def of(
        cls,
        rows: list[TriggerAction],
        asked: list[TriggerAgreement],
        plan: TriggerPlan,
        at: datetime,
    ) -> "Names":
        owners = {row.owner_agency_id for row in rows} | {row.agency_id for row in asked}
        places = owners | {row.added_by_agency_id for row in rows} | {plan.written_by_agency_id}
        people = {row.owner_person_id for row in rows} | {row.added_by_id for row in rows}
        people |= {row.answered_by_id for row in asked} | {plan.written_by_id}
        teams = {row.owner_team_id for row in rows if row.owner_team_id}
        named = Team.objects.filter(pk__in=teams).values_list("pk", "name") if teams else []
        return cls(
            agencies.names(places),
            agencies.person_names(one for one in people if one),
            dict(named),
            agencies.desks_for(owners, at=at),
            agencies.without_accounts(owners),
            running_until(ClockKind.TRIGGER_ANSWER, (row.pk for row in asked)),
            working_now(plan.child_id, at=at),
        )

    def writers(self, rows: list[TriggerAction], plan: TriggerPlan) -> list[str]:
        """Return the named people who wrote it, each with their agency."""
        found = [(plan.written_by_id, plan.written_by_agency_id)]
        found += [(row.added_by_id, row.added_by_agency_id) for row in rows]
        return list(
            dict.fromkeys(
                f"{self.people.get(who, '')}, {self.agencies.get(where, '')}"
                for who, where in found
            )
        )

    def action(
        self, actor: Actor, row: TriggerAction, *, shown: bool, may_remove: Decision
    ) -> ActionLine:
        """Return an action in words; without its own where they are not `shown`."""
        person, team = row.owner_person_id, row.owner_team_id
        who = (self.people.get(person, "") if person else row.owner_name) or (
            self.teams.get(team, "") if team else ""
        )
        return ActionLine(
            id=row.pk,
            text=row.text if shown else "",
            agency_id=row.owner_agency_id,
            agency=self.agencies.get(row.owner_agency_id, ""),
            who=who if shown else "",
            minutes=row.minutes,
            kind=Kind(row.kind),
            for_carer=row.for_carer,
            is_ours=row.owner_agency_id == actor.agency_id,
            is_gone=row.owner_agency_id not in self.working,
            desk=self.desks.get(row.owner_agency_id),
            may_remove=may_remove,
        )

    def agreement(self, actor: Actor, row: TriggerAgreement, *, full: bool) -> AgreementLine:
        """Return what an agency has said; by whom and why where plans are read in `full`."""
        gone = row.agency_id not in self.working
        waits = row.agreed is None and row.agency_id in self.silent and not gone
        by = self.people.get(row.answered_by_id, "") if row.answered_by_id else ""
        who = f"{row.spoke_to}, {row.phone} ({by})" if row.spoke_to else by
        ours = row.agency_id == actor.agency_id
        return AgreementLine(
            agency_id=row.agency_id,
            agency=self.agencies.get(row.agency_id, ""),
            agreed=row.agreed,
            answered_at=row.answered_at,
            by=who if full or ours else "",
            because=row.because if full or ours else "",
            ring=self.desks.get(row.agency_id) if waits else None,
            is_ours=ours,
            is_gone=gone,
            answer_by=None if gone else self.owed.get(row.pk),
        )
