"""safereturn bench: how long the pages take, beside a bare view."""

import os
from collections.abc import Callable
from functools import partial

import click

CHILDREN = 20_000
RECORDS = 1_000_000
ENTRIES = 1_000_000
TIMES = 300
ACCESS, LOG, CLOCKS, PHOTO, NOTICES = "access", "log", "clocks", "photo", "notices"
KILLED = "killed"
ELSEWHERE = (ACCESS, LOG, CLOCKS, PHOTO, NOTICES, KILLED)


@click.command("bench")
@click.option("--only", multiple=True, metavar="NAME", help="Only this measure; may be repeated.")
@click.option("--children", default=CHILDREN, show_default=True, help="The size of the region.")
@click.option("--records", default=RECORDS, show_default=True, help="Children for `access`.")
@click.option("--entries", default=ENTRIES, show_default=True, help="Entries for `log`.")
@click.option("--times", default=TIMES, show_default=True, help="How often each is asked for.")
@click.option("--profile", metavar="NAME", help="Say what one measure costs, instead of timing.")
def command(
    only: tuple[str, ...],
    children: int,
    records: int,
    entries: int,
    times: int,
    profile: str | None,
) -> None:
    """Measure picture, grading, worklist, search and report against a bare view; access; log.

    One server process with one thread, one client that asks and waits. The region is
    filled once and kept under .data/bench; a tenth of it is measured as well, to show how
    little the pages grow. `access` is who may see what: decisions, row-level security and
    the access goals, at a million children. `log` is what writing, sealing, checking and
    asking the audit log costs. `clocks` is what a tick costs over 100,000 running clocks,
    and how soon a thousand steps fire that are due at once. `photo` is what a photograph of 12
    megapixels costs on its way in. `notices` is how soon a report is told: twenty a second
    for a minute, through web server and worker. `killed` is what a thousand deadlines keep
    while worker, web server and database are killed in turn. docs/bench.md says how to read
    the tables. Exit code 1 when a goal is missed.

    \b
    Examples
      safereturn bench --only log --entries 10000000
      safereturn bench --profile picture
      safereturn bench --children 2000 --times 50
    """
    _decide_environment()
    from safereturn.ops.bench import running

    names = [name for value in only for name in value.split(",")]
    if profile:
        [measure] = running.chosen([profile])
        running.profiled(measure, children=children, times=min(times, 100), say=click.echo)
        return
    pages = [name for name in names if name not in ELSEWHERE]
    measures, met = running.chosen(pages), True
    if pages or not names:
        met = running.run(measures, children=children, times=times, say=click.echo)
    elsewhere: dict[str, Callable[[], bool]] = {
        ACCESS: partial(_access, children, records, times),
        LOG: partial(_log, entries),
        NOTICES: partial(_notices, children),
        CLOCKS: _clocks,
        PHOTO: _photo,
        KILLED: _killed,
    }
    taken = [elsewhere[key]() for key in elsewhere if not names or key in names]
    if not met or not all(taken):
        raise SystemExit(1)


def _decide_environment() -> None:
    if os.environ["SAFERETURN_MODE"] != "test":
        # Its people are invented and its databases its own, whatever the rest is set to.
        os.environ["SAFERETURN_MODE"] = "demo"
    # A machine asks faster than a person may; what keeping the pace costs is measured all the same.
    os.environ["SAFERETURN_SEARCHES_A_MINUTE"] = "1000000"


def _access(children: int, records: int, times: int) -> bool:
    from safereturn.ops.bench.access import running

    amounts = running.Amounts(times=times)
    return running.run(amounts, children=records, region=children, say=click.echo)


def _clocks() -> bool:
    from safereturn.ops.bench.ticking import running

    return running.run(say=click.echo)


def _killed() -> bool:
    from safereturn.ops.bench.killing import running

    return running.run(say=click.echo)


def _photo() -> bool:
    from safereturn.ops.bench import picturing

    return picturing.run(say=click.echo)


def _notices(children: int) -> bool:
    from safereturn.ops.bench.telling import running

    return running.run(children=children, say=click.echo)


def _log(entries: int) -> bool:
    from safereturn.ops.bench.log import running

    return running.run(entries=entries, say=click.echo)
