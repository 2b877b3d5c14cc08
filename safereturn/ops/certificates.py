"""Would a browser believe the certificate that people are shown? Asked as a browser would."""

import socket
import ssl
from datetime import datetime, timedelta
from urllib.parse import urlsplit

SECONDS = 5
RENEW = timedelta(days=14)


def fault(url: str, *, at: datetime, trust: str | None = None) -> str:
    """Return in words what is wrong with the certificate at an address, or nothing.

    Believed is what this machine believes, which is what the public does, unless `trust` names
    a file of certificates.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    context = ssl.create_default_context(cafile=trust)
    try:
        with (
            socket.create_connection((host, port), timeout=SECONDS) as line,
            context.wrap_socket(line, server_hostname=host) as secure,
        ):
            shown = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return f"no browser would believe it: {error.verify_message}"
    except OSError as error:
        return f"nothing answers there by TLS: {type(error).__name__}"
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), tz=at.tzinfo)
    return "" if ends - at > RENEW else f"it ends on {ends:%d %B %Y}"
