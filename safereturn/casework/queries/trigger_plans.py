"""A child's trigger plan: one version, all of them, and how it stands beside a report."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Team
from safereturn.agencies.queries import Desk
from safereturn.agencies.rules import london_day
from safereturn.audit.record import note
from safereturn.casework.models import TriggerAction, TriggerAgreement, TriggerPlan, TriggerStart
from safereturn.casework.policies import plans as policies
from safereturn.casework.rules.plans import PlanState
from safereturn.children import queries as children
from safereturn.children.models import Child, Membership
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.involvement.queries import Ties
from safereturn.sharing.policies import decide_with
from safereturn.sharing.rules import Depth, Kind

IN_WRITING = frozenset({PlanState.DRAFT, PlanState.ASKED})


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
    desk: Desk | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """What an agency that owns an action has said to a plan."""

    agency_id: UUID
    agency: str
    agreed: bool | None
    answered_at: datetime | None
    by: str
    because: str
    ring: Desk | None
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """One version of a plan as the reader may see it, and what they may do."""

    ref: str
    child: Child
    number: int
    state: PlanState
    pattern: str
    withheld: str
    review_on: date
    is_overdue: bool
    checked_on: date
    in_force_at: datetime | None
    ended_at: datetime | None
    ended_because: str
    writers: list[str]
    actions: list[ActionLine]
    hidden: int
    agreements: list[AgreementLine]
    may_change: Decision
    may_answer: Decision
    may_write: Decision
    may_review: Decision

    @property
    def for_carer(self) -> list[ActionLine]:
        """Return what stands in the version that the carer keeps at hand.

        One's own stand there for the carer who prints it; never what only the police read.
        """
        return [
            one
            for one in self.actions
            if one.text and (one.for_carer or one.is_ours) and one.kind is not Kind.INTELLIGENCE
        ]

    @property
    def is_asked(self) -> bool:
        """Say whether the reader's own agency is asked and has not answered."""
        return any(one.is_ours and one.agreed is None for one in self.agreements)


def get_plan(actor: Actor, ref: str, *, at: datetime) -> PlanPage:
    """Return one version, or raise NotFound or Restricted as for the child's record."""
    plan = TriggerPlan.objects.select_related("child").filter(ref=ref).first()
    if plan is None:
        raise NotFound
    child = children.get_child(actor, plan.child.ref, at=at)
    ties = involvement.ties_for(actor, child.pk, at=at)
    if not policies.can_read_plan(actor, ties):
        raise NotFound
    note([child.pk], refs=[ref])
    return _page(actor, plan, child, ties, at=at)


def _page(actor: Actor, plan: TriggerPlan, child: Child, ties: Ties, *, at: datetime) -> PlanPage:
    answer = decide_with(actor, Kind.PLANS, ties)
    full = answer.depth is Depth.FULL
    rows = list(TriggerAction.objects.filter(plan=plan).order_by("minutes", "added_at", "pk"))
    asked = list(TriggerAgreement.objects.filter(plan=plan))
    names = _Names.of(rows, asked, plan, at)
    shown = [row for row in rows if _may_know(actor, row, ties)]
    return PlanPage(
        ref=plan.ref,
        child=child,
        number=plan.number,
        state=PlanState(plan.state),
        pattern=plan.pattern if full else "",
        withheld="" if full else answer.sentence,
        review_on=plan.review_on,
        is_overdue=plan.state == PlanState.IN_FORCE and plan.review_on <= london_day(at),
        checked_on=london_day(plan.reviewed_at or plan.in_force_at or plan.written_at),
        in_force_at=plan.in_force_at,
        ended_at=plan.ended_at,
        ended_because=plan.ended_because if full else "",
        writers=names.writers(shown, plan),
        actions=[names.action(actor, row, _shows(actor, row, ties)) for row in shown],
        hidden=len(rows) - len(shown),
        agreements=sorted(
            (names.agreement(actor, row, full=full) for row in asked), key=lambda one: one.agency
        ),
        may_change=policies.can_change_plan(actor, plan, ties),
        may_answer=policies.can_answer_plan(actor, plan, ties),
        may_write=policies.can_write_plan(actor, ties),
        may_review=policies.can_review_plan(actor, plan, ties),
    )


def _may_know(actor: Actor, row: TriggerAction, ties: Ties) -> bool:
    """Of what only the police read, whoever has intelligence in summary learns that it is."""
    if row.owner_agency_id == actor.agency_id or row.kind != Kind.INTELLIGENCE:
        return True
    return decide_with(actor, Kind.INTELLIGENCE, ties).depth >= Depth.SUMMARY


def _shows(actor: Actor, row: TriggerAction, ties: Ties) -> bool:
    if row.owner_agency_id == actor.agency_id:
        return True
    return decide_with(actor, Kind(row.kind), ties).depth is Depth.FULL


@dataclass(frozen=True, slots=True)
class _Names:
    """Who is who in a plan."""

    agencies: dict[UUID, str]
    people: dict[UUID, str]
    teams: dict[UUID, str]
    desks: dict[UUID, Desk]
    silent: set[UUID]

    @classmethod
    def of(
        cls,
        rows: list[TriggerAction],
        asked: list[TriggerAgreement],
        plan: TriggerPlan,
        at: datetime,
    ) -> "_Names":
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

    def action(self, actor: Actor, row: TriggerAction, shown: bool) -> ActionLine:
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
            desk=self.desks.get(row.owner_agency_id),
        )

    def agreement(self, actor: Actor, row: TriggerAgreement, *, full: bool) -> AgreementLine:
        waits = row.agreed is None and row.agency_id in self.silent
        by = self.people.get(row.answered_by_id, "") if row.answered_by_id else ""
        ours = row.agency_id == actor.agency_id
        return AgreementLine(
            agency_id=row.agency_id,
            agency=self.agencies.get(row.agency_id, ""),
            agreed=row.agreed,
            answered_at=row.answered_at,
            by=f"{row.spoke_to}, {row.phone} ({by})" if row.spoke_to else by,
            because=row.because if full or ours else "",
            ring=self.desks.get(row.agency_id) if waits else None,
            is_ours=ours,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version in the list of a child's."""

    ref: str
    number: int
    state: PlanState
    review_on: date
    in_force_at: datetime | None
    ended_at: datetime | None
    ended_because: str
    starts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildsPlans:
    """All versions of a child's trigger plan, newest first."""

    child: Child
    versions: list[Version]
    withheld: str
    may_write: Decision

    @property
    def in_writing(self) -> Version | None:
        """Return the version that is being written or agreed."""
        return next((one for one in self.versions if one.state in IN_WRITING), None)

    @property
    def in_force(self) -> Version | None:
        """Return the version that the next report starts."""
        return next((one for one in self.versions if one.state is PlanState.IN_FORCE), None)


def of_child(actor: Actor, child_ref: str, *, at: datetime) -> ChildsPlans:
    """Return a child's trigger plans. Raises NotFound and Restricted as `get_child` does."""
    child = children.get_child(actor, child_ref, at=at)
    ties = involvement.ties_for(actor, child.pk, at=at)
    policies.can_read_plan(actor, ties).require()
    answer = decide_with(actor, Kind.PLANS, ties)
    rows = TriggerPlan.objects.filter(child_id__in=children.same_child(child.pk))
    starts: dict[UUID, int] = {}
    for pk in TriggerStart.objects.filter(plan__in=rows).values_list("plan_id", flat=True):
        starts[pk] = starts.get(pk, 0) + 1
    return ChildsPlans(
        child=child,
        versions=[
            Version(
                ref=row.ref,
                number=row.number,
                state=PlanState(row.state),
                review_on=row.review_on,
                in_force_at=row.in_force_at,
                ended_at=row.ended_at,
                ended_because=row.ended_because if answer.depth is Depth.FULL else "",
                starts=starts.get(row.pk, 0),
            )
            for row in rows.order_by("-number")
            if answer.depth
        ],
        withheld="" if answer.depth else answer.sentence,
        may_write=policies.can_write_plan(actor, ties),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """How a child's trigger plan stands beside a report: in force, begun by it, or not yet."""

    ref: str
    state: PlanState
    actions: int
    started_at: datetime | None
    is_overdue: bool
    checked_on: date
    review_on: date


def standing(
    actor: Actor, child_id: UUID, episode_id: UUID | None = None, *, at: datetime
) -> PlanStanding | None:
    """Return the plan that an episode has started, else the one in force, else in writing.

    None where there is none, or where the reader may not know that there is. One query.
    """
    now = Membership.objects.filter(ends_at=None)
    same = now.filter(same_as_id__in=now.filter(child_id=child_id).values("same_as_id"))
    begun = TriggerStart.objects.filter(plan=OuterRef("pk"), episode=episode_id)
    told = ~Q(actions__kind=Kind.INTELLIGENCE) | Q(actions__owner_agency_id=actor.agency_id)
    rows = (
        TriggerPlan.objects.filter(Q(child_id=child_id) | Q(child__in=same.values("child")))
        .annotate(
            count=Count("actions"),
            told=Count("actions", filter=told),
            started_at=Subquery(begun.values("started_at")[:1]),
        )
        .exclude(state=PlanState.ENDED, started_at=None)
    )
    plan = min(rows, key=_before, default=None)
    if plan is None:
        return None
    ties = involvement.ties_for(actor, child_id, at=at)
    if not policies.can_read_plan(actor, ties) or not decide_with(actor, Kind.PLANS, ties).depth:
        return None
    knows_all = decide_with(actor, Kind.INTELLIGENCE, ties).depth >= Depth.SUMMARY
    return PlanStanding(
        ref=plan.ref,
        state=PlanState(plan.state),
        actions=plan.count if knows_all else plan.told,
        started_at=plan.started_at,
        is_overdue=plan.state == PlanState.IN_FORCE and plan.review_on <= london_day(at),
        checked_on=london_day(plan.reviewed_at or plan.in_force_at or plan.written_at),
        review_on=plan.review_on,
    )


def _before(plan: TriggerPlan) -> tuple[bool, int]:
    """Return what an episode has started first, then what is in force, then what is written."""
    order = [PlanState.IN_FORCE, PlanState.ASKED, PlanState.DRAFT, PlanState.ENDED]
    started_at: datetime | None = getattr(plan, "started_at", None)
    return started_at is None, order.index(PlanState(plan.state))
