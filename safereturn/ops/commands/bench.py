"""safereturn bench: how long the pages take, beside a bare view."""

import os

import click

CHILDREN = 20_000
TIMES = 300


@click.command("bench")
@click.option("--only", multiple=True, metavar="NAME", help="Only this measure; may be repeated.")
@click.option("--children", default=CHILDREN, show_default=True, help="The size of the region.")
@click.option("--times", default=TIMES, show_default=True, help="How often each is asked for.")
@click.option("--profile", metavar="NAME", help="Say what one measure costs, instead of timing.")
def command(only: tuple[str, ...], children: int, times: int, profile: str | None) -> None:
    """Measure picture, grading, worklist, search and report against a bare view.

    One server process with one thread, one client that asks and waits. The region is
    filled once and kept under .data/bench; a tenth of it is measured as well, to show how
    little the pages grow. docs/bench.md says how to read the table. Exit code 1 when a
    goal is missed.

    \b
    Examples
      safereturn bench
      safereturn bench --only picture --only worklist
      safereturn bench --profile picture
      safereturn bench --children 2000 --times 50
    """
    if os.environ["SAFERETURN_MODE"] != "test":
        # Its people are invented and its databases its own, whatever the rest is set to.
        os.environ["SAFERETURN_MODE"] = "demo"
    from safereturn.ops.bench import running

    names = [name for value in only for name in value.split(",")]
    if profile:
        [measure] = running.chosen([profile])
        running.profiled(measure, children=children, times=min(times, 100), say=click.echo)
        return
    measures = running.chosen(names)
    if not running.run(measures, children=children, times=times, say=click.echo):
        raise SystemExit(1)
