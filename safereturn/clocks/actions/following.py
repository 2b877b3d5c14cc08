"""The clocks that begin by themselves: from the facts of a case to what its protocol owes.

`follow` looks at all facts with their times, so it may be called for each of them, twice, and
in any order: it starts what should run, counts anew what counts from a corrected time, and
ends what has ended.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from safereturn.clocks.actions.running import About, begun, count_from
from safereturn.clocks.models import Clock
from safereturn.clocks.queries import Held, protocol_for
from safereturn.clocks.rules import (
    COUNTED_FROM,
    FOLLOWED,
    Begin,
    ClockKind,
    Count,
    End,
    Party,
    Rule,
    Span,
)
from safereturn.foundation.events import is_history
from safereturn.foundation.recording import require_recording


@dataclass(frozen=True, slots=True)
class Case:
    """What the packages above know of an episode: facts with their times, and who is who."""

    child_id: UUID
    episode_id: UUID
    began: Mapping[Begin, datetime]
    ended: Mapping[End, datetime] = field(default_factory=dict)
    parties: Mapping[Party, UUID] = field(default_factory=dict)
    # Each report of this child that counts, by its episode; this one among them. Of all the
    # records that are one child.
    reports: Mapping[UUID, datetime] = field(default_factory=dict)
    # The counts that the other records have told already: of which rule, at which report.
    told: Collection[tuple[str, datetime]] = ()


_STAND_INS = (Party.RESPONSIBLE_AUTHORITY, Party.FORCE, Party.HOST_AUTHORITY)


def follow(case: Case, *, at: datetime) -> None:
    """Let the clocks of a case agree with its facts and with the protocol that holds now."""
    require_recording()
    if is_history():
        return
    authority = case.parties.get(Party.RESPONSIBLE_AUTHORITY)
    held = protocol_for([authority, case.parties.get(Party.FORCE)], at=at)
    rows = Clock.objects.select_for_update().filter(
        child_id=case.child_id,
        kind__in=FOLLOWED,
        subject_id__in=[case.episode_id, case.child_id],
    )
    known: dict[tuple[str, str], list[Clock]] = {}
    for row in rows.order_by("starts_at"):
        known.setdefault((row.kind, row.rule), []).append(row)
    new = []
    for rule in held.protocol.own():
        own = known.pop((rule.kind, rule.key if rule.is_own else ""), [])
        new.append(_follow(_Followed(case, held, rule, own), at=at))
    # Of two that begin at once the first stands; neither fails.
    Clock.objects.bulk_create([clock for clock in new if clock], ignore_conflicts=True)
    for rows_left in known.values():
        _end(rows_left, because="The protocol does not ask for this any more.", at=at)


@dataclass(frozen=True, slots=True)
class _Followed:
    case: Case
    held: Held
    rule: Rule
    rows: list[Clock]

    @property
    def begins_at(self) -> datetime | None:
        """Return when it counts from: without a last sighting, from the report."""
        began = self.case.began
        if self.rule.begin is Begin.LAST_SEEN and Begin.LAST_SEEN not in began:
            return began.get(Begin.REPORTED)
        return began.get(self.rule.begin)

    @property
    def counted_from(self) -> str:
        seen = Begin.LAST_SEEN in self.case.began
        from_report = self.rule.begin is Begin.LAST_SEEN and not seen
        return COUNTED_FROM[Begin.REPORTED if from_report else self.rule.begin]

    @property
    def is_over(self) -> bool:
        since = self.begins_at
        return since is not None and any(
            end in self.rule.end and when >= since for end, when in self.case.ended.items()
        )


def _follow(one: _Followed, *, at: datetime) -> Clock | None:
    """Let what runs of one rule agree; return the clock that begins, not yet written."""
    begins_at = one.begins_at
    if begins_at is None:
        _end(one.rows, because="What it counted from is not so.", at=at)
    elif one.rule.count is not None:
        if _is_reached(one.rule.count, one, begins_at):
            return _begun(one, begins_at)
    elif one.is_over:
        _end(one.rows, because="The episode is over.", at=at)
    else:
        return _run(one, begins_at, at=at)
    return None


def _is_reached(count: Count, one: _Followed, begins_at: datetime) -> bool:
    """Say whether this report is the one: so many within, and not told within that time yet.

    What was told because of a report that was made in error was told of nothing.
    """
    since = begins_at - timedelta(days=count.days) if count.days else None
    reports = one.case.reports
    within = [r for r in reports.values() if r <= begins_at and (since is None or r > since)]
    told = [row.starts_at for row in one.rows if row.episode_id in reports]
    told += [when for rule, when in one.case.told if rule == one.rule.key]
    if any(since is None or when > since for when in told):
        return False
    return len(within) >= count.times


def _run(one: _Followed, begins_at: datetime, *, at: datetime) -> Clock | None:
    open_ = [row for row in one.rows if row.met_at is None and row.stopped_at is None]
    for row in open_:
        if row.starts_at != begins_at:
            count_from(row, begins_at, because=f"Counted from {one.counted_from}.", at=at)
    was = one.rows and not open_
    # What has run out once stays so; only a grading of the lowest level begins it again.
    again = (
        one.rule.kind is ClockKind.LOWEST_REVIEW
        and one.rows[-1:] != []
        and (one.rows[-1].starts_at < begins_at)
    )
    return _begun(one, begins_at) if not open_ and (not was or again) else None


def _begun(one: _Followed, begins_at: datetime) -> Clock | None:
    case, rule = one.case, one.rule
    owner = _owner(case, rule)
    if owner is None or rule.length is None:
        return None
    about = About(
        case.child_id,
        case.child_id if rule.count else case.episode_id,
        owner,
        case.episode_id,
        case.parties.get(Party.RESPONSIBLE_AUTHORITY),
    )
    span = Span(rule.length, one.counted_from, rule.strength)
    return begun(about, one.held, rule, span, kind=rule.kind, at=begins_at)


def _owner(case: Case, rule: Rule) -> UUID | None:
    """Return who owes it: never blank while anybody is known."""
    parties = (case.parties.get(party) for party in (rule.owner, *_STAND_INS))
    return next((agency for agency in parties if agency is not None), None)


def _end(rows: list[Clock], *, because: str, at: datetime) -> None:
    for row in rows:
        # What somebody must still decide on (a meeting) outlasts the episode.
        if row.met_at is None and row.stopped_at is None and row.kind != ClockKind.REPEAT:
            row.stopped_at, row.stopped_because = at, because
            row.next_at, row.paused_at = None, None
            row.save()
