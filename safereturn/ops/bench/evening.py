"""A busy evening in the region: what a worklist and a picture show, made by the actions.

A region's history is over. Here its children go missing once more, agencies answer, some
are graded, and the jobs run, so that the pages that are timed are those of a real night.
"""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from safereturn.audit.record import looking, recording
from safereturn.audit.rules import Act
from safereturn.casework.models import LookLimit
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Danger, Relation, Reporter
from safereturn.foundation.actor import Actor
from safereturn.foundation.identity import acting
from safereturn.involvement import queries as involvement
from safereturn.ops import worker
from safereturn.ops.demo.cast import Cast
from safereturn.risk import actions as risk
from safereturn.risk.rules import Grade, Level, Piece, Reply, Supplier
from safereturn.sharing.rules import Kind

_MORE_THAN_ARE_TIMED = 1_000_000

# Whoever goes missing tonight has gone missing before about as often as in the region:
# an episode is drawn, and its child taken.
_OFTEN_MISSING = """
select e.child_id from episodes_episode e join children_child c on c.id = e.child_id
 where e.force_id = %s and not c.sealed and not c.restricted
   and not exists (select 1 from involvement_standing s
                    where s.child_id = e.child_id and s.ends_at is null)
 order by md5(e.ref) limit %s
"""


def children_of(officer: Actor, wanted: int, *, at: datetime) -> list[UUID]:
    """Return children that an officer's force knows and that are not missing."""
    with acting(officer, at=at), connection.cursor() as cursor:
        cursor.execute(_OFTEN_MISSING, [officer.agency_id, wanted * 3])
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))[:wanted]


def fall(cast: Cast, wanted: int, *, at: datetime) -> None:
    """Report `wanted` children missing within the last hours, and let the agencies speak."""
    _never_stopped(cast["officer"], at=at)
    chosen = children_of(cast["officer"], wanted, at=at)
    for number, child_id in enumerate(chosen):
        began = at - timedelta(minutes=30 + 7 * number % 600)
        episode = _report(child_id, cast["handler"], at=began)
        with acting(cast["officer"], at=at):
            involved = involvement.agencies_of(child_id, at=at)
        for key, kind, text in _SAID[: 1 + number % len(_SAID)]:
            if cast[key].agency_id in involved:
                _say(cast[key], episode, kind, text, at=began + timedelta(minutes=10))
        if number % 3:
            _grade(cast["officer"], episode, number, at=began + timedelta(minutes=15))
    run_jobs()


def _never_stopped(officer: Actor, *, at: datetime) -> None:
    """Let the force's people open as many records as are timed; each is counted as in service."""
    with acting(officer, at=at), recording("look.limit_set", by=officer, act=Act.SETTING):
        LookLimit.objects.create(
            agency_id=officer.agency_id,
            pause_at=_MORE_THAN_ARE_TIMED,
            stop_at=_MORE_THAN_ARE_TIMED,
            set_at=at,
            set_by_id=officer.person_id,
        )


def run_jobs() -> None:
    """Run every job that waits, and end."""

    async def run() -> None:
        app = worker.worker_app()
        async with app.open_async():
            await app.run_worker_async(wait=False, concurrency=1, delete_jobs="successful")

    asyncio.run(run())


def _report(child_id: UUID, by: Actor, *, at: datetime) -> Episode:
    what = Circumstances(
        last_seen_at=at - timedelta(minutes=40),
        last_seen_where="Placeholder Road",
        why_worried="Did not come back and does not answer the phone.",
        circumstances="Left after an argument.",
        dangers=frozenset({Danger.MEDICINE}),
    )
    reporter = Reporter(name="Rita Testcase", relation=Relation.CARER, phone="01632 960030")
    with acting(by, at=at), looking("bench", by=by):
        return episodes.report(child_id, what, reporter, reported_at=at, at=at, by=by)


_SAID = (
    ("nurse", Kind.HEALTH_SAFETY, "Uses an inhaler twice a day."),
    ("coordinator", Kind.EXPLOITATION, "Has been found with older friends at Example Park."),
    ("youth_worker", Kind.OFFENDING, "Keeps appointments on Tuesdays."),
)


def _say(by: Actor, episode: Episode, kind: Kind, text: str, *, at: datetime) -> None:
    supplier = Supplier(name=by.name, contact="01632 960199")
    reply = Reply(supplier=supplier, pieces=(Piece(kind=kind, text=text),))
    with acting(by, at=at), looking("bench", by=by):
        risk.contribute(episode.pk, reply, at=at, by=by)


def _grade(by: Actor, episode: Episode, number: int, *, at: datetime) -> None:
    level = Level.HIGH if number % 6 == 1 else Level.MEDIUM
    with acting(by, at=at), looking("bench", by=by):
        shown = risk.keep_picture(episode, at=at, by=by)
        grade = Grade(level=level, reasons="Younger than they look.", lower_because="Has money.")
        risk.assess(
            episode.pk,
            grade,
            picture_id=shown.picture_id,
            review_at=at + timedelta(hours=2),
            at=at,
            by=by,
        )
