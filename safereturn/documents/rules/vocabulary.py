"""The words for photographs and documents, and what must be said when one is added."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from safereturn.agencies.rules import london_day
from safereturn.foundation.errors import Invalid
from safereturn.foundation.sentences import sentence
from safereturn.sharing.rules import Kind

LONGEST = 500


class Authority(StrEnum):
    """On whose word a child's photograph is kept."""

    CHILD = "child"
    PARENT = "parent"
    RESPONSIBLE_AUTHORITY = "responsible_authority"
    POLICE = "police"


class DocumentKind(StrEnum):
    """What a document is."""

    CARE_PLAN = "care_plan"
    SAFETY_PLAN = "safety_plan"
    MEETING = "meeting"
    HEALTH = "health"
    EXPLOITATION = "exploitation"
    RISK_ASSESSMENT = "risk_assessment"
    COURT_ORDER = "court_order"
    POLICE_REPORT = "police_report"
    OTHER = "other"


# Under which kind of information a document is shared. None has a summary: it is shown
# whole where the agreement gives that kind in full, and else only that it is held.
DOCUMENT_SHARED_AS: dict[DocumentKind, Kind] = {
    DocumentKind.CARE_PLAN: Kind.PLANS,
    DocumentKind.SAFETY_PLAN: Kind.PLANS,
    DocumentKind.MEETING: Kind.PLANS,
    DocumentKind.HEALTH: Kind.HEALTH_SAFETY,
    DocumentKind.EXPLOITATION: Kind.EXPLOITATION,
    DocumentKind.RISK_ASSESSMENT: Kind.RISK,
    DocumentKind.COURT_ORDER: Kind.FAMILY,
    DocumentKind.POLICE_REPORT: Kind.INTELLIGENCE,
    DocumentKind.OTHER: Kind.PLANS,
}


class Form(StrEnum):
    """In which form a file is kept."""

    FULL = "full"
    SMALL = "small"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhoto:
    """What is said of a photograph: from where, on whose word, when it was taken."""

    given_by: str
    authority: Authority
    authority_words: str = ""
    taken_on: date | None = None
    replaces_because: str = ""

    def checked_at(self, at: datetime, *, replaces: bool) -> None:
        """Raise Invalid with what to mend."""
        wrong = {}
        if not self.given_by.strip():
            wrong["given_by"] = "Enter who gave the photograph, or where it is from"
        if self.taken_on and self.taken_on > london_day(at):
            wrong["taken_on"] = "The day it was taken must be today or in the past"
        if replaces and not self.replaces_because.strip():
            wrong["replaces_because"] = "Enter why this photograph takes the other’s place"
        wrong |= _too_long(self.given_by, "given_by")
        wrong |= _too_long(self.authority_words, "authority_words")
        if wrong:
            raise Invalid(fields=wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """What is said of a document: what it is, what it is about, from when."""

    kind: DocumentKind
    words: str
    dated_on: date | None = None

    def checked_at(self, at: datetime) -> None:
        """Raise Invalid with what to mend."""
        wrong = {}
        if not self.words.strip():
            wrong["words"] = "Enter what the document is, in a few words"
        if self.dated_on and self.dated_on > london_day(at):
            wrong["dated_on"] = "The day of the document must be today or in the past"
        wrong |= _too_long(self.words, "words")
        if wrong:
            raise Invalid(fields=wrong)


def _too_long(words: str, name: str) -> dict[str, str]:
    if len(words) <= LONGEST:
        return {}
    return {name: sentence("Enter at most {most} characters", most=LONGEST)}
