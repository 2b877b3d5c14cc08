"""safereturn words: the sentences of the domain, for a translator."""

import click


@click.command("words")
def command() -> None:
    """Print every sentence of the domain layers as a .pot, each with where it stands.

    Pages and templates are read by Django's own makemessages; what rules and policies say
    is not marked in the source, and is gathered here.

    \b
    Examples
      safereturn words > words.pot
    """
    from safereturn.ops.words import catalogue, gathered

    click.echo(catalogue(gathered()), nl=False)
