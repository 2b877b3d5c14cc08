"""Which step of a clock comes next. A clock keeps its steps as the rule said when it was set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypedDict

from safereturn.clocks.rules.protocol import Rule, Step, When, Who, read_when, read_who

# A step later than this after its time says that it was late.
LATE_AFTER = timedelta(seconds=5)


class Kept(TypedDict):
    """A step as a row keeps it."""

    when: str
    who: list[str]
    done: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A step of one clock: at which moment, and whether it has fired or been passed by."""

    step: Step
    at: datetime
    done: bool


def fresh(rule: Rule | None) -> list[Kept]:
    """Return the steps of a clock that starts by this rule."""
    steps = rule.steps if rule else ()
    return [Kept(when=str(s), who=[str(who) for who in s.who], done=False) for s in steps]


def planned(steps: Iterable[Kept], starts_at: datetime, due_at: datetime) -> list[Planned]:
    """Return the steps of a clock by their times, soonest first."""
    found = [
        Planned(step, step.at(starts_at, due_at), kept["done"])
        for kept in steps
        if (step := _step(kept))
    ]
    return sorted(found, key=lambda one: (one.at, str(one.step)))


def _step(kept: Kept) -> Step | None:
    when = read_when(kept["when"])
    return Step(when[0], _who(kept), when[1]) if when else None


def _who(kept: Kept) -> tuple[Who, ...]:
    return tuple(who for one in kept["who"] if (who := read_who(one)))


def next_of(steps: Iterable[Kept], starts_at: datetime, due_at: datetime) -> Planned | None:
    """Return the step that is to fire next; None when all have."""
    open_ = (one for one in planned(steps, starts_at, due_at) if not one.done)
    return next(open_, None)


def kept(plan: Iterable[Planned]) -> list[Kept]:
    """Return steps as a row keeps them."""
    return [
        Kept(when=str(one.step), who=[str(who) for who in one.step.who], done=one.done)
        for one in plan
    ]


def fired(plan: Sequence[Planned], step: Step) -> list[Planned]:
    """Return the plan with this step done."""
    return [replace(one, done=one.done or one.step == step) for one in plan]


def moved(
    steps: Iterable[Kept], starts_at: datetime, due_at: datetime, *, at: datetime
) -> list[Planned]:
    """Return the plan of a clock that `at` this moment was given other times.

    What is still to come will fire, again if it has before. A warning whose moment has gone
    by is no warning any more. What is overdue by the new time is told at once.
    """
    found = []
    for one in planned(steps, starts_at, due_at):
        gone = one.at <= at
        is_warning = one.step.when in (When.START, When.BEFORE)
        found.append(replace(one, done=gone and (one.done or is_warning)))
    return found
