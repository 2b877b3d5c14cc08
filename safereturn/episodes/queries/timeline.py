"""What happened in an episode, line by line, newest first.

Words are the page's: a line says what sort of thing it is and carries what was typed.
Gradings and return interviews are added above, by casework.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.audit.record import note
from safereturn.episodes.models import Entry, Episode, PreventionInterview, Stance
from safereturn.episodes.queries.rows import (
    Depths,
    Rows,
    depths,
    may_see_prevention,
    read,
)
from safereturn.episodes.rules import Happening
from safereturn.foundation.actor import Actor
from safereturn.sharing.rules import Depth, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. `withheld` is the sentence that stands where content is not given."""

    at: datetime
    what: Happening
    entered_at: datetime | None = None
    by_id: UUID | None = None
    agency_id: UUID | None = None
    by: str = ""
    agency: str = ""
    title: str = ""
    where: str = ""
    text: str = ""
    source: str = ""
    withheld: str = ""
    id: UUID | None = None
    corrects_id: UUID | None = None


def timeline(actor: Actor, episode: Episode, *, at: datetime) -> list[Line]:
    """Return the lines the actor may see, newest first, and note the look. 4 queries."""
    seen = depths(actor, episode, at=at)
    found = lines(episode, read(episode, seen), seen)
    note([episode.child_id], refs=[episode.ref])
    return with_names(found)


def lines(episode: Episode, rows: Rows, seen: Depths) -> list[Line]:
    """Return the lines of rows that have been read already. No query."""
    found = [
        *_milestones(episode, seen),
        *_reports(episode, rows),
        *(_entry(entry, seen) for entry in rows.entries),
        *(line for stance in rows.stances for line in _stance(stance)),
        *_tasks(rows, seen),
        *_tellings(rows),
        *_prevention(rows, seen),
    ]
    return sorted(found, key=lambda line: line.at, reverse=True)


def with_names(found: list[Line], parties: dict[UUID, str] | None = None) -> list[Line]:
    """Put the names of people and agencies to the lines. 2 queries, or 1 with the agencies."""
    people = agencies.person_names(line.by_id for line in found if line.by_id)
    if parties is None:
        parties = agencies.names(line.agency_id for line in found if line.agency_id)
    return [
        replace(
            line,
            by=people.get(line.by_id, "") if line.by_id else "",
            agency=parties.get(line.agency_id, "") if line.agency_id else "",
        )
        for line in found
    ]


def _milestones(episode: Episode, seen: Depths) -> Iterator[Line]:
    full = seen.full(Kind.WHEREABOUTS)
    if episode.dfe_category == "A" or episode.next_check_at:
        yield Line(
            at=episode.started_at,
            entered_at=episode.entered_at,
            what=Happening.AWAY,
            by_id=episode.reported_by_id,
            agency_id=episode.reported_by_agency_id,
            where=episode.last_seen_where if full else "",
        )
    if episode.located_at and episode.located_at != episode.returned_at:
        yield Line(
            at=episode.located_at,
            what=Happening.LOCATED,
            where=episode.located_where if full else "",
            text=episode.with_whom if full else "",
            withheld="" if full else seen.answers[Kind.WHEREABOUTS].sentence,
        )
    if episode.seen_at:
        yield Line(at=episode.seen_at, what=Happening.SEEN)
    if episode.returned_at:
        yield Line(
            at=episode.returned_at,
            what=Happening.RETURNED,
            title=episode.ending,
            where=episode.returned_where if full else "",
            text=episode.safe_to_return if full else "",
        )
    if episode.closed_at:
        yield Line(
            at=episode.closed_at,
            what=Happening.ENDED,
            title=episode.ending,
            text=episode.ending_detail if full else "",
        )


def _reports(episode: Episode, rows: Rows) -> Iterator[Line]:
    for number, report in enumerate(rows.reports):
        yield Line(
            at=report.reported_at,
            entered_at=report.entered_at,
            what=Happening.REPORT_ADDED if number else Happening.REPORTED,
            by_id=report.taken_by_id,
            agency_id=report.taken_by_agency_id,
            title=report.relation,
            text=report.text,
            id=report.pk,
        )


def _entry(entry: Entry, seen: Depths) -> Line:
    return Line(
        at=entry.happened_at or entry.entered_at,
        entered_at=entry.entered_at,
        what=Happening(entry.kind),
        by_id=entry.by_id,
        agency_id=entry.by_agency_id,
        where=entry.where,
        text=entry.text,
        source=", ".join(part for part in (entry.how_known, entry.source_name) if part),
        withheld="" if _is_shown(entry, seen) else seen.answers[Kind.WHEREABOUTS].sentence,
        id=entry.pk,
        corrects_id=entry.corrects_id,
    )


def _is_shown(entry: Entry, seen: Depths) -> bool:
    return entry.by_agency_id == seen.actor.agency_id or seen.full(Kind.WHEREABOUTS)


def _stance(stance: Stance) -> Iterator[Line]:
    yield Line(
        at=stance.taken_at,
        what=Happening.STANCE,
        by_id=stance.by_id,
        agency_id=stance.by_agency_id,
        title=stance.stance,
        text=" ".join(part for part in (stance.reason, stance.who_does_what) if part),
        id=stance.pk,
    )
    if stance.challenged_at:
        yield Line(
            at=stance.challenged_at,
            what=Happening.CHALLENGED,
            by_id=stance.challenged_by_id,
            text=stance.challenge,
        )
    if stance.answered_at:
        yield Line(
            at=stance.answered_at,
            what=Happening.CHALLENGE_ANSWERED,
            by_id=stance.answered_by_id,
            agency_id=stance.by_agency_id,
            text=stance.answer,
        )


def _tasks(rows: Rows, seen: Depths) -> Iterator[Line]:
    for task in rows.tasks:
        asked = seen.answers.get(Kind(task.kind), seen.answers[Kind.WHEREABOUTS])
        withheld = "" if task.text else asked.sentence
        yield Line(
            at=task.set_at,
            what=Happening.TASK_SET,
            by_id=task.set_by_id,
            text=task.text,
            withheld=withheld,
        )
        if task.done_at:
            yield Line(
                at=task.done_at,
                what=Happening.TASK_NOT_DONE if task.not_done else Happening.TASK_DONE,
                agency_id=task.owner_agency_id,
                title=task.text,
                text=task.result,
                withheld=withheld,
            )


def _tellings(rows: Rows) -> Iterator[Line]:
    for telling in rows.tellings:
        yield Line(
            at=telling.told_at or telling.entered_at,
            what=Happening.TOLD if telling.told else Happening.NOT_TOLD,
            by_id=telling.by_id,
            title=f"{telling.person_name} ({telling.relation})",
            text=telling.how if telling.told else telling.not_told_because,
        )


def _prevention(rows: Rows, seen: Depths) -> Iterator[Line]:
    interview = rows.prevention
    if interview is None or seen.of(Kind.PREVENTION_INTERVIEW) < Depth.EXISTS:
        return
    shown = may_see_prevention(interview, seen)
    yield Line(
        at=interview.held_at or interview.entered_at,
        entered_at=interview.entered_at,
        what=Happening.PREVENTION,
        by_id=interview.by_id,
        agency_id=interview.by_agency_id,
        title="" if interview.seen else interview.not_seen_because,
        text=" ".join(filter(None, _parts(interview))) if shown else "",
        withheld="" if shown else seen.answers[Kind.PREVENTION_INTERVIEW].sentence,
        id=interview.pk,
    )


def _parts(interview: PreventionInterview) -> tuple[str, ...]:
    return (
        interview.where_been,
        interview.with_whom,
        interview.harm,
        interview.offences,
        interview.concerns,
        interview.safeguarding_done,
    )
