"""An agency's desks: added, changed, closed for good."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from safereturn.agencies import policies
from safereturn.agencies.models import Agency, ContactPoint, Team
from safereturn.agencies.rules import DeskFacts, DeskUse, is_mobile
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor
from safereturn.foundation.errors import Conflict, Invalid, NotFound

# Not only digits: "101, ask for the missing unit" is a number to ring too.
_A_DIGIT = re.compile(r"\d")


class LastDesk(Conflict):
    """This is your only desk, and somebody must be able to ring you: add another first."""


def add_desk(  # noqa: PLR0913 - a desk has this many facts, each named by the caller
    agency: Agency,
    name: str,
    phone: str,
    *,
    email: str = "",
    texts_to: str = "",
    use: DeskUse = DeskUse.DUTY,
    openings: Sequence[Sequence[Any]] | None = None,
    rank: int = 0,
    team: Team | None = None,
    by: Actor,
) -> ContactPoint:
    """Add a desk. Raises Invalid, by field, for facts that `check_desk` refuses."""
    policies.can_administer(by, agency.pk).require()
    said = DeskFacts(name, phone, email, texts_to, use, openings or (), team.pk if team else None)
    with recording("agency.desk_added", by=by, act=Act.SETTING):
        Agency.objects.select_for_update().get(pk=agency.pk)
        check_desk(agency.pk, said)
        return ContactPoint.objects.create(agency=agency, rank=rank, **_fields(said))


def change_desk(desk_id: UUID, said: DeskFacts, *, by: Actor) -> ContactPoint:
    """Say anew what one of our desks is; the row's history keeps what it was.

    Raises NotFound for another agency's, Invalid as `check_desk`.
    """
    policies.can_administer(by, by.agency_id).require()
    with recording("agency.desk_changed", by=by, act=Act.SETTING):
        row = _ours(desk_id, by)
        check_desk(by.agency_id, said, but=desk_id)
        fields = _fields(said)
        for field, value in fields.items():
            setattr(row, field, value)
        row.save(update_fields=list(fields))
    return row


def end_desk(desk_id: UUID, *, at: datetime, by: Actor) -> ContactPoint:
    """Close a desk for good: nobody is led to it any more. Raises LastDesk for the only one."""
    policies.can_administer(by, by.agency_id).require()
    with recording("agency.desk_ended", by=by, act=Act.SETTING):
        row = _ours(desk_id, by)
        if not _others(by.agency_id, desk_id).exists():
            raise LastDesk
        row.ended_at = at
        row.save(update_fields=["ended_at"])
    return row


def check_desk(agency_id: UUID, said: DeskFacts, *, but: UUID | None = None) -> None:
    """Raise Invalid, field by field, for what a desk of this agency cannot be."""
    wrong = {}
    if not said.name.strip():
        wrong["name"] = _("Enter what the desk is called")
    elif _others(agency_id, but).filter(name__iexact=said.name.strip()).exists():
        wrong["name"] = _("You have a desk of this name")
    if not _A_DIGIT.search(said.phone):
        wrong["phone"] = _("Enter the number to ring")
    if said.texts_to and not is_mobile(said.texts_to):
        wrong["texts_to"] = _("Enter a UK mobile number, like 07700 900 982")
    teams = Team.objects.filter(agency_id=agency_id)
    if said.team_id and not teams.filter(pk=said.team_id).exists():
        wrong["team"] = _("Choose one of your teams")
    if wrong:
        raise Invalid(fields=wrong)


def _others(agency_id: UUID, but: UUID | None) -> QuerySet[ContactPoint]:
    rows = ContactPoint.objects.filter(agency_id=agency_id, ended_at=None)
    return rows.exclude(pk=but) if but else rows


def _ours(desk_id: UUID, by: Actor) -> ContactPoint:
    """Return our desk, with the agency locked: of two who end the last two, one may."""
    Agency.objects.select_for_update().get(pk=by.agency_id)
    row = ContactPoint.objects.filter(pk=desk_id, agency_id=by.agency_id, ended_at=None).first()
    if row is None:
        raise NotFound("We could not find that desk.")
    return row


def _fields(said: DeskFacts) -> dict[str, Any]:
    return {
        "name": " ".join(said.name.split()),
        "phone": said.phone.strip(),
        "email": said.email,
        "texts_to": said.texts_to.strip(),
        "use": said.use,
        "openings": [list(row) for row in said.openings],
        "team_id": said.team_id,
    }
