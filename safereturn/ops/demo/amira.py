"""Amira: missing now, insulin at risk, six earlier times, and agencies in every state."""

from datetime import timedelta

from safereturn.casework.actions import tasks
from safereturn.casework.rules.tasks import NewTask, Owner
from safereturn.children import actions as children
from safereturn.children.models import Child
from safereturn.children.rules import (
    DetailKind,
    FlagKind,
    MayTell,
    NameKind,
    NewPerson,
    Sex,
)
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Danger, EntryKind, NewEntry
from safereturn.involvement.rules import Basis
from safereturn.ops.demo import earlier
from safereturn.ops.demo.stage import Stage
from safereturn.return_interviews.rules import Harm, ItemKind, ItemUse, NewItem
from safereturn.risk import actions as risk
from safereturn.risk.rules import Level, Piece, Reply, Supplier, Withheld
from safereturn.sharing.rules import Kind


def tell(stage: Stage) -> Episode:
    """Write Amira's record, her past, and tonight."""
    child = _record(stage)
    _past(stage, child)
    episode = _tonight(stage, child)
    _asked(stage, episode)
    return episode


def _record(stage: Stage) -> Child:
    child = stage.child(
        "Amira Testcase", 15.4, Sex.FEMALE, home="harbour",
        others=(
            ("health", Basis.HEALTH), ("school", Basis.SCHOOL), ("college", Basis.SCHOOL),
            ("youth", Basis.YOUTH_JUSTICE),
        ),
        ethnicity="Mixed",
        other_names=((NameKind.KNOWN_AS, "Mimi"),),
    )  # fmt: skip
    stage.warn(
        child, FlagKind.MEDICAL,
        "Needs insulin every 12 hours. Without it she can die within a day: ring 999 if found"
        " drowsy or sick.",
        "Diabetes nurse’s letter; care plan at the home.", by="nurse",
    )  # fmt: skip
    stage.warn(
        child, FlagKind.SEXUAL_EXPLOITATION,
        "Adults collect her by car after dark. Note number plates; do not wait for morning.",
        "Strategy meeting; two return interviews.",
    )  # fmt: skip
    _around(stage, child)
    return child


def _around(stage: Stage, child: Child) -> None:
    """Her people, what is known of her, and the profile that the home keeps ready."""
    at = stage.ago(days=20)
    people = (
        NewPerson(
            name="Leila Testcase", relation="Mother", parental_responsibility=True,
            may_tell=MayTell.YES, phone="07700 900101", safe_contact="Ring, no voicemail.",
        ),
        NewPerson(
            name="“Jay” (surname not known)", relation="Adult who gives lifts", of_concern=True,
            may_tell=MayTell.NO, not_told_because="Believed to exploit her.",
        ),
    )  # fmt: skip
    for person in people:
        stage.do("social_worker", at, children.add_person, child.pk, person)
    details = (
        (DetailKind.DESCRIPTION, "1.60 m, slim, black hair to the shoulders, brace."),
        (DetailKind.PHONE, "07700 900102"),
        (DetailKind.PLACE, "The retail park behind the station, after nine."),
        (DetailKind.FRIEND, "Poppy Placeholder, same school."),
    )
    for kind, text in details:
        stage.do("home_manager", at, children.add_detail, child.pk, kind, text)
    profile = {
        "description": "1.60 m, slim, black hair to the shoulders, wears a brace.",
        "medical": "Type 1 diabetes: insulin in the fridge of the office, pen in her bag.",
        "places": "Retail park, bus station, her mother’s on Sundays.",
        "phone": "07700 900102; answers messages, not calls.",
        "what_helps": "Her key worker’s voice. Do not shout her name in the street.",
        "safe_people": "Her aunt Nadia Testcase, 07700 900103.",
    }
    stage.do("home_manager", stage.ago(days=12), children.save_profile, child.pk, profile)


# What she told in two return interviews, shared back item by item.
_FLAT = (
    NewItem(kind=ItemKind.PLACE, text="A flat over the closed chemist in Station Road"),
    NewItem(kind=ItemKind.PERSON, text="A man called Jay has the key", third_party_risk=True),
    NewItem(kind=ItemKind.PROTECTIVE, text="Would go to her aunt Nadia"),
)
_CAR = (
    NewItem(kind=ItemKind.VEHICLE, text="A grey hatchback, part of the plate: ZZ7"),
    NewItem(
        kind=ItemKind.RISK, text="Was told to leave her insulin behind",
        use=ItemUse.HIDE_SOURCE,
    ),
)  # fmt: skip


def _past(stage: Stage, child: Child) -> None:
    """Six times in a year: two interviews held and shared, the others not."""
    stage.earlier(
        child,
        [
            *earlier.time_away(stage, 1, 390, 6),
            *earlier.never_held(stage, 1, 385),
            *earlier.time_away(stage, 2, 372, 9),
            *earlier.never_held(stage, 2, 367),
            *earlier.time_away(stage, 3, 210, 20, level=Level.HIGH, been="A flat in town."),
            *earlier.told(
                stage, 3, 207.5,
                words="It was a flat over a shop. They were nice first. I wanted to go home.",
                summary="Was in a flat with adults; frightened; trusts her aunt.",
                items=_FLAT, harm=frozenset({Harm.FRIGHTENED, Harm.STRANGERS}),
                reference="INT/000123",
            ),
            *earlier.time_away(stage, 4, 120, 11),
            *earlier.never_held(stage, 4, 114),
            *earlier.time_away(stage, 5, 46, 31, level=Level.HIGH, been="Driven about in a car."),
            *earlier.told(
                stage, 5, 43,
                words="He said leave your bag, so I had no pen with me.",
                summary="Collected by car; persuaded to leave her medicine behind.",
                items=_CAR, harm=frozenset({Harm.SEXUAL_EXPLOITATION}), reference="INT/000456",
            ),
            *earlier.time_away(stage, 6, 19, 7),
            *earlier.never_held(stage, 6, 13),
        ],
    )  # fmt: skip


def _tonight(stage: Stage, child: Child) -> Episode:
    episode = stage.reported(
        child, 3.5,
        "Her insulin is still in the office: the next dose is due at ten.",
        circumstances="Left through the kitchen after a call; got into a grey car.",
        tried_first="Rang her phone, her mother and her aunt; drove to the retail park.",
        wearing="Black puffer jacket, white trainers.",
        dangers=frozenset({Danger.MEDICINE, Danger.EXPLOITATION}),
    )  # fmt: skip
    stage.do(
        "carer", stage.ago(3.2), risk.contribute, episode.pk,
        Reply(
            supplier=Supplier(name="Kay Placeholder", contact="01632 960030"),
            pieces=(
                Piece(kind=Kind.HEALTH_SAFETY, text="Last insulin at 8 this morning."),
                Piece(kind=Kind.WHEREABOUTS, text="Said on the phone: “the usual place”."),
            ),
        ),
    )  # fmt: skip
    stage.graded(
        episode, 3, Level.HIGH,
        "Insulin due within hours, and the grey car named in her last interview.",
        review_in=1,
    )  # fmt: skip
    sighting = NewEntry(
        kind=EntryKind.SIGHTING,
        text="A girl like her in a grey car, two adults in front.",
        happened_at=stage.ago(1.5),
        where="Retail park, Station Road",
        how_known="Seen by a security guard who rang in.",
        source_name="Security desk",
        source_contact="01632 960180",
    )
    stage.do("officer", stage.ago(1.2), episodes.add_entry, episode.pk, sighting)
    stage.do(
        "officer", stage.ago(1.1), tasks.add, episode.ref,
        NewTask(
            text="View the cameras of the retail park from 20:00.",
            owner=Owner(
                agency_id=stage.agency("police"), person_id=stage.cast["officer"].person_id
            ),
            due_at=stage.now + timedelta(minutes=30),
        ),
    )  # fmt: skip
    return episode


def _asked(stage: Stage, episode: Episode) -> None:
    """Health is asked and waiting, the college answered by phone, youth justice withholds.

    The school is not asked: the picture says that it is silent.
    """
    question = "What do you know that helps us find her tonight?"
    stage.do("officer", stage.ago(0.4), risk.ask, episode.pk, stage.agency("health"), question)
    asked = stage.do(
        "officer", stage.ago(2.6), risk.ask, episode.pk, stage.agency("youth"), question
    )
    stage.do(
        "youth_worker", stage.ago(2.1), risk.withhold, asked.pk,
        Supplier(name="Yan Testdata", contact="01632 960060"),
        Withheld(
            because="It would show who gave it to us.", ring="Yan Testdata, 01632 960060"
        ),
    )  # fmt: skip
    stage.do(
        "officer", stage.ago(2.4), risk.ask_by_phone, episode.pk, stage.agency("college"),
        question, spoke_to="Lee Dummyname", phone_number="01632 960051",
    )  # fmt: skip
    stage.do(
        "officer", stage.ago(2.3), risk.record_by_phone, episode.pk, stage.agency("college"),
        Reply(
            supplier=Supplier(name="Lee Dummyname", contact="01632 960051"),
            pieces=(Piece(kind=Kind.RISK, text="Picked up at the gate by a grey car on Monday."),),
        ),
    )  # fmt: skip
