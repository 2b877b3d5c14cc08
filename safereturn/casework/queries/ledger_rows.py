"""All rows that a child's ledger is made of, read in one question.

They lie in four packages; each stands where it was written, and nothing is entered twice.
"""

import json
from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from safereturn.episodes.models import Episode, Telling
from safereturn.notifications.models import Notice
from safereturn.return_interviews.models import Item, ItemDecision, Referral, ReturnInterview
from safereturn.sharing.models import (
    ChildTold,
    Correction,
    CorrectionFor,
    Disclosure,
    InformationRequest,
)

M = TypeVar("M", bound=models.Model)

# Table → which of its rows, and in which order. Of items only what a list shows is read:
# their words stay where they are.
_LEGS: dict[type[models.Model], str] = {
    Disclosure: "select to_jsonb(t) from sharing_disclosure t where t.child_id = any(%(ids)s)",
    ChildTold: "select to_jsonb(t) from sharing_childtold t where t.child_id = any(%(ids)s)",
    InformationRequest: (
        "select to_jsonb(t) - 'given' from sharing_informationrequest t"
        " where t.child_id = any(%(ids)s)"
    ),
    Correction: "select to_jsonb(t) from sharing_correction t where t.child_id = any(%(ids)s)",
    CorrectionFor: (
        "select to_jsonb(t) from sharing_correctionfor t where t.child_id = any(%(ids)s)"
    ),
    ItemDecision: (
        "select to_jsonb(t) from return_interviews_itemdecision t"
        " where t.child_id = any(%(ids)s) and t.superseded_at is null"
    ),
    Item: (
        "select to_jsonb(t) - 'text' - 'about_child_because' from return_interviews_item t"
        " where t.child_id = any(%(ids)s)"
    ),
    ReturnInterview: (
        "select jsonb_build_object('id', t.id, 'ref', t.ref,"
        " 'owner_agency_id', t.owner_agency_id,"
        " 'interviewing_agency_id', t.interviewing_agency_id)"
        " from return_interviews_returninterview t where t.child_id = any(%(ids)s)"
    ),
    Referral: (
        "select to_jsonb(t) - 'text' from return_interviews_referral t"
        " where t.child_id = any(%(ids)s)"
    ),
    Episode: (
        "select jsonb_build_object('id', t.id, 'started_at', t.started_at)"
        " from episodes_episode t where t.child_id = any(%(ids)s)"
    ),
    Telling: "select to_jsonb(t) from episodes_telling t where t.child_id = any(%(ids)s)",
    Notice: (
        "select ledger_notices(%(ids)s::uuid[], array(select 'correction.' || case when c.recalls"
        " then 'recalled' else 'made' end || ':' || c.id || ':' || f.agency_id"
        " from sharing_correction c join sharing_correctionfor f on f.correction_id = c.id"
        " where c.child_id = any(%(ids)s)))"
    ),
}


class Rows:
    """What was read, table by table."""

    def __init__(self, child_ids: Iterable[UUID]) -> None:
        self._of: dict[type[models.Model], list[Any]] = {model: [] for model in _LEGS}
        ask = " union all ".join(
            f"select {place}, leg.* from ({leg}) leg"  # noqa: S608 - our own words
            for place, leg in enumerate(_LEGS.values())
        )
        tables = list(_LEGS)
        with connection.cursor() as cursor:
            cursor.execute(ask, {"ids": list(child_ids)})
            for place, row in cursor.fetchall():
                self._of[tables[place]].append(_row(tables[place], row))

    def of(self, model: type[M]) -> list[M]:
        """Return the rows of a table."""
        rows: list[M] = self._of[model]
        return rows

    def by_id(self, model: type[M]) -> dict[UUID, M]:
        """Return the rows of a table by their id."""
        return {row.pk: row for row in self.of(model)}


def _row(model: type[M], row: Any) -> M:
    said = json.loads(row) if isinstance(row, str) else row
    fields = (field for field in model._meta.concrete_fields if field.column in said)
    made = model(**{field.attname: field.to_python(said[field.column]) for field in fields})
    made._state.adding = False
    return made
