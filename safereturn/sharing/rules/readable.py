"""An agreement as it is read: by a page, a printed copy, a file, a comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.sentences import sentence
from safereturn.sharing.rules.clauses import Clause
from safereturn.sharing.rules.gateways import Standing
from safereturn.sharing.rules.states import CommentKind, State, Text

ADDED, CHANGED, TAKEN_OUT = sentence("added"), sentence("changed"), sentence("taken out")


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in a list: where it stands, and from when until when it holds.

    `effective_to` follows from the version that comes after it, or from its withdrawal.
    """

    id: UUID
    area_id: UUID
    name: str
    number: int
    state: State
    effective_from: datetime | None
    effective_to: datetime | None
    review_on: date | None
    signed: int
    declined: int
    parties: int

    def in_force(self, at: datetime) -> bool:
        """Say whether it holds at this moment."""
        if self.state is not State.IN_FORCE or self.effective_from is None:
            return False
        ended = self.effective_to is not None and self.effective_to <= at
        return self.effective_from <= at and not ended


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area: who keeps its agreement, whose children it is for, which versions count.

    `in_force` holds now, `to_come` has a date ahead of it, `in_hand` is the draft or what
    has been proposed; an area has at most one of each.
    """

    id: UUID
    name: str
    nation: Nation
    is_region: bool
    lead_agency_id: UUID | None
    lead_agency: str
    authorities: Mapping[UUID, str]
    in_force: VersionLine | None
    to_come: VersionLine | None
    in_hand: VersionLine | None


@dataclass(frozen=True, slots=True)
class ReadComment:
    """What somebody said of a clause ("": of the whole), and what was answered."""

    id: UUID
    clause: str
    kind: CommentKind
    text: str
    agency_id: UUID
    agency: str
    group: str
    by: str
    made_at: datetime
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""

    @property
    def who(self) -> str:
        """Return who says so: the group where one spoke, else the agency."""
        return f"{self.group}, written down by {self.agency}" if self.group else self.agency


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A clause with its words. `edits` goes back with a change: `based_on`.

    `gateway` is None where the gateway is not in force in this nation on the day the
    version begins (or the day it is read): the clause then gives nothing.
    """

    clause: Clause
    position: int
    edits: int
    sentence: str
    what: tuple[str, ...]
    who: tuple[str, ...]
    when: str
    depth: str
    lawful: str
    gateway: Standing | None
    gateway_words: str
    comments: tuple[ReadComment, ...] = ()

    @property
    def number(self) -> str:
        """Return the number it is quoted by."""
        return self.clause.number


@dataclass(frozen=True, slots=True)
class ReadParty:
    """A party and what it answered."""

    id: UUID
    name: str
    agency_id: UUID | None
    kind: AgencyKind | None
    signed_at: datetime | None = None
    signed_by: str = ""
    signed_title: str = ""
    on_paper: bool = False
    declined_at: datetime | None = None
    declined_because: str = ""

    @property
    def has_answered(self) -> bool:
        """Say whether it has signed or declined."""
        return self.signed_at is not None or self.declined_at is not None


@dataclass(frozen=True, slots=True)
class Readable:
    """A whole version: for the page, the printed agreement and the file.

    `edits` goes back with a change of the text parts: `based_on`. `can` holds what this
    reader may do: "edit", "comment", "answer", "propose", "date", "withdraw", each with
    the sentence that refuses, "" where it is allowed; `may_sign` the parties they may
    sign or decline for.
    """

    line: VersionLine
    area: str
    nation: Nation
    lead_agency: str
    shipped: bool
    texts: Mapping[Text, str]
    edits: int
    floor: ReadClause
    clauses: tuple[ReadClause, ...]
    parties: tuple[ReadParty, ...]
    comments: tuple[ReadComment, ...] = ()
    can: Mapping[str, str] = field(default_factory=dict)
    may_sign: frozenset[UUID] = frozenset()
    withdrawn_because: str = ""

    def clause(self, number: str) -> ReadClause | None:
        """Return the clause with this number, if there is one."""
        return next((clause for clause in self.clauses if clause.number == number), None)


@dataclass(frozen=True, slots=True)
class Change:
    """What two versions say differently about one clause or one part of the text."""

    of: str
    was: str
    becomes: str
    fields: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return added, taken out or changed."""
        if not self.was:
            return ADDED
        return CHANGED if self.becomes else TAKEN_OUT


@dataclass(frozen=True, slots=True)
class Tried:
    """A group of what was given or withheld, and what another version would have given.

    `clause` gave it then, `would` would give it; "" is no clause at all.
    """

    kind: str
    agency_kind: AgencyKind
    clause: str
    was: int
    would: str
    becomes: int
    count: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would have been otherwise under a version, from the ledger's own rows.

    `gone`: given then, and would not be. `less` and `more`: given, but less or more deep.
    `new`: withheld then, and would be given. `same` counts what would not change;
    `not_known` what was given before inputs were kept, or by no agreement (a person's own
    decision), which no agreement can be tried against.
    """

    version_id: UUID
    since: datetime
    until: datetime
    gone: tuple[Tried, ...] = ()
    less: tuple[Tried, ...] = ()
    more: tuple[Tried, ...] = ()
    new: tuple[Tried, ...] = ()
    same: int = 0
    not_known: int = 0

    @property
    def sentence(self) -> str:
        """Say it in one line: how many would not have happened, and how many would."""
        gone, new = (sum(row.count for row in rows) for rows in (self.gone, self.new))
        return f"{_these(gone)} would not have happened; {_these(new)} would."


def _these(count: int) -> str:
    return f"{count or 'no'} disclosure{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class ClauseYear:
    """A year of one clause: what was met and withheld, asked, answered late, complained."""

    number: str
    sentence: str
    given: int = 0
    withheld: int = 0
    asks: int = 0
    refusals: int = 0
    late: int = 0
    complaints: int = 0
    dissents: int = 0


@dataclass(frozen=True, slots=True)
class YearReview:
    """The year of an agreement, clause by clause; and the review, once it was held."""

    area_id: UUID
    year: int
    name: str
    clauses: tuple[ClauseYear, ...]
    held_at: datetime | None = None
    held_by: str = ""
    words: str = ""
