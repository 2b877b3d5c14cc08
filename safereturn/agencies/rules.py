"""Opening hours, and which desk to ring at a given moment. Nothing here knows Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from safereturn.foundation.actor import AgencyKind, Role

LONDON = ZoneInfo("Europe/London")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def london_day(at: datetime) -> date:
    """Return the day that people call it at this moment: ages and dates go by it."""
    return at.astimezone(LONDON).date()


def spelled(at: datetime) -> str:
    """Return that day as a sentence says it: 21 November 2026."""
    day = london_day(at)
    return f"{day.day} {day:%B %Y}"


class Nation(StrEnum):
    """England and Wales differ in law, labels and the rule on return interviews."""

    ENGLAND = "england"
    WALES = "wales"


class DeskUse(StrEnum):
    """What a contact point is for."""

    DUTY = "duty"
    OUT_OF_HOURS = "out_of_hours"
    MISSING = "missing"
    RETURN_INTERVIEWS = "return_interviews"
    GOVERNANCE = "governance"


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch that begins on a weekday (0 is Monday), London time.

    Midnight closes the day; closing before it opened means early on the day after.
    """

    weekday: int
    opens: time
    closes: time

    def covers(self, local: datetime) -> bool:
        """Say whether the desk is open at this London time."""
        now = local.time()
        over_midnight = self.closes <= self.opens
        if local.weekday() == self.weekday:
            return now >= self.opens and (over_midnight or now < self.closes)
        day_after = (self.weekday + 1) % len(DAY_NAMES)
        return over_midnight and local.weekday() == day_after and now < self.closes


@dataclass(frozen=True, slots=True)
class Hours:
    """When a desk answers. No openings at all means always."""

    openings: tuple[Opening, ...] = ()

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[object]]) -> "Hours":
        """Read `[[weekday, "09:00", "17:00"], …]` as stored."""
        return cls(
            tuple(
                Opening(int(str(d)), time.fromisoformat(str(a)), time.fromisoformat(str(b)))
                for d, a, b in rows
            )
        )

    @property
    def weeks(self) -> tuple[tuple[int, int, time, time], ...]:
        """Return the week in stretches of days that are alike: first day, last day, hours."""
        stretches: list[tuple[int, int, time, time]] = []
        for one in sorted(self.openings, key=lambda o: (o.opens, o.closes, o.weekday)):
            if stretches and stretches[-1][1:] == (one.weekday - 1, one.opens, one.closes):
                stretches[-1] = (stretches[-1][0], one.weekday, one.opens, one.closes)
            else:
                stretches.append((one.weekday, one.weekday, one.opens, one.closes))
        return tuple(sorted(stretches))

    def open_at(self, at: datetime) -> bool:
        """Say whether the desk answers at this moment (any aware time)."""
        local = at.astimezone(LONDON)
        return not self.openings or any(o.covers(local) for o in self.openings)

    def opens_next(self, at: datetime) -> datetime | None:
        """Return when the desk next opens, or None if it is open or never closes."""
        if self.open_at(at):
            return None
        local = at.astimezone(LONDON)
        starts = (
            datetime.combine(_on(local.date(), ahead), o.opens, tzinfo=LONDON)
            for ahead in range(8)
            for o in self.openings
            if _on(local.date(), ahead).weekday() == o.weekday
        )
        return min((start for start in starts if start > at), default=None)


def _on(day: date, ahead: int) -> date:
    return day + timedelta(days=ahead)


WEEKDAYS_9_TO_5 = [[day, "09:00", "17:00"] for day in range(5)]

# What is written for a role is written for these agencies too: nobody else may hold it.
POLICE_ROLES = frozenset(
    {
        Role.CALL_HANDLER,
        Role.POLICE_OFFICER,
        Role.POLICE_SUPERVISOR,
        Role.POLICE_COORDINATOR,
    }
)


def may_hold(role: Role, kind: AgencyKind) -> bool:
    """Say whether somebody of this kind of agency may be given this role.

    The service's own role is nobody's: whoever held it would see every record.
    """
    if role is Role.SYSTEM:
        return False
    return role not in POLICE_ROLES or kind is AgencyKind.POLICE


# A call may be repeated for a day; another day covers a system that was down over night.
CALL_KEPT = timedelta(hours=48)
# A repeat that arrives while the first is under way waits this long for its answer.
CALL_WAIT = timedelta(seconds=5)
CALL_KEY_LENGTH = 255
