"""A child's trigger plan: one version, all of them, and how it stands beside a report."""

from safereturn.casework.queries.trigger_plans.ahead import PlanAhead, StartLine, ahead
from safereturn.casework.queries.trigger_plans.knowing import (
    holding,
    in_force_for,
    may_know,
    shows,
)
from safereturn.casework.queries.trigger_plans.lines import ActionLine, AgreementLine
from safereturn.casework.queries.trigger_plans.page import PlanPage, get_plan
from safereturn.casework.queries.trigger_plans.standing import PlanStanding, standing
from safereturn.casework.queries.trigger_plans.versions import ChildsPlans, Version, of_child

__all__ = [
    "ActionLine",
    "AgreementLine",
    "ChildsPlans",
    "PlanAhead",
    "PlanPage",
    "PlanStanding",
    "StartLine",
    "Version",
    "ahead",
    "get_plan",
    "holding",
    "in_force_for",
    "may_know",
    "of_child",
    "shows",
    "standing",
]
