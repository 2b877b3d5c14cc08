"""The pattern of a child's repeats, beside what was said before and after each time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from safereturn.audit.record import note
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.episodes import queries as episodes
from safereturn.episodes.queries import EarlierEpisode
from safereturn.episodes.rules.pattern import Once, Pattern, pattern
from safereturn.foundation.actor import Actor
from safereturn.return_interviews import queries as interviews
from safereturn.return_interviews.models import InterviewEpisode
from safereturn.return_interviews.queries import Told
from safereturn.sharing.policies import decide_all
from safereturn.sharing.rules import Depth, Kind


@dataclass(frozen=True, slots=True)
class Time:
    """One time missing: how long after the one before, and what the return interview said."""

    episode: EarlierEpisode
    gap: timedelta | None
    told: Told | None


@dataclass(frozen=True, slots=True)
class PatternPage:
    """What the page shows; the sentences say why something is left out, or are empty."""

    child: Child
    pattern: Pattern
    times: list[Time]
    history_withheld: str
    places_withheld: str
    interviews_withheld: str


def get_pattern(actor: Actor, ref: str, *, at: datetime) -> PatternPage:
    """Return the pattern of a child's repeats, and note the look. Raises as `get_child` does."""
    child = children.get_child(actor, ref, at=at)
    answers = decide_all(actor, (Kind.EPISODE_HISTORY, Kind.INTERVIEW_SUMMARY), child.pk, at=at)
    history, summary = answers[Kind.EPISODE_HISTORY], answers[Kind.INTERVIEW_SUMMARY]
    earlier = episodes.history(actor, child.pk, before=at + timedelta(seconds=1), at=at)
    note([child.pk], refs=[one.ref for one in earlier])
    told = _told(actor, child, earlier, at) if summary else {}
    ordered = sorted(earlier, key=lambda one: one.started_at)
    times = [
        Time(one, _gap(before, one), told.get(one.ref))
        for before, one in zip([None, *ordered], ordered, strict=False)
    ]
    return PatternPage(
        child=child,
        pattern=pattern(_once(one) for one in earlier),
        times=times[::-1],
        history_withheld="" if history else history.sentence,
        places_withheld="" if history.depth is Depth.FULL or not history else history.sentence,
        interviews_withheld="" if summary else summary.sentence,
    )


def _once(one: EarlierEpisode) -> Once:
    return Once(
        one.started_at,
        one.ended_at,
        one.hour_known,
        one.last_seen_where,
        one.located_where,
        one.with_whom,
    )


def _gap(before: EarlierEpisode | None, one: EarlierEpisode) -> timedelta | None:
    if before is None or before.ended_at is None:
        return None
    return max(one.started_at - before.ended_at, timedelta(0))


def _told(
    actor: Actor, child: Child, earlier: list[EarlierEpisode], at: datetime
) -> dict[str, Told]:
    """Return what the interview of each episode said, by the episode's reference."""
    by_ref = {one.ref: one for one in interviews.for_child(actor, child.pk, at=at) if one.ref}
    covered = InterviewEpisode.objects.filter(episode_id__in=[one.id for one in earlier])
    return {
        episode_ref: by_ref[interview_ref]
        for episode_ref, interview_ref in covered.values_list("episode__ref", "interview__ref")
        if interview_ref in by_ref
    }
