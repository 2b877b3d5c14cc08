"""Reading requests about rights: the desk, one request, the lines to review, the pack."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency
from safereturn.agencies.rules import london_day
from safereturn.audit.record import note
from safereturn.children.models import Child, ConnectedPerson
from safereturn.children.queries import same_child
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import NotFound
from safereturn.foundation.hidden import hidden_from, is_hidden
from safereturn.foundation.identity import about
from safereturn.oversight import policies
from safereturn.oversight.models import PackLine, RightsRequest
from safereturn.oversight.queries import packs
from safereturn.oversight.queries.packs import Row
from safereturn.oversight.rules.keeping import Record
from safereturn.oversight.rules.redacting import Span, Why, redact
from safereturn.oversight.rules.rights import Right

PAGE, SHOWN = 20, 200


@dataclass(frozen=True, slots=True)
class Line:
    """One request in the list."""

    ref: str
    child_ref: str
    right: Right
    due_on: date
    overdue: bool
    ours: bool
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """One controller's part of a pack: how much of it has been decided."""

    agency_id: UUID
    agency: str
    lines: int
    left: int
    by_phone: bool
    ours: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and how far it is."""

    row: RightsRequest
    child_ref: str
    ours: bool
    overdue: bool
    parts: tuple[Part, ...]
    logged_by: str
    answered_by: str

    @property
    def left(self) -> int:
        """Return how many lines nobody has decided yet."""
        return sum(part.left for part in self.parts)


@dataclass(frozen=True, slots=True)
class Shown:
    """One column of a line: its words, and each part that is proposed to stay out."""

    column: str
    label: str
    text: str
    spans: tuple[tuple[int, str, Why, bool], ...]
    redacted: str


@dataclass(frozen=True, slots=True)
class Review:
    """One line as its reviewer sees it."""

    id: UUID
    what: str
    record: Record
    proposed: bool
    why: Why | None
    given: bool | None
    reason: str
    columns: tuple[Shown, ...]


def ours(actor: Actor, ref: str) -> RightsRequest:
    """Return a request that the actor's agency answers; else NotFound."""
    row = reachable(actor, ref)
    if row.agency_id != actor.agency_id:
        raise NotFound
    return row


def reachable(actor: Actor, ref: str) -> RightsRequest:
    """Return a request that the actor's agency answers or has a part in; else NotFound."""
    row = RightsRequest.objects.filter(ref=ref).first()
    if row is None or is_hidden(actor.person_id, row.child_id):
        raise NotFound
    mine = actor.agency_id
    if row.agency_id != mine and not row.lines.filter(agency_id=mine).exists():
        raise NotFound
    return row


def by_phone_alone(controllers: Iterable[UUID]) -> bool:
    """Say whether all of these take part by phone."""
    return not Agency.objects.filter(pk__in=set(controllers), has_accounts=True).exists()


def rights_desk(actor: Actor, *, at: datetime) -> tuple[Line, ...]:
    """Return the requests of the agency and those in which it has a part; due first."""
    policies.can_answer_rights(actor).require()
    rows = list(
        RightsRequest.objects.exclude(child_id__in=hidden_from(actor.person_id))
        .order_by("answered_at", "due_on", "ref")
        .reverse()[:SHOWN]
    )
    refs = _refs({row.child_id for row in rows})
    note(refs, refs=[row.ref for row in rows], rule="rights")
    today = london_day(at)
    lines = [
        Line(
            row.ref, refs.get(row.child_id, ""), Right(row.right), row.due_on,
            row.answered_at is None and row.due_on < today, row.agency_id == actor.agency_id,
            row.answered_at,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.answered_at is not None, line.due_on)))


def _refs(children: set[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for child_id in children:
        with about(child_id):
            found.update(Child.objects.filter(pk=child_id).values_list("pk", "ref"))
    return found


def get_asked(actor: Actor, ref: str, *, at: datetime) -> Asked:
    """Return one request, and note the look. Raises NotFound, NotAllowed."""
    policies.can_answer_rights(actor).require()
    row = reachable(actor, ref)
    counts: dict[UUID, list[int]] = {}
    for agency, given in row.lines.values_list("agency_id", "given"):
        count = counts.setdefault(agency, [0, 0])
        count[0] += 1
        count[1] += given is None
    names = agencies.names(counts)
    phone = set(
        Agency.objects.filter(pk__in=counts, has_accounts=False).values_list("pk", flat=True)
    )
    people = agencies.person_names(
        pk for pk in (row.logged_by_id, row.answered_by_id) if pk is not None
    )
    note([row.child_id], refs=[row.ref], rule="rights")
    return Asked(
        row=row,
        child_ref=_refs({row.child_id}).get(row.child_id, ""),
        ours=row.agency_id == actor.agency_id,
        overdue=row.answered_at is None and row.due_on < london_day(at),
        parts=tuple(
            Part(
                agency, names.get(agency, ""), total, left, agency in phone,
                agency == actor.agency_id,
            )
            for agency, (total, left) in sorted(counts.items(), key=lambda c: names.get(c[0], ""))
        ),
        logged_by=people.get(row.logged_by_id, ""),
        answered_by=people.get(row.answered_by_id, "") if row.answered_by_id else "",
    )  # fmt: skip


def people_around(actor: Actor, ref: str) -> list[tuple[UUID, str]]:
    """Return the people around a child of the agency, to say which of them asks."""
    policies.can_answer_rights(actor).require()
    child = Child.objects.filter(ref=ref.strip().upper()).first()
    if child is None or is_hidden(actor.person_id, child.pk):
        return []
    note([child.pk], refs=[child.ref], rule="rights")
    rows = ConnectedPerson.objects.filter(child_id__in=same_child(child.pk), ended_at=None)
    return [(row.pk, f"{row.name}, {row.relation}") for row in rows.order_by("name")]


def lines_to_review(
    actor: Actor, ref: str, agency_id: UUID, *, after: int = -1
) -> tuple[list[Review], int]:
    """Return the next lines of a part that nobody has decided, in words; and how many are left.

    One's own part; or, for the desk, that of a controller who takes part by phone.
    """
    policies.can_answer_rights(actor).require()
    row = reachable(actor, ref)
    for_them = row.agency_id == actor.agency_id and by_phone_alone([agency_id])
    if agency_id != actor.agency_id and not for_them:
        raise NotFound
    waiting = row.lines.filter(agency_id=agency_id, given=None)
    chosen = list(waiting.filter(position__gt=after).order_by("position")[:PAGE])
    note([row.child_id], refs=[row.ref], rule="rights")
    names = _all_names()
    return [_review(line, one, names) for line, one in _with_rows(chosen)], waiting.count()


def _all_names() -> dict[UUID, str]:
    return agencies.names(Agency.objects.values_list("pk", flat=True))


def _with_rows(lines: list[PackLine]) -> Iterator[tuple[PackLine, Row]]:
    """Yield each line with its row as it is now; a row that is gone is left out."""
    rows: dict[tuple[UUID, str], dict[str, Row]] = {}
    for line in lines:
        key = (line.record_id, line.table_name)
        if key not in rows:
            with about(line.record_id):
                found = packs.rows_of(line.record_id, packs.table_of(line.table_name))
            rows[key] = {row.id: row for row in found}
        if line.row_id in rows[key]:
            yield line, rows[key][line.row_id]


def _review(line: PackLine, row: Row, names: dict[UUID, str]) -> Review:
    columns = []
    for column, text in row.texts(names).items():
        parts = line.spans.get(column, [])
        spans = tuple(
            (number, text[start:end], Why(why), bool(lifted))
            for number, (start, end, why, lifted) in enumerate(parts)
        )
        out = [Span(start, end, Why(why)) for start, end, why, lifted in parts if not lifted]
        columns.append(Shown(column, _label(column), text, spans, redact(text, out)))
    return Review(
        id=line.pk,
        what=row.table.what,
        record=row.table.record,
        proposed=line.proposed,
        why=Why(line.why) if line.why else None,
        given=line.given,
        reason=line.reason,
        columns=tuple(columns),
    )


def _label(column: str) -> str:
    words = column.removesuffix("_id").removesuffix("_at").removesuffix("_on").replace("_", " ")
    return words.capitalize()


def has_changed(request: RightsRequest) -> bool:
    """Say whether a row of the pack is not what was reviewed, is gone, or is new."""
    lines = list(request.lines.all())
    seen = dict.fromkeys((line.table_name, line.row_id) for line in lines)
    now: dict[tuple[str, str], str] = {}
    for record in {line.record_id for line in lines}:
        with about(record):
            now.update({(r.table.name, r.id): r.digest for r in packs.every_row(record)})
    return set(now) != set(seen) or any(
        now[line.table_name, line.row_id] != line.digest for line in lines
    )


@dataclass(frozen=True, slots=True)
class Section:
    """One controller's part as it is handed over."""

    agency: str
    given: tuple[Review, ...]
    withheld: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """What is handed over: by controller, what is given, and how much is not and why."""

    row: RightsRequest
    child_ref: str
    sections: tuple[Section, ...]
    # Photographs and documents that are given, by the row they are in.
    files: tuple[tuple[str, bytes], ...] = ()


def get_pack(actor: Actor, ref: str) -> Pack:
    """Return the whole pack as decided, and note the look. Lines undecided are not in it.

    Words as they are now: `release` has refused if any has changed since its review.
    """
    policies.can_answer_rights(actor).require()
    row = ours(actor, ref)
    names = _all_names()
    by_agency: dict[UUID, list[tuple[PackLine, Review]]] = {}
    files: list[tuple[str, bytes]] = []
    for line, one in _with_rows(list(row.lines.exclude(given=None).order_by("position"))):
        files += _files(line, one)
        by_agency.setdefault(line.agency_id, []).append((line, _review(line, one, names)))
    note([row.child_id], refs=[row.ref], rule="rights")
    return Pack(
        row=row,
        child_ref=_refs({row.child_id}).get(row.child_id, ""),
        sections=tuple(
            Section(
                names.get(agency, ""),
                tuple(review for line, review in pairs if line.given),
                _withheld(pairs),
            )
            for agency, pairs in sorted(by_agency.items(), key=lambda p: names.get(p[0], ""))
        ),
        files=tuple(files),
    )


def _files(line: PackLine, row: Row) -> list[tuple[str, bytes]]:
    """Return the files of a line that is given, but one that somebody has kept out of it."""
    return [
        (f"{row.id}.{row.values.get('form', 'bin')}", value)
        for column, value in row.values.items()
        if line.given
        and isinstance(value, bytes)
        and value
        and all(lifted for *_, lifted in line.spans.get(column, []))
    ]


def _withheld(pairs: list[tuple[PackLine, Review]]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for line, review in pairs:
        if not line.given:
            counts[review.what] = counts.get(review.what, 0) + 1
    return tuple(sorted(counts.items()))
