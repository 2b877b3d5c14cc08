"""safereturn web: the web server alone."""

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("web")
@click.option("--port", type=int, default=8000, show_default=True, help="The port to serve on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option("--tls-cert", type=FILE, help="A certificate, for a proxy on another machine.")
@click.option("--tls-key", type=FILE, help="Its key.")
def command(port: int, host: str, tls_cert: Path | None, tls_key: Path | None) -> None:
    """Serve the pages and the API, with a database that is there already.

    For a machine whose own service manager holds processes up. Give it DATABASE_APP_URL
    alone: it has no use for the owner's address.

    \b
    Examples
      safereturn web --port 8000
    """
    if bool(tls_cert) != bool(tls_key):  # one alone would serve readably
        raise click.UsageError("--tls-cert and --tls-key belong together: give both.")
    from safereturn.ops import web_server
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import static_files

        static_files.collect_if_changed()
        tls = (tls_cert, tls_key) if tls_cert and tls_key else None
        web_server.serve(host, port, tls=tls)
