"""safereturn run: everything, on this machine."""

import click


@click.command("run")
@click.option("--port", type=int, help="The port to serve on; refused when it is taken.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
def command(port: int | None, host: str) -> None:
    """Start the database, the web server and the worker, and hold them up until Ctrl-C.

    Without DATABASE_URL the database is one that comes with Safe Return; its files lie
    under .data. In the demonstration a town of invented people is written the first time.
    What dies is started again. Ctrl-C stops everything it started, and nothing else.

    \b
    Examples
      safereturn run
      safereturn run --port 9000
      DATABASE_URL=postgresql://owner:password@host/name safereturn run
    """
    from safereturn.ops import running

    running.run(host=host, port=port)
