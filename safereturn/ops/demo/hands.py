"""Tonight's hands: who has which case, one handover that waits, one that was accepted."""

from safereturn.agencies import actions as agencies
from safereturn.agencies.rules import DutyKind, Stretch
from safereturn.casework.actions import handover
from safereturn.casework.rules import HandoverWords
from safereturn.children.models import Child
from safereturn.clocks.actions.protocols import name_senior
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import OPEN_STATES
from safereturn.foundation.identity import acting
from safereturn.ops.demo.stage import Stage


def tell(stage: Stage) -> None:
    """Write them about those who are missing now, and who is on duty."""
    _on_duty(stage)
    amira, ebony, uma = (
        open_episode(stage, name) for name in ("Amira Testcase", "Ebony Specimen", "Uma Testcase")
    )
    officer = stage.cast["officer"].person_id
    stage.do("supervisor", stage.ago(2), handover.take, amira.ref)
    stage.do("coordinator", stage.ago(1.5), handover.take, amira.ref)
    stage.do("missing_unit", stage.ago(20), handover.take, uma.ref)
    given = stage.do(
        "missing_unit", stage.ago(8), handover.give, uma.ref, stage.cast["supervisor"].person_id,
        HandoverWords(
            stands="House, aunt and usual places checked. Phone off since the second day. Ports"
            " told.",
            to_do="Ask the bank each morning. Ring the social worker before six.",
            worry="Nobody has spoken to her for a week.",
        ),
    )  # fmt: skip
    stage.do("supervisor", stage.ago(7.8), handover.accept, given.ref)
    stage.do(
        "supervisor", stage.ago(0.2), handover.give, ebony.ref, officer,
        HandoverWords(
            stands="Reported by the home. Nobody has been out yet. Not graded.",
            to_do="Go to the home, look at her room, take her charger if she left it.",
        ),
    )  # fmt: skip


def _on_duty(stage: Stage) -> None:
    """Who of the council is told next when nobody answers, and who is told last."""
    for place, who in enumerate(("coordinator", "night"), start=1):
        stage.do(
            "administrator", stage.ago(6), agencies.enter_duty,
            Stretch(
                stage.cast[who].person_id, DutyKind.ON, stage.ago(5), stage.ago(-12), place
            ),
        )  # fmt: skip
    senior = stage.cast["social_worker"].person_id
    stage.do("administrator", stage.ago(6), name_senior, senior)


def open_episode(stage: Stage, name: str) -> Episode:
    """Return the episode in which a child is missing now."""
    with acting(stage.cast["supervisor"], at=stage.now):
        child = Child.objects.get(name=name)
        return Episode.objects.get(child=child, state__in=OPEN_STATES)
