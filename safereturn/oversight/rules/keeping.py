"""What each column of each table is, and what becomes of it: the words the tables are put in.

One file a package stands in `rules/tables/`. A column is named in exactly one group, which
says what it is; from the group follow what the child sees of it, and what is left of it when
the row must stay because another agency's row still refers to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Sort(StrEnum):
    """What a column holds."""

    KEY = "key"
    FACT = "fact"
    CHILD = "child"
    WORDS = "words"
    OTHERS = "others"
    WORKER = "worker"
    AGENCY = "agency"
    HIDDEN = "hidden"


# Emptied when the row itself cannot go yet. A time, a code or a yes says nothing of anybody
# once the words and the names are gone.
SCRUBBED = frozenset({Sort.CHILD, Sort.WORDS, Sort.OTHERS, Sort.HIDDEN})
# Shown to the person recorded. Keys lead to other rows and secrets to other doors.
SHOWN = frozenset({Sort.FACT, Sort.CHILD, Sort.WORDS, Sort.OTHERS, Sort.WORKER, Sort.AGENCY})


class Record(StrEnum):
    """A class of records: what is kept for as long, for the same reason."""

    SHARED = "shared"
    CARE = "care"
    MISSING = "missing"
    POLICE = "police"
    INTERVIEW = "interview"
    LEDGER = "ledger"
    ACCESS = "access"
    RIGHTS = "rights"
    TRACE = "trace"
    UNFINISHED = "unfinished"
    HISTORY = "history"
    LOG = "log"
    WORKFORCE = "workforce"
    SETTING = "setting"
    TECHNICAL = "technical"


# Who decides about a row: the agency that a column names, or one of these.
AUTHORITY = "the responsible authority"
OPERATOR = "who runs the service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: what a row is, whose, kept as what; and its columns by what they are.

    `child`: the column that says whose record it is; empty where a row is about no child.
    `also`: a column that names another child whom the row speaks of.
    `controller`: the column that names the agency that decides, or AUTHORITY, or OPERATOR;
    `by`: the parent's controller decides, where a row belongs to another (column, table).
    `harm`: columns that may hold child-abuse data (DPA 2018 Sch 3 para 21(3)).
    `where`: columns that say where the child is or lives, for whoever must not learn it.
    `decides`: by it others' records are kept longer: emptied, it stays until the last has gone.
    `json`: for each JSON column its keys; `*` stands for keys that are themselves data.
    """

    name: str
    what: str
    record: Record
    child: str = ""
    also: str = ""
    controller: str = AUTHORITY
    by: tuple[str, str] | None = None
    key: str = ""
    fact: str = ""
    about_child: str = ""
    words: str = ""
    others: str = ""
    worker: str = ""
    agency: str = ""
    hidden: str = ""
    harm: str = ""
    where: str = ""
    decides: bool = False
    json: dict[str, dict[str, Sort]] = field(default_factory=dict)

    @property
    def groups(self) -> Iterator[tuple[Sort, str]]:
        """Yield each group of columns with what they are."""
        yield Sort.KEY, self.key
        yield Sort.FACT, self.fact
        yield Sort.CHILD, self.about_child
        yield Sort.WORDS, self.words
        yield Sort.OTHERS, self.others
        yield Sort.WORKER, self.worker
        yield Sort.AGENCY, self.agency
        yield Sort.HIDDEN, self.hidden

    @property
    def columns(self) -> dict[str, Sort]:
        """Return each column with what it is. A column named twice is an error."""
        found: dict[str, Sort] = {}
        for sort, names in self.groups:
            for name in names.split():
                if name in found:
                    raise ValueError(f"{self.name}.{name} is classified twice")
                found[name] = sort
        return found

    @property
    def scrubbed(self) -> list[str]:
        """Return the columns that are emptied where the row has to stay."""
        return [name for name, sort in self.columns.items() if sort in SCRUBBED]

    @property
    def is_of_a_child(self) -> bool:
        """Say whether a row is about one child."""
        return bool(self.child or self.by)

    def holds_harm(self, column: str) -> bool:
        """Say whether a column may hold child-abuse data."""
        return column in self.harm.split()

    def says_where(self, column: str) -> bool:
        """Say whether a column says where the child is or lives."""
        return column in self.where.split()
