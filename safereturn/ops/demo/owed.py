"""What is owed today: the clocks of what is still open, and the notices of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from safereturn.clocks.models import Clock
from safereturn.clocks.rules import (
    RETURN_INTERVIEW_WITHIN,
    SHIPPED,
    ClockKind,
    Strength,
    fresh,
    kept,
    next_of,
    planned,
    shipped_span,
)
from safereturn.episodes.rules import OPEN_STATES
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.references import short_number
from safereturn.notifications.models import Notice
from safereturn.ops.demo.interviewing import Interview
from safereturn.ops.demo.ledger import Ledger
from safereturn.ops.demo.relations import Row
from safereturn.return_interviews.rules import Choice

# How often a grade is looked at again while the child is missing: set by the person who
# grades; this is what the people of the region set.
REVIEW_EVERY = timedelta(hours=12)


def add_running(ledger: Ledger, *, now: datetime) -> None:
    """Add to a child's rows the clocks that run now, as the actions had started them."""
    for number, episode in ledger.episodes.items():
        if episode["state"] in OPEN_STATES:
            _search(ledger, number, episode, now)
        elif number not in ledger.checked:
            back_at = episode["returned_at"]
            _local(ledger, ClockKind.PREVENTION_INTERVIEW, episode, back_at, now)
    for interview in ledger.interviews.all:
        if interview.is_open:
            _interview_owed(ledger, interview, now)
        _items_owed(ledger, interview, now)


def _search(ledger: Ledger, number: int, episode: Row, now: datetime) -> None:
    grade = ledger.grades.get(number)
    if grade is None:
        _local(ledger, ClockKind.FIRST_GRADING, episode, episode["reported_at"], now)
    else:
        # Looked at every twelve hours; of those still missing long after, the last look.
        review_at = grade["assessed_at"] + REVIEW_EVERY
        while review_at < now - REVIEW_EVERY / 4:
            review_at += REVIEW_EVERY
        grade["review_at"] = review_at
        _run(
            ledger,
            _clock(ledger, ClockKind.RISK_REVIEW, episode["force_id"], episode["id"]),
            now=now,
            episode_id=episode["id"],
            starts_at=review_at - REVIEW_EVERY,
            due_at=review_at,
            counted_from="grading",
            strength=Strength.SET_BY_PERSON,
        )
    _notices(ledger, episode, "episode.reported", episode["entered_at"])


def _clock(ledger: Ledger, kind: ClockKind, owner: object, subject: object) -> Row:
    return {
        "kind": kind,
        "child_id": ledger.child_id,
        "owner_agency_id": owner,
        "subject_id": subject,
    }


def _run(ledger: Ledger, clock: Row, *, now: datetime, **times: Any) -> None:
    """Add a clock with the steps of the rule that ships: those to come fire by themselves."""
    steps = fresh(SHIPPED.of_kind(clock["kind"]))
    plan = planned(steps, times["starts_at"], times["due_at"])
    # What lies behind has been told to whom it was for: history rings no bells.
    steps = kept(replace(one, done=one.at <= now) for one in plan)
    coming = next_of(steps, times["starts_at"], times["due_at"])
    next_at = coming.at if coming else None
    ledger.books.add(Clock, **clock, **times, steps=steps, next_at=next_at)


def _local(ledger: Ledger, kind: ClockKind, episode: Row, since: datetime, now: datetime) -> None:
    span = shipped_span(kind)
    _run(
        ledger,
        _clock(ledger, kind, episode["force_id"], episode["id"]),
        now=now,
        episode_id=episode["id"],
        starts_at=since,
        due_at=span.length.after(since),
        counted_from=span.counted_from,
        strength=span.strength,
    )
    _needs(ledger, episode)


def _interview_owed(ledger: Ledger, interview: Interview, now: datetime) -> None:
    row, first = interview.row, interview.episodes[0]
    _run(
        ledger,
        _clock(ledger, ClockKind.RETURN_INTERVIEW, row["owner_agency_id"], row["id"]),
        now=now,
        episode_id=first["id"],
        starts_at=row["returned_at"],
        due_at=row["returned_at"] + RETURN_INTERVIEW_WITHIN,
        counted_from="return",
        strength=Strength.STATUTORY_GUIDANCE,
    )
    _notices(ledger, first, "episode.returned", row["returned_at"])


def _items_owed(ledger: Ledger, interview: Interview, now: datetime) -> None:
    span = shipped_span(ClockKind.ITEM_DISPOSITION)
    for decision in interview.decisions:
        given = decision["choice"] is Choice.SHARE and not decision.get("disposition")
        if not given or ledger.agencies[decision["agency_id"]].kind is not AgencyKind.POLICE:
            continue
        owner = decision["agency_id"]
        _run(
            ledger,
            _clock(ledger, ClockKind.ITEM_DISPOSITION, owner, decision["id"]),
            now=now,
            episode_id=interview.episodes[0]["id"],
            starts_at=decision["decided_at"],
            due_at=span.length.after(decision["decided_at"]),
            counted_from=span.counted_from,
            strength=span.strength,
        )


def _needs(ledger: Ledger, episode: Row) -> None:
    """What has a running clock is in the worklists, whatever else is settled."""
    for (_, episode_id), row in ledger.relations.visible.items():
        if episode_id == episode["id"]:
            row["needs"] = True


def _notices(ledger: Ledger, episode: Row, kind: str, at: datetime) -> None:
    """Put the line in the list of every agency involved but the one that did it."""
    for agency_id in ledger.relations.agencies():
        if agency_id == episode["force_id"]:
            continue
        ledger.books.add(
            Notice,
            key=f"region:{kind}:{episode['id']}:{agency_id}",
            agency_id=agency_id,
            child_id=ledger.child_id,
            kind=kind,
            reference=episode["ref"],
            path=f"/episodes/{episode['ref']}/",
            number=short_number(),
            urgent=True,
            made_at=at,
        )
