"""The published distributions, as dice. Keys in brackets name the source.

[REP21] doi 10.1177/0032258X211052900 · [REP19] eprints.lancs.ac.uk 136715 · [RUSI] rusi.org
missing children · [MT] analysis of NCA 2016/17 · [HL6802] written answer HL6802 · [GRAM]
Grampian 2007 · [CS20] The Children's Society 2020 · [IICSA-G1] IICSA organised networks
G.1 · [TVP15] one force, 2015 · [HAN18] Hansard 8 May 2018 · [MP2324] Missing People 2023-24
· [TFS-PR] The Children's Society 2018 · [COF17] Coffey 2017.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import exp, log
from random import Random
from typing import TypeVar

T = TypeVar("T")

# How many times a child is missing: three groups of children. Their shares and means make
# 6 % of children account for 33 % of episodes and 15 % for more than half, with a mean of
# three [REP21, RUSI].
GROUPS = ((0.06, "often"), (0.09, "several"), (0.85, "seldom"))
MEAN = 3.0
# The share of each group that is in care: 19 % of children, 36 % of episodes [IICSA-G1].
IN_CARE = {"often": 0.715, "several": 0.30, "seldom": 0.141}

# From last seen to return, in hours: 47 % within 8 h [MT], 87 % within 48 h [HL6802], 3 %
# over a week [MT]; between these, Grampian's quantiles [GRAM].
DURATION = (
    (0.0, 0.4), (0.20, 1.83), (0.40, 4.5), (0.47, 8.0), (0.70, 17.0), (0.80, 24.0),
    (0.87, 48.0), (0.97, 168.0), (0.99, 264.0), (1.0, 1200.0),
)  # fmt: skip
# More than half of first repeats come within four weeks [REP19]; in days.
GAP = ((0.0, 0.4), (0.25, 6.0), (0.55, 27.0), (0.75, 70.0), (0.9, 150.0), (1.0, 420.0))
# For children who are missing often the gaps are shorter: 48 in 84 days is on record.
GAP_OFTEN = ((0.0, 0.2), (0.3, 3.0), (0.6, 12.0), (0.8, 28.0), (0.95, 80.0), (1.0, 200.0))
# Age at the first time, in years: more than 90 % of reports are of 12 to 17 [COF17].
AGES = ((6, 1), (8, 1), (9, 1), (10, 2), (11, 3), (12, 7), (13, 14), (14, 19), (15, 22),
        (16, 19), (17, 11))  # fmt: skip
# Grades: the only mix published is of all ages, 16/68/13; the rest is the lowest [TVP15].
LEVELS = (("high", 16), ("medium", 68), ("low", 13), ("no_apparent_risk", 3))
# How the child came back: 43 % by themselves, 29 % found by police [CS20], friends 2.5 %
# [MT]; no figure for children splits the rest.
FINDERS = (("returned_by_self", 43), ("police", 29), ("family", 14), ("carer", 8),
           ("friend", 2.5), ("public", 1.5), ("other", 2))  # fmt: skip
SEXES = (("female", 48), ("male", 50), ("not_known", 2))
# A flag for sexual exploitation on 9 % of episodes: 69 % girls, 26 % boys [CS20].
EXPLOITED = {"female": 0.09 * 0.69 / 0.48, "male": 0.09 * 0.26 / 0.50, "not_known": 0.22}
HARMED = 0.04  # [HL6802]: 96 % came to no harm
OUT_OF_AREA = 0.41  # of children's-home episodes, 2017/18 [HAN18]
WITHIN_72_HOURS = 0.63  # of those held [MP2324]


def likely(dice: Random, share: float) -> bool:
    """Say yes, this often."""
    return dice.random() < share


def pick(dice: Random, choices: Sequence[tuple[T, float]]) -> T:
    """Return one of these, each as often as its weight says."""
    weights = list(accumulate(weight for _, weight in choices))
    return choices[bisect_right(weights, dice.random() * weights[-1] * 0.999999999)][0]


def between(dice: Random, quantiles: Sequence[tuple[float, float]]) -> float:
    """Return a number of which these are the quantiles, even on a scale of logarithms."""
    at = dice.random()
    place = bisect_right([share for share, _ in quantiles], at) - 1
    (low, below), (high, above) = quantiles[place], quantiles[place + 1]
    part = (at - low) / (high - low)
    return exp(log(below) + part * (log(above) - log(below)))


def how_often(dice: Random, group: str) -> int:
    """Return how many times a child of a group is missing."""
    if group == "seldom":
        return pick(dice, ((1, 52), (2, 24), (3, 24)))
    if group == "several":
        return pick(dice, ((4, 18), (5, 22), (6, 22), (7, 20), (8, 18)))
    # Nine or more, mean sixteen and a half, with a long tail.
    return 9 + min(int(dice.expovariate(1 / 8.6)), 90)


def counts(dice: Random, children: int, episodes: int) -> list[tuple[str, int]]:
    """Return the group and number of episodes of each child; the numbers add up exactly."""
    groups = tuple((name, share) for share, name in GROUPS)
    drawn = [
        (group, how_often(dice, group)) for group in (pick(dice, groups) for _ in range(children))
    ]
    left = episodes - sum(number for _, number in drawn)
    step = 1 if left > 0 else -1
    while left:
        place = dice.randrange(children)
        group, number = drawn[place]
        if number + step < 1:
            continue
        drawn[place] = (group, number + step)
        left -= step
    return drawn


_FIRST = (
    "Test", "Sample", "Place", "Dummy", "Speci", "Mock", "Exem", "Proto", "Draft", "Blank",
    "Fable", "Inven", "Ficti", "Fabri", "Pseudo", "Figmen", "Untru", "Make", "Imagi", "Feign",
)  # fmt: skip
_LAST = (
    "bury", "ton", "ham", "well", "ford", "worth", "field", "ley", "combe", "stead", "wick",
    "thorpe", "gate", "hurst", "mere", "shaw", "dale", "by", "cliffe", "more",
)  # fmt: skip
GIVEN = {
    "female": (
        "Ada", "Aisha", "Amber", "Beth", "Carys", "Chloe", "Daisy", "Ebony", "Elin", "Ella",
        "Fatima", "Freya", "Grace", "Hana", "Holly", "Imogen", "Ivy", "Jade", "Jasmine", "Keira",
        "Layla", "Lily", "Maya", "Megan", "Nadia", "Niamh", "Olivia", "Phoebe", "Poppy", "Rhian",
        "Rosa", "Ruby", "Sadie", "Sian", "Skye", "Tia", "Uma", "Yasmin", "Zara", "Zoe",
    ),
    "male": (
        "Aaron", "Adam", "Alfie", "Amir", "Archie", "Ben", "Callum", "Carter", "Dafydd", "Daniel",
        "Dev", "Dylan", "Elijah", "Ethan", "Finley", "George", "Harvey", "Hassan", "Ioan", "Isaac",
        "Jack", "Jamal", "Jayden", "Kian", "Leo", "Logan", "Mason", "Max", "Noah", "Omar",
        "Owen", "Reece", "Rhys", "Riley", "Samir", "Sonny", "Theo", "Toby", "Tyler", "Zac",
    ),
}  # fmt: skip
ETHNICITIES = (("White British", 64), ("Black or Black British", 16), ("Mixed", 9),
               ("Asian or Asian British", 7), ("Not recorded", 4))  # fmt: skip


def name(dice: Random, sex: str) -> str:
    """Return an invented name, whose surname nobody has."""
    pool = GIVEN.get(sex) or GIVEN["female" if likely(dice, 0.5) else "male"]
    given = dice.choice(pool)
    if likely(dice, 0.08):
        given += "-" + dice.choice(pool)
    return f"{given} {dice.choice(_FIRST)}{dice.choice(_LAST)}"
