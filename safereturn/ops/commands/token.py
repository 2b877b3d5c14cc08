"""safereturn token: keys for agencies' own systems."""

from datetime import UTC, date, datetime, time

import click


@click.group("token")
def command() -> None:
    """Make, list and revoke the keys with which agencies' own systems call the API.

    A key acts for one agency in the roles it is given; the person who asks is named in
    every call. docs/api.md shows the whole journey with curl.

    \b
    Examples
      safereturn token make --agency "Exampleshire Police" --role police_supervisor \\
        --name "Control room"
      safereturn token list
      safereturn token revoke 3f0c9a52
    """


@command.command("make")
@click.option("--agency", required=True, help="The agency's name, as it stands in the service.")
@click.option("--role", "roles", required=True, multiple=True, help="A role; may be repeated.")
@click.option("--name", required=True, help="What the key is for: the system that will use it.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The last day it is good for.")
def make(agency: str, roles: tuple[str, ...], name: str, expires: datetime | None) -> None:
    """Make a key, and print it once: it is not stored and cannot be shown again.

    \b
    Examples
      safereturn token make --agency "Exampleshire Police" --role police_supervisor \\
        --name "Control room" --expires 2027-01-31
    """
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.agencies import actions
        from safereturn.ops import keys

        _client, token = actions.make_token(
            keys.agency_named(agency),
            name,
            keys.roles_named(roles),
            expires_at=_end_of(expires.date()) if expires else None,
            at=timezone.now(),
            by=keys.operator(),
        )
        click.echo(token)
        click.echo("Keep it now: it is not stored and cannot be shown again.", err=True)


def _end_of(day: date) -> datetime:
    from zoneinfo import ZoneInfo

    last = datetime.combine(day, time.max, tzinfo=ZoneInfo("Europe/London"))
    return last.astimezone(UTC)


@command.command("list")
def list_() -> None:
    """List the keys: number, agency, name, roles, until when. Never the key itself.

    \b
    Examples
      safereturn token list
    """
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.ops import keys

        lines = keys.lines(at=timezone.now())
        for line in lines:
            click.echo(line)
        if not lines:
            click.echo("There are no keys. Make one with: safereturn token make --help")


@command.command("revoke")
@click.argument("number")
def revoke(number: str) -> None:
    """End the key with this NUMBER (see `list`): the next call with it is refused.

    \b
    Examples
      safereturn token revoke 3f0c9a52
    """
    from safereturn.ops.begin import begun

    with begun():
        from django.utils import timezone

        from safereturn.agencies import actions
        from safereturn.ops import keys

        client = keys.client_numbered(number)
        actions.revoke_token(client, at=timezone.now(), by=keys.operator())
        click.echo(f"Revoked: {client.name}")
