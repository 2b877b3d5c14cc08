"""GOV.UK Notify on loopback, written from its documentation: the outside world, in a thread.

docs.notifications.service.gov.uk/rest-api.html (Authorisation header, Send a text message,
Send an email, Errors) and its page on callbacks. It knows one service and its key, checks the
token as the service does, validates what is asked, and keeps what it took.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import jwt

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"safe_return-live-{SERVICE}-{SECRET}"
EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
TEXT_TEMPLATE = "a1b2c3d4-e5f6-4a5b-8c9d-0e1f2a3b4c5d"
CLOCKS_APART_SECONDS = 30
ERRORS = {
    400: ("BadRequestError", "Can’t send to this recipient using a team-only API key"),
    403: ("AuthError", "Invalid token: API key not found"),
    429: (
        "RateLimitError",
        "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds",
    ),
    500: ("Exception", "Internal server error"),
}


@dataclass
class Notify:
    """The service: where it is, what it took, and what it is told to answer next."""

    url: str = ""
    refuse: int = 0
    silent: bool = False
    taken: list[dict[str, Any]] = field(default_factory=list)

    def receipt(self, taken: dict[str, Any], status: str) -> dict[str, Any]:
        """Return the body of a delivery receipt, as its page on callbacks shows it."""
        return {
            "id": taken["id"],
            "reference": taken["reference"],
            "to": taken.get("phone_number") or taken.get("email_address"),
            "status": status,
            "created_at": "2026-11-29T02:10:30.000000Z",
            "completed_at": "2026-11-29T02:10:31.000000Z",
            "sent_at": "2026-11-29T02:10:30.000000Z",
            "notification_type": "sms" if "phone_number" in taken else "email",
            "template_id": taken["template_id"],
            "template_version": 1,
        }


class _Door(BaseHTTPRequestHandler):
    notify: Notify

    def do_POST(self) -> None:
        """Take one message, or say why not."""
        if self.notify.silent:
            time.sleep(3)
            return
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.notify.refuse:
            self.say(self.notify.refuse, *ERRORS[self.notify.refuse])
        elif fault := self.token_fault():
            self.say(403, "AuthError", fault)
        elif fault := self.fault(said):
            self.say(400, "ValidationError", fault)
        else:
            self.take(said)

    def token_fault(self) -> str:
        """Check the token as the documentation says: HS256, our secret, 30 seconds."""
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer":
            return "Unauthorized: authentication token must be provided"
        try:
            said = jwt.decode(token, SECRET, algorithms=["HS256"])
        except jwt.PyJWTError:
            return "Invalid token: signature, api token not found"
        if said.get("iss") != SERVICE:
            return "Invalid token: service not found"
        if abs(time.time() - said.get("iat", 0)) > CLOCKS_APART_SECONDS:
            return "Error: Your system clock must be accurate to within 30 seconds"
        return ""

    def fault(self, said: dict[str, Any]) -> str:
        """Validate what is asked for."""
        ways = {
            "/v2/notifications/sms": ("phone_number", TEXT_TEMPLATE, {"body"}),
            "/v2/notifications/email": ("email_address", EMAIL_TEMPLATE, {"subject", "body"}),
        }
        where, template, wanted = ways[self.path]
        if set(said) - {where, "template_id", "personalisation", "reference"}:
            return "Additional properties are not allowed"
        if str(UUID(said["template_id"])) != template:
            return "Template not found"
        if missing := wanted - set(said["personalisation"]):
            return f"Missing personalisation: {', '.join(sorted(missing))}"
        if where == "phone_number":
            digits = re.sub(r"[\s()+-]", "", said[where])
            return "" if re.fullmatch(r"(0|44)7\d{9}", digits) else "phone_number Not enough digits"
        return "" if "@" in said[where] else "email_address Not a valid email address"

    def take(self, said: dict[str, Any]) -> None:
        """Take it: a repeat with the same reference is, to Notify, a message of its own."""
        made = {"id": str(uuid4()), "reference": None, **said}
        self.notify.taken.append(made)
        body = {
            "id": made["id"],
            "reference": made["reference"],
            "content": {"body": said["personalisation"]["body"], "from_number": "GOVUK"},
            "uri": f"{self.notify.url}/v2/notifications/{made['id']}",
            "template": {"id": said["template_id"], "version": 1, "uri": "…"},
        }
        self.answer(201, body)

    def say(self, status: int, error: str, message: str) -> None:
        """Refuse, in the shape of every error."""
        errors = [{"error": error, "message": message}]
        self.answer(status, {"status_code": status, "errors": errors})

    def answer(self, status: int, body: dict[str, Any]) -> None:
        """Answer in JSON."""
        words = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def notify() -> Iterator[Notify]:
    """Have GOV.UK Notify for as long as a test lasts."""
    service = Notify()
    door = type("Door", (_Door,), {"notify": service})
    with ThreadingHTTPServer(("127.0.0.1", 0), door) as server:
        service.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
