"""Children of the town who are missing or away now, each for a reason to show something."""

from datetime import timedelta

from safereturn.children import actions as children
from safereturn.children.rules import (
    AgeBasis,
    DetailKind,
    FlagKind,
    MayTell,
    NewChild,
    NewPerson,
    Sex,
    TraffickingReferral,
)
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import (
    Away,
    Circumstances,
    Danger,
    Finder,
    PoliceStance,
    Relation,
    Reporter,
    StanceTaken,
)
from safereturn.involvement.rules import Basis
from safereturn.ops.demo import earlier, guarded
from safereturn.ops.demo.stage import Stage
from safereturn.placements import actions as placements
from safereturn.placements.rules import PlacementKind, Stay
from safereturn.risk import actions as risk
from safereturn.risk.rules import Level


def tell(stage: Stage) -> None:
    """Write them all."""
    _just_reported(stage)
    _out_of_area(stage)
    _newly_arrived(stage)
    _together(stage)
    _away(stage)
    _advice_only(stage)
    _disagreement(stage)
    _dangerous_reporter(stage)
    _found_not_back(stage)
    guarded.tell(stage)
    _welsh(stage)
    _long_missing(stage)


def _just_reported(stage: Stage) -> None:
    child = stage.child("Jonah Specimen", 13.2, Sex.MALE, others=(("school", Basis.SCHOOL),))
    stage.reported(
        child, 0.4, "He is thirteen, it is dark and his phone is off.", where="At school",
        reporter=Reporter(name="Maria Specimen", relation=Relation.PARENT, phone="07700 900110"),
        dangers=frozenset({Danger.OUT_OF_CHARACTER}),
    )  # fmt: skip


def _out_of_area(stage: Stage) -> None:
    """Responsible: Exampleshire. Lives in, and is looked for by, Sampleford."""
    child = stage.child(
        "Dev Placeholder", 16.1, Sex.MALE, home="orchard", force="other_police",
        others=(("health", Basis.HEALTH),),
    )  # fmt: skip
    stage.warn(
        child, FlagKind.CRIMINAL_EXPLOITATION,
        "Goes back to Exampleshire by train: tell both forces.", "Placement plan.",
    )  # fmt: skip
    stage.earlier(child, [])
    episode = stage.reported(
        child, 9, "Not back from college; his room key is on the bed.", by="other_officer",
        reporter=Reporter(
            name="Opal Testdata", relation=Relation.CARER, phone="01632 960032"
        ),
    )  # fmt: skip
    stage.graded(
        episode, 8, Level.MEDIUM, "Known journey, but older associates wait there.",
        by="other_supervisor", review_in=3,
    )  # fmt: skip


def _newly_arrived(stage: Stage) -> None:
    """No date of birth, no council yet that he knows of, an interpreter."""
    new = NewChild(
        name="Called “Samim” (name not confirmed)",
        age_estimate=15,
        age_basis=AgeBasis.DISPUTED,
        sex=Sex.MALE,
        first_language="Dari",
        interpreter=True,
        asylum_seeking=True,
        trafficking_referral=TraffickingReferral.CONSIDERED,
    )
    at = stage.ago(5)
    episode = stage.do(
        "handler", at, episodes.report_new_child, new,
        Circumstances(
            last_seen_at=stage.ago(7),
            last_seen_where="Stepping Placeholder Supported Living, room 4",
            why_worried="Arrived yesterday, knows nobody here, a car was waiting outside.",
            dangers=frozenset({Danger.EXPLOITATION}),
        ),
        Reporter(name="Kit Testcase", relation=Relation.CARER, phone="01632 960035"),
        reported_at=at, authority_id=stage.agency("council"), police_ref=f"{at:%d%m%y}-0900",
    )  # fmt: skip
    stage.do(
        "coordinator", stage.ago(4.5), placements.place, episode.child_id,
        Stay(kind=PlacementKind.SUPPORTED, provider_id=stage.agency("supported")),
        starts_at=stage.ago(30),
    )  # fmt: skip
    stage.do(
        "coordinator", stage.ago(4.4), children.add_detail, episode.child_id,
        DetailKind.COMMUNICATION, "Speaks Dari; reads a little English. Interpreter by phone.",
    )  # fmt: skip


def _together(stage: Stage) -> None:
    pair = [
        stage.child("Tia Dummyname", 14.6, Sex.FEMALE, home="meadow"),
        stage.child("Skye Testdata", 15.0, Sex.FEMALE, home="meadow"),
    ]
    at = stage.ago(6)
    found: list[Episode] = stage.do(
        "handler", at, episodes.report_together, [child.pk for child in pair],
        Circumstances(
            last_seen_at=stage.ago(7.5), last_seen_where="At the home",
            why_worried="Both phones are off; they spoke of going to the coast.",
            tried_first="Rang both families.",
        ),
        Reporter(name="Max Dummyname", relation=Relation.CARER, phone="01632 960031"),
        reported_at=at,
    )  # fmt: skip
    stage.graded(found[0], 5, Level.MEDIUM, "Two together, money for the train, no contact.")


def _away(stage: Stage) -> None:
    child = stage.child("Reece Testcase", 16.8, Sex.MALE, home="meadow")
    away = Away(
        since=stage.ago(2),
        believed_where="At his brother’s in Example Town, who confirmed it by phone",
        next_check_at=stage.now + timedelta(minutes=50),
        circumstances="Rang at nine to say that he missed the last bus.",
        why_worried="He has no money for a taxi.",
        tried_first="Spoke to him and to his brother.",
    )
    stage.do("meadow_manager", stage.ago(1.5), episodes.record_away, child.pk, away)


def _advice_only(stage: Stage) -> None:
    child = stage.child(
        "Ebony Specimen", 15.9, Sex.FEMALE, home="harbour", others=(("health", Basis.HEALTH),)
    )
    stage.warn(
        child, FlagKind.SELF_HARM, "Has hurt herself when alone at night.", "Hospital letter.",
        by="nurse",
    )  # fmt: skip
    episode = stage.reported(child, 4, "She left upset and will not say where she is.")
    taken = StanceTaken(
        stance=PoliceStance.ADVICE_ONLY,
        reason="She answers messages.",
        who_does_what="The home keeps in touch every half hour and rings again.",
        until_at=stage.now + timedelta(hours=1),
    )
    stance = stage.do("officer", stage.ago(3.5), episodes.take_stance, episode.pk, taken)
    stage.do(
        "coordinator", stage.ago(3), episodes.challenge, stance.pk,
        "She has a warning for self-harm: an answered message is not a safe child.",
    )  # fmt: skip


def _disagreement(stage: Stage) -> None:
    child = stage.child("Logan Placeholder", 14.1, Sex.MALE, home="meadow")
    stage.warn(
        child, FlagKind.CRIMINAL_EXPLOITATION, "Found with a second phone.", "School report."
    )
    stage.earlier(
        child,
        [
            *earlier.time_away(stage, 1, 60, 14),
            *earlier.never_held(stage, 1, 54),
            *earlier.time_away(stage, 2, 25, 20),
            *earlier.never_held(stage, 2, 20),
        ],
    )
    episode = stage.reported(child, 7, "Gone again, with a bag this time.")
    graded = stage.graded(episode, 6, Level.LOW, "Known to come back by himself in the morning.")
    stage.do(
        "coordinator", stage.ago(5), risk.screen, episode.pk, Level.HIGH,
        "Third time in two months, the second phone, and now a packed bag.",
    )  # fmt: skip
    stage.do(
        "coordinator", stage.ago(5), risk.disagree, episode.pk, graded.pk,
        "Going missing often never lowers the risk; the second phone was not relied on.",
    )  # fmt: skip


def _dangerous_reporter(stage: Stage) -> None:
    """The father reports her; he must not be told where she is."""
    child = stage.child("Hana Dummyname", 16.5, Sex.FEMALE, others=(("school", Basis.SCHOOL),))
    father = NewPerson(
        name="A. Dummyname",
        relation="Father",
        parental_responsibility=True,
        may_tell=MayTell.NO,
        not_told_because="She has said that he plans to take her abroad to be married.",
    )
    stage.do("social_worker", stage.ago(days=6), children.add_person, child.pk, father)
    episode = stage.reported(
        child, 11, "He says that she shames the family and must be brought back.", where="At home",
        reporter=Reporter(
            name="A. Dummyname", relation=Relation.PARENT, phone="07700 900120",
            may_be_told=False,
            not_told_because="The child has named him as the danger.",
            safe_contact="Through the school, mornings. No voicemail at home.",
        ),
        dangers=frozenset({Danger.HARMFUL_PERSON}),
    )  # fmt: skip
    stage.graded(episode, 10, Level.HIGH, "Threat of forced marriage; the reporter is the danger.")


def _found_not_back(stage: Stage) -> None:
    child = stage.child("Callum Testdata", 12.7, Sex.MALE, others=(("school", Basis.SCHOOL),))
    episode = stage.reported(child, 5.5, "Did not come home from football.", where="At school")
    stage.graded(episode, 5, Level.MEDIUM, "Twelve years old, cold night, no contact.")
    stage.do(
        "officer", stage.ago(0.6), episodes.record_located, episode.pk,
        located_at=stage.ago(0.8), where="The bus station, with an officer",
        finder=Finder.POLICE, condition="Cold; not hurt.",
    )  # fmt: skip


def _welsh(stage: Stage) -> None:
    child = stage.child(
        "Rhys Enghraifft", 15.8, Sex.MALE, by="welsh_worker", home="ty", force="other_police"
    )
    episode = stage.reported(
        child, 2.2, "Left without his coat.", by="other_officer",
        reporter=Reporter(
            name="Tegan Specimen", relation=Relation.CARER, phone="01632 960033"
        ),
    )  # fmt: skip
    stage.graded(
        episode, 1.8, Level.MEDIUM, "Cold night, no contact.", by="other_supervisor", review_in=4
    )


def _long_missing(stage: Stage) -> None:
    """Nine days: the national unit's 72 hours are long past."""
    child = stage.child("Uma Testcase", 17.2, Sex.FEMALE, home="supported",
                        kind=PlacementKind.SUPPORTED)  # fmt: skip
    stage.warn(
        child, FlagKind.TRAFFICKING, "Moved between towns by adults.", "National referral.",
        days_ago=60, review_in=-8,
    )  # fmt: skip
    episode = stage.reported(child, 9 * 24, "Her room is empty and her phone is in it.")
    stage.graded(episode, 9 * 24 - 1, Level.HIGH, "Trafficking warning; all her things are gone.")
