"""Finding a child among those the actor may see; who to ring about one known elsewhere.

Equality of keys finds the candidates (`rules.finding`); what is typed is compared with
what is stored here, in Python, for at most a few hundred of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.audit.record import mark, note
from safereturn.audit.rules import Act
from safereturn.children.models import Name
from safereturn.children.queries.opening import ticket_for
from safereturn.children.queries.reading import Card, cards
from safereturn.children.rules import finding
from safereturn.children.rules.finding import Terms
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid

CANDIDATES = 100
SHOWN = 50
# Below this a name is not the one that was typed, however the keys met. Tried against
# the table of misspellings in the tests.
SIMILAR = 0.58

# Of the children whom the agency that acts is related to, those who meet the keys: a function of
# the database, because the keys of a common name are those of many thousands whom it does not
# know (migrations/0004_met; docs/adr/0018).
_CANDIDATES = "select child_id, letters, weight from children_met(%s, %s, %s)"

# Exact only, never a sealed child, and nothing of the child but who knows them: a function
# of the database that looks beyond what the actor may see (migrations/0003_fence).
_ELSEWHERE = "select child_id, agency_id from children_known_elsewhere(%s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Hit:
    """One child that may be the one, and why we think so."""

    card: Card
    why: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Pointer:
    """That another agency knows the child who was asked for: ring them.

    `child_id` shows nothing by itself: a report about the child can be made with it, so
    that a first report does not make a second record of somebody who is known elsewhere.
    """

    agency: str
    desk: Desk | None
    child_id: UUID
    # For who cannot wait until somebody answers there (`actions.open_emergency`).
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found. It reads as its hits."""

    terms: str
    hits: tuple[Hit, ...] = ()
    pointers: tuple[Pointer, ...] = ()

    def __iter__(self) -> Iterator[Hit]:
        """Go through the hits, best first."""
        return iter(self.hits)

    def __len__(self) -> int:
        """Say how many hits there are."""
        return len(self.hits)


def search(actor: Actor, text: str, *, at: datetime) -> Result:
    """Find a child by name, date of birth, number, phone, postcode or home.

    Only children that the actor's agency is involved with are shown; about others, whole
    name with date of birth, or an identifier, answers with who to ring. A sealed child
    is never found. The search, its words and what it showed are in the trail.

    Raises Invalid when there is nothing to look for.
    """
    terms = finding.read_terms(text)
    if not terms:
        raise Invalid(fields={"q": "Enter a name, date of birth, number, phone, postcode or home"})
    mark(Act.SEARCH, name="search", reason=terms.text)
    met = _candidates(terms)
    shown = cards(actor, met, at=at)
    names = _names(shown)
    hits = [
        hit
        for pk, card in shown.items()
        if (hit := _judge(terms, card, names.get(pk, []), met[pk])) is not None
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.card.name, hit.card.ref))
    pointers = _elsewhere(actor, terms, at)
    return Result(terms.text, tuple(hits[:SHOWN]), pointers)


def _candidates(terms: Terms) -> dict[UUID, set[str]]:
    """Return who may be meant, and the letters of the keys they met, the likeliest first."""
    keys = [(key, number) for number, part in enumerate(terms.parts) for key in sorted(part)]
    asked: list[Any] = [[key for key, _ in keys], [number for _, number in keys], CANDIDATES]
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, asked)
        rows = cursor.fetchall()
    found: dict[UUID, set[str]] = {}
    for child, letters, _ in sorted(rows, key=lambda row: -row[2]):
        if child in found or len(found) < CANDIDATES:
            found.setdefault(child, set()).update(letters)
    return found


def _names(child_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for child, value in Name.objects.filter(child_id__in=list(child_ids)).values_list(
        "child_id", "value"
    ):
        found.setdefault(child, []).append(value)
    return found


def _elsewhere(actor: Actor, terms: Terms, at: datetime) -> tuple[Pointer, ...]:
    if not terms.strong_keys:
        return ()
    with connection.cursor() as cursor:
        asked: list[Any] = [sorted(terms.strong_keys), actor.agency_id, actor.person_id, at]
        cursor.execute(_ELSEWHERE, asked)
        known = dict(cursor.fetchall())
    if not known:
        return ()
    note(known)
    desks = agencies.desks_for(known.values(), at=at)
    named = agencies.names(known.values()) if set(known.values()) - set(desks) else {}
    return tuple(
        Pointer(
            desks[pk].agency if pk in desks else named[pk],
            desks.get(pk),
            child,
            ticket_for(actor, child, at=at),
        )
        for child, pk in known.items()
    )


def _judge(terms: Terms, card: Card, others: list[str], met: set[str]) -> Hit | None:
    """Say how well one candidate fits, and in which words; None if it does not."""
    strong = met - {finding.NAME, finding.SOUND, finding.NEAR}
    why = [_STRONG[letter] for letter in _STRONG if letter in strong]
    if card.restricted:
        return Hit(card, ("Restricted record",), 10.0)
    likeness = max((_likeness(terms.names, name) for name in (card.name, *others)), default=0.0)
    if terms.names and likeness >= SIMILAR:
        why.insert(0, _name_words(terms, card, others, likeness))
    elif not why:
        return None
    why += _birth_words(terms, card)
    score = sum(finding.WEIGHT[letter] for letter in strong) + 10 * likeness
    return Hit(card, tuple(why), score)


_STRONG = {
    finding.NUMBER: "Same number",
    finding.PHONE: "Same phone number",
    finding.BORN: "Same date of birth",
    finding.POSTCODE: "Same postcode",
    finding.HOME: "Same home",
}
_SAME = 0.999


def _name_words(terms: Terms, card: Card, others: list[str], likeness: float) -> str:
    if _likeness(terms.names, card.name) >= _SAME:
        return "Same name"
    if likeness >= _SAME and any(_likeness(terms.names, other) >= _SAME for other in others):
        return "Also known by this name"
    return "Similar name"


def _birth_words(terms: Terms, card: Card) -> list[str]:
    if not terms.born or not card.born_on or card.born_on in terms.born:
        return []
    swapped = any(
        (day.year, day.day, day.month) == (card.born_on.year, card.born_on.month, card.born_on.day)
        for day in terms.born
    )
    return ["Day and month of birth the other way round" if swapped else "Different date of birth"]


def _likeness(typed: Iterable[str], name: str) -> float:
    """Return 0 to 1: each part that was typed, against the part of the name it fits best."""
    stored = finding.tokens(name)
    scores = [_best(part, stored) for part in typed]
    return sum(scores) / len(scores) if scores else 0.0


def _best(typed: str, stored: list[str]) -> float:
    if typed in stored:
        return 1.0
    if not finding.NICKNAMES.get(typed, frozenset()).isdisjoint(stored):
        return 0.9
    matcher = SequenceMatcher(None, "", typed, autojunk=False)
    best = 0.0
    for other in stored:
        matcher.set_seq1(other)
        best = max(best, matcher.ratio())
    if best < _LIKE_BY_SOUND and finding.sound(typed) in map(finding.sound, stored):
        return _LIKE_BY_SOUND
    return best


_LIKE_BY_SOUND = 0.8
