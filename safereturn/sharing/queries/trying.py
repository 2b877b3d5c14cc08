"""What another agreement would have changed, and how a year of one went.

Both count in the database and see no child: see the functions of migration 0006.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import LONDON
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Invalid, NotFound
from safereturn.involvement.rules import ALONE, Basis, Circumstance
from safereturn.sharing.models import Area, Comment, Review, Version
from safereturn.sharing.policies import governing
from safereturn.sharing.policies.book import agreement_of, read_book
from safereturn.sharing.queries.agreements import find_version
from safereturn.sharing.rules import (
    FLOOR,
    Agreement,
    Asking,
    Book,
    ClauseYear,
    CommentKind,
    Depth,
    Kind,
    Simulation,
    State,
    Tried,
    YearReview,
    as_line,
    midnight,
)

# A simulation looks back this far at most: a year is a review, more is another question.
LONGEST = timedelta(days=366)


def simulate(
    actor: Actor, version_id: UUID, *, since: datetime, until: datetime, at: datetime
) -> Simulation:
    """Replay the ledger's own rows under a version; never the audit log (DPA 2018 s62(4)).

    Only disclosures and refusals about children of the authorities the area covers. The
    law is that of the day on which the version is meant to begin.
    """
    version, parties = find_version(actor, version_id)
    governing.can_review(actor, version.area).require()
    if not since < until <= since + LONGEST:
        raise Invalid(fields={"since": "Choose a time of up to a year"})
    area = version.area
    covered = list(area.authorities.values_list("agency_id", flat=True))
    tried = agreement_of(version, [row.clause for row in version.clauses.all()], parties, ends=None)
    tried = replace(tried, begins=None)
    begins = version.effective_from
    if begins is None and version.begins_on is not None:
        begins = midnight(version.begins_on)
    trial = _Trial(
        tried,
        _with(read_book(), tried, covered),
        frozenset(Version.objects.filter(area=area).values_list("pk", flat=True)),
        max(begins or at, at),
    )
    for row in _replay(since, until, None if area.is_region else covered):
        trial.take(row)
    return trial.result(since, until)


def _with(book: Book, tried: Agreement, covered: list[UUID]) -> Book:
    """Return the book in which this version is the area's, and always was."""
    if tried.is_region:
        return Book(book.by_authority, (tried,), book.welsh, book.commencements)
    theirs = {**book.by_authority, **dict.fromkeys(covered, (tried,))}
    return Book(theirs, book.region, book.welsh, book.commencements)


@dataclass(frozen=True, slots=True)
class _Met:
    """A decision that was made, and how often from the same facts."""

    source: str
    kind: str
    agency_id: UUID
    agency_kind: str | None
    bases: list[str] | None
    circumstances: list[str]
    authorities: tuple[UUID, ...]
    depth: int
    clause: str
    version_id: UUID | None
    many: int


def _replay(since: datetime, until: datetime, covered: list[UUID] | None) -> Iterator[_Met]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select source, kind, agency_id, agency_kind, bases, circumstances, authorities,"
            " depth, clause, version_id, many from sharing_replay(%s, %s, %s::uuid[])",
            [since, until, covered],
        )
        for row in cursor.fetchall():
            source, kind, agency, agency_kind, bases, going_on, authorities, *rest = row
            yield _Met(
                source,
                kind,
                agency,
                agency_kind,
                _read(bases),
                _read(going_on) or [],
                tuple(authorities),
                *rest,
            )


def _read(value: Any) -> list[str] | None:
    """Return a list that came as JSON: as text or read already, as the driver has it."""
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, list) else None


class _Trial:
    """Decides again what was decided, and gathers what comes out otherwise."""

    def __init__(self, tried: Agreement, book: Book, own: frozenset[UUID], at: datetime) -> None:
        self.tried, self.book, self.own, self.at = tried, book, own, at
        self.same = self.not_known = 0
        self.groups: dict[str, Counter[tuple[str, AgencyKind, str, int, str, int]]] = {
            name: Counter() for name in ("gone", "less", "more", "new")
        }

    def take(self, met: _Met) -> None:
        """Decide one group again."""
        bases = {Basis(basis) for basis in met.bases or ()} - ALONE
        by_agreement = met.source == "withheld" or met.clause[:1].isdigit()
        if met.agency_kind is None or not bases or not by_agreement:
            self.not_known += met.many
            return
        asking = Asking(
            met.agency_id,
            AgencyKind(met.agency_kind),
            frozenset(bases),
            frozenset(Circumstance(one) for one in met.circumstances),
            met.authorities,
            self.at,
        )
        answer = self.book.answer(Kind(met.kind), asking)
        decides = self.book.agreement_for(asking) is self.tried
        if not decides and met.version_id not in self.own:
            self.same += met.many  # another agreement's, then and now
            return
        self._sort(met, asking.agency_kind, answer.depth, answer.clause)

    def _sort(self, met: _Met, agency_kind: AgencyKind, becomes: Depth, would: str) -> None:
        was = Depth(met.depth)
        group = _changed(met.source, was, becomes)
        if not group:
            self.same += met.many
            return
        key = (met.kind, agency_kind, met.clause, int(was), would, int(becomes))
        self.groups[group][key] += met.many

    def result(self, since: datetime, until: datetime) -> Simulation:
        """Return what was gathered, the largest group first."""
        groups = {
            name: tuple(Tried(*key, many) for key, many in counter.most_common())
            for name, counter in self.groups.items()
        }
        version_id = self.tried.version_id
        assert version_id is not None, "what is tried is a version"
        return Simulation(
            version_id, since, until, same=self.same, not_known=self.not_known, **groups
        )


def _changed(source: str, was: Depth, becomes: Depth) -> str:
    """Say what would be otherwise: "" nothing. Content is shown from summary on."""
    shown = Depth.SUMMARY
    if source == "withheld":
        return "new" if was < shown <= becomes else ""
    if becomes < shown:
        return "gone"
    if becomes == was:
        return ""
    return "less" if becomes < was else "more"


def review_year(actor: Actor, area_id: UUID, year: int, *, at: datetime) -> YearReview:
    """Return a calendar year of an area's agreement, clause by clause."""
    area = Area.objects.filter(pk=area_id).first()
    if area is None:
        raise NotFound
    governing.can_review(actor, area).require()
    since, until = (datetime(one, 1, 1, tzinfo=LONDON) for one in (year, year + 1))
    held = Version.objects.filter(area=area, state=State.IN_FORCE, effective_from__lt=until)
    versions = list(held.order_by("-effective_from"))
    counted = _counted(since, until, versions)
    said = _said(since, until, versions)
    review = Review.objects.filter(area=area, year=year).first()
    people = agencies.person_names([review.held_by_id] if review else [])
    return YearReview(
        area.pk,
        year,
        versions[0].name if versions else area.name,
        tuple(_clauses(versions, counted, said)),
        review.held_at if review else None,
        people.get(review.held_by_id, "") if review else "",
        review.words if review else "",
    )


def _counted(
    since: datetime, until: datetime, versions: list[Version]
) -> dict[str, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select clause, given, withheld, asks, refusals, late"
            " from sharing_year(%s, %s, %s::uuid[])",
            [since, until, [version.pk for version in versions]],
        )
        return {clause: tuple(counts) for clause, *counts in cursor.fetchall()}


def _said(since: datetime, until: datetime, versions: list[Version]) -> Counter[tuple[str, str]]:
    rows = Comment.objects.filter(version__in=versions, made_at__gte=since, made_at__lt=until)
    return Counter(rows.values_list("clause", "kind"))


def _clauses(
    versions: list[Version],
    counted: dict[str, tuple[int, ...]],
    said: Counter[tuple[str, str]],
) -> Iterator[ClauseYear]:
    """Return the newest version's clauses, then whatever was counted under other numbers."""
    rows = list(versions[0].clauses.all()) if versions else []
    names = agencies.names({agency for row in rows for agency in row.to_agencies})
    words = {FLOOR.number: as_line(FLOOR, names)}
    words |= {row.number: as_line(row.clause, names) for row in rows}
    others = {*counted, *(clause for clause, _ in said)} - words.keys()
    for number in (*words, *sorted(others)):
        given, withheld, asks, refusals, late = counted.get(number, (0, 0, 0, 0, 0))
        yield ClauseYear(
            number,
            words.get(number, ""),
            given,
            withheld,
            asks,
            refusals,
            late,
            said[number, CommentKind.COMPLAINT],
            said[number, CommentKind.DISSENT],
        )
