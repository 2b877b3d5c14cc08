"""The words of the region: what people say and write, drawn from short lists.

Invented, and plain on purpose: a record must read like one, and be nobody's.
"""

from datetime import datetime
from random import Random

from safereturn.children.rules import FlagKind
from safereturn.episodes.rules import (
    Circumstances,
    Danger,
    Finder,
    PreventionCheck,
    Relation,
    Reporter,
    Return,
)
from safereturn.ops.demo import chance
from safereturn.return_interviews.rules import (
    Account,
    Disposition,
    Harm,
    ItemKind,
    ItemUse,
    Mode,
    NewItem,
    Outcome,
    PullFactor,
    PushFactor,
    SharingWish,
)
from safereturn.risk.rules import Level

FLAGS = {
    FlagKind.SEXUAL_EXPLOITATION: (
        "Adults she or he met online collect by car. Do not wait for the morning.",
        "Strategy meeting; two information reports.",
    ),
    FlagKind.CRIMINAL_EXPLOITATION: (
        "Found twice with cash and a second phone. Look for older associates.",
        "Police intelligence and the school’s report.",
    ),
    FlagKind.SELF_HARM: ("Has cut their arms when distressed.", "Hospital letter."),
    FlagKind.MENTAL_HEALTH: ("Anxious in crowds; may not answer to strangers.", "CAMHS letter."),
    FlagKind.MEDICAL: ("Has asthma and goes without the inhaler.", "GP summary."),
    FlagKind.SUBSTANCES: ("Uses cannabis and alcohol.", "Said so in a return interview."),
}
OTHER_FLAGS = (
    (FlagKind.CRIMINAL_EXPLOITATION, 0.08),
    (FlagKind.SELF_HARM, 0.10),
    (FlagKind.MENTAL_HEALTH, 0.20),
    (FlagKind.MEDICAL, 0.03),
    (FlagKind.SUBSTANCES, 0.10),
)
CARERS_SAY = (
    "Came back tired and has slept since.",
    "There is a new friend, with a car.",
    "Argued about the phone before leaving.",
    "Has been quiet and does not want visitors.",
)
_LEFT = (
    "Left after an argument about the phone.",
    "Did not come home from school.",
    "Went out of a window after the evening round.",
    "Said they were going to the shop and did not come back.",
    "Was dropped at a friend’s and was not there when collected.",
)
_WORRIED = (
    "Out later than ever before and the phone is off.",
    "Was upset and said they would not come back.",
    "Is believed to be with older people.",
    "Not dressed for the weather.",
    "Has not been in touch, which is out of character.",
)
_TRIED = ("Rang the phone and three friends.", "Drove round the usual places.", "Asked the family.")
_WEARING = ("Black coat, grey tracksuit.", "School uniform.", "Blue jeans, white trainers.", "")
_PLACES = ("the bus station", "a friend’s house", "the park", "the shopping centre", "a car park")
_REASONS = {
    Level.HIGH: "Warnings for exploitation, out at night, no contact.",
    Level.MEDIUM: "Age and time of day; no contact, no warning that points to serious harm.",
    Level.LOW: "Known friends, expected back, was in touch this evening.",
    Level.NO_APPARENT_RISK: "In touch, place known to the carer, older and settled.",
}
_WORDS = (
    "I wanted to see my brother.",
    "Nobody was listening so I went.",
    "We were in a flat with people I did not know.",
    "I was at my friend’s the whole time.",
    "I did not like what they wanted me to do.",
)
_SUMMARIES = (
    "Spoke of arguments and of a friend who is safe.",
    "Spoke of a flat with older people; was frightened.",
    "Misses family; wants more contact.",
)
_ITEMS = (
    (ItemKind.PERSON, "An older boy called “Specimen” buys the drinks"),
    (ItemKind.PLACE, "A flat over the closed shop by the station"),
    (ItemKind.VEHICLE, "A small white van with a dented door"),
    (ItemKind.PHONE, "A second phone, number 07700 900123"),
    (ItemKind.ACCOUNT, "Messages come from an account called testcase_1"),
    (ItemKind.RISK, "Was told not to say where they had been"),
    (ItemKind.PROTECTIVE, "Trusts an aunt and would go to her"),
)
_FIRST = ("Jo", "Ali", "Sam", "Chris", "Pat", "Robin", "Lee", "Nur")


def circumstances(dice: Random, seen_at: datetime, *, in_care: bool) -> Circumstances:
    """Return what was said at report."""
    dangers = [danger for danger in Danger if chance.likely(dice, 0.1)]
    return Circumstances(
        last_seen_at=seen_at,
        last_seen_where="At the home" if in_care else dice.choice(("At home", "At school")),
        why_worried=dice.choice(_WORRIED),
        circumstances=dice.choice(_LEFT),
        tried_first=dice.choice(_TRIED),
        wearing=dice.choice(_WEARING),
        dangers=frozenset(dangers),
    )


def reporter(dice: Random, *, in_care: bool) -> Reporter:
    """Return who rang."""
    return Reporter(
        name=f"{dice.choice(_FIRST)} Specimen",
        relation=Relation.CARER if in_care else Relation.PARENT,
        phone=f"07700 900{dice.randrange(1000):03}",
    )


def reasons(dice: Random, level: Level) -> str:
    """Return why this grade."""
    return _REASONS[level] + dice.choice(("", " Review at handover.", " Supervisor informed."))


def place(dice: Random) -> str:
    """Return where somebody was found."""
    return dice.choice(_PLACES).capitalize()


def return_(dice: Random, at: datetime, finder: Finder, *, in_care: bool) -> Return:
    """Return how the child came back."""
    return Return(
        at=at,
        where="Back at the home" if in_care else "Back at home",
        finder=finder,
        condition=dice.choice(("Well.", "Tired.", "Cold and hungry.", "Upset.")),
        with_whom=dice.choice(("Alone.", "With a friend.", "")),
        safe_to_return="Nothing there gave cause to leave; the carer and the child agree.",
    )


def check(dice: Random, at: datetime, officer: str, *, harmed: float) -> PreventionCheck:
    """Return the prevention interview; `harmed` is how likely harm is, seen or not."""
    is_harmed = chance.likely(dice, harmed)
    if not is_harmed and chance.likely(dice, 0.15):
        return PreventionCheck(seen=False, not_seen_because="Seen by the carer, not by us.")
    return PreventionCheck(
        seen=True,
        held_at=at,
        officer_name=officer,
        where="At the address",
        alone=chance.likely(dice, 0.6),
        where_been=place(dice),
        harm=dice.choice(("Bruise to the arm.", "Says they were hit.")) if is_harmed else "",
    )


def account(dice: Random, held_at: datetime, *, late: bool) -> Account:
    """Return what the child told."""
    harms = [harm for harm in Harm if harm is not Harm.NONE and chance.likely(dice, 0.05)]
    wishes = (SharingWish.ALL, SharingWish.ALL, SharingWish.SAFETY_ONLY, SharingWish.ASKED_NOT_TO)
    return Account(
        held_at=held_at,
        mode=dice.choice((Mode.IN_PERSON, Mode.IN_PERSON, Mode.PHONE)),
        place="A place the child chose",
        limits_explained=True,
        own_words=" ".join(dice.sample(_WORDS, 2)),
        push=frozenset(dice.sample(list(PushFactor), 2)),
        pull=frozenset(dice.sample(list(PullFactor), 1)),
        harm=frozenset(harms),
        what_would_help="Somebody to ring at night.",
        sharing_wish=dice.choice(wishes),
        summary=dice.choice(_SUMMARIES),
        late_because="The child asked for a later day." if late else "",
    )


def items(dice: Random) -> tuple[NewItem, ...]:
    """Return what was kept apart: nothing, or up to four things."""
    number = dice.choice((0, 0, 1, 2, 2, 3, 4))
    return tuple(
        NewItem(
            kind=kind,
            text=text,
            use=ItemUse.HIDE_SOURCE if chance.likely(dice, 0.2) else ItemUse.ACT_FREELY,
            third_party_risk=kind is ItemKind.PERSON and chance.likely(dice, 0.3),
        )
        for kind, text in dice.sample(_ITEMS, number)
    )


def outcome(dice: Random) -> Outcome:
    """Return what a force did with what it was given."""
    if chance.likely(dice, 0.6):
        return Outcome(
            disposition=Disposition.INTELLIGENCE, reference=f"INT/{dice.randrange(10**6):06}"
        )
    if chance.likely(dice, 0.6):
        return Outcome(disposition=Disposition.ACTION, reason="Address checked by the team.")
    return Outcome(disposition=Disposition.NONE, reason="Known already.")
