"""GOV.UK Notify, as much of it as we need: its key, what its answers and receipts mean.

From docs.notifications.service.gov.uk/rest-api.html. The words of its errors may change, so
that only the status and the kind of an error are read. Nothing here sends anything.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

ALGORITHM = "HS256"
# {key_name}-{service id}-{secret}: a name may hold hyphens, so the key is read from its end.
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(rf"(?:.*-)?({_UUID})-({_UUID})", re.IGNORECASE)
_TEMPLATE = re.compile(_UUID, re.IGNORECASE)
SHORTEST_TOKEN = 10  # of the receipts' bearer token, says GOV.UK Notify


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """The two halves of an API key: which service asks, and what it signs with."""

    service_id: str
    secret: str

    @classmethod
    def read(cls, words: str) -> "ServiceKey | None":
        """Return the key that was copied from GOV.UK Notify; None if it is none."""
        found = _KEY.fullmatch(words.strip())
        return cls(found[1].lower(), found[2].lower()) if found else None


def is_template(words: str) -> bool:
    """Say whether this can be the id of a template."""
    return bool(_TEMPLATE.fullmatch(words))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message was not taken; `final` if asking again cannot help."""

    name: str
    final: bool


def refusal(status: int, body: bytes) -> Refusal | None:
    """Return what an answer refuses, or None if the message was taken (201).

    400 is about this message: a number that is none, a recipient outside a team on trial.
    403 (a wrong key, a clock that is wrong), 429 (too many) and 5xx end by themselves or when
    the operator mends them, and the message is asked for again.
    """
    if status == HTTPStatus.CREATED:
        return None
    try:
        said = json.loads(body)["errors"][0]["error"]
    except (ValueError, KeyError, IndexError, TypeError):
        said = "Answer"
    kind = re.sub(r"[^A-Za-z]", "", str(said))[:40]
    return Refusal(f"{kind}{status}", final=status == HTTPStatus.BAD_REQUEST)


class Receipt(StrEnum):
    """What a delivery receipt says became of a message."""

    DELIVERED = "delivered"
    # No such number or mailbox.
    PERMANENT = "permanent-failure"
    # The phone was off or the mailbox full, for 72 hours.
    TEMPORARY = "temporary-failure"
    # Between GOV.UK Notify and the network: "you'll have to try again".
    TECHNICAL = "technical-failure"
