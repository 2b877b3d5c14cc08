"""A dead worker's jobs are taken up, and a job publishes inside its own transaction."""

import asyncio
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicRegistry

from safereturn.ops import worker

pytestmark = pytest.mark.django_db(transaction=True)

WORKER_WITH_LAST_BEAT = (
    "insert into procrastinate_workers (last_heartbeat)"
    " values (now() - make_interval(secs => %s)) returning id"
)


@pytest.fixture
def task() -> Iterator[str]:
    """A task that publishes something and then fails."""

    @app.task(name="tests.publish_and_fail")
    def publish_and_fail() -> None:
        with transaction.atomic():
            app.configure_task("tests.follows", allow_unknown=True).defer()
            raise ZeroDivisionError

    yield "tests.publish_and_fail"
    del app.tasks["tests.publish_and_fail"]


def statuses() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name, status::text from procrastinate_jobs order by id")
        return list(cursor.fetchall())


def job_being_done_by_a_worker(*, last_beat_seconds_ago: float) -> None:
    app.configure_task("tests.work", allow_unknown=True).defer()
    with connection.cursor() as cursor:
        cursor.execute(WORKER_WITH_LAST_BEAT, [last_beat_seconds_ago])
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s", cursor.fetchone()
        )


async def sweep() -> int:
    own = worker.worker_app()
    async with own.open_async():
        return await worker.sweep(own)


def test_a_dead_workers_job_goes_back_into_the_queue() -> None:
    job_being_done_by_a_worker(last_beat_seconds_ago=worker.DEAD_AFTER_SECONDS + 1)
    assert asyncio.run(sweep()) == 1
    assert statuses() == [("tests.work", "todo")]
    assert asyncio.run(sweep()) == 0


def test_a_living_workers_job_is_left_alone() -> None:
    job_being_done_by_a_worker(last_beat_seconds_ago=worker.BEAT_SECONDS)
    assert asyncio.run(sweep()) == 0
    assert statuses() == [("tests.work", "doing")]


def test_the_waits_add_up_to_less_than_thirty_seconds() -> None:
    assert worker.DEAD_AFTER_SECONDS + worker.SWEEP_SECONDS + worker.LOOK_SECONDS < 30
    assert worker.BEAT_SECONDS * 2 < worker.DEAD_AFTER_SECONDS


def test_what_a_failing_job_published_was_never_published(task: str) -> None:
    app.configure_task(task).defer()

    async def work() -> None:
        own = worker.worker_app()
        # Whatever the hour: a daily round that happens to be due is not of this test.
        own.periodic_registry = PeriodicRegistry()
        async with own.open_async():
            await own.run_worker_async(
                wait=False, listen_notify=False, install_signal_handlers=False
            )

    asyncio.run(work())
    assert statuses() == [(task, "failed")]


async def _for_ever() -> None:
    await asyncio.sleep(3600)


async def _at_once(error: Exception | None = None) -> None:
    if error:
        raise error


@pytest.mark.parametrize("which", ["working", "beside"])
def test_no_part_of_the_worker_ends_and_leaves_the_others_at_work(which: str) -> None:
    """Else it would look alive and send nothing: a database that was away ended the mails alone."""

    async def run(ends: Exception | None) -> list[bool]:
        parts = {"working": [_for_ever(), _for_ever()], "beside": [_for_ever()]}
        parts[which].append(_at_once(ends))
        working, beside = (
            [asyncio.create_task(part) for part in parts[name]] for name in ("working", "beside")
        )
        with pytest.raises(ConnectionError if ends else RuntimeError):
            await worker._until_one_ends(working, beside)
        return [task.cancelled() for task in (*working, *beside)]

    for ends in (ConnectionError("the database is away"), None):
        assert sum(asyncio.run(run(ends))) == 3


def test_a_worker_that_was_asked_to_stop_ends_in_peace() -> None:
    async def run() -> list[bool]:
        working = [asyncio.create_task(_at_once()), asyncio.create_task(_for_ever())]
        await worker._until_one_ends(working, [asyncio.create_task(_for_ever())])
        return [task.cancelled() for task in working]

    assert asyncio.run(run()) == [False, True]
