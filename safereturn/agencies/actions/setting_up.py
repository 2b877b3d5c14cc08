"""An agency is set up: what it is, whom it is linked to, its teams."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from safereturn.agencies import policies
from safereturn.agencies.models import Agency, Team, TeamCover
from safereturn.audit.record import recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Invalid


def set_up(kind: AgencyKind, name: str, *, by: Actor, **details: Any) -> Agency:
    """Add an agency as a party. `details` are the fields of Agency."""
    policies.can_administer(by, None).require()
    with recording("agency.set_up", by=by, act=Act.SETTING):
        return Agency.objects.create(kind=kind, name=name, **details)


def link(agency: Agency, links: dict[str, UUID], *, by: Actor) -> bool:
    """Say which force, council and interview service an agency belongs to; was anything new?

    `links` are `home_force`, `area_authority`, `interviews_by` with an agency's id. What is
    said already stays: a link that children's records rest on is not changed by a file.
    """
    policies.can_administer(by, agency.pk).require()
    with recording("agency.linked", by=by, act=Act.SETTING):
        row = Agency.objects.select_for_update().get(pk=agency.pk)
        new = {f"{name}_id": pk for name, pk in links.items() if not getattr(row, f"{name}_id")}
        for name, pk in new.items():
            setattr(row, name, pk)
        if new:
            row.save(update_fields=list(new))
    return bool(new)


def add_team(agency: Agency, name: str, *, acts_for: Iterable[Agency] = (), by: Actor) -> Team:
    """Add a team, and the other agencies it acts for outside their hours.

    Raises Invalid for a name that a team of the agency has.
    """
    policies.can_administer(by, agency.pk).require()
    name = " ".join(name.split())
    if Team.objects.filter(agency=agency, name__iexact=name).exists():
        raise Invalid(fields={"name": _("You have a team of this name")})
    with recording("agency.team_added", by=by, act=Act.SETTING):
        team = Team.objects.create(agency=agency, name=name)
        TeamCover.objects.bulk_create(TeamCover(team=team, agency=a) for a in acts_for)
    return team
