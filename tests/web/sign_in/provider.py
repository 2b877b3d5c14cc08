"""An OpenID Connect provider, run on this machine: another implementation than ours."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib import request as http
from urllib.error import HTTPError
from urllib.parse import urlencode

with warnings.catch_warnings():  # its own dependencies warn of each other
    warnings.simplefilter("ignore")
    import oidc_provider_mock


@contextmanager
def a_provider(**people: dict[str, Any]) -> Iterator[str]:
    """Run it with these people, by subject; give its issuer."""
    users = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in people.items()]
    with oidc_provider_mock.run_server_in_thread(require_nonce=True, user_claims=users) as server:
        yield f"http://127.0.0.1:{server.server_port}"


class _Stay(http.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Do not follow: the test does, in the person's own browser."""


def sign_in_there(where: str, subject: str, button: str = "") -> str:
    """Press "sign in" as somebody at the provider; return where it sends the browser."""
    words = {"sub": subject} | ({"action": button} if button else {})
    question = http.Request(where, data=urlencode(words).encode())  # noqa: S310 - this machine
    try:
        http.build_opener(_Stay).open(question, timeout=5)
    except HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("the provider did not send the browser back")
