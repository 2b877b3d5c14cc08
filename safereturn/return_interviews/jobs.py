"""What happens by itself around a return interview: it becomes due, agencies are told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.episodes.actions import tell_agencies
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.retrying import KEEP_TRYING, TELLING
from safereturn.return_interviews import actions
from safereturn.return_interviews.models import (
    InterviewEpisode,
    ItemDecision,
    Referral,
    ReturnInterview,
)
from safereturn.return_interviews.rules import Choice, ItemUse
from safereturn.sharing.rules import Kind


@app.task(name="return_interviews.make_due", retry=KEEP_TRYING)
def make_due(*, child_id: str, episode_id: str, **_: str) -> None:
    """Make the interview due that the child is owed for this episode, once."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.make_due(UUID(episode_id), at=at, by=service)


@app.task(name="return_interviews.follow_times", retry=KEEP_TRYING)
def follow_times(*, child_id: str, episode_id: str, **_: str) -> None:
    """Count the 72 hours from the true return, after a time was corrected."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.follow_times(UUID(episode_id), at=at, by=service)


@app.task(name="return_interviews.settle", retry=KEEP_TRYING)
def settle(*, child_id: str, episode_id: str, **_: str) -> None:
    """Look again whether anything of the episode's interview is still open."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        actions.settle_episode(UUID(episode_id), at=at, by=service)


@app.task(name="return_interviews.tell_due", retry=KEEP_TRYING)
def tell_due(*, child_id: str, fact_id: str, interview_id: str, **_: str) -> None:
    """Tell whoever owes the interview and whoever holds it."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        row = ReturnInterview.objects.get(pk=UUID(interview_id))
        parties = {row.owner_agency_id, row.interviewing_agency_id}
        _tell(row, "interview.due", fact_id, only=parties, at=at, by=service)


@app.task(name="return_interviews.tell_closed", retry=KEEP_TRYING)
def tell_closed(*, child_id: str, fact_id: str, interview_id: str, **_: str) -> None:
    """Tell the agencies involved that it was held, declined or not possible."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        row = ReturnInterview.objects.get(pk=UUID(interview_id))
        _tell(
            row,
            "interview.closed",
            fact_id,
            but=row.interviewing_agency_id,
            opens=(Kind.INTERVIEW_SUMMARY,),
            at=at,
            by=service,
        )


@app.task(name="return_interviews.tell_harm", retry=KEEP_TRYING, priority=TELLING)
def tell_harm(
    *, child_id: str, fact_id: str, interview_id: str, referral_id: str, **_: str
) -> None:
    """Tell the authority at once that a child has told of harm."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        row = ReturnInterview.objects.get(pk=UUID(interview_id))
        referral = Referral.objects.get(pk=UUID(referral_id))
        _tell(
            row,
            "interview.harm",
            fact_id,
            only={referral.to_agency_id},
            urgent=True,
            path=f"/interviews/{row.ref}/act-now/",
            at=at,
            by=service,
        )


@app.task(name="return_interviews.tell_shared", retry=KEEP_TRYING)
def tell_shared(*, child_id: str, fact_id: str, interview_id: str, **_: str) -> None:
    """Tell each agency that items wait for it."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        row = ReturnInterview.objects.get(pk=UUID(interview_id))
        waiting = ItemDecision.objects.filter(
            interview=row, choice=Choice.SHARE, received_at=None, superseded_at=None
        )
        protected = set(
            waiting.filter(item__use=ItemUse.HIDE_SOURCE).values_list("agency_id", flat=True)
        )
        others = set(waiting.values_list("agency_id", flat=True)) - protected
        # The episode's reference beside a protected item would say who spoke.
        for agencies, reference in ((others, None), (protected, "")):
            _tell(
                row,
                "interview.shared",
                fact_id,
                only=agencies,
                path="/received-items/",
                reference=reference,
                at=at,
                by=service,
            )


@app.task(name="return_interviews.tell_disposed", retry=KEEP_TRYING)
def tell_disposed(*, child_id: str, fact_id: str, interview_id: str, **_: str) -> None:
    """Tell the interviewer's agency what became of an item."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        row = ReturnInterview.objects.get(pk=UUID(interview_id))
        _tell(
            row,
            "interview.disposed",
            fact_id,
            only={row.interviewing_agency_id},
            path=f"/interviews/{row.ref}/items/",
            at=at,
            by=service,
        )


def _tell(  # noqa: PLR0913 - a telling has this many facts
    row: ReturnInterview,
    kind: str,
    fact_id: str,
    *,
    at: datetime,
    by: Actor,
    only: Iterable[UUID] | None = None,
    but: UUID | None = None,
    urgent: bool = False,
    path: str = "",
    opens: Iterable[Kind] = (Kind.IDENTITY,),
    reference: str | None = None,
) -> None:
    """One notice for each agency and fact, however often this runs."""
    covered = InterviewEpisode.objects.filter(interview=row).values("episode_id")
    episode = Episode.objects.filter(pk__in=covered).order_by("returned_at").first()
    assert episode is not None, "an interview covers an episode"
    tell_agencies(
        episode,
        kind,
        key=f"fact:{fact_id}",
        path=path or f"/interviews/{row.ref}/",
        at=at,
        by=by,
        only=only,
        but=but,
        urgent=urgent,
        opens=opens,
        reference=reference,
    )
