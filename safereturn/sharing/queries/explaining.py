"""Why a page shows what it shows: the rules it was made by, as they were decided.

Nothing is decided again here for a page that asked the agreement; one that only stands
around a record (a form, a list of tasks) is explained by why its reader may know the child.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from safereturn.agencies.rules import london_day
from safereturn.audit.record import open_look
from safereturn.foundation.actor import Actor
from safereturn.foundation.sentences import sentence
from safereturn.involvement import queries as involvement
from safereturn.sharing.policies import decide, decide_with
from safereturn.sharing.rules import Answer, Kind

# A header line that every proxy passes on (the smallest usual limit is 4 KiB for them all).
FITS = 1_800
_TYPED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


@dataclass(slots=True)
class Reason:
    """One rule that something was shown under: what, of how many children, since when.

    `since` is the first day of the relation; of several children, the earliest.
    """

    answer: Answer
    kinds: set[Kind] = field(default_factory=set)
    child_ids: set[UUID] = field(default_factory=set)
    since: datetime | None = None

    def take(self, kind: Kind, child_id: UUID, since: datetime | None) -> None:
        """Add what else was shown under this rule."""
        self.kinds.add(kind)
        self.child_ids.add(child_id)
        self.since = min(filter(None, (self.since, since)), default=None)

    @property
    def words(self) -> str:
        """Return the sentence with its day: rule, relation, and since when."""
        return self.answer.since_when(self.since)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a page shows what it shows of a child, or of several; empty where it shows none.

    `by_duty` are sentences for those who answer for the work, or for its information, and
    see of a record only that.
    """

    reasons: list[Reason] = field(default_factory=list)
    by_duty: list[str] = field(default_factory=list)
    children: int = 0

    @property
    def header(self) -> str:
        """Return it as one line for a header: plain letters, as many rules as fit."""
        words = [*(_plain(reason.words) for reason in self.reasons), *map(_plain, self.by_duty)]
        ends = accumulate(len(line) + 1 for line in words)
        fit = [line for line, end in zip(words, ends, strict=True) if end <= FITS]
        left = len(words) - len(fit)
        return " ".join([*fit, f"And {left} more rules."] if left else fit)


NOTHING_SHOWN = Explanation()


def explain(*, at: datetime) -> Explanation:
    """Return why the open look shows its reader what it has shown. Mostly no query, else one.

    The clauses come first in which who the child is was decided, then the other kinds.
    """
    look = open_look()
    if look is None:
        return NOTHING_SHOWN
    # The card before a restricted record notes no look, and says why one may go on.
    shown = list(look.child_ids or look.decided)
    _decide_the_rest(look.by, [child for child in shown if child not in look.decided], at)
    reasons = _by_rule({child: look.decided.get(child, {}) for child in shown})
    covered = {child for reason in reasons for child in reason.child_ids}
    rules = () if covered.issuperset(shown) else tuple(look.rules) or (look.name,)
    if not shown and look.forced:
        rules = tuple(look.rules)  # what is read is not in any child's record yet
    return Explanation(reasons, [_by_duty(look.by, rule) for rule in rules], len(shown))


def _by_duty(actor: Actor, rule: str) -> str:
    since = sentence(" since {day}", day=london_day(actor.since)) if actor.since else ""
    return sentence(
        "You see this because your work for {agency} includes it ({rule}){since}.",
        agency=actor.agency_name,
        rule=rule,
        since=since,
    )


def _decide_the_rest(actor: Actor, rest: list[UUID], at: datetime) -> None:
    """Ask for those of whom no kind was decided why their reader may know them at all."""
    if len(rest) == 1:
        decide(actor, Kind.IDENTITY, rest[0], at=at)
    elif rest:
        for ties in involvement.ties_of_for(actor, rest, at=at).values():
            decide_with(actor, Kind.IDENTITY, ties)


def _by_rule(decided: Mapping[UUID, Mapping[str, Answer]]) -> list[Reason]:
    found: dict[str, Reason] = {}
    order = list(Kind)
    for child_id, answers in decided.items():
        for kind, answer in answers.items():
            reason = found.setdefault(answer.sentence, Reason(answer))
            reason.take(Kind(kind), child_id, answer.since)
    return sorted(found.values(), key=lambda reason: min(map(order.index, reason.kinds)))


def _plain(words: str) -> str:
    """Return words in the letters that a header may hold, on one line."""
    plain = words.translate(_TYPED)
    return " ".join(plain.encode("ascii", "replace").decode().split())
