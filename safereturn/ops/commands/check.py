"""safereturn check: would this start be a safe one?"""

import click


@click.command("check")
def command() -> None:
    """Say what is unsafe or missing in this configuration, and what to do about it.

    Runs Django's deployment checks and our own, and looks at what the database role of
    the web server may do. Exit code 1 when there is anything that refuses a start.

    \b
    Examples
      safereturn check
      SAFERETURN_MODE=production safereturn check
    """
    from django.core.management import CommandError, call_command

    from safereturn.ops.begin import begun
    from safereturn.ops.faults import Fault

    with begun():
        from django.conf import settings

        click.echo(f"Checking the {settings.MODE} mode.")
        try:
            call_command("check", deploy=settings.PRODUCTION, databases=["default"])
        except CommandError as error:
            raise Fault(str(error)) from error
