"""E-mail by the mail server that the operator has named: the one machine it calls."""

from django.core.mail.backends.smtp import EmailBackend

from safereturn.foundation import outside


class Backend(EmailBackend):
    """Django's own, let out to its server."""

    def open(self) -> bool | None:
        """Connect to the server, unless we are."""
        with outside.calling():
            return super().open()
