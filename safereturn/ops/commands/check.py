"""safereturn check: would this start be a safe one?"""

import click


@click.command("check")
@click.option("--offline", is_flag=True, help="Do not ask SAFERETURN_URL for its certificate.")
def command(offline: bool) -> None:
    """Say what is unsafe or missing in this configuration, and what to do about it.

    Runs Django's deployment checks and our own, and looks at what the database role of
    the web server may do. Exit code 1 when there is anything that refuses a start. In
    production it also says whether a browser would believe the certificate that people
    are shown at SAFERETURN_URL, and whether it ends within two weeks.

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
        from safereturn.foundation import scanning

        # No reason not to start: a report must find somewhere to go, scanner or not.
        if settings.SCANNER and not scanning.answers(settings.SCANNER):
            click.echo(f"No virus scanner answers at {settings.SCANNER}.", err=True)
        if settings.PRODUCTION and not offline:
            from django.utils import timezone

            from safereturn.ops import certificates

            if found := certificates.fault(settings.SERVICE_URL, at=timezone.now()):
                click.echo(f"The certificate of {settings.SERVICE_URL}: {found}.", err=True)
