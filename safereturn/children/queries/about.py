"""What the record says about one child, part by part, as deep as sharing allows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from safereturn.agencies import queries as agencies
from safereturn.agencies.queries import Desk
from safereturn.audit.record import note
from safereturn.children.models import (
    Child,
    ConnectedPerson,
    Detail,
    Flag,
    Identifier,
    LegalStatus,
    Name,
    Profile,
    Remark,
)
from safereturn.children.queries.reading import same_child
from safereturn.children.rules import (
    DETAIL_SHARED_AS,
    FLAG_SHARED_AS,
    FLAGS_SHOWN,
    ONLY_IN_FULL,
    PROFILE_REVIEW_DAYS,
    DetailKind,
    FlagKind,
)
from safereturn.children.rules.danger import by_danger
from safereturn.foundation.actor import Actor
from safereturn.sharing.policies import decide_all
from safereturn.sharing.rules import Answer, Depth, Kind

M = TypeVar("M", bound=models.Model)
Parts = dict[type[models.Model], list[Any]]

_PARTS: tuple[type[models.Model], ...] = (
    Name, Identifier, Flag, Detail, ConnectedPerson, LegalStatus, Profile, Remark,
)  # fmt: skip
KINDS = (
    Kind.IDENTITY, Kind.HEALTH_SAFETY, Kind.EXPLOITATION, Kind.RISK, Kind.WHEREABOUTS,
    Kind.PLACEMENT_ADDRESS, Kind.FAMILY, Kind.THIRD_PARTY, Kind.PLANS, Kind.CARER_PROFILE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caution:
    """One warning, ready to show: the evidence only where the answer is in full."""

    id: UUID
    kind: FlagKind
    text: str
    evidence: str
    owner: str
    owner_agency_id: UUID
    set_at: datetime
    checked_at: datetime
    review_on: date
    unchecked: bool


@dataclass(frozen=True, slots=True)
class Withheld:
    """That there is something of a kind that is not shown, and who to ring about it."""

    kind: Kind
    sentence: str
    desks: tuple[Desk, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of information: the answer, and what may be shown under it."""

    kind: Kind
    answer: Answer
    details: tuple[Detail, ...] = ()
    people: tuple[ConnectedPerson, ...] = ()
    legal: tuple[LegalStatus, ...] = ()
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    profile: Profile | None = None
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class About:
    """One child as this actor may see them now."""

    child: Child
    sections: dict[Kind, Section]
    warnings: tuple[Caution, ...] = ()
    agency_names: dict[UUID, str] = field(default_factory=dict)
    at: datetime | None = None
    # What stands beside the record; the words only where the risk is open in full.
    remarks: tuple[Remark, ...] = ()

    @property
    def first_warnings(self) -> tuple[Caution, ...]:
        """Return the warnings that stand on a page; `more` says how many do not."""
        return self.warnings[:FLAGS_SHOWN]

    @property
    def more(self) -> int:
        """Return how many warnings are behind "and N more"."""
        return max(0, len(self.warnings) - FLAGS_SHOWN)

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """Return what exists and is not shown, with who to ring."""
        return tuple(s.withheld for s in self.sections.values() if s.withheld)

    @property
    def details(self) -> tuple[Detail, ...]:
        """Return every detail that may be shown, in the order of their kinds."""
        order = list(DetailKind)
        shown = [detail for section in self.sections.values() for detail in section.details]
        return tuple(sorted(shown, key=lambda d: (order.index(DetailKind(d.kind)), d.obtained_at)))


def about(actor: Actor, child: Child, *, at: datetime) -> About:
    """Return what the record says, each kind as deep as sharing decides. 5 queries.

    What is withheld but exists comes as a line with who to ring; what does not exist
    comes as nothing. Nothing of a sealed or hidden child reaches here: get it first.
    """
    answers = decide_all(actor, KINDS, child.pk, at=at)
    parts = _parts(same_child(child.pk))
    owners = {o for rows in parts.values() for row in rows if (o := _owner(row))}
    names = agencies.names(owners)
    hidden = {
        kind: tuple(sorted({o for row in rows if (o := _owner(row))}))
        for kind, rows in _by_kind(parts).items()
        if rows and answers[kind].depth is Depth.EXISTS
    }
    desks = agencies.desks_for({o for ids in hidden.values() for o in ids}, at=at) if hidden else {}
    withheld = {
        kind: Withheld(kind, answers[kind].sentence, tuple(desks[o] for o in ids if o in desks))
        for kind, ids in hidden.items()
    }
    note([child.pk], refs=[child.ref], rule=_rules_used(answers))
    return About(
        child=child,
        sections={
            kind: _section(kind, answers[kind], parts, withheld.get(kind), actor.agency_id)
            for kind in KINDS
        },
        warnings=tuple(_warnings(parts, answers, names, at)),
        agency_names=names,
        at=at,
        remarks=tuple(_remarks(parts, answers)),
    )


def _remarks(parts: Parts, answers: dict[Kind, Answer]) -> Iterable[Remark]:
    for remark in sorted(parts[Remark], key=lambda one: one.made_at):
        if answers[Kind.RISK].depth is not Depth.FULL:
            remark.words = ""
        yield remark


def _rules_used(answers: dict[Kind, Answer]) -> str:
    return " ".join(f"{kind}:{answer.clause}" for kind, answer in answers.items() if answer)


def _parts(child_ids: Iterable[UUID]) -> Parts:
    """Read all tables of a child in one question: a page may not cost one for each."""
    ask = " union all ".join(
        f"select {place}, to_jsonb(t) from {model._meta.db_table} t"  # noqa: S608 - our own names
        " where t.child_id = any(%(ids)s)"
        for place, model in enumerate(_PARTS)
    )
    found: Parts = {model: [] for model in _PARTS}
    with connection.cursor() as cursor:
        cursor.execute(ask, {"ids": list(child_ids)})
        for place, row in cursor.fetchall():
            found[_PARTS[place]].append(_row(_PARTS[place], row))
    return {model: [row for row in rows if _current(row)] for model, rows in found.items()}


def _row(model: type[M], row: Any) -> M:
    said = json.loads(row) if isinstance(row, str) else row
    values = {f.attname: f.to_python(said[f.column]) for f in model._meta.concrete_fields}
    made = model(**values)
    made._state.adding = False
    return made


def _current(row: Any) -> bool:
    over = getattr(row, "ended_at", None) or getattr(row, "valid_to", None)
    return over is None


def _owner(row: Any) -> UUID | None:
    for name in ("owner_agency_id", "source_agency_id", "agency_id"):
        found = getattr(row, name, None)
        if isinstance(found, UUID):
            return found
    return None


def _by_kind(parts: Parts) -> dict[Kind, list[Any]]:
    found: dict[Kind, list[Any]] = {kind: [] for kind in KINDS}
    for flag in parts[Flag]:
        found[FLAG_SHARED_AS[FlagKind(flag.kind)]].append(flag)
    for detail in parts[Detail]:
        found[DETAIL_SHARED_AS[DetailKind(detail.kind)]].append(detail)
    for person in parts[ConnectedPerson]:
        found[_person_kind(person)].append(person)
    found[Kind.PLANS] += parts[LegalStatus]
    found[Kind.CARER_PROFILE] += parts[Profile]
    return found


def _person_kind(person: ConnectedPerson) -> Kind:
    return Kind.THIRD_PARTY if person.of_concern else Kind.FAMILY


def _section(
    kind: Kind, answer: Answer, parts: Parts, withheld: Withheld | None, reader_id: UUID
) -> Section:
    if not answer:
        return Section(kind, answer, withheld=withheld)
    rows = _by_kind(parts)[kind]
    profile = next((row for row in rows if isinstance(row, Profile)), None)
    return Section(
        kind=kind,
        answer=answer,
        details=tuple(
            row for row in rows if isinstance(row, Detail) and _is_shown(row, answer, reader_id)
        ),
        people=tuple(_gist(row, answer) for row in rows if isinstance(row, ConnectedPerson)),
        legal=tuple(row for row in rows if isinstance(row, LegalStatus)),
        names=tuple(parts[Name]) if kind is Kind.IDENTITY else (),
        identifiers=tuple(parts[Identifier]) if kind is Kind.IDENTITY else (),
        profile=profile,
    )


def _is_shown(detail: Detail, answer: Answer, reader_id: UUID) -> bool:
    """Some details are no summary; an agency sees what it said itself."""
    in_gist = DetailKind(detail.kind) not in ONLY_IN_FULL
    return in_gist or answer.depth is Depth.FULL or detail.source_agency_id == reader_id


def _gist(person: ConnectedPerson, answer: Answer) -> ConnectedPerson:
    """In summary one learns who somebody is, not how to reach them."""
    if answer.depth is not Depth.FULL:
        person.phone = person.address = person.note = ""
    return person


def _warnings(
    parts: Parts, answers: dict[Kind, Answer], names: dict[UUID, str], at: datetime
) -> Iterable[Caution]:
    for flag in sorted(parts[Flag], key=_danger):
        answer = answers[FLAG_SHARED_AS[FlagKind(flag.kind)]]
        if answer:
            yield Caution(
                id=flag.pk,
                kind=FlagKind(flag.kind),
                text=flag.text,
                evidence=flag.evidence if answer.depth is Depth.FULL else "",
                owner=names.get(flag.owner_agency_id, ""),
                owner_agency_id=flag.owner_agency_id,
                set_at=flag.set_at,
                checked_at=flag.checked_at,
                review_on=flag.review_on,
                unchecked=flag.overdue_since(at),
            )


def _danger(flag: Flag) -> tuple[int, date, float]:
    return by_danger(FlagKind(flag.kind), flag.review_on, flag.set_at)


def profile_due(profile: Profile, at: datetime) -> bool:
    """Say whether the profile should be asked "still right?"."""
    return profile.reviewed_at + timedelta(days=PROFILE_REVIEW_DAYS) <= at
