"""The parts of a picture that stand for now: the child, warnings, agencies, profile."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from uuid import UUID

from safereturn.children.rules import DETAIL_SHARED_AS, FLAG_SHARED_AS, ONLY_IN_FULL
from safereturn.children.rules.danger import by_danger
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Audience
from safereturn.foundation.actor import AgencyKind
from safereturn.risk.queries import views
from safereturn.risk.queries.eyes import Eyes
from safereturn.risk.queries.gather import (
    AgencyRow,
    AskRow,
    ContributionRow,
    DetailRow,
    EntryRow,
    Gathered,
    StatusRow,
)
from safereturn.risk.rules import ContributionState, state_of
from safereturn.sharing.rules import Kind

_SAID = ContributionState.ANSWERED
# With whom the author of an entry shares it; the agreement still decides.
_TO = {
    Audience.ALL: frozenset(AgencyKind),
    Audience.POLICE_AND_COUNCIL: frozenset({AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY}),
    Audience.POLICE: frozenset({AgencyKind.POLICE}),
}
By = dict[UUID, list[views.Item]]


def who(rows: Gathered) -> views.Who:
    """Return whom the picture is about."""
    child = rows.child
    return views.Who(
        ref=child.ref, name=child.name, born_on=child.born_on, age_estimate=child.age_estimate
    )


def reported(rows: Gathered, eyes: Eyes) -> views.Reported | None:
    """Return what was reported this time, to those who may know of the risk."""
    this = rows.this
    if not eyes.sees(Kind.RISK):
        return None
    # In summary the gist stays: the times, the dangers, why people are worried.
    full = eyes.sees(Kind.WHEREABOUTS) and eyes.in_full(Kind.WHEREABOUTS)
    return views.Reported(
        reported_at=this.reported_at,
        last_seen_at=this.last_seen_at,
        last_seen_where=this.last_seen_where if full else "",
        why_worried=this.why_worried,
        circumstances=this.circumstances if full else "",
        tried_first=this.tried_first if full else "",
        wearing=this.wearing if full else "",
        carrying=this.carrying if full else "",
        dangers=tuple(this.dangers),
    )


def flags(rows: Gathered, eyes: Eyes) -> tuple[views.FlagLine, ...]:
    """Return every warning in force; its words only to those who may read that kind.

    What endangers life stands first: also what is not shown, because it says who to ring.
    """
    lines = []
    for row in sorted(rows.flags, key=lambda f: by_danger(f.kind, f.review_on, f.set_at)):
        kind = FLAG_SHARED_AS[row.kind]
        if not eyes.knows_of(kind, row.owner_id):
            continue
        shown = eyes.sees(kind, row.owner_id)
        full = shown and (eyes.in_full(kind) or row.owner_id == eyes.actor.agency_id)
        lines.append(
            views.FlagLine(
                key=f"flag:{row.id}",
                kind=row.kind,
                text=row.text if shown else "",
                evidence=row.evidence if full else "",
                owner=row.owner,
                set_at=row.set_at,
                checked_at=row.checked_at,
                review_on=row.review_on,
                hidden=not shown,
            )
        )
    return tuple(lines)


def agencies(rows: Gathered, eyes: Eyes, episode: Episode) -> tuple[views.AgencySection, ...]:
    """Return a section for each agency that is or was involved, or was asked.

    The reader's own agency stands last: it is the others that are read.
    """
    said: dict[UUID, set[ContributionState]] = defaultdict(set)
    items: By = defaultdict(list)
    for row in rows.contributions:
        state = _state(row)
        if row.episode_id == episode.pk:
            said[row.agency_id].add(state)
        _add(items[row.agency_id], _contribution(row, state, eyes, episode.pk))
    for entry in rows.entries:
        # The force that takes a call writes down what others said, not what it knows.
        if entry.agency_id != episode.force_id:
            said[entry.agency_id].add(_SAID)
        _add(items[entry.agency_id], _entry(entry, eyes))
    facts: list[StatusRow | DetailRow] = [*rows.statuses, *rows.details]
    for fact in facts:
        _add(items[fact.agency_id], _fact(fact, eyes))
    asks = _last_asks(rows.asks)
    reporters = {entry.agency_id for entry in rows.entries if entry.kind == "report"}
    parts = [
        replace(
            _section(row, eyes, said[row.id], items[row.id], asks.get(row.id)),
            reported=row.id in reporters,
        )
        for row in rows.agencies
    ]
    return tuple(sorted(parts, key=lambda part: (part.own, part.name)))


def _add(items: list[views.Item], item: views.Item | None) -> None:
    if item is not None:
        items.append(item)


def _last_asks(asks: Iterable[AskRow]) -> dict[UUID, AskRow]:
    """Return for each agency the question that is open, else the last one answered."""
    found: dict[UUID, AskRow] = {}
    for ask in asks:  # newest first
        held = found.get(ask.to_agency_id)
        if held is None or (held.answered_at and not ask.answered_at):
            found[ask.to_agency_id] = ask
    return found


def _section(
    row: AgencyRow,
    eyes: Eyes,
    said: set[ContributionState],
    items: list[views.Item],
    ask: AskRow | None,
) -> views.AgencySection:
    return views.AgencySection(
        agency_id=row.id,
        name=row.name,
        kind=AgencyKind(row.kind),
        own=row.id == eyes.actor.agency_id,
        has_account=row.has_accounts,
        state=state_of(said, waiting=ask is not None and ask.answered_at is None),
        asked=_asked(ask) if ask else None,
        items=tuple(items),
        desk=None,
    )


def _asked(ask: AskRow) -> views.Asked:
    return views.Asked(
        ref=ask.ref,
        channel=ask.channel,
        question=ask.question,
        asked_at=ask.asked_at,
        due_at=ask.due_at,
        answered_at=ask.answered_at,
        asked_by=ask.asked_by,
        spoke_to=ask.spoke_to,
        phone_number=ask.phone_number,
        told_at=ask.told_at,
        told_by=ask.told_by,
    )


def _state(row: ContributionRow) -> ContributionState:
    """Return how a contribution counts: confirmed, what came by phone is an answer."""
    if row.state is not ContributionState.BY_PHONE or row.confirmed_at is None:
        return row.state
    return _SAID if row.text else ContributionState.NOTHING_HELD


def _contribution(
    row: ContributionRow, state: ContributionState, eyes: Eyes, episode_id: UUID
) -> views.Item | None:
    if not eyes.knows_of(row.kind, row.agency_id):
        return None
    shown = not row.text or eyes.sees(row.kind, row.agency_id)
    return views.Item(
        key=f"contribution:{row.id}",
        kind=row.kind,
        state=state,
        text=row.text if shown else "",
        supplier=row.supplier_name,
        contact=row.supplier_contact,
        obtained_at=row.obtained_at,
        recorded_by=row.recorded_by if row.by_agency_id != row.agency_id else "",
        confirmed_at=row.confirmed_at,
        ring=row.ring,
        hidden=not shown,
        this_time=row.episode_id == episode_id,
    )


def _entry(row: EntryRow, eyes: Eyes) -> views.Item | None:
    kind = Kind.WHEREABOUTS if row.kind == "sighting" else Kind.RISK
    words = ": ".join(part for part in (row.where, row.text) if part)
    actor = eyes.actor
    if not words or (
        row.agency_id != actor.agency_id and actor.agency_kind not in _TO[row.share_with]
    ):
        return None
    own = row.agency_id == actor.agency_id
    if not (eyes.sees(kind, row.agency_id) and (own or eyes.in_full(Kind.WHEREABOUTS))):
        return None
    # Who rang, and how to reach them, is for those who see the risk in full.
    full = eyes.in_full(Kind.RISK)
    return _item(
        f"entry:{row.id}",
        kind,
        words,
        row.at,
        supplier=row.source_name if full else "",
        contact=row.source_contact if full else "",
        this_time=True,
    )


def _fact(row: StatusRow | DetailRow, eyes: Eyes) -> views.Item | None:
    if isinstance(row, StatusRow):
        kind, text = Kind.PLANS, row.label
        at = datetime.combine(row.starts_on, time(12), tzinfo=UTC)
        key, supplier = f"status:{row.id}", ""
    else:
        kind, text, at = DETAIL_SHARED_AS[row.kind], row.text, row.obtained_at
        key, supplier = f"detail:{row.id}", row.source_name
    if not eyes.knows_of(kind, row.agency_id):
        return None
    shown = _is_gist(row, eyes) and eyes.sees(kind, row.agency_id)
    return _item(key, kind, text if shown else "", at, supplier=supplier, hidden=not shown)


def _is_gist(row: StatusRow | DetailRow, eyes: Eyes) -> bool:
    """Say whether a fact may stand in a summary, or need not: some are the whole of a kind."""
    if isinstance(row, StatusRow) or row.kind not in ONLY_IN_FULL:
        return True
    return row.agency_id == eyes.actor.agency_id or eyes.in_full(DETAIL_SHARED_AS[row.kind])


def _item(
    key: str,
    kind: Kind,
    text: str,
    at: datetime,
    *,
    supplier: str = "",
    contact: str = "",
    hidden: bool = False,
    this_time: bool = False,
) -> views.Item:
    return views.Item(
        key=key,
        kind=kind,
        state=_SAID,
        text=text,
        supplier=supplier,
        contact=contact,
        obtained_at=at,
        recorded_by="",
        confirmed_at=None,
        ring="",
        hidden=hidden,
        this_time=this_time,
    )


def profile(rows: Gathered, eyes: Eyes, *, release: bool) -> views.ProfileView | None:
    """Return the carer-held profile, or that there is one.

    Given only while something lasts, it is shown once the release has been recorded
    (dossier 8, 18 and 19): `release` says that the caller is recording it now.
    """
    row = rows.profile
    if row is None or not eyes.knows_of(Kind.CARER_PROFILE, row.owner_id):
        return None
    answer = eyes.answers[Kind.CARER_PROFILE]
    had = any(
        given.kind is Kind.CARER_PROFILE and given.clause == answer.clause
        for given in rows.disclosed
    )
    own = row.owner_id == eyes.actor.agency_id
    released = own or not answer.until or had or release
    shown = released and eyes.sees(Kind.CARER_PROFILE, row.owner_id)
    return views.ProfileView(
        owner=row.owner,
        reviewed_at=row.reviewed_at,
        answers=row.answers if shown else {},
        hidden=not shown,
        sentence=answer.sentence,
    )
