"""Who asks, and about whom: drawn from the stock the same way each time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safereturn.ops.bench.browsing import CSRF, Session


@dataclass(frozen=True, slots=True)
class Sample:
    """What the cases of a measure are made from."""

    session: Session
    listed: list[str]
    """References of the episodes on the first page of the officer's worklist, in its order."""
    open_children: int
    """How many children the whole worklist holds."""
    misspelt: list[tuple[str, str]]
    """What is typed, and the reference of the child that is meant."""
    to_report: list[str]
    """References of children whom the officer's force knows and who are not missing."""
    at: datetime


def draw(*, at: datetime, wanted: int) -> Sample:
    """Draw the sample for an officer of the force that has the evening."""
    from safereturn.casework.queries.worklist import worklist
    from safereturn.ops.demo import cast as casts

    cast = casts.find()
    assert cast, "a stock has the cast of the demonstration"
    officer = cast["officer"]
    from safereturn.audit.record import looking
    from safereturn.foundation.identity import acting

    with acting(officer, at=at), looking("bench", by=officer):
        work = worklist(officer, at=at)
        known = _known_to(officer.agency_id, wanted, missing=True)
        not_missing = _known_to(officer.agency_id, wanted, missing=False)
    return Sample(
        session=sign_in(officer.person_id),
        listed=[row.episode_ref for row in (*work.missing, *work.back)],
        open_children=work.total,
        misspelt=[(misspell(name, number), ref) for number, (ref, name) in enumerate(known)],
        to_report=[ref for ref, _ in not_missing],
        at=at,
    )


_KNOWN = """
select c.ref, c.name from children_child c
 where not c.sealed and not c.restricted
   and exists (select 1 from involvement_involvement i
                where i.child_id = c.id and i.agency_id = %s and i.ends_at is null)
   and (%s or not exists (select 1 from involvement_standing s
                           where s.child_id = c.id and s.ends_at is null))
 order by md5(c.ref) limit %s
"""


def _known_to(agency_id: UUID, wanted: int, *, missing: bool) -> list[tuple[str, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [agency_id, missing, wanted])
        return list(cursor.fetchall())


def sign_in(person_id: UUID) -> Session:
    """Return the cookies of somebody who has just signed in."""
    from django.conf import settings
    from django.test import Client

    from safereturn.agencies.models import Person

    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Session(((settings.SESSION_COOKIE_NAME, key), (settings.CSRF_COOKIE_NAME, CSRF)))


def misspell(name: str, number: int) -> str:
    """Return a name as somebody types it who has only heard it: one slip in each part."""
    slip = _SLIPS[number % len(_SLIPS)]
    return " ".join(slip(part) for part in name.split())


def _doubled(part: str) -> str:
    return part[:2] + part[1:]


def _swapped(part: str) -> str:
    return part[:1] + part[2:3] + part[1:2] + part[3:]


def _left_out(part: str) -> str:
    middle = len(part) // 2
    return part[:middle] + part[middle + 1 :]


_SLIPS: tuple[Callable[[str], str], ...] = (_doubled, _swapped, _left_out)
