"""What is added while a child is missing: each refuses to be made without what it needs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.episodes.rules.vocabulary import Audience, EntryKind, Moment, PoliceStance
from safereturn.foundation.errors import Invalid
from safereturn.foundation.sentences import sentence


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise Invalid(fields=problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A sighting, information, an enquiry, or that somebody looked and had nothing to add."""

    kind: EntryKind
    text: str = ""
    happened_at: datetime | None = None
    where: str = ""
    how_known: str = ""
    source_name: str = ""
    source_contact: str = ""
    audience: Audience = Audience.ALL
    corrects_id: UUID | None = None

    def __post_init__(self) -> None:
        """Say what was learnt and how; who supplied it stands with it (APP, risk)."""
        problems = {}
        if self.kind is not EntryKind.REVIEWED and not self.text.strip():
            problems["text"] = "Enter what you know"
        if self.kind in _NEEDS_SOURCE and not self.how_known.strip():
            problems["how_known"] = "Enter how you know this"
        if self.kind is EntryKind.CORRECTION and self.corrects_id is None:
            problems["corrects"] = "Select the entry that was wrong"
        _refuse(problems)

    def checked_against(self, now: datetime) -> "NewEntry":
        """Return the same, or raise Invalid when it is said to happen in the future."""
        if self.happened_at and self.happened_at > now:
            raise Invalid(fields={"happened": "The time must be in the past"})
        return self


_NEEDS_SOURCE = frozenset({EntryKind.SIGHTING, EntryKind.INFORMATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceTaken:
    """What the police did with a report. Anything but "accepted" says who acts until when."""

    stance: PoliceStance
    reason: str = ""
    who_does_what: str = ""
    until_at: datetime | None = None

    def __post_init__(self) -> None:
        """A child whom the police are not looking for must be somebody's (decisions.md 31)."""
        if self.stance is PoliceStance.ACCEPTED:
            return
        problems = {}
        if not self.reason.strip():
            problems["reason"] = "Enter why"
        if not self.who_does_what.strip():
            problems["who_does_what"] = "Enter who does what now"
        if self.until_at is None:
            problems["until"] = "Enter when this is looked at again"
        _refuse(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTold:
    """That somebody was told by whom, when and how; or that they were not, and why (30)."""

    moment: Moment
    person_name: str
    relation: str
    told: bool
    told_at: datetime | None = None
    how: str = ""
    not_told_because: str = ""
    connected_person_id: UUID | None = None
    # An agency that no notice reaches, told by phone: then the name is the agency's.
    agency_id: UUID | None = None

    def __post_init__(self) -> None:
        """Told has a time and a way; not told has a reason."""
        problems = {}
        if not self.person_name.strip():
            problems["person_name"] = "Enter who was told, or who was not"
        if self.told and self.told_at is None:
            problems["told_at"] = "Enter when they were told"
        if self.told and not self.how.strip():
            problems["how"] = "Enter how they were told"
        if not self.told and not self.not_told_because.strip():
            problems["not_told_because"] = "Enter why they were not told"
        _refuse(problems)


# Told of every child in care who is missing or back, whoever they are (decisions.md 30;
# the reviewing officer is appointed under s25A Children Act 1989).
REVIEWING_OFFICER = sentence("independent reviewing officer")
CARERS = sentence("carers")


def is_reviewing(relation: str) -> bool:
    """Say whether these words mean the independent reviewing officer."""
    said = relation.strip().casefold()
    return "reviewing officer" in said or said == "iro"


def is_carer(relation: str) -> bool:
    """Say whether these words mean whoever cares for the child where they live."""
    return "carer" in relation.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRung:
    """That an agency without accounts was told by phone: who, on what number, when (25)."""

    agency_id: UUID
    spoke_to: str
    phone: str
    rung_at: datetime

    def __post_init__(self) -> None:
        """A call has somebody at the other end, and a number."""
        problems = {}
        if not self.spoke_to.strip():
            problems["spoke_to"] = "Enter who you spoke to"
        if not self.phone.strip():
            problems["phone"] = "Enter the number you rang"
        _refuse(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreventionCheck:
    """The police's own check after a return, or why the child was not seen."""

    seen: bool
    held_at: datetime | None = None
    not_seen_because: str = ""
    where: str = ""
    officer_name: str = ""
    alone: bool = False
    where_been: str = ""
    with_whom: str = ""
    harm: str = ""
    offences: str = ""
    concerns: str = ""
    safeguarding_done: str = ""

    def __post_init__(self) -> None:
        """Seen has a time and an officer; not seen has a reason."""
        problems = {}
        if self.seen and self.held_at is None:
            problems["held"] = "Enter when the child was seen"
        if self.seen and not self.officer_name.strip():
            problems["officer_name"] = "Enter who saw the child"
        if not self.seen and not self.not_seen_because.strip():
            problems["not_seen_because"] = "Enter why the child was not seen"
        _refuse(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Late or away, whereabouts known, police not told: with the time of the next check."""

    since: datetime
    believed_where: str
    next_check_at: datetime
    circumstances: str = ""
    why_worried: str = ""
    tried_first: str = ""

    def checked_against(self, now: datetime) -> "Away":
        """Return the same, or raise Invalid: without a place the child is missing."""
        problems = {}
        if not self.believed_where.strip():
            problems["believed_where"] = (
                "Enter where the child is. If nobody knows, report the child missing"
            )
        if self.since > now:
            problems["since"] = "The time must be in the past"
        if self.next_check_at <= now:
            problems["next_check"] = "The next check must be in the future"
        _refuse(problems)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesCorrection:
    """The true times, and why the first ones were wrong. None leaves a time as it is."""

    because: str
    last_seen_at: datetime | None = None
    reported_at: datetime | None = None
    located_at: datetime | None = None
    returned_at: datetime | None = None

    def __post_init__(self) -> None:
        """A correction says why, and changes something."""
        problems = {}
        if not self.because.strip():
            problems["because"] = "Enter why the time was wrong"
        if not self.changes():
            problems["last_seen_time"] = "Enter at least one corrected time"
        _refuse(problems)

    def changes(self) -> dict[str, datetime]:
        """Return the times that are corrected, by the name of the field."""
        names = ("last_seen_at", "reported_at", "located_at", "returned_at")
        values = {name: getattr(self, name) for name in names}
        return {name: value for name, value in values.items() if value is not None}


ORDER_OF_TIMES = ("last_seen_at", "reported_at", "located_at", "returned_at")


def check_order(times: dict[str, datetime | None], now: datetime) -> None:
    """Raise Invalid when the times of an episode cannot all be true."""
    latest: datetime | None = None
    for name in ORDER_OF_TIMES:
        value = times.get(name)
        if value is None:
            continue
        if value > now:
            raise Invalid(fields={name: "The time must be in the past"})
        # A child may be found before anybody rings: only last seen must come first.
        if name != "reported_at" and latest and value < latest:
            raise Invalid(fields={name: "This is before the time that comes before it"})
        if name != "reported_at":
            latest = value
