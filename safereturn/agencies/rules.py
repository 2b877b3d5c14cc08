"""Opening hours, and which desk to ring at a given moment. Nothing here knows Django."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from safereturn.foundation.actor import AgencyKind, Role
from safereturn.foundation.working_days import bank_holidays

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


_MOBILE = re.compile(r"(\+44 ?|0)7[0-9]{3} ?[0-9]{3} ?[0-9]{3}")


def is_mobile(number: str) -> bool:
    """Say whether a number is a UK mobile: a text to a landline reaches nobody."""
    return bool(_MOBILE.fullmatch(number))


class DeskUse(StrEnum):
    """What a contact point is for."""

    DUTY = "duty"
    OUT_OF_HOURS = "out_of_hours"
    MISSING = "missing"
    RETURN_INTERVIEWS = "return_interviews"
    GOVERNANCE = "governance"


class DutyKind(StrEnum):
    """That somebody is on duty, or is off: on leave, ill, at court."""

    ON = "on_duty"
    OFF = "off"


# A rota is entered for a while, an absence may be long; nothing is entered for good.
LONGEST_DUTY = {DutyKind.ON: timedelta(days=7), DutyKind.OFF: timedelta(days=366)}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Somebody, on duty or off, from then until then; of those on duty in which place."""

    person_id: UUID
    kind: DutyKind
    starts_at: datetime
    ends_at: datetime
    place: int = 1


SUNDAY = 6


def kept_as(day: date) -> int:
    """Return the weekday whose hours a day has: a bank holiday has those of a Sunday.

    An office desk is then closed, and whoever answers at weekends answers.
    """
    is_holiday = day.weekday() < SUNDAY and day in bank_holidays(day.year)
    return SUNDAY if is_holiday else day.weekday()


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
        today, before = kept_as(local.date()), kept_as(local.date() - timedelta(days=1))
        begun = today == self.weekday and now >= self.opens
        if begun and (over_midnight or now < self.closes):
            return True
        return over_midnight and before == self.weekday and now < self.closes


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
            for ahead in range(_NEXT_WITHIN)
            for o in self.openings
            if kept_as(_on(local.date(), ahead)) == o.weekday
        )
        return min((start for start in starts if start > at), default=None)


# A week, and the bank holidays that may fall on its only day: Mondays three weeks apart.
_NEXT_WITHIN = 29


def _on(day: date, ahead: int) -> date:
    return day + timedelta(days=ahead)


_DAYS = tuple(name[:3].lower() for name in DAY_NAMES)
_DAY = rf"({'|'.join(_DAYS)})[a-z]*"
_TIME = r"([01]?\d|2[0-3])[:.]([0-5]\d)"
_OPENING = re.compile(rf"{_DAY}(?:\s*(?:-|–|to)\s*{_DAY})?\s+{_TIME}\s*(?:-|–|to)\s*{_TIME}")


def read_opening(words: str) -> list[list[Any]] | None:
    """Read “mon-fri 09:00-17:00” as it is stored, a row a day; None if it is no such line.

    From Friday to Monday goes over the weekend; until 08:00 goes into the next morning.
    """
    read = _OPENING.fullmatch(words.strip().lower())
    if read is None:
        return None
    first, last = _DAYS.index(read[1]), _DAYS.index(read[2] or read[1])
    opens, closes = f"{int(read[3]):02}:{read[4]}", f"{int(read[5]):02}:{read[6]}"
    days = range(first, last + 1 + (len(_DAYS) if last < first else 0))
    return [[day % len(_DAYS), opens, closes] for day in days]


def write_openings(hours: Hours) -> list[str]:
    """Write hours as `read_opening` reads them, a line a stretch of days that are alike."""
    return [
        f"{_DAYS[first]}{f'-{_DAYS[last]}' if last != first else ''} {opens:%H:%M}-{closes:%H:%M}"
        for first, last, opens, closes in hours.weeks
    ]


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What an agency says of one desk of its own. No openings means that it always answers.

    `texts_to` is the mobile of whoever is on duty there.
    """

    name: str
    phone: str
    email: str = ""
    texts_to: str = ""
    use: DeskUse = DeskUse.DUTY
    openings: Sequence[Sequence[Any]] = ()
    team_id: UUID | None = None

    @property
    def hours(self) -> Hours:
        """Return when this desk answers."""
        return Hours.from_rows(self.openings)


WEEKDAYS_9_TO_5 = [[day, "09:00", "17:00"] for day in range(5)]


class LinkUse(StrEnum):
    """What a link that was sent by e-mail lets somebody do, once."""

    JOIN = "join"
    RENEW = "renew"


# A password link is asked for by who sits at the screen; an invitation waits for a start.
LINK_GOOD_FOR = {LinkUse.JOIN: timedelta(days=7), LinkUse.RENEW: timedelta(hours=1)}

# What is written for a role is written for these agencies too: nobody else may hold it.
POLICE_ROLES = frozenset(
    {
        Role.CALL_HANDLER,
        Role.POLICE_OFFICER,
        Role.POLICE_SUPERVISOR,
        Role.POLICE_COORDINATOR,
    }
)
# DfE statutory guidance on children who run away or go missing (2014) wants the return
# interview independent; held here to mean: not the police, not where the child lives.
INTERVIEW_ROLES = frozenset({Role.RETURN_INTERVIEWER, Role.INTERVIEW_MANAGER})
NOT_INDEPENDENT = frozenset(
    {AgencyKind.POLICE, AgencyKind.CHILDRENS_HOME, AgencyKind.PLACEMENT_PROVIDER}
)


def may_hold(role: Role, kind: AgencyKind) -> bool:
    """Say whether somebody of this kind of agency may be given this role.

    The service's own role is nobody's: whoever held it would see every record.
    """
    if role is Role.SYSTEM:
        return False
    if role in INTERVIEW_ROLES and kind in NOT_INDEPENDENT:
        return False
    return role not in POLICE_ROLES or kind is AgencyKind.POLICE


_EVERYWHERE = (Role.ANALYST, Role.GOVERNANCE_LEAD, Role.ADMINISTRATOR)
_CARING = (Role.CARER, Role.HOME_MANAGER)
_INTERVIEWING = (Role.RETURN_INTERVIEWER, Role.INTERVIEW_MANAGER)
_USUAL: dict[AgencyKind, tuple[Role, ...]] = {
    AgencyKind.POLICE: tuple(role for role in Role if role in POLICE_ROLES),
    AgencyKind.LOCAL_AUTHORITY: (
        Role.COUNCIL_COORDINATOR,
        Role.SOCIAL_WORKER,
        Role.OUT_OF_HOURS,
        *_INTERVIEWING,
        Role.CARER,
        Role.YOUTH_JUSTICE_WORKER,
    ),
    AgencyKind.CHILDRENS_HOME: _CARING,
    AgencyKind.PLACEMENT_PROVIDER: _CARING,
    AgencyKind.RETURN_INTERVIEW_SERVICE: _INTERVIEWING,
    AgencyKind.HEALTH: (Role.HEALTH_WORKER,),
    AgencyKind.SCHOOL: (Role.SCHOOL_LEAD,),
    AgencyKind.YOUTH_JUSTICE: (Role.YOUTH_JUSTICE_WORKER,),
}


def roles_of(kind: AgencyKind) -> tuple[Role, ...]:
    """Return the roles that an agency of this kind gives its people, as a page offers them."""
    usual = _USUAL.get(kind) or tuple(role for role in Role if role not in _EVERYWHERE)
    return tuple(role for role in (*usual, *_EVERYWHERE) if may_hold(role, kind))


# ── Wrong passwords ─────────────────────────────────────────────────────────────────
# Ten for one person; thirty from one address, behind which a whole agency may sit. Each
# further one doubles the wait. A day without one forgets them.
MOST_WRONG = {"person": 10, "address": 30}
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
WRONG_FORGOTTEN = timedelta(hours=24)


def wait_after(times: int, most: int) -> timedelta:
    """Return how long a door stays shut after so many wrong tries: 1, 2, 4 … 60 minutes."""
    beyond = times - most
    if beyond < 0:
        return timedelta(0)
    # Ten doublings are far past the longest: no number grows without bound.
    return min(FIRST_WAIT * (1 << min(beyond, 10)), LONGEST_WAIT)


# Who has not signed in for so long is on the administrator's list (NCSC: review access).
UNUSED_AFTER = timedelta(days=90)
# A loan is for a while, not for good.
LONGEST_LOAN = timedelta(days=366)
# Both keys of a system are good for so long while it changes over.
KEY_OVERLAP = timedelta(days=14)
# When a key was used is written down this often, not at every call.
USE_NOTED = timedelta(minutes=1)

# A call may be repeated for a day; another day covers a system that was down over night.
CALL_KEPT = timedelta(hours=48)
# A repeat that arrives while the first is under way waits this long for its answer.
CALL_WAIT = timedelta(seconds=5)
CALL_KEY_LENGTH = 255


class Proof(StrEnum):
    """How it was made sure that somebody who has lost their second factor is who they say.

    As strongly as when they joined, when the agency knew whom it appointed (OWASP ASVS 5.0, 6.4.4).
    """

    IN_PERSON = "in_person"
    RUNG_BACK = "rung_back"
    ON_SCREEN = "on_screen"
    MANAGER = "manager"


class ApiArea(StrEnum):
    """A part of the API, by the heading it stands under in the documentation."""

    CHILDREN = "children"
    RECORD = "a-childs-record"
    WARNINGS = "warnings-and-profile"
    GUARDING = "who-may-see-a-record"
    FILES = "photographs-and-documents"
    PLACEMENTS = "where-a-child-lives"
    REPORTING = "reporting"
    EPISODES = "episodes"
    SEARCHING = "while-a-child-is-missing"
    HANDOVERS = "handovers"
    PICTURE = "the-picture"
    RISK = "risk"
    RETURNING = "found-and-back"
    INTERVIEWS = "return-home-interview"
    SHARING_BACK = "sharing-back"
    DISCLOSURES = "what-was-shared"
    MEETINGS = "meetings"
    NOTICES = "notices"
    DUTY = "on-duty"
    WEBHOOKS = "webhooks"
    DIRECTORY = "directory"


def scope_of(area: ApiArea, *, writes: bool) -> str:
    """Return the scope that an operation needs: a part of the API, to read or to write."""
    return f"{area}:{'write' if writes else 'read'}"


SCOPES = frozenset(scope_of(area, writes=writes) for area in ApiArea for writes in (False, True))
