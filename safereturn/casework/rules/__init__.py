"""Drafts, double presses, handovers, and why a child was spoken of. No Django here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.errors import Invalid
from safereturn.foundation.sentences import sentence
from safereturn.involvement.rules import Basis, Circumstance

# A draft nobody finishes is dropped after this; the list warns a week before.
KEEP_DRAFTS = timedelta(days=30)
WARN_BEFORE = timedelta(days=7)
# How long a form's own key is remembered, so that a second press acts once.
KEEP_PRESSES = timedelta(days=2)
# Nobody types a form longer than this; a larger body is not a draft.
LARGEST_DRAFT = 200_000
# The name a form keeps its words under: an index holds it.
LONGEST_KEY = 500
PAGE = 50
# A door without sign-in is knocked at so often in each stretch of time. A person opens
# their link a few times, their mail system once or twice; many may share one address.
KNOCK_WINDOW = timedelta(minutes=10)
KNOCKS = {"address": 60, "token": 20}
# So much of a token is one bucket: whoever tries its endings is counted together.
PREFIX = 8
# Children beside the agency's own worklist that one person opens in an hour: from the first
# number on they are asked why, at the second they are stopped and the privacy lead is told.
# Where an agency has said nothing; it may set both within these bounds.
LOOK_WINDOW = timedelta(hours=1)
PAUSE_AT, STOP_AT = 30, 100
LEAST_LOOKS, MOST_LOOKS = 5, 1_000


def check_look_limit(pause_at: int, stop_at: int) -> None:
    """Raise Invalid with what to mend."""
    wrong: dict[str, str] = {}
    for name, number in (("pause_at", pause_at), ("stop_at", stop_at)):
        if not LEAST_LOOKS <= number <= MOST_LOOKS:
            wrong[name] = sentence(
                "Enter a number from {least} to {most}", least=LEAST_LOOKS, most=MOST_LOOKS
            )
    if not wrong and pause_at >= stop_at:
        wrong["pause_at"] = "People must be asked before they are stopped: enter a smaller number"
    if wrong:
        raise Invalid(fields=wrong)


def window_of(at: datetime) -> datetime:
    """Return the start of the stretch of time that a moment is counted in."""
    seconds = KNOCK_WINDOW.total_seconds()
    return datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=UTC)


class Why(StrEnum):
    """Why something about a child was shared, in the few ways that a child is told it."""

    LOOKING = "looking"
    HOME_POLICE = "home_police"
    FOUND = "found"
    KEEPS_SAFE = "keeps_safe"
    AREA = "area"
    LIVES_THERE = "lives_there"
    TALKS = "talks"
    HEALTH = "health"
    SCHOOL = "school"
    YOUTH_JUSTICE = "youth_justice"
    REPORTED = "reported"
    WE_ASKED = "we_asked"
    THEY_ASKED = "they_asked"
    DANGER = "danger"
    DECIDED = "decided"
    WORKS = "works"


class Came(StrEnum):
    """What has come of something that was shared, as a child is told it."""

    READ = "read"
    NOT_READ = "not_read"
    BY_PHONE = "by_phone"
    WRITTEN_DOWN = "written_down"
    ACTED = "acted"
    NO_ACTION = "no_action"
    CORRECTED = "corrected"
    RECALLED = "recalled"


class Wish(StrEnum):
    """What the child wanted, where it bears on what was shared or kept back."""

    AGREED = "agreed"
    AGAINST = "against"
    KEPT_BACK = "kept_back"


class Family(StrEnum):
    """Which people around the child were told that they are missing, or back."""

    FAMILY = "family"
    CARERS = "carers"
    REVIEWING = "reviewing"


_BY_BASIS = {
    Basis.EMERGENCY: Why.DANGER,
    Basis.FINDING_FORCE: Why.FOUND,
    Basis.HOME_FORCE: Why.HOME_POLICE,
    Basis.RESPONSIBLE_AUTHORITY: Why.KEEPS_SAFE,
    Basis.HOST_AUTHORITY: Why.AREA,
    Basis.PLACEMENT: Why.LIVES_THERE,
    Basis.RETURN_INTERVIEWS: Why.TALKS,
    Basis.HEALTH: Why.HEALTH,
    Basis.SCHOOL: Why.SCHOOL,
    Basis.YOUTH_JUSTICE: Why.YOUTH_JUSTICE,
    Basis.REPORTER: Why.REPORTED,
    Basis.ASKED: Why.WE_ASKED,
}
_AWAY = frozenset({Circumstance.MISSING_NOW, Circumstance.AWAY_NOT_REPORTED})
# Reasons that only the police can have: nobody else searches.
_OF_POLICE = frozenset({Why.LOOKING, Why.HOME_POLICE, Why.FOUND})


def reasons_for(kind: AgencyKind) -> frozenset[Why]:
    """Return every reason that a child can be given for an agency of this kind."""
    return frozenset(Why) - (frozenset() if kind is AgencyKind.POLICE else _OF_POLICE)


def why_of(kind: AgencyKind, bases: Collection[str], circumstances: Collection[str]) -> Why:
    """Return the reason a child is given for what an agreement gave an agency.

    The police look for a child who is missing, whatever else they are to the child.
    """
    searching = Basis.SEARCHING_FORCE in bases or not _AWAY.isdisjoint(circumstances)
    if kind is AgencyKind.POLICE and searching and Basis.EMERGENCY not in bases:
        return Why.LOOKING
    held = (why for basis, why in _BY_BASIS.items() if basis in bases)
    return next((why for why in held if why in reasons_for(kind)), Why.WORKS)


class SpoolState(StrEnum):
    """Where a report stands that was taken in outside the database."""

    WAITING = "waiting"
    ENTERED = "entered"
    FOR_A_PERSON = "for_a_person"
    FINISHED = "finished"


class HandoverAnswer(StrEnum):
    """What became of a handover."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverWords:
    """What whoever takes over must know. Raises Invalid when nothing is said."""

    stands: str
    to_do: str = ""
    worry: str = ""

    def __post_init__(self) -> None:
        """Refuse an empty handover: "see the record" is what an inspector found."""
        if not self.stands.strip():
            raise Invalid(fields={"stands": "Enter where things stand"})
