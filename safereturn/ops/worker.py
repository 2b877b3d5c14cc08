"""The worker: runs jobs, takes up a killed worker's, fires clocks, seals the log, posts.

Procrastinate leaves the jobs of a killed worker in `doing` for ever. The sweeper here is
no job, so nothing it waits for can hold it up, and it takes no lock: two sweepers at
once do no harm, because a job that runs twice changes nothing.
"""

import asyncio
import logging
from collections.abc import Sequence

import psycopg
from django.conf import settings
from procrastinate import App
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ProcrastinateException

from safereturn.foundation import outside
from safereturn.foundation.retrying import MESSAGES, TEXTS
from safereturn.ops import poster, sequencing, ticker

log = logging.getLogger("safereturn.worker")

# A dead worker's job is taken up within 30 seconds: 12 without a beat, 5 until the next
# sweep, 5 until the next look at the queue, and some to spare.
BEAT_SECONDS = 4.0
DEAD_AFTER_SECONDS = 12.0
SWEEP_SECONDS = 5.0
LOOK_SECONDS = 5.0
GRACE_SECONDS = 8.0
# Everything but messages, which wait for machines outside; they have places of their own, and
# each kind its own: four silent calls to the mail server would hold up every text.
JOBS = ("default",)
AT_ONCE_OUTSIDE = {MESSAGES: 4, TEXTS: 2}


def worker_app() -> App:
    """Make the app of a worker: its own connections for the queue, the same tasks.

    `replace_connector` would not do: then a job's own `defer` left the transaction of
    the job, and a fact published by a job that fails would start its reactions.
    """
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    running = DjangoApp(connector=connector.get_worker_connector(), import_paths=app.import_paths)
    running.tasks = app.tasks
    running.periodic_registry = app.periodic_registry
    return running


def run(*, concurrency: int = 2) -> None:
    """Work until asked to stop by SIGTERM or SIGINT; what is under way is finished first."""
    if not settings.TEST:
        outside.close_every_other_way()
    asyncio.run(_run(concurrency))


async def _run(concurrency: int) -> None:
    worker = worker_app()
    async with worker.open_async():
        beside = [
            asyncio.create_task(_sweep_for_ever(worker)),
            asyncio.create_task(sequencing.for_ever()),
            asyncio.create_task(ticker.for_ever()),
            asyncio.create_task(poster.for_ever()),
        ]
        working = [
            asyncio.create_task(
                _work(worker, JOBS, concurrency=concurrency, listens_for_signals=True)
            ),
            *(
                asyncio.create_task(
                    _work(worker, (queue,), concurrency=n, listens_for_signals=False)
                )
                for queue, n in AT_ONCE_OUTSIDE.items()
            ),
        ]
        await _until_one_ends(working, beside)


async def _until_one_ends(
    working: Sequence["asyncio.Task[None]"], beside: Sequence["asyncio.Task[None]"]
) -> None:
    """Wait until any of these has ended, then end them all; raise what ended it.

    When asked to stop, the first ends by itself. Any other end is a fault, however small its
    part: a process that went on without it would send no more messages and look alive.
    Whoever started us starts us anew.
    """
    try:
        await asyncio.wait({*working, *beside}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ended = [task for task in (*working, *beside) if task.done()]
        for task in (*beside, *working):
            task.cancel()
        await asyncio.gather(*working, *beside, return_exceptions=True)
    for task in ended:
        task.result()
    if working[0] not in ended:
        raise RuntimeError("A part of the worker has ended though nobody asked it to.")


async def _work(
    worker: App, queues: Sequence[str], *, concurrency: int, listens_for_signals: bool
) -> None:
    """Take jobs of these queues until asked to stop, and finish what is under way."""
    await worker.run_worker_async(
        queues=list(queues),
        concurrency=concurrency,
        fetch_job_polling_interval=LOOK_SECONDS,
        update_heartbeat_interval=BEAT_SECONDS,
        stalled_worker_timeout=DEAD_AFTER_SECONDS,
        shutdown_graceful_timeout=GRACE_SECONDS,
        delete_jobs="successful",
        install_signal_handlers=listens_for_signals,
    )


async def _sweep_for_ever(worker: App) -> None:
    while True:
        try:
            taken_up = await sweep(worker)
        except (ProcrastinateException, psycopg.Error):
            log.warning("The sweep for stalled jobs failed; the next is in a moment.")
        else:
            if taken_up:
                log.warning("Took up %d jobs of a worker that died.", taken_up)
        await asyncio.sleep(SWEEP_SECONDS)


async def sweep(worker: App) -> int:
    """Put the jobs of dead workers back into the queue; say how many."""
    stalled = await worker.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS)
    for job in stalled:
        await worker.job_manager.retry_job(job)
    return len(list(stalled))
