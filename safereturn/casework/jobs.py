"""The daily round of unfinished work; who is told of requests, corrections, handovers."""

import logging
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from safereturn.casework.actions import (
    clocks,
    drafts,
    investigation,
    knocking,
    meeting_notices,
    spooled,
    task_notices,
    telling,
    trawling,
    trigger_start,
)
from safereturn.foundation import spool
from safereturn.foundation.actor import the_service
from safereturn.foundation.identity import acting
from safereturn.foundation.retrying import KEEP_TRYING, TELLING

log = logging.getLogger(__name__)


@app.periodic(cron="17 2 * * *")
@app.task(name="casework.sweep", retry=KEEP_TRYING)
def sweep(timestamp: int) -> None:
    """Forget drafts nobody finished, presses too old to be repeated, and old knocks."""
    with transaction.atomic():
        drafts.sweep(at=timezone.now())
        knocking.sweep(at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="casework.forget_looks", retry=KEEP_TRYING)
def forget_looks(timestamp: int) -> None:
    """Forget who opened how many records, an hour after."""
    with transaction.atomic():
        trawling.sweep(at=timezone.now())


@app.task(name="casework.tell_requested", retry=KEEP_TRYING)
def tell_requested(*, child_id: str, request_id: str, **_: str) -> None:
    """Tell the desk that holds something that it is asked for."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        telling.tell_requested(UUID(request_id), at=at, by=service)


@app.task(name="casework.tell_answered", retry=KEEP_TRYING)
def tell_answered(*, child_id: str, request_id: str, **_: str) -> None:
    """Tell whoever asked that there is an answer."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        telling.tell_answered(UUID(request_id), at=at, by=service)


@app.task(name="casework.tell_corrected", retry=KEEP_TRYING, priority=TELLING)
def tell_corrected(*, child_id: str, correction_id: str, **_: str) -> None:
    """Tell every agency that received what was wrong."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        telling.tell_corrected(UUID(correction_id), at=at, by=service)


@app.task(name="casework.follow_protocol", retry=KEEP_TRYING)
def follow_protocol(*, child_id: str, episode_id: str | None = None, **_: str) -> None:
    """Start and end the clocks that the area's protocol begins on a fact of an episode."""
    at = timezone.now()
    if episode_id is None:
        return
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        clocks.follow_protocol(UUID(episode_id), at=at, by=service)


@app.task(name="casework.grade_again", retry=KEEP_TRYING)
def grade_again(*, child_id: str, breach: str, episode_id: str | None = None, **_: str) -> None:
    """Owe a grading again where the lowest level was not looked at in time."""
    at = timezone.now()
    if episode_id is None:
        return
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        clocks.grade_again(UUID(episode_id), breach, at=at, by=service)


@app.periodic(cron="* * * * *")
@app.task(name="casework.take_up_spool", retry=KEEP_TRYING)
def take_up_spool(timestamp: int) -> None:
    """Bring what was taken in outside the database into it, one line after the other.

    A line is left behind in the file only when it stands in the database: run twice, or
    killed in between, it is met again and changes nothing.
    """
    for line in spool.waiting():
        if not line.follows:
            log.error(
                "The spool has lost a line before %s: ring who may have sent it.", line.number
            )
        at = timezone.now()
        with acting(the_service(), at=at) as service:
            spooled.take_up(line, at=at, by=service)
        spool.taken_up(line)


@app.task(name="casework.tell_handover_given", retry=KEEP_TRYING, priority=TELLING)
def tell_handover_given(*, child_id: str, handover_id: str, **_: str) -> None:
    """Tell the colleague it was given to."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        telling.tell_handover_given(UUID(handover_id), at=at, by=service)


@app.task(name="casework.tell_handover_answered", retry=KEEP_TRYING)
def tell_handover_answered(*, child_id: str, handover_id: str, **_: str) -> None:
    """Tell whoever gave it, or whom it was taken back from."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        telling.tell_handover_answered(UUID(handover_id), at=at, by=service)


@app.task(name="casework.tell_task_changed", retry=KEEP_TRYING)
def tell_task_changed(*, child_id: str, change_id: str, **_: str) -> None:
    """Tell the owner of a new task, and whoever set it what became of it."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        task_notices.tell_changed(UUID(change_id), at=at, by=service)


@app.task(name="casework.calm_tasks", retry=KEEP_TRYING)
def calm_tasks(*, child_id: str, episode_id: str, **_: str) -> None:
    """Let no task of a search ring bells once the search is over."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        task_notices.calm_tasks(UUID(episode_id), at=at, by=service)


@app.task(name="casework.start_trigger_plan", retry=KEEP_TRYING)
def start_trigger_plan(*, child_id: str, episode_id: str, **_: str) -> None:
    """Let a report start the trigger plan in force for the child, once."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        trigger_start.start_plan(UUID(episode_id), at=at, by=service)


@app.task(name="casework.tell_trigger_plan", retry=KEEP_TRYING)
def tell_trigger_plan(*, child_id: str, plan_id: str, what: str, **_: str) -> None:
    """Tell the agencies of a trigger plan where it stands."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        trigger_start.tell_moved(UUID(plan_id), what, at=at, by=service)


@app.task(name="casework.tell_meeting_arranged", retry=KEEP_TRYING)
def tell_meeting_arranged(*, child_id: str, meeting_id: str, **_: str) -> None:
    """Tell every agency that is asked to a meeting."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        meeting_notices.tell_arranged(UUID(meeting_id), at=at, by=service)


@app.task(name="casework.tell_meeting_called_off", retry=KEEP_TRYING)
def tell_meeting_called_off(*, child_id: str, meeting_id: str, **_: str) -> None:
    """Tell every agency that was asked that it is called off."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        meeting_notices.tell_called_off(UUID(meeting_id), at=at, by=service)


@app.task(name="casework.tell_meeting_dropped", retry=KEEP_TRYING)
def tell_meeting_dropped(*, child_id: str, meeting_id: str, invite_id: str, **_: str) -> None:
    """Tell an agency that it is not asked to a meeting any more."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        meeting_notices.tell_dropped(UUID(meeting_id), UUID(invite_id), at=at, by=service)


@app.task(name="casework.tell_meeting_answered", retry=KEEP_TRYING)
def tell_meeting_answered(*, child_id: str, meeting_id: str, invite_id: str, **_: str) -> None:
    """Tell whoever arranged the meeting who comes and who does not."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        meeting_notices.tell_answered(UUID(meeting_id), UUID(invite_id), at=at, by=service)


@app.task(name="casework.tell_minutes_issued", retry=KEEP_TRYING)
def tell_minutes_issued(*, child_id: str, meeting_id: str, minutes_id: str, **_: str) -> None:
    """Tell every agency that was asked that minutes are there."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        meeting_notices.tell_issued(UUID(meeting_id), UUID(minutes_id), at=at, by=service)


@app.task(name="casework.review_plan_again", retry=KEEP_TRYING)
def review_plan_again(*, child_id: str, episode_id: str, **_: str) -> None:
    """Let a higher grade bring a supervisor's review of the investigation plan forward."""
    at = timezone.now()
    with acting(the_service(), at=at, child_id=UUID(child_id)) as service:
        investigation.graded(UUID(episode_id), at=at, by=service)
