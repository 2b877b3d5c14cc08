"""What a file would change in a draft: looked at before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import Nation, london_day
from safereturn.foundation.actor import Actor
from safereturn.foundation.sentences import sentence, together
from safereturn.sharing.models import Version
from safereturn.sharing.policies import governing
from safereturn.sharing.policies.book import read_commencements
from safereturn.sharing.queries.agreements import draft_of, find_version, known_agencies
from safereturn.sharing.rules import (
    AGENCY_KIND_WORDS,
    LEFT,
    Change,
    Draft,
    Known,
    changes,
    read_agreement,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a file, by line; or, where nothing is, what it would change."""

    mistakes: tuple[tuple[int, str], ...] = ()
    changes: tuple[Change, ...] = ()


def check_yaml(actor: Actor, version_id: UUID, text: str, *, at: datetime) -> Checked:
    """Read a file as `actions.import_yaml` would, and write nothing.

    Raises NotFound or NotAllowed as that action does.
    """
    version, parties = find_version(actor, version_id)
    governing.can_edit(actor, version, parties).require()
    read = read_agreement(text, known_to(version, at))
    if not isinstance(read, Draft):
        return Checked(mistakes=tuple(read))
    now = draft_of(version, parties, version.clauses.all())
    of = {*now.agencies, *read.agencies}
    of |= {agency for one in (*now.clauses, *read.clauses) for agency in one.to_agencies}
    names = agencies.names(of)
    found = changes((now.clauses, now.texts), (read.clauses, read.texts), names)
    return Checked(changes=(*_about(now, read, names), *found))


def known_to(version: Version, at: datetime) -> Known:
    """Return what whoever reads a file for this version knows."""
    return Known(
        known_agencies(),
        london_day(at),
        read_commencements(),
        version.area.name,
        Nation(version.area.nation),
    )


def _about(now: Draft, read: Draft, names: Mapping[UUID, str]) -> Iterable[Change]:
    parts = (
        (sentence("Parties"), _parties(now, names), _parties(read, names)),
        (sentence("Begins"), _day(now.begins), _day(read.begins)),
        (sentence("Next review"), _day(now.review_on), _day(read.review_on)),
    )
    return (Change(of, was, becomes) for of, was, becomes in parts if was != becomes)


def _parties(draft: Draft, names: Mapping[UUID, str]) -> str:
    kinds = [words for kind, words in AGENCY_KIND_WORDS.items() if kind in draft.kinds]
    named = sorted(names.get(agency, LEFT) for agency in draft.agencies)
    return together((*named, *kinds), ", ")


def _day(day: date | None) -> str:
    return sentence("{day}", day=day) if day else ""
