"""Children missing together: the same words, an episode each, one tie."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from safereturn.audit.record import recording
from safereturn.children.actions.locking import hold_unseen
from safereturn.episodes import policies
from safereturn.episodes.actions.locking import NotOpen, get, locked
from safereturn.episodes.actions.reporting import AlreadyMissing, add_report, report
from safereturn.episodes.models import Episode, Report
from safereturn.episodes.rules import Circumstances, Danger, Relation, Reporter
from safereturn.foundation.actor import Actor
from safereturn.foundation.identity import about


def report_together(  # noqa: PLR0913 - a report has this many facts, each named by the caller
    child_ids: Iterable[UUID],
    what: Circumstances,
    reporter: Reporter,
    *,
    reported_at: datetime,
    police_ref: str = "",
    force_id: UUID | None = None,
    together_id: UUID | None = None,
    at: datetime,
    by: Actor,
) -> list[Episode]:
    """Report several children missing together: the same words, an episode each, one tie.

    One who is missing already gets the report added to the episode that is open. All or
    none; each is its own line of the trail.
    """
    together = together_id or uuid4()
    wanted = list(dict.fromkeys(child_ids))
    with transaction.atomic():
        # All of them before the first: two who report the same children in another order
        # would each wait for what the other holds.
        hold_unseen(wanted)
        return [
            _report_one(
                child_id,
                what,
                reporter,
                reported_at=reported_at,
                police_ref=police_ref,
                force_id=force_id,
                together_id=together,
                at=at,
                by=by,
            )
            for child_id in wanted
        ]


def _report_one(  # noqa: PLR0913 - as above
    child_id: UUID,
    what: Circumstances,
    reporter: Reporter,
    *,
    reported_at: datetime,
    police_ref: str,
    force_id: UUID | None,
    together_id: UUID,
    at: datetime,
    by: Actor,
) -> Episode:
    try:
        return report(
            child_id,
            what,
            reporter,
            reported_at=reported_at,
            police_ref=police_ref,
            force_id=force_id,
            together_id=together_id,
            at=at,
            by=by,
        )
    except AlreadyMissing as already:
        with about(child_id):
            return _add_to(already.episode_ref, reporter, what, reported_at, together_id, at, by)


def _add_to(
    ref: str,
    reporter: Reporter,
    what: Circumstances,
    reported_at: datetime,
    together_id: UUID,
    at: datetime,
    by: Actor,
) -> Episode:
    episode = Episode.objects.get(ref=ref)
    add_report(
        episode.pk,
        reporter,
        what.why_worried,
        reported_at=reported_at,
        together_id=together_id,
        at=at,
        by=by,
    )
    episode.refresh_from_db()
    return episode


def missing_with(
    episode_id: UUID, child_ids: Iterable[UUID], *, at: datetime, by: Actor
) -> list[Episode]:
    """Report other children missing together with this one: its words are copied to each.

    Raises NotOpen when this child is back: then the others are reported for themselves.
    """
    known = get(episode_id)
    policies.can_add(by, known, at=at).require()
    others = [child_id for child_id in child_ids if child_id != known.child_id]
    with transaction.atomic():
        hold_unseen([known.child_id, *others])
        episode = _tie(known, by=by)
        what, reporter = _as_it_was_said(episode)
        return report_together(
            others,
            what,
            reporter,
            reported_at=at,
            force_id=episode.force_id,
            together_id=episode.together_id,
            at=at,
            by=by,
        )


def _tie(known: Episode, *, by: Actor) -> Episode:
    """Give the episode the tie that the others will share; raise NotOpen when it is over."""
    with recording("episode.missing_with", by=by, child_id=known.child_id, refs=[known.ref]):
        episode = locked(known.pk)
        if not episode.is_open or episode.reported_at is None:
            raise NotOpen
        episode.together_id = episode.together_id or uuid4()
        episode.save(update_fields=["together_id"])
    return episode


def _as_it_was_said(episode: Episode) -> tuple[Circumstances, Reporter]:
    said = Report.objects.filter(episode=episode).order_by("reported_at").first()
    assert said, "an episode that was reported has a report"
    what = Circumstances(
        last_seen_at=episode.last_seen_at,
        last_seen_where=episode.last_seen_where,
        why_worried=episode.why_worried,
        circumstances=episode.circumstances,
        tried_first=episode.tried_first,
        dangers=frozenset(Danger(danger) for danger in episode.dangers),
    )
    reporter = Reporter(
        name=said.reporter_name,
        relation=Relation(said.relation),
        phone=said.phone,
        may_be_told=said.may_be_told,
        not_told_because=said.not_told_because,
        safe_contact=said.safe_contact,
    )
    return what, reporter
