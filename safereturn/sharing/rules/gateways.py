"""Lawful gateways and bases, by nation and by date, each with its source.

A gateway that is not in force in a nation at a date is never quoted there and then, and a
clause that rests on it gives nothing. Section 16LA has no date of its own here: the day it
commences is written down by a person when it is known (decisions.md 19).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from safereturn.agencies.rules import Nation
from safereturn.foundation.sentences import sentence, sentences


class Gateway(StrEnum):
    """The lawful gateway. `GATEWAYS` below says where each stands."""

    CHILDREN_ACT_2004_S11 = "children_act_2004_s11"
    CHILDREN_ACT_1989_S17_S47 = "children_act_1989_s17_s47"
    CHILDREN_ACT_2004_S16LA = "children_act_2004_s16la"
    CRIME_AND_DISORDER_ACT_1998_S115 = "crime_and_disorder_act_1998_s115"
    CARE_PLANNING_REGULATIONS = "care_planning_regulations"
    VITAL_INTERESTS = "vital_interests"


class Lawful(StrEnum):
    """The basis in data protection law on which a clause rests, besides its gateway."""

    PUBLIC_TASK = "public_task"
    SAFEGUARDING = "safeguarding"
    VITAL_INTERESTS = "vital_interests"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a gateway is called in a nation, from when until when, and how sure we are.

    `since` is None while it depends on a commencement that nobody has written down.
    """

    gateway: Gateway
    nation: Nation
    words: str
    since: date | None
    source: str
    until: date | None = None
    verified: bool = True
    note: str = ""

    def in_force(self, on: date) -> bool:
        """Say whether it may be quoted on this day (the last day is not in it)."""
        begun = self.since is not None and self.since <= on
        return begun and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Commencement:
    """That a gateway begins in a nation on a day, as a person has written down."""

    gateway: Gateway
    nation: Nation
    on: date


_E, _W = Nation.ENGLAND, Nation.WALES
_DPA = sentence("to protect the child’s life (Data Protection Act 2018)")

# `verified=False`: from general knowledge, the source was not at hand; an area has it
# confirmed by its own lawyers before it signs. The printed agreement says so.
GATEWAYS: tuple[Standing, ...] = (
    Standing(
        Gateway.CHILDREN_ACT_2004_S11, _E, "Children Act 2004 sections 10 and 11",
        date(2005, 3, 1), "Children Act 2004 ss10, 11", verified=False,
        note="The duty to cooperate and to safeguard; the day of commencement is not checked.",
    ),
    Standing(
        Gateway.CHILDREN_ACT_2004_S11, _W, "Children Act 2004 sections 25 and 28",
        date(2006, 10, 1), "Children Act 2004 ss25, 28", verified=False,
        note="The sections that stand for 10 and 11 in Wales.",
    ),
    Standing(
        Gateway.CHILDREN_ACT_1989_S17_S47, _E, "Children Act 1989 sections 17 and 47",
        date(1991, 10, 14), "Children Act 1989 ss17, 47",
    ),
    Standing(
        Gateway.CHILDREN_ACT_1989_S17_S47, _W, "Children Act 1989 sections 17 and 47",
        date(1991, 10, 14), "Children Act 1989 ss17, 47", until=date(2016, 4, 6), verified=False,
    ),
    Standing(
        Gateway.CHILDREN_ACT_1989_S17_S47, _W,
        "Social Services and Well-being (Wales) Act 2014 and Children Act 1989 section 47",
        date(2016, 4, 6), "SSWBA 2014 Part 4; Children Act 1989 s47", verified=False,
        note="Section 17 no longer applies in Wales.",
    ),
    Standing(
        Gateway.CHILDREN_ACT_2004_S16LA, _E, "Children Act 2004 section 16LA",
        None, "Children’s Wellbeing and Schools Act 2026 s4",
        note="Quoted from its commencement only. Not if sharing is more detrimental to the child.",
    ),
    Standing(
        Gateway.CRIME_AND_DISORDER_ACT_1998_S115, _E, "Crime and Disorder Act 1998 section 115",
        date(1998, 9, 30), "Crime and Disorder Act 1998 s115", verified=False,
        note="A power of relevant authorities, not of voluntary bodies.",
    ),
    Standing(
        Gateway.CRIME_AND_DISORDER_ACT_1998_S115, _W, "Crime and Disorder Act 1998 section 115",
        date(1998, 9, 30), "Crime and Disorder Act 1998 s115", verified=False,
        note="A power of relevant authorities, not of voluntary bodies.",
    ),
    Standing(
        Gateway.CARE_PLANNING_REGULATIONS, _E, "Care Planning Regulations 2010",
        date(2011, 4, 1), "Care Planning, Placement and Case Review (England) Regulations 2010",
    ),
    Standing(
        Gateway.CARE_PLANNING_REGULATIONS, _W, "Care Planning (Wales) Regulations 2015",
        date(2016, 4, 6), "Care Planning, Placement and Case Review (Wales) Regulations 2015",
        verified=False,
    ),
    Standing(
        Gateway.VITAL_INTERESTS, _E, _DPA, date(2018, 5, 25),
        "UK GDPR art 6(1)(d), 9(2)(c); Data Protection Act 2018 Sch 8 para 3", verified=False,
    ),
    Standing(
        Gateway.VITAL_INTERESTS, _W, _DPA, date(2018, 5, 25),
        "UK GDPR art 6(1)(d), 9(2)(c); Data Protection Act 2018 Sch 8 para 3", verified=False,
    ),
)  # fmt: skip

# The name of a gateway where no nation is in question: lists, tables, the ledger.
GATEWAY_WORDS = {
    row.gateway: row.words for row in reversed(GATEWAYS) if row.nation is Nation.ENGLAND
}


def named(gateway: Gateway, nation: Nation, on: date | None = None) -> str:
    """Return what a gateway is called in a nation on a day: the newest name without a day.

    Also for one that is not in force there: what was given under it still has a name.
    """
    own = [row for row in GATEWAYS if (row.gateway, row.nation) == (gateway, nation)]
    begun = [row for row in own if on is None or row.since is None or row.since <= on]
    rows = begun or own
    return rows[-1].words if rows else GATEWAY_WORDS[gateway]


LAWFUL_WORDS = sentences(
    {
        Lawful.PUBLIC_TASK: "public task (UK GDPR article 6(1)(e); the police: Data Protection Act"
        " 2018 section 35)",
        Lawful.SAFEGUARDING: "safeguarding of children (Data Protection Act 2018 Schedule 1"
        " paragraph 18; where the police share, Schedule 8 paragraph 4)",
        Lawful.VITAL_INTERESTS: "vital interests (UK GDPR articles 6(1)(d) and 9(2)(c))",
    }
)
# Schedule 1 paragraph 18 was not at hand in full; Schedule 8 paragraph 4 was read.
LAWFUL_UNVERIFIED = frozenset({Lawful.PUBLIC_TASK, Lawful.SAFEGUARDING, Lawful.VITAL_INTERESTS})

# What waits for a commencement that a person writes down.
AWAITED = frozenset((row.gateway, row.nation) for row in GATEWAYS if row.since is None)


def standing(
    gateway: Gateway, nation: Nation, on: date, commencements: Iterable[Commencement] = ()
) -> Standing | None:
    """Return how a gateway stands in a nation on a day, or None: then it is not quoted."""
    begun = {(row.gateway, row.nation): row.on for row in commencements}
    for row in GATEWAYS:
        if (row.gateway, row.nation) != (gateway, nation):
            continue
        if row.in_force(on):
            return row
        if row.since is None and (gateway, nation) in begun and begun[gateway, nation] <= on:
            return row
    return None
