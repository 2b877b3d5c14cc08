"""safereturn worker: the job worker alone."""

import click


@click.command("worker")
@click.option(
    "--concurrency", type=click.IntRange(1, 32), default=2, show_default=True, help="Jobs at once."
)
def command(concurrency: int) -> None:
    """Run jobs until asked to stop, and take up the jobs of a worker that was killed.

    As many workers as you like may run at once. What is under way when it is asked to
    stop is finished first.

    \b
    Examples
      safereturn worker
      safereturn worker --concurrency 4
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import worker

        worker.run(concurrency=concurrency)
