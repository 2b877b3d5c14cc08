"""How long what is kept: the law where its text was read, else a proposal that an agency confirms.

Whoever controls a record decides (decisions.md 41): a line holds for controllers of its
kinds. What was not checked against its source is a setting with a shipped value, labelled
so; an agency's governance lead changes it. What the law fixes can be lengthened, never cut.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.sentences import sentence
from safereturn.oversight.rules.keeping import Record

UNVERIFIED = "unverified: confirm"
MAJORITY = 18

_HOMES = frozenset({AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER})
_COUNCIL = frozenset({AgencyKind.LOCAL_AUTHORITY})
_POLICE = frozenset({AgencyKind.POLICE})
# What somebody decides about, one by one. The rest follows: SHARED, ACCESS and TRACE go with
# the last of these, so that a record which one agency must keep still says whose it is.
DECIDED = (Record.CARE, Record.MISSING, Record.POLICE, Record.INTERVIEW, Record.LEDGER)
FOLLOWING = (Record.TRACE, Record.ACCESS, Record.SHARED)


class Since(StrEnum):
    """What the years are counted from."""

    BIRTH = "birth"
    LAST_EPISODE = "last_episode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the schedule. `after_death`: years from death instead, if died under 18."""

    key: str
    words: str
    years: int
    since: Since
    source: str
    verified: bool = False
    kinds: frozenset[AgencyKind] = frozenset(AgencyKind)
    looked_after: bool | None = None
    grave: bool | None = None
    nations: frozenset[str] = frozenset({"england", "wales"})
    after_death: int | None = None

    @property
    def label(self) -> str:
        """Say whether somebody still has to confirm it."""
        return "" if self.verified else UNVERIFIED


# The first line that fits holds.
SCHEDULE: tuple[Line, ...] = (
    Line(
        key="home",
        words="Record of a child in a children’s home",
        # Children's Homes (England) Regulations 2015 (SI 2015/541) reg 36(3): 75 years from
        # the date of birth, or 15 years from the date of death of a child who dies under 18.
        years=75,
        after_death=15,
        since=Since.BIRTH,
        source="Children’s Homes (England) Regulations 2015, regulation 36",
        verified=True,
        kinds=_HOMES,
        nations=frozenset({"england"}),
    ),
    Line(
        key="home_wales",
        words="Record of a child in a care home service for children, Wales",
        years=75,
        after_death=15,
        since=Since.BIRTH,
        source="Regulated Services (Wales) Regulations 2017",
        kinds=_HOMES,
    ),
    Line(
        key="council_looked_after",
        words="Case record of a looked-after child",
        years=75,
        after_death=15,
        since=Since.BIRTH,
        source="Care Planning, Placement and Case Review (England) Regulations 2010, reg 50",
        kinds=_COUNCIL,
        looked_after=True,
    ),
    Line(
        key="council",
        words="Case record of a child who was not looked after",
        years=25,
        since=Since.BIRTH,
        source=sentence("the council’s own schedule"),
        kinds=_COUNCIL,
    ),
    Line(
        key="police_grave",
        words="Missing person record with a warning of exploitation or trafficking",
        years=10,
        since=Since.LAST_EPISODE,
        source="College of Policing APP, management of police information",
        kinds=_POLICE,
        grave=True,
    ),
    Line(
        key="police",
        words="Missing person record",
        years=6,
        since=Since.LAST_EPISODE,
        source="College of Policing APP, management of police information",
        kinds=_POLICE,
    ),
    Line(
        key="interviews",
        words="What the interview service recorded for itself",
        years=6,
        since=Since.LAST_EPISODE,
        source=sentence("the contract with the council"),
        kinds=frozenset({AgencyKind.RETURN_INTERVIEW_SERVICE}),
    ),
    Line(
        key="health",
        words="What a health service recorded",
        years=25,
        since=Since.BIRTH,
        source="NHS Records Management Code of Practice",
        kinds=frozenset({AgencyKind.HEALTH}),
    ),
    Line(
        key="other",
        words="What any other agency recorded",
        years=25,
        since=Since.BIRTH,
        source=sentence("the agency’s own schedule"),
    ),
)
BY_KEY = {line.key: line for line in SCHEDULE}
SHORTEST_YEARS = 1
LONGEST_YEARS = 120


# From the last episode of a child it takes at least so long until a line from birth is over:
# an episode is of a child, or of somebody who turned 18 while missing.
def quiet_years(own: Iterable[tuple[str, int]] = ()) -> int:
    """Return for how many years after the last episode nothing can be due, whoever keeps it.

    `own`: the years that agencies have set in place of the shipped ones, by line.
    """
    shipped = [(line.key, line.years) for line in SCHEDULE]
    spans = [
        years if BY_KEY[key].since is Since.LAST_EPISODE else years - MAJORITY
        for key, years in [*shipped, *own]
    ]
    return max(min(spans), SHORTEST_YEARS)


# SSDA903 legal status codes under which a child is looked after.
LOOKED_AFTER_CODES = ("C1", "C2", "D1", "E1", "V2", "V3", "V4", "J1", "J2", "J3", "L1", "L2", "L3")
# Placements of looked-after children: a child in hospital or custody need not be one.
LOOKED_AFTER_PLACEMENTS = (
    "foster", "childrens_home", "secure", "supported", "unregistered", "hotel",
    "residential_school",
)  # fmt: skip
GRAVE_FLAGS = ("sexual_exploitation", "criminal_exploitation", "trafficking")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the due date is worked out from: of the child, over all records that are theirs."""

    born_on: date | None
    died_on: date | None = None
    last_ended_on: date | None = None
    is_open: bool = False
    looked_after: bool = False
    grave: bool = False
    holds: tuple[str, ...] = ()


class Stays(StrEnum):
    """Why a record stays."""

    OPEN = "open"
    HELD = "held"
    NO_DATE = "no_date"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Due:
    """When a record is due for review, under which line; or why nobody can say."""

    line: Line
    years: int
    on: date | None
    stays: Stays | None = field(default=None)

    @property
    def is_due(self) -> bool:
        """Say whether somebody must look at it now."""
        return self.stays is None


def line_for(kind: AgencyKind, nation: str, facts: Facts) -> Line:
    """Return the line of the schedule that holds for a controller and a child."""
    for line in SCHEDULE:
        if (
            kind in line.kinds
            and nation in line.nations
            and line.looked_after in (None, facts.looked_after)
            and line.grave in (None, facts.grave)
        ):
            return line
    raise AssertionError("the last line fits everybody")


def due(line: Line, facts: Facts, *, today: date, years: int | None = None) -> Due:
    """Say when a record is due for review by a person, and if it stays today, why.

    `years`: what the agency has set in place of the shipped value.
    """
    count = years or line.years
    on = _due_on(line, facts, count)
    stays = None
    if facts.is_open:
        stays = Stays.OPEN
    elif facts.holds:
        stays = Stays.HELD
    elif on is None:
        stays = Stays.NO_DATE
    elif on > today:
        stays = Stays.NOT_DUE
    return Due(line, count, on, stays)


def _due_on(line: Line, facts: Facts, years: int) -> date | None:
    born, died = facts.born_on, facts.died_on
    if line.since is Since.LAST_EPISODE:
        return later(facts.last_ended_on, years) if facts.last_ended_on else None
    if born and died and line.after_death and died < later(born, MAJORITY):
        return later(died, line.after_death)
    return later(born, years) if born else None


def later(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
