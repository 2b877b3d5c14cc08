"""How often a door that needs no sign-in may be knocked at, counted in the database.

Counted by address and by the beginning of the token: one machine that tries many links,
and many that try one, both stop. Nothing is kept in a process's memory, so that several
processes count together and a restart forgets nothing.
"""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import connection

from safereturn.casework.models import Knock
from safereturn.casework.rules import KNOCKS, PREFIX, window_of

_COUNT = """
insert into casework_knock (bucket, window_at, times) values (%s, %s, 1)
    on conflict (bucket, window_at) do update set times = casework_knock.times + 1
returning times
"""


def knock(door: str, *, address: str, token: str, at: datetime) -> bool:
    """Count one knock; say whether it is within what a door takes.

    Call it outside the page's transaction: a refused request must count too.
    """
    counted = (
        (f"{door}:address:{address}", KNOCKS["address"]),
        (f"{door}:token:{token[:PREFIX]}", KNOCKS["token"]),
    )
    # Both are counted, whatever the first says.
    within = [_times(name, at) <= most for name, most in counted]
    return all(within)


def _times(name: str, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_bucket(name), window_of(at)])
        (times,) = cursor.fetchone() or (0,)
    return int(times)


def _bucket(name: str) -> str:
    """Return what stands for an address or a token: neither is kept, nor can be guessed back."""
    return hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()[:32]


def sweep(*, at: datetime) -> None:
    """Forget what was counted in windows that are over."""
    Knock.objects.filter(window_at__lt=window_of(at)).delete()
