"""Finding a child among those the actor may see; who to ring about one known elsewhere.

Equality of keys finds the candidates (`rules.finding`); what is typed is compared with
what is stored here, in Python, for at most a few hundred of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.audit.record import mark, note
from safereturn.audit.rules import Act
from safereturn.children.models import Child, Name
from safereturn.children.queries.opening import ticket_for
from safereturn.children.queries.reading import Card, cards
from safereturn.children.rules import finding
from safereturn.children.rules.finding import Terms
from safereturn.children.rules.likeness import SAME, SIMILAR, Likeness
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Invalid

CANDIDATES = 100
SHOWN = 25  # best first; whoever is meant and not among them needs a second word to be found

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
    fits = sorted(_fitting(terms, met), key=lambda fit: (-fit.score, fit.name, fit.ref))
    # Only who fits is looked at, and only who is listed: that is what the trail says.
    shown = cards(actor, [fit.child_id for fit in fits], at=at, most=SHOWN)
    hits = [hit for fit in fits if (hit := _hit(terms, fit, shown.get(fit.child_id))) is not None]
    hits.sort(key=lambda hit: (-hit.score, hit.card.name, hit.card.ref))
    return Result(terms.text, tuple(hits), _elsewhere(actor, terms, at))


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


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well one candidate fits, before anybody is shown anything."""

    child_id: UUID
    ref: str
    name: str
    score: float
    named: str  # how the name fits, in words; empty if it does not
    strong: set[str]


def _fitting(terms: Terms, met: dict[UUID, set[str]]) -> Iterator[_Fit]:
    """Compare the candidates with what was typed, and drop those who do not fit."""
    likeness = Likeness(terms.names)
    also = _names(met)
    rows = Child.objects.filter(pk__in=list(met)).values_list("pk", "ref", "name", "restricted")
    for pk, ref, name, restricted in rows:
        strong = met[pk] - {finding.NAME, finding.SOUND, finding.NEAR}
        others = also.get(pk, [])
        best = max(likeness.of(known) for known in (name, *others))
        named = _name_words(likeness, name, others) if best >= SIMILAR else ""
        if restricted or named or strong:
            score = sum(finding.WEIGHT[letter] for letter in strong) + 10 * best
            yield _Fit(pk, ref, name, score, named, strong)


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


# Where a record stands that is listed without detail: not even its place tells how well it fits.
_RESTRICTED_SCORE = 10.0


def _hit(terms: Terms, fit: _Fit, card: Card | None) -> Hit | None:
    if card is None:
        return None
    if card.restricted:
        return Hit(card, ("Restricted record",), _RESTRICTED_SCORE)
    why = [fit.named] if fit.named else []
    why += [words for letter, words in _STRONG.items() if letter in fit.strong]
    # A restricted record that is open to the reader is listed like any other: if it fits.
    return Hit(card, tuple(why + _birth_words(terms, card)), fit.score) if why else None


_STRONG = {
    finding.NUMBER: "Same number",
    finding.PHONE: "Same phone number",
    finding.BORN: "Same date of birth",
    finding.POSTCODE: "Same postcode",
    finding.HOME: "Same home",
}


def _name_words(likeness: Likeness, name: str, others: list[str]) -> str:
    if likeness.of(name) >= SAME:
        return "Same name"
    if any(likeness.of(other) >= SAME for other in others):
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
