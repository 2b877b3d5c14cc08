"""An area's protocol: which deadline counts from what, who is told when, what a breach does.

A rule of the service's own kinds (first grading, return interview …) begins and ends where
the service says; the area sets its length, unless that is the law's, and whom to tell. A rule
of the area's own says the rest as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from safereturn.clocks.rules.law import FIXED, ClockKind, Strength
from safereturn.clocks.rules.lengths import Length, read_length
from safereturn.clocks.rules.meeting import Meet


class Begin(StrEnum):
    """The fact a clock counts from."""

    REPORTED = "reported"
    LAST_SEEN = "last_seen"
    AWAY = "away"
    GRADED = "graded"
    GRADED_LOWEST = "graded_lowest"
    LOCATED = "located"
    RETURNED = "returned"
    ASKED = "asked"
    DISPUTED = "disputed"
    SHARED = "shared"
    PLACED = "placed"
    PLACEMENT_ENDED = "placement_ended"
    SET = "set"
    REVIEWED = "reviewed"
    TOLD = "told"


class End(StrEnum):
    """The fact that ends a clock."""

    OVER = "over"
    GRADED = "graded"
    LOCATED = "located"
    RETURNED = "returned"
    ANSWERED = "answered"
    CLOSED = "closed"
    RECORDED = "recorded"
    RECEIVED = "received"
    DISPOSED = "disposed"
    CHECKED = "checked"
    REVIEWED = "reviewed"
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"


class Party(StrEnum):
    """Who owes something, or is told: a part in the case, never a name."""

    OWNER = "owner"
    FORCE = "force"
    RESPONSIBLE_AUTHORITY = "responsible_authority"
    HOST_AUTHORITY = "host_authority"
    PLACEMENT = "placement"
    INTERVIEWERS = "interviewers"
    # Whoever asked for what is owed: there is one only in the kinds of ASKED_FOR.
    ASKER = "asker"


class Rank(StrEnum):
    """Whom of a party: the desk (all who work there), those who hold a place, or one by one.

    NEXT is one person of those on duty whom this clock has not told yet.
    """

    DESK = "desk"
    NEXT = "next"
    OUT_OF_HOURS = "out_of_hours"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"
    SENIOR = "senior"
    PRIVACY_LEAD = "privacy_lead"


class Breach(StrEnum):
    """What happens when nothing was done in time, besides telling."""

    TELL = "tell"
    GRADE_AGAIN = "grade_again"


class When(StrEnum):
    """Where a step lies."""

    START = "start"
    BEFORE = "before"
    DUE = "due"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Who:
    """Whom of which party."""

    party: Party
    rank: Rank = Rank.DESK

    def __str__(self) -> str:
        """Say it as a file does: force, force supervisor."""
        return self.party.value if self.rank is Rank.DESK else f"{self.party} {self.rank}"


def read_who(words: str) -> Who | None:
    """Return whom somebody wrote, or None: "force", "responsible_authority senior"."""
    party, _, rank = words.strip().partition(" ")
    if party not in list(Party) or (rank or Rank.DESK) not in list(Rank):
        return None
    return Who(Party(party), Rank(rank or Rank.DESK))


@dataclass(frozen=True, slots=True)
class Step:
    """At which moment of a clock whom to tell."""

    when: When
    who: tuple[Who, ...]
    by: Length | None = None

    def __str__(self) -> str:
        """Say when, as a file does: start, 15 minutes before, due, 1 hour after."""
        return f"{self.by} {self.when}" if self.by else self.when.value

    def at(self, starts_at: datetime, due_at: datetime) -> datetime:
        """Return the moment of this step on a clock."""
        if self.when is When.START:
            return starts_at
        if self.by is None:
            return due_at
        return self.by.before(due_at) if self.when is When.BEFORE else self.by.after(due_at)


def read_when(words: str) -> tuple[When, Length | None] | None:
    """Return when somebody wrote, or None: "start", "2 hours before", "due"."""
    words = " ".join(words.split())
    if words in (When.START, When.DUE):
        return When(words), None
    amount, _, side = words.rpartition(" ")
    length = read_length(amount)
    if length is None or side not in (When.BEFORE, When.AFTER):
        return None
    return When(side), length


@dataclass(frozen=True, slots=True)
class Count:
    """So many reports: within so many days, or ever."""

    times: int
    days: int | None = None

    def __str__(self) -> str:
        """Say it as a file does: 3 in 30 days, 2 ever."""
        return f"{self.times} in {self.days} days" if self.days else f"{self.times} ever"


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline of an area. `key` is its name in the file, for good."""

    key: str
    kind: ClockKind
    begin: Begin
    end: frozenset[End]
    owner: Party
    length: Length | None  # None: a person sets the time
    steps: tuple[Step, ...] = ()
    breach: Breach = Breach.TELL
    pause: bool = False
    count: Count | None = None
    words: str = ""
    # Of a receipt: which notices must be acknowledged.
    notices: tuple[str, ...] = ()
    # Which meeting a count asks for; without it, a multi-agency meeting.
    meet: Meet | None = None

    @property
    def strength(self) -> Strength:
        """Return on whose authority its time is."""
        if self.kind in FIXED:
            return FIXED[self.kind].strength
        return Strength.LOCAL_PROTOCOL if self.length else Strength.SET_BY_PERSON

    @property
    def is_own(self) -> bool:
        """Say whether the area made it up: it begins and ends where the area says."""
        return self.kind in OWN_KINDS

    @property
    def ends_itself(self) -> bool:
        """Say whether nobody owes anything: people are told, and it is over."""
        return self.kind is ClockKind.ELAPSED


OWN_KINDS = frozenset({ClockKind.ELAPSED, ClockKind.REPEAT, ClockKind.LOCAL})

# What one agency has asked another for, and hears of when there is no answer.
ASKED_FOR = frozenset({ClockKind.TRIGGER_ANSWER})


@dataclass(frozen=True, slots=True)
class Protocol:
    """All rules that hold in an area from a day on."""

    area: str
    rules: Mapping[str, Rule] = field(default_factory=dict)
    begins: date | None = None
    agencies: tuple[str, ...] = ()

    def of_kind(self, kind: ClockKind) -> Rule | None:
        """Return the rule of one of the service's own kinds."""
        return self.rules.get(kind.value)

    def own(self) -> Iterator[Rule]:
        """Return the rules that begin by themselves, on the facts of an episode."""
        for rule in self.rules.values():
            if rule.kind in FOLLOWED:
                yield rule

    def over(self, shipped: "Protocol") -> "Protocol":
        """Return this protocol with the shipped rules of the service's own kinds beneath it."""
        beneath = {key: rule for key, rule in shipped.rules.items() if not rule.is_own}
        return replace(self, rules={**beneath, **self.rules})


# The notices that an area may have acknowledged: those that bring news of a case to an agency.
RECEIPTED = (
    "episode.reported",
    "episode.report_added",
    "episode.stance",
    "risk.assessed",
    "episode.located",
    "episode.returned",
    "interview.harm",
)

# What is begun and ended by looking at the facts of an episode, not by an action of its own.
FOLLOWED = OWN_KINDS | {ClockKind.NATIONAL_UNIT, ClockKind.LOWEST_REVIEW}
