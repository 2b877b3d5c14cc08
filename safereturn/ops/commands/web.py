"""safereturn web: the web server alone."""

import click


@click.command("web")
@click.option("--port", type=int, default=8000, show_default=True, help="The port to serve on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
def command(port: int, host: str) -> None:
    """Serve the pages and the API, with a database that is there already.

    For a machine whose own service manager holds processes up. Give it DATABASE_APP_URL
    alone: it has no use for the owner's address.

    \b
    Examples
      safereturn web --port 8000
    """
    from safereturn.ops import web_server
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import static_files

        static_files.collect_if_changed()
        web_server.serve(host, port)
