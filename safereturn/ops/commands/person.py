"""safereturn person: let in an agency's first administrator; help when nobody there can."""

import click

LINK_NOTE = "Give it to them yourself: it works once, for 7 days, and is not stored."


@click.group("person")
def command() -> None:
    """Let in an agency's first administrator, and help when nobody there can.

    From then on an agency's own administrator keeps its people, in the pages.

    \b
    Examples
      safereturn person invite ada@council.example --name "Ada Example" \\
        --agency "Exampleshire Council" --role administrator
      safereturn person list --agency "Exampleshire Council"
      safereturn person reset ada@council.example --agency "Exampleshire Council" --proof rung_back
      safereturn person leave ada@council.example --agency "Exampleshire Council"
    """


AGENCY = click.option("--agency", required=True, help="The agency's name, as it stands here.")


@command.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="Their full name.")
@AGENCY
@click.option("--role", "roles", required=True, multiple=True, help="A role; may be repeated.")
@click.option("--title", default="", help="Their job title.")
@click.option("--print-link", is_flag=True, help="Print a link to join by, beside the e-mail.")
def invite(
    email: str, name: str, agency: str, roles: tuple[str, ...], title: str, print_link: bool
) -> None:
    """Appoint EMAIL and send them a link to choose a password by.

    \b
    Examples
      safereturn person invite ada@council.example --name "Ada Example" \\
        --agency "Exampleshire Council" --role administrator --print-link
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import persons

        link = persons.invite(email, name, agency, roles, title, with_link=print_link)
        click.echo("Invited. The e-mail goes out by the worker.")
        if link:
            click.echo(link)
            click.echo(LINK_NOTE, err=True)


@command.command("list")
@AGENCY
def list_(agency: str) -> None:
    """List an agency's people: address, roles, since and until when, last signed in.

    \b
    Examples
      safereturn person list --agency "Exampleshire Council"
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import persons

        for line in persons.lines(agency):
            click.echo(line)


@command.command("reset")
@click.argument("email")
@AGENCY
@click.option(
    "--proof",
    type=click.Choice(["in_person", "rung_back", "on_screen", "manager"]),
    required=True,
    help="How you made sure that it is they who ask. The trail keeps it.",
)
def reset(email: str, agency: str, proof: str) -> None:
    """Take away the second factors of EMAIL, who has lost them; they are told by e-mail.

    \b
    Examples
      safereturn person reset ada@council.example --agency "Exampleshire Council" --proof rung_back
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import persons

        persons.reset(email, agency, proof)
        click.echo("Reset. They set up a new second factor at their next sign-in.")


@command.command("leave")
@click.argument("email")
@AGENCY
def leave(email: str, agency: str) -> None:
    """End at once all that EMAIL has from an agency.

    \b
    Examples
      safereturn person leave ada@council.example --agency "Exampleshire Council"
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import persons

        persons.leave(email, agency)
        click.echo("Ended. Wherever they were signed in, they are signed out.")


@command.command("reseal")
def reseal() -> None:
    """Seal second factors and client secrets anew under today's SAFERETURN_SECRET_KEY.

    Run it once after a change of key, while SAFERETURN_OLD_SECRET_KEYS names the one before.

    \b
    Examples
      safereturn person reseal
    """
    from safereturn.ops.begin import begun

    with begun():
        from safereturn.ops import persons

        click.echo(f"Sealed anew: {persons.reseal()}. The old keys may go after a shift.")
