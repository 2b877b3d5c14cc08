"""A clock starts, is met, stopped with a reason, counted anew, paused or finished by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from safereturn.audit.record import recording
from safereturn.clocks import facts, policies
from safereturn.clocks.models import Clock, LocalSpan, Move
from safereturn.clocks.queries import Held, protocol_for
from safereturn.clocks.rules import (
    COUNTED_FROM,
    ClockKind,
    Length,
    Rule,
    Span,
    Strength,
    Unit,
    fresh,
    kept,
    moved,
    next_of,
    read_length,
)
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.foundation.events import is_history
from safereturn.foundation.recording import require_recording

# Why a clock was moved that had rested: what it rested is added to its length for good.
RESTED = "It was paused."


class NotRunning(Conflict):
    """This is not owed any more."""


def running(kind: ClockKind, subject_id: UUID) -> QuerySet[Clock]:
    """Return the running clock of this kind. Raises UnrecordedWrite outside an action."""
    require_recording()
    return Clock.objects.filter(kind=kind, subject_id=subject_id, met_at=None, stopped_at=None)


def set_length(kind: ClockKind, agency_id: UUID, minutes: int) -> None:
    """Let clocks of this kind that an agency owes run so long from now on.

    For the action that has asked who may; clocks that run keep their times. An agency's own
    figure comes before its area's protocol.
    """
    require_recording()
    LocalSpan.objects.update_or_create(
        agency_id=agency_id, kind=kind, defaults={"minutes": minutes}
    )


@dataclass(frozen=True, slots=True)
class About:
    """What a clock is about, and who owes it."""

    child_id: UUID
    subject_id: UUID
    owner: UUID
    episode_id: UUID | None = None
    authority_id: UUID | None = None


def start(
    kind: ClockKind,
    *,
    child_id: UUID,
    subject_id: UUID,
    owner: UUID,
    at: datetime,
    span: Span | None = None,
    episode_id: UUID | None = None,
    authority_id: UUID | None = None,
) -> None:
    """Start a clock `at` the event it counts from, unless it runs already.

    Without `span` the owner's own length counts, else that of the protocol which the
    authority or the owner follows. A late entry starts the clock at the true time, so it may
    be overdue at once: that is the truth, and its steps are told at once, as late.
    """
    if is_history() or running(kind, subject_id).exists():
        return
    held = protocol_for([authority_id, owner], at=at)
    rule = held.protocol.of_kind(kind)
    about = About(child_id, subject_id, owner, episode_id, authority_id)
    span = span or _span(kind, rule, owner)
    begin(about, held, rule, span, kind=kind, at=at)


def _span(kind: ClockKind, rule: Rule | None, owner: UUID) -> Span:
    assert rule is not None and rule.length is not None, "a kind that a person sets has no start"
    counted_from = COUNTED_FROM[rule.begin]
    own = LocalSpan.objects.filter(agency_id=owner, kind=kind).first()
    length = Length(own.minutes, Unit.MINUTES) if own else rule.length
    return Span(length, counted_from, rule.strength)


def begin(
    about: About, held: Held, rule: Rule | None, span: Span, *, kind: ClockKind, at: datetime
) -> None:
    """Write a clock that starts by a rule. Of two at once the first stands; neither fails."""
    clock = begun(about, held, rule, span, kind=kind, at=at)
    Clock.objects.bulk_create([clock], ignore_conflicts=True)


def begun(
    about: About, held: Held, rule: Rule | None, span: Span, *, kind: ClockKind, at: datetime
) -> Clock:
    """Return a clock that starts by a rule, not yet written."""
    clock = _clock(about, held, rule, kind)
    clock.starts_at, clock.due_at = at, span.length.after(at)
    clock.length = str(span.length)
    clock.counted_from, clock.strength = span.counted_from, span.strength
    set_next(clock)
    return clock


def _clock(about: About, held: Held, rule: Rule | None, kind: ClockKind) -> Clock:
    return Clock(
        kind=kind,
        rule=rule.key if rule and rule.is_own else "",
        words=rule.words if rule and rule.is_own else "",
        protocol_id=held.id,
        child_id=about.child_id,
        episode_id=about.episode_id,
        subject_id=about.subject_id,
        owner_agency_id=about.owner,
        authority_id=about.authority_id,
        steps=fresh(rule),
        breach=rule.breach if rule else "",
        may_pause=bool(rule and rule.pause),
    )


def set_next(clock: Clock) -> None:
    """Say when the clock's next step is due: never while it is paused, or over."""
    over = clock.met_at or clock.stopped_at or clock.paused_at
    step = None if over else next_of(clock.steps, clock.starts_at, clock.due_at)
    clock.next_at = step.at if step else None


def start_until(  # noqa: PLR0913 - as above
    kind: ClockKind,
    due_at: datetime,
    *,
    child_id: UUID,
    subject_id: UUID,
    owner: UUID,
    at: datetime,
    counted_from: str,
    episode_id: UUID | None = None,
    authority_id: UUID | None = None,
) -> None:
    """Start a clock that a person has set to a time; one that runs already is moved.

    Moved, it is owed by the agency it was set for last, and on that person's authority. Its
    steps are those of the protocol, all to come: what lies in the past was never owed.
    """
    if is_history():
        require_recording()
        return
    clock = running(kind, subject_id).select_for_update().first()
    held = protocol_for([authority_id, owner], at=at)
    rule = held.protocol.of_kind(kind)
    about = About(child_id, subject_id, owner, episode_id, authority_id)
    set_anew = _clock(about, held, rule, kind)
    if clock is not None:
        set_anew.pk, set_anew._state.adding = clock.pk, False
    set_anew.starts_at, set_anew.due_at = at, due_at
    set_anew.counted_from, set_anew.strength = counted_from, Strength.SET_BY_PERSON
    set_anew.steps = kept(moved(set_anew.steps, at, due_at, at=at))
    set_next(set_anew)
    if clock is not None:
        set_anew.save()
    else:
        Clock.objects.bulk_create([set_anew], ignore_conflicts=True)


def meet(kind: ClockKind, subject_id: UUID, *, at: datetime) -> None:
    """Say that what was owed has been done."""
    running(kind, subject_id).update(met_at=at, next_at=None, paused_at=None)


def meet_one(clock_id: UUID, *, at: datetime) -> None:
    """Say that what one clock counts has been done; where it is over, nothing changes."""
    require_recording()
    rows = Clock.objects.filter(pk=clock_id, met_at=None, stopped_at=None)
    rows.update(met_at=at, next_at=None, paused_at=None)


def stop(kind: ClockKind, subject_id: UUID, *, because: str, at: datetime) -> None:
    """Say that nothing is owed any more, and why."""
    running(kind, subject_id).update(
        stopped_at=at, stopped_because=because, next_at=None, paused_at=None
    )


def recount(kind: ClockKind, subject_id: UUID, *, starts_at: datetime, at: datetime) -> None:
    """Count a running clock from the true time, when the first one was wrong."""
    for clock in running(kind, subject_id).select_for_update():
        count_from(clock, starts_at, because="A time was corrected.", at=at)


def count_from(clock: Clock, starts_at: datetime, *, because: str, at: datetime) -> None:
    """Give a clock its times anew, counted from another moment."""
    length = read_length(clock.length)
    due_at = clock.due_at - clock.starts_at + starts_at
    if length:
        due_at = length.after(starts_at) + rested(clock)
    clock.starts_at = starts_at
    move_to(clock, due_at, because=because, at=at)


def rested(clock: Clock) -> timedelta:
    """Return how long a clock has rested until it ran on."""
    rows = Move.objects.filter(clock=clock, because=RESTED)
    moved_by = (due - was for was, due in rows.values_list("was_due_at", "due_at"))
    return sum(moved_by, timedelta(0))


def move_to(clock: Clock, due_at: datetime, *, because: str, at: datetime) -> None:
    """Give a clock another time, and write down why."""
    if due_at != clock.due_at:
        Move.objects.create(
            clock=clock,
            child_id=clock.child_id,
            moved_at=at,
            was_due_at=clock.due_at,
            due_at=due_at,
            because=because,
            protocol_id=clock.protocol_id,
        )
    clock.due_at = due_at
    clock.steps = kept(moved(clock.steps, clock.starts_at, due_at, at=at))
    set_next(clock)
    clock.save()


def _locked(clock_id: UUID) -> Clock:
    clock = Clock.objects.select_for_update().filter(pk=clock_id).first()
    if clock is None:
        raise NotFound
    if clock.met_at or clock.stopped_at:
        raise NotRunning
    return clock


def _known(clock_id: UUID) -> Clock:
    clock = Clock.objects.filter(pk=clock_id).first()
    if clock is None:
        raise NotFound
    return clock


def pause(clock_id: UUID, because: str, *, at: datetime, by: Actor) -> None:
    """Let a clock rest, where the area's protocol allows it. Raises Invalid without a reason."""
    known = _known(clock_id)
    policies.can_pause(by, known).require()
    if not because.strip():
        raise Invalid(fields={"because": "Enter why the time must rest"})
    with recording("clock.paused", by=by, child_id=known.child_id, reason=because.strip()):
        clock = _locked(clock_id)
        if clock.paused_at is None:
            clock.paused_at, clock.next_at = at, None
            clock.save(update_fields=["paused_at", "next_at"])


def resume(clock_id: UUID, *, at: datetime, by: Actor) -> None:
    """Let a paused clock run on: it is due later by as long as it rested."""
    known = _known(clock_id)
    policies.can_pause(by, known).require()
    with recording("clock.resumed", by=by, child_id=known.child_id):
        run_on(_locked(clock_id), at=at)


def run_on(clock: Clock, *, at: datetime) -> None:
    """Let a clock that rests run on, if it does."""
    if clock.paused_at is not None:
        rest = at - clock.paused_at
        clock.paused_at = None
        move_to(clock, clock.due_at + rest, because=RESTED, at=at)


def finish(clock_id: UUID, note: str, *, at: datetime, by: Actor) -> None:
    """Say by hand that what was owed has been done, and how. For the agency that owes it.

    Raises Invalid without words; NotRunning where somebody has said so before.
    """
    known = _known(clock_id)
    policies.can_finish(by, known).require()
    if not note.strip():
        raise Invalid(fields={"note": "Enter what was done"})
    with recording("clock.finished", by=by, child_id=known.child_id, reason=note.strip()):
        clock = _locked(clock_id)
        clock.met_at, clock.next_at, clock.paused_at = at, None, None
        clock.save(update_fields=["met_at", "next_at", "paused_at"])
        if clock.episode_id is not None:
            done = facts.ClockFinished(
                child_id=clock.child_id, clock_id=clock.pk, episode_id=clock.episode_id
            )
            events.publish(done)
