"""The parts of a picture that stand for before: episodes, interviews, grades, views."""

from safereturn.episodes.models import Episode
from safereturn.risk.queries import views
from safereturn.risk.queries.eyes import Eyes
from safereturn.risk.queries.gather import EpisodeRow, Gathered, GradingRow, PreventionRow
from safereturn.sharing.rules import Kind


def earlier(rows: Gathered, eyes: Eyes) -> views.Earlier:
    """Return the counts and the last episodes before this one."""
    shown = eyes.sees(Kind.EPISODE_HISTORY)
    counts = rows.counts
    return views.Earlier(
        total=counts.total if shown else 0,
        in_90_days=counts.in_90_days if shown else 0,
        in_12_months=counts.in_12_months if shown else 0,
        longest_minutes=counts.longest_minutes if shown else 0,
        lines=tuple(_episode(row, eyes) for row in rows.episodes) if shown else (),
        hidden=not shown,
    )


def _episode(row: EpisodeRow, eyes: Eyes) -> views.EarlierEpisode:
    # In summary one learns that there was an episode, and how it ended: no door says more.
    full = eyes.in_full(Kind.EPISODE_HISTORY)
    where = full and eyes.sees(Kind.WHEREABOUTS)
    return views.EarlierEpisode(
        key=f"episode:{row.id}",
        ref=row.ref,
        started_at=row.started_at,
        returned_at=row.returned_at,
        located_where=row.located_where if where else "",
        with_whom=row.with_whom if where else "",
        condition=row.condition if full else "",
        ending=row.ending,
        level=row.level,
        label=row.label,
    )


def prevention(rows: Gathered, eyes: Eyes) -> tuple[views.Prevention, ...]:
    """Return the police's prevention interviews; in summary, without what was said."""
    if not rows.prevention or not eyes.sees(Kind.PREVENTION_INTERVIEW):
        return ()
    full = eyes.in_full(Kind.PREVENTION_INTERVIEW)
    return tuple(_prevention(row, full=full) for row in rows.prevention)


def _prevention(row: PreventionRow, *, full: bool) -> views.Prevention:
    return views.Prevention(
        key=f"prevention:{row.id}",
        episode_ref=row.episode_ref,
        seen=row.seen,
        at=row.at,
        officer=row.officer_name,
        not_seen_because=row.not_seen_because,
        where_been=row.where_been if full else "",
        with_whom=row.with_whom if full else "",
        harm=row.harm if full else "",
        offences=row.offences if full else "",
        concerns=row.concerns,
    )


def interviews(rows: Gathered, eyes: Eyes) -> tuple[views.InterviewLine, ...]:
    """Return the return interviews: the summary, or that there is one. Never the account."""
    if not rows.interviews or not eyes.knows_of(Kind.INTERVIEW_SUMMARY):
        return ()
    shown = eyes.sees(Kind.INTERVIEW_SUMMARY)
    return tuple(
        views.InterviewLine(
            key=f"interview:{row.id}",
            ref=row.ref,
            state=row.state,
            at=row.at,
            summary=row.summary if shown else "",
            declined_because=row.declined_because if shown else "",
            hidden=not shown,
        )
        for row in rows.interviews
    )


def interview_items(rows: Gathered, eyes: Eyes) -> tuple[views.InterviewItem, ...]:
    """Return the items decided to share with the reader's agency; all to whoever holds them.

    An item about another child enters that child's picture by its own decision only.
    """
    items = [
        row
        for row in rows.interview_items
        if row.shared or (not row.about_another and eyes.in_full(Kind.INFORMATION_ITEM))
    ]
    if not items or not eyes.sees(Kind.INFORMATION_ITEM):
        return ()
    return tuple(
        views.InterviewItem(
            key=f"item:{row.id}",
            kind=row.kind,
            text=row.text,
            use=row.use,
            made_at=row.made_at,
            by=row.by,
        )
        for row in items
    )


def gradings(rows: Gathered, eyes: Eyes, episode: Episode) -> tuple[views.Grading, ...]:
    """Return the last grades, newest first; the reasons to those who see risk in full."""
    if not rows.gradings or not eyes.sees(Kind.RISK):
        return ()
    full = eyes.in_full(Kind.RISK)
    return tuple(_grading(row, episode, full=full) for row in rows.gradings)


def _grading(row: GradingRow, episode: Episode, *, full: bool) -> views.Grading:
    return views.Grading(
        key=f"grading:{row.id}",
        id=row.id,
        episode_ref=row.episode_ref,
        this_time=row.episode_id == episode.pk,
        level=row.level,
        label=row.label,
        reasons=row.reasons if full else "",
        lower_because=row.lower_because if full else "",
        low_because=row.low_because if full else "",
        supervisor=row.supervisor,
        by=row.by,
        agency=row.agency,
        at=row.assessed_at,
        review_at=row.review_at,
    )


def screenings(rows: Gathered, eyes: Eyes) -> tuple[views.ScreeningLine, ...]:
    """Return the council's own view of this episode."""
    if not rows.screenings or not eyes.sees(Kind.RISK):
        return ()
    full = eyes.in_full(Kind.RISK)
    return tuple(
        views.ScreeningLine(
            key=f"screening:{row.id}",
            level=row.level,
            reasons=row.reasons if full else "",
            by=row.by,
            agency=row.agency,
            at=row.screened_at,
        )
        for row in rows.screenings
    )


def disagreements(rows: Gathered, eyes: Eyes) -> tuple[views.DisagreementLine, ...]:
    """Return the disagreements with this episode's grades, answered or not."""
    if not rows.disagreements or not eyes.in_full(Kind.RISK) or not eyes.sees(Kind.RISK):
        return ()
    return tuple(
        views.DisagreementLine(
            key=f"disagreement:{row.id}",
            id=row.id,
            assessment_id=row.assessment_id,
            reason=row.reason,
            by=row.by,
            agency=row.agency,
            at=row.raised_at,
            answer=row.answer,
            answered_by=row.answered_by,
            answered_at=row.answered_at,
        )
        for row in rows.disagreements
    )
