"""Looks that stand out are drawn each week, and somebody says what became of each."""

import json
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor, Role
from safereturn.foundation.errors import Conflict, Invalid, NotFound
from safereturn.oversight import policies
from safereturn.oversight.models import OddLook
from safereturn.oversight.rules import VIEWS, Disposition
from safereturn.oversight.rules.odd import (
    AT_NIGHT,
    AT_RANDOM,
    MANY_CHILDREN_A_DAY,
    MANY_LOOKERS_A_WEEK,
    MOST_A_WEEK,
    SAMPLED_FOR,
    WEIGHTS,
)

_DRAWN = "select * from oversight_odd_looks(%s, %s, %s, %s::jsonb)"


class AlreadyDecided(Conflict):
    """Somebody has said what became of this look already."""


def draw_odd_looks(*, at: datetime, by: Actor) -> int:
    """Draw the looks of the week that stand out, and a few at random; return how many.

    For the service's job: run twice it draws nothing twice.
    """
    assert by.has(Role.SYSTEM), "only the service goes through the trail"
    how = {
        "weights": WEIGHTS,
        "volume": MANY_CHILDREN_A_DAY,
        "profile": MANY_LOOKERS_A_WEEK,
        "at_night": sorted(AT_NIGHT),
        "most": MOST_A_WEEK,
        "random": AT_RANDOM,
    }
    with recording("oversight.odd_looks_drawn", by=by, act=Act.SETTING):
        before = OddLook.objects.count()
        with connection.cursor() as cursor:
            cursor.execute(_DRAWN, [at - SAMPLED_FOR, at, list(VIEWS), json.dumps(how)])
            rows = cursor.fetchall()
        OddLook.objects.bulk_create(
            (
                OddLook(
                    entry_id=entry, child_id=child, agency_id=agency, person_id=person,
                    looked_at=moment, act=act, signals=signals, score=score, sampled_at=at,
                )
                for entry, child, agency, person, moment, act, signals, score in rows
            ),
            ignore_conflicts=True,
        )  # fmt: skip
        return OddLook.objects.count() - before


def decide_odd_look(
    look_id: UUID, disposition: Disposition, words: str, *, at: datetime, by: Actor
) -> None:
    """Say of a look that it was justified, is to be talked about, or goes to who investigates.

    Raises NotFound, NotAllowed, Invalid, AlreadyDecided. Nobody decides about themselves.
    """
    row = OddLook.objects.filter(pk=look_id, agency_id=by.agency_id).first()
    if row is None:
        raise NotFound
    policies.can_decide_odd(by, row.person_id).require()
    if not words.strip():
        raise Invalid(fields={"words": "Enter what you checked, and what you found"})
    with recording("oversight.odd_look_decided", by=by, act=Act.SETTING, refs=[str(row.entry_id)]):
        row = OddLook.objects.select_for_update().get(pk=look_id)
        if row.decided_at:
            raise AlreadyDecided
        row.disposition, row.words = disposition, words.strip()
        row.decided_at, row.decided_by_id = at, by.person_id
        row.save(update_fields=["disposition", "words", "decided_at", "decided_by_id"])
