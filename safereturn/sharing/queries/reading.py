"""One version as a reader meets it: words for every field, comments where they belong."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import Nation, london_day
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.sentences import sentence
from safereturn.sharing.models import Comment, Party, Version
from safereturn.sharing.policies import governing
from safereturn.sharing.policies.book import read_commencements
from safereturn.sharing.rules import (
    AGENCY_KIND_WORDS,
    DEPTH_WORDS,
    FLOOR,
    KIND_WORDS,
    LAWFUL_WORDS,
    LEFT,
    Clause,
    Commencement,
    CommentKind,
    Readable,
    ReadClause,
    ReadComment,
    ReadParty,
    VersionLine,
    as_line,
    named,
    standing,
    when_of,
    who_of,
)

_NO_COMMENTS: tuple[ReadComment, ...] = ()


def read_version(
    actor: Actor, version: Version, parties: Sequence[Party], line: VersionLine, *, at: datetime
) -> Readable:
    """Return the version in words, as of the day it begins, else of the day it is read."""
    rows = list(version.clauses.all())
    comments = _comments(version)
    named = {agency for row in rows for agency in row.to_agencies}
    named |= {party.agency_id for party in parties if party.agency_id is not None}
    lead = version.area.lead_agency_id
    names = agencies.names({*named, *([lead] if lead else [])})
    reader = _Words(Nation(version.area.nation), _day(version, at), read_commencements(), names)
    return Readable(
        line=line,
        area=version.area.name,
        nation=reader.nation,
        lead_agency=names.get(lead, "") if lead else "",
        shipped=version.area.is_region and version.number == 1,
        texts=version.texts,
        edits=version.edits,
        floor=reader.clause(FLOOR, -1, 0, comments.get("0", _NO_COMMENTS)),
        clauses=tuple(
            reader.clause(
                row.clause, row.position, row.edits, comments.get(row.number, _NO_COMMENTS)
            )
            for row in rows
        ),
        parties=tuple(_party(party, names) for party in _in_order(parties, names)),
        comments=comments.get("", _NO_COMMENTS),
        can=_can(actor, version, parties),
        may_sign=_may_sign(actor, parties, version, at),
        withdrawn_because=version.withdrawn_because,
    )


def _day(version: Version, at: datetime) -> date:
    # What has begun rests on the law of today, what is to come on that of its first day.
    return london_day(max(version.effective_from or at, at))


class _Words:
    """Puts clauses into words for one nation and day."""

    def __init__(
        self,
        nation: Nation,
        on: date,
        commencements: Iterable[Commencement],
        names: Mapping[UUID, str],
    ) -> None:
        self.nation, self.on, self.names = nation, on, names
        self.commencements = tuple(commencements)

    def clause(
        self, clause: Clause, position: int, edits: int, comments: tuple[ReadComment, ...]
    ) -> ReadClause:
        law = standing(clause.gateway, self.nation, self.on, self.commencements)
        return ReadClause(
            clause,
            position,
            edits,
            as_line(clause, self.names),
            tuple(KIND_WORDS[kind] for kind in KIND_WORDS if kind in clause.kinds),
            who_of(clause, self.names),
            when_of(clause),
            DEPTH_WORDS[clause.depth],
            LAWFUL_WORDS[clause.lawful_basis],
            law,
            law.words
            if law
            else sentence("{gateway} (not in force)", gateway=named(clause.gateway, self.nation)),
            comments,
        )


def _comments(version: Version) -> dict[str, tuple[ReadComment, ...]]:
    rows = list(Comment.objects.filter(version=version).order_by("made_at", "id"))
    people = {row.made_by_id for row in rows}
    people |= {row.answered_by_id for row in rows if row.answered_by_id is not None}
    by = agencies.person_names(people)
    of = agencies.names({row.agency_id for row in rows})
    found: dict[str, tuple[ReadComment, ...]] = {}
    for row in rows:
        comment = ReadComment(
            row.pk,
            row.clause,
            CommentKind(row.kind),
            row.text,
            row.agency_id,
            of.get(row.agency_id, ""),
            row.group,
            by.get(row.made_by_id, ""),
            row.made_at,
            row.answer,
            row.answered_at,
            by.get(row.answered_by_id, "") if row.answered_by_id else "",
        )
        found[row.clause] = (*found.get(row.clause, ()), comment)
    return found


def _in_order(parties: Iterable[Party], names: Mapping[UUID, str]) -> list[Party]:
    return sorted(parties, key=lambda party: (bool(party.kind), party_name(party, names)))


def party_name(party: Party, names: Mapping[UUID, str]) -> str:
    """Return what a party is called: its name, or every agency of a kind."""
    if party.agency_id is not None:
        return names.get(party.agency_id, LEFT)
    return sentence("{kind}, all of them", kind=AGENCY_KIND_WORDS[AgencyKind(party.kind)])


def _party(party: Party, names: Mapping[UUID, str]) -> ReadParty:
    return ReadParty(
        party.pk,
        party_name(party, names),
        party.agency_id,
        AgencyKind(party.kind) if party.kind else None,
        party.signed_at,
        party.signed_by_name,
        party.signed_by_title,
        party.on_paper,
        party.declined_at,
        party.declined_because,
    )


def _can(actor: Actor, version: Version, parties: Sequence[Party]) -> dict[str, str]:
    keep = governing.can_keep(actor, version.area).reason
    return {
        "edit": governing.can_edit(actor, version, parties).reason,
        "comment": governing.can_comment(actor, version, parties).reason,
        **dict.fromkeys(("answer", "propose", "date", "withdraw"), keep),
    }


def sign_here(parties: Iterable[Party], *, at: datetime) -> frozenset[UUID]:
    """Return which parties' agencies have a governance lead who can sign in."""
    named = {party.agency_id for party in parties if party.agency_id is not None}
    leads = agencies.people_in_role(named, Role.GOVERNANCE_LEAD, at=at)
    return frozenset(lead.agency_id for lead in leads)


def _may_sign(
    actor: Actor, parties: Sequence[Party], version: Version, at: datetime
) -> frozenset[UUID]:
    awaited = [p for p in parties if p.signed_at is None and p.declined_at is None]
    for party in awaited:
        party.version = version
    ours = {party.pk for party in awaited if governing.can_sign(actor, party)}
    by_hand = [party for party in awaited if governing.can_sign(actor, party, on_paper=True)]
    here = sign_here(by_hand, at=at) if by_hand else frozenset()
    return frozenset(ours | {party.pk for party in by_hand if party.agency_id not in here})
