"""Amira's plans: what was agreed before tonight and started by itself, and the enquiry.

Three weeks ago four agencies agreed on a trigger plan. Tonight's report started it: one
action is still to do, one was not done and says why. The police set lines that the case
suggested, and a supervisor has looked at them once.
"""

from datetime import timedelta

from safereturn.casework.actions import investigation, tasks, trigger_plans, trigger_start
from safereturn.casework.models import TriggerPlan
from safereturn.casework.rules.plans import NewAction, NewPlan
from safereturn.casework.rules.tasks import Owner
from safereturn.episodes.models import Episode, Task
from safereturn.foundation.identity import acting
from safereturn.ops.demo.hands import open_episode
from safereturn.ops.demo.stage import Stage
from safereturn.sharing.rules import Kind

_PATTERN = (
    "Goes after a phone call, mostly between seven and nine in the evening, through the kitchen."
    " A grey car waits at the end of the road. Twice found at the flat over the shop on Station"
    " Road. She answers her aunt when she answers nobody else."
)
# what, whose, how soon, for the carer's version, who may read it
_ACTIONS = (
    ("Ring 999 and say “Amira’s plan”. Give the time of the call she had, and the car.",
     "harbour", 5, True, Kind.PLANS),
    ("Ring her aunt Nadia from the home’s phone; say only that you are worried.",
     "harbour", 15, True, Kind.PLANS),
    ("Go to the flat over the shop and to the retail park: two officers, one of them a woman.",
     "police", 30, False, Kind.INTELLIGENCE),
    ("Tell the duty manager, and the exploitation team by phone.",
     "council", 60, False, Kind.PLANS),
    ("Take insulin and glucose to wherever she is found.", "health", 360, False, Kind.PLANS),
)  # fmt: skip
_LINES = ("Phone enquiry", "Cameras where last seen", "Associates’ addresses", "Search of the home")


def tell(stage: Stage) -> None:
    """Write the trigger plan, let tonight's report start it, and write the enquiry."""
    episode = open_episode(stage, "Amira Testcase")
    _agreed(stage, episode)
    _started(stage, episode)
    _enquiry(stage, episode)


def _agreed(stage: Stage, episode: Episode) -> None:
    with stage.seeing(episode.child_id):
        ref = episode.child.ref
    at = stage.ago(days=21)
    new = NewPlan(pattern=_PATTERN, review_on=stage.on(60))
    plan: TriggerPlan = stage.do("coordinator", at, trigger_plans.start, ref, new)
    for text, key, minutes, for_carer, kind in _ACTIONS:
        action = NewAction(
            text=text,
            owner=Owner(agency_id=stage.agency(key)),
            minutes=minutes,
            kind=kind,
            for_carer=for_carer,
        )
        by = "supervisor" if kind is Kind.INTELLIGENCE else "coordinator"
        stage.do(by, at, trigger_plans.add_action, plan.ref, action)
    stage.do("coordinator", at, trigger_plans.propose, plan.ref)
    for who in ("home_manager", "nurse", "supervisor"):
        stage.do(who, at + timedelta(hours=3), trigger_plans.agree, plan.ref)


def _started(stage: Stage, episode: Episode) -> None:
    """What the reaction to the report does; the worker's own finds it done."""
    stage.service(stage.ago(3.49), trigger_start.start_plan, episode.pk, about=episode.child_id)
    refs = _refs(stage, episode)
    for text, key, *_rest in _ACTIONS[:4]:
        who = {"harbour": "carer", "police": "officer", "council": "night"}[key]
        if "Nadia" in text:
            stage.do(who, stage.ago(3.2), tasks.finish, refs[text], "Rang twice: no answer.")
        elif key == "council":
            stage.do(
                who, stage.ago(2.4), tasks.not_done, refs[text],
                "Duty manager told at once. The exploitation team does not answer at night.",
            )  # fmt: skip
        else:
            said = "Nobody at the flat; lights off." if key == "police" else "Reported at once."
            stage.do(who, stage.ago(2.9), tasks.finish, refs[text], said)


def _enquiry(stage: Stage, episode: Episode) -> None:
    stage.do("officer", stage.ago(2.9), investigation.add_standard, episode.ref, _LINES)
    with stage.seeing(episode.child_id):
        rows = Task.objects.filter(episode=episode)
        refs = dict(rows.exclude(step="").values_list("step", "ref"))
    for line, said in (
        ("Search of the home", "Her charger is gone; a second phone box under the bed."),
        ("Phone enquiry", "Off since 19:20, last on the mast at the retail park."),
        ("Associates’ addresses", "Two of three checked; nobody there has seen her."),
    ):
        stage.do("officer", stage.ago(1.9), tasks.finish, refs[line], said)
    stage.do(
        "supervisor", stage.ago(1.5), investigation.review, episode.ref,
        "The car comes first: insulin runs out tonight. Third address waits until the cameras"
        " are seen, because officers there would be noticed.",
    )  # fmt: skip


def _refs(stage: Stage, episode: Episode) -> dict[str, str]:
    with acting(stage.cast["supervisor"], at=stage.now):
        return dict(Task.objects.filter(episode=episode).values_list("text", "ref"))
