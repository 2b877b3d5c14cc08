"""The council's own view beside the police grade, and "we disagree"."""

from datetime import datetime
from uuid import UUID

from safereturn.audit.record import recording
from safereturn.clocks import actions as clocks
from safereturn.clocks.rules import ClockKind
from safereturn.foundation import events
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.risk import facts, policies, queries
from safereturn.risk.models import Assessment, Disagreement, Screening
from safereturn.risk.rules import Level


class AlreadyDisputed(Conflict):
    """Your council has already disagreed with this grading. A supervisor must answer."""


class DisputeSettled(Conflict):
    """This disagreement has been answered already."""


def screen(episode_id: UUID, level: Level, reasons: str, *, at: datetime, by: Actor) -> Screening:
    """Record the council's own view of the risk; it stands beside the police grade."""
    stage = queries.get_stage(by, episode_id, at=at)
    policies.can_screen(by, stage.ties).require()
    if not reasons.strip():
        raise Invalid(fields={"reasons": "Enter why you see the risk like this"})
    episode = stage.episode
    with recording("risk.screened", by=by, child_id=episode.child_id, refs=[episode.ref]):
        return Screening.objects.create(
            child_id=episode.child_id,
            episode=episode,
            agency_id=by.agency_id,
            level=level,
            reasons=reasons.strip(),
            by_id=by.person_id,
            screened_at=at,
        )


def disagree(
    episode_id: UUID, assessment_id: UUID, reason: str, *, at: datetime, by: Actor
) -> Disagreement:
    """Say that the council disagrees with a grade; a supervisor must answer by a clock."""
    stage = queries.get_stage(by, episode_id, at=at)
    policies.can_screen(by, stage.ties).require()
    if not reason.strip():
        raise Invalid(fields={"reason": "Enter why you disagree"})
    episode = stage.episode
    with recording("risk.disputed", by=by, child_id=episode.child_id, refs=[episode.ref]):
        graded = (
            Assessment.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk=assessment_id, episode=episode)
            .first()
        )
        if graded is None:
            raise NotFound("We could not find that grading.")
        _refuse_a_second(graded, by)
        row = Disagreement.objects.create(
            child_id=episode.child_id,
            episode=episode,
            assessment=graded,
            agency_id=by.agency_id,
            reason=reason.strip(),
            by_id=by.person_id,
            raised_at=at,
        )
        clocks.start(
            ClockKind.DISAGREEMENT,
            child_id=episode.child_id,
            subject_id=row.pk,
            episode_id=episode.pk,
            owner=graded.assessed_by_agency_id,
            authority_id=episode.responsible_authority_id,
            at=at,
        )
        events.publish(
            facts.GradeDisputed(
                child_id=episode.child_id, episode_id=episode.pk, disagreement_id=row.pk
            )
        )
    return row


def _refuse_a_second(graded: Assessment, by: Actor) -> None:
    before = Disagreement.objects.filter(
        assessment=graded, agency_id=by.agency_id, answered_at=None
    )
    if before.exists():
        raise AlreadyDisputed


def answer_disagreement(
    disagreement_id: UUID, answer: str, *, at: datetime, by: Actor
) -> Disagreement:
    """Answer, as a supervisor, why the grade stands or that it has been graded again."""
    known = Disagreement.objects.select_related("episode").filter(pk=disagreement_id).first()
    if known is None:
        raise NotFound("We could not find that disagreement.")
    queries.get_stage(by, known.episode_id, at=at)
    policies.can_answer_disagreement(by, known.episode).require()
    if not answer.strip():
        raise Invalid(fields={"answer": "Enter your answer to the council"})
    refs = [known.episode.ref]
    with recording("risk.dispute_answered", by=by, child_id=known.child_id, refs=refs):
        row = Disagreement.objects.select_for_update().get(pk=disagreement_id)
        if row.answered_at:
            raise DisputeSettled
        row.answer, row.answered_at, row.answered_by_id = answer.strip(), at, by.person_id
        row.save(update_fields=["answer", "answered_at", "answered_by_id"])
        clocks.meet(ClockKind.DISAGREEMENT, row.pk, at=at)
        events.publish(
            facts.DisputeAnswered(
                child_id=row.child_id, episode_id=row.episode_id, disagreement_id=row.pk
            )
        )
    return row
