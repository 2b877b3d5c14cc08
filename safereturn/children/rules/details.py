"""What is asked when a child, a person around them or a warning is first recorded."""

from dataclasses import dataclass
from datetime import date, datetime

from safereturn.agencies.rules import london_day
from safereturn.children.rules.identifiers import check_identifier
from safereturn.children.rules.vocabulary import (
    AgeBasis,
    FlagKind,
    IdentifierKind,
    MayTell,
    NameKind,
    Sex,
    TraffickingReferral,
)
from safereturn.foundation.errors import Invalid
from safereturn.foundation.sentences import sentence
from safereturn.involvement.rules import Basis

# Nobody under 18 at the time of the oldest record that is imported was born before this.
EARLIEST_BIRTH = date(1950, 1, 1)
OLDEST_ESTIMATE = 25


LONGEST_NAME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChild:
    """A child as first recorded.

    A newly arrived or unknown child has no date of birth: `age_estimate` and `age_basis`
    say what is thought, and both may be left out, because a report is never refused for
    want of them. `basis` is how the agency that adds the child stands to them.
    """

    name: str
    born_on: date | None = None
    age_estimate: int | None = None
    age_basis: AgeBasis | None = None
    sex: Sex = Sex.NOT_KNOWN
    gender: str = ""
    ethnicity: str = ""
    disability: str = ""
    first_language: str = ""
    interpreter: bool = False
    asylum_seeking: bool = False
    trafficking_referral: TraffickingReferral = TraffickingReferral.NONE
    guardian: str = ""
    restricted: bool = False
    basis: Basis = Basis.OTHER
    other_names: tuple[tuple[NameKind, str], ...] = ()
    identifiers: tuple[tuple[IdentifierKind, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be true, and say what to mend."""
        wrong = {}
        if not self.name.strip():
            wrong["name"] = "Enter the child’s name, or what they call themselves"
        elif len(self.name) > LONGEST_NAME or "\n" in self.name:
            wrong["name"] = sentence(
                "Enter the name on one line of at most {most} characters", most=LONGEST_NAME
            )
        if self.born_on and self.born_on < EARLIEST_BIRTH:
            wrong["born_on"] = "Check the year of birth"
        if self.age_basis is AgeBasis.KNOWN and not self.born_on:
            wrong["born_on"] = "Enter the date of birth, or say that the age is estimated"
        if self.age_estimate is not None and not 0 <= self.age_estimate <= OLDEST_ESTIMATE:
            wrong["age_estimate"] = sentence(
                "Enter an age between 0 and {most}", most=OLDEST_ESTIMATE
            )
        if wrong:
            raise Invalid(fields=wrong)

    @property
    def how_sure(self) -> AgeBasis:
        """Return how surely the age is known: said, or following from a date of birth."""
        return self.age_basis or (AgeBasis.KNOWN if self.born_on else AgeBasis.ESTIMATED)

    def checked_at(self, at: datetime) -> "NewChild":
        """Return the same, or raise Invalid when the date of birth is still to come."""
        if self.born_on and self.born_on > london_day(at):
            raise Invalid(fields={"born_on": "Date of birth must be in the past"})
        for kind, value in self.identifiers:
            check_identifier(kind, value)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody around the child, and whether they may be told (decisions.md 26, 30)."""

    name: str
    relation: str
    parental_responsibility: bool = False
    of_concern: bool = False
    may_tell: MayTell = MayTell.ASK_FIRST
    not_told_because: str = ""
    phone: str = ""
    address: str = ""
    safe_contact: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Whoever must not be told has a reason beside their name."""
        wrong = {}
        if not self.name.strip():
            wrong["name"] = "Enter the person’s name"
        if not self.relation.strip():
            wrong["relation"] = "Enter who they are to the child"
        if self.may_tell is MayTell.NO and not self.not_told_because.strip():
            wrong["not_told_because"] = "Enter why this person must not be told"
        if wrong:
            raise Invalid(fields=wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFlag:
    """A warning: what to do, the evidence for it, and when somebody looks at it again."""

    kind: FlagKind
    text: str
    evidence: str
    review_on: date

    def __post_init__(self) -> None:
        """A warning without evidence is a rumour."""
        wrong = {}
        if not self.text.strip():
            wrong["text"] = "Enter what people must know or do"
        if not self.evidence.strip():
            wrong["evidence"] = "Enter the evidence: who said so, and when"
        if wrong:
            raise Invalid(fields=wrong)

    def checked_at(self, at: datetime) -> "NewFlag":
        """Return the same, or raise Invalid when the review date has passed already."""
        if self.review_on <= london_day(at):
            raise Invalid(fields={"review_on": "The review date must be in the future"})
        return self
