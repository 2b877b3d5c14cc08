"""safereturn docs: make the documents that come from the code."""

import click


@click.command("docs")
@click.option("--check", is_flag=True, help="Change nothing; fail if a document is out of date.")
def command(check: bool) -> None:
    """Make the documents in docs/generated from the code, or check that they are current.

    \b
    Examples
      safereturn docs
      safereturn docs --check
    """
    from safereturn.ops.migrating import set_up_django

    set_up_django()
    from safereturn.ops.documents import documents

    stale = []
    for path, text in documents().items():
        if path.exists() and path.read_text() == text:
            continue
        stale.append(path.name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if check and stale:
        raise click.ClickException(f"Out of date: {', '.join(stale)}. Run `make docs`.")
    click.echo(f"{', '.join(stale)} written." if stale else "All documents are current.")
