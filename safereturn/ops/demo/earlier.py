"""Earlier episodes of the town's children, in few words."""

from collections.abc import Iterator
from datetime import timedelta

from safereturn.episodes.rules import (
    Circumstances,
    Finder,
    PreventionCheck,
    Relation,
    Reporter,
    Return,
)
from safereturn.ops.demo import history as h
from safereturn.ops.demo.stage import SERVICE, Stage
from safereturn.return_interviews.rules import (
    Account,
    Disposition,
    Harm,
    Mode,
    NewItem,
    OfferAnswer,
    OfferMade,
    Outcome,
    PullFactor,
    PushFactor,
    SharingWish,
)
from safereturn.risk.rules import Level

HOUR = timedelta(hours=1)


def time_away(
    stage: Stage,
    episode: int,
    days_ago: float,
    hours: float,
    *,
    level: Level = Level.MEDIUM,
    why: str = "Not back at the agreed time and the phone is off.",
    been: str = "With friends.",
) -> Iterator[h.Happening]:
    """One time away: reported, graded, back, seen by the police, an interview owed."""
    handler, officer = stage.cast["handler"], stage.cast["officer"]
    seen_at = stage.ago(days=days_ago)
    reported_at, back_at = seen_at + 1.5 * HOUR, seen_at + hours * HOUR
    yield h.Reported(
        at=reported_at + HOUR / 12,
        by=handler,
        episode=episode,
        what=Circumstances(
            last_seen_at=seen_at, last_seen_where="At the home", why_worried=why,
            tried_first="Rang her phone and two friends.",
        ),
        reporter=Reporter(
            name="Kay Placeholder", relation=Relation.CARER, phone="01632 960030"
        ),
        reported_at=reported_at,
        police_ref=f"{reported_at:%d%m%y}-{100 + episode}",
    )  # fmt: skip
    yield h.Graded(
        at=reported_at + HOUR / 2, by=officer, episode=episode, level=level,
        reasons="On what the home and the council said.",
    )  # fmt: skip
    how = Return(
        at=back_at,
        where="Back at the home",
        finder=Finder.POLICE if level is Level.HIGH else Finder.RETURNED_BY_SELF,
        condition="Tired and hungry.",
        safe_to_return="Staff and child agree.",
    )
    told_at = back_at + HOUR / 3
    yield h.Returned(at=told_at, by=officer, episode=episode, how=how)
    yield h.Due(at=told_at, by=SERVICE, episode=episode)
    done = PreventionCheck(
        seen=True,
        held_at=back_at + 2 * HOUR,
        officer_name=officer.name,
        where_been=been,
        alone=True,
    )
    yield h.Checked(at=back_at + 3 * HOUR, by=officer, episode=episode, done=done)


def never_held(stage: Stage, episode: int, days_ago: float) -> Iterator[h.Happening]:
    """An interview that came to nothing."""
    yield h.NotPossible(
        at=stage.ago(days=days_ago),
        by=stage.cast["interview_manager"],
        episode=episode,
        reason="Missing again before the interviewer could meet her.",
    )


def offered(stage: Stage, episode: int, days_ago: float) -> Iterator[h.Happening]:
    """An offer that was accepted."""
    at, by = stage.ago(days=days_ago), stage.cast["interviewer"]
    made = OfferMade(
        offered_at=at, made_to="The child", made_by=by.name, answer=OfferAnswer.ACCEPTED,
        how="In person, at the home",
    )  # fmt: skip
    yield h.Offered(at=at, by=by, episode=episode, made=made)


def told(
    stage: Stage,
    episode: int,
    days_ago: float,
    *,
    words: str,
    summary: str,
    items: tuple[NewItem, ...],
    harm: frozenset[Harm] = frozenset(),
    reference: str,
) -> Iterator[h.Happening]:
    """An interview that was held, shared back item by item, and acted on by the police."""
    yield from offered(stage, episode, days_ago + 0.5)
    at, by = stage.ago(days=days_ago), stage.cast["interviewer"]
    yield h.Held(
        at=at,
        by=by,
        episode=episode,
        account=account(stage, days_ago * 24 + 1, words=words, summary=summary, harm=harm),
        items=items,
        no_actions_because="The strategy meeting of the week takes it up.",
    )
    yield h.Decided(at=at + HOUR, by=by, episode=episode)
    yield h.Disposed(
        at=at + 20 * HOUR,
        by=stage.cast["officer"],
        episode=episode,
        outcome=Outcome(disposition=Disposition.INTELLIGENCE, reference=reference),
    )


def account(
    stage: Stage,
    hours_ago: float,
    *,
    words: str,
    summary: str,
    harm: frozenset[Harm] = frozenset(),
    late: str = "",
) -> Account:
    """What a child told, held a number of hours ago."""
    return Account(
        held_at=stage.ago(hours_ago),
        mode=Mode.IN_PERSON,
        place="A café that she chose",
        limits_explained=True,
        own_words=words,
        push=frozenset({PushFactor.LONELINESS}),
        pull=frozenset({PullFactor.OLDER_PERSON}),
        harm=harm,
        sharing_wish=SharingWish.ALL,
        summary=summary,
        what_would_help="One person to ring, at any hour.",
        late_because=late,
    )
