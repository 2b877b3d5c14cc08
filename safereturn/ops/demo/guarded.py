"""One restricted and one sealed child, and the openings that somebody looks at afterwards."""

from safereturn.children import actions as children
from safereturn.children.models import Child, Opening
from safereturn.children.queries import ticket_for
from safereturn.children.rules import Emergency, FlagKind, NewChild, NewSeal, Sex, Verdict
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Relation, Reporter
from safereturn.foundation.identity import acting
from safereturn.ops.demo.stage import SERVICE, Stage
from safereturn.placements.rules import PlacementKind

REVIEWED = 20


def tell(stage: Stage) -> None:
    """Write them all."""
    restricted = _restricted(stage)
    _openings(stage, restricted)
    _emergency(stage)
    _reported_again(stage, _sealed(stage))


def _restricted(stage: Stage) -> Child:
    """Listed without detail until somebody says why they open it."""
    child = stage.child("Nadia Specimen", 15.3, Sex.FEMALE, home="foster",
                        kind=PlacementKind.FOSTER, restricted=True)  # fmt: skip
    stage.warn(child, FlagKind.DOMESTIC_ABUSE, "Her address must not become known.", "Court order.")
    return child


def _openings(stage: Stage, child: Child) -> None:
    """One reviewed, one that waits too long, one that waits."""
    for days, reason in (
        (REVIEWED, "working: Placement meeting tomorrow."),
        (9, "working: Her school asked me to ring."),
        (2, "urgent: She did not come home from school."),
    ):
        opening: Opening = stage.do(
            "foster_worker", stage.ago(days=days), children.open_restricted, child.ref, reason
        )
        if days == REVIEWED:
            stage.do(
                "coordinator", stage.ago(days=days - 5), children.review_opening, opening.pk,
                Verdict.JUSTIFIED, "The meeting is in the diary of the placement team.",
            )  # fmt: skip


def _emergency(stage: Stage) -> None:
    """Somebody whose council does not know the child could not wait."""
    child = stage.child("Toby Testdata", 12.1, Sex.MALE, home="meadow")
    stage.warn(child, FlagKind.MEDICAL, "Severe asthma: carries a blue inhaler.", "GP, March.")
    at = stage.ago(days=1)
    by = stage.cast["other_coordinator"]
    why = Emergency(
        what="A boy of this name is in our office with breathing trouble.",
        why_now="He wants to leave.",
        rung="Exampleshire hub at 02:10: no answer for ten minutes.",
    )
    stage.do("other_coordinator", at, children.open_emergency, ticket_for(by, child.pk, at=at), why)


def _sealed(stage: Stage) -> Child:
    """There for two people of the council; for everybody else there is no such child."""
    child = stage.child("Orla Placeholder", 14.4, Sex.FEMALE, home="foster",
                        kind=PlacementKind.FOSTER)  # fmt: skip
    stage.warn(child, FlagKind.MEDICAL, "Type 1 diabetes: needs insulin each evening.", "Clinic.")
    seal = NewSeal(
        why="She and her mother live in a refuge; her father is looking for her.",
        review_on=stage.on(60),
        desk_agency_id=stage.agency("council"),
        desk_contact="Protected children’s desk, 01632 960019",
        people=frozenset({stage.cast["social_worker"].person_id}),
    )
    stage.do("coordinator", stage.ago(days=40), children.seal, child.pk, seal)
    return child


def _reported_again(stage: Stage, sealed: Child) -> None:
    """Reported by somebody who does not know, to a force that does not know: the desk rings."""
    at = stage.ago(0.5)
    episode: Episode = stage.do(
        "other_officer", at, episodes.report_new_child,
        NewChild(name=sealed.name, born_on=sealed.born_on, sex=Sex.FEMALE),
        Circumstances(
            last_seen_at=stage.ago(3), last_seen_where="The market",
            why_worried="Her father says she ought to be with him.",
        ),
        Reporter(name="Col Placeholder", relation=Relation.PARENT, phone="07700 900177"),
        reported_at=at, police_ref=f"{at:%d%m%y}-0999",
    )  # fmt: skip
    with acting(SERVICE, at=at, child_id=episode.child_id) as service:
        episodes.look_for_protected(episode.pk, at=at, by=service)
