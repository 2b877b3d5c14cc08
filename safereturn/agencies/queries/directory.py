"""The names that a page needs, of agencies, teams and people: asked for together, once a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from safereturn.audit.record import once_a_look

# One row a name; then one for each agency that a person acts for now and is not off from.
_DIRECTORY = """
with held as materialized (
  select distinct a.agency_id, a.person_id from agencies_appointment a
    join agencies_person p on p.id = a.person_id
   where a.person_id = any(%(people)s) and p.is_active
     and a.starts_at <= %(at)s and (a.ends_at is null or a.ends_at > %(at)s)
), gone as materialized (
  select one.agency_id, agencies_away(one.agency_id, %(at)s) as person_id
    from (select distinct agency_id from held) one
)
select 'agency', id, name, has_accounts, null::uuid from agencies_agency
 where id = any(%(agencies)s)
union all
select 'team', id, name, null, null from agencies_team where id = any(%(teams)s)
union all
select 'person', id, name, null, null from agencies_person where id = any(%(people)s)
union all
select 'person', person_id, name, null, null from agencies_apiclient
 where person_id = any(%(people)s)
union all
select 'here', person_id, null, null, agency_id from held
 where not exists (
   select from gone where gone.agency_id = held.agency_id and gone.person_id = held.person_id)
"""


@dataclass(slots=True)
class Directory:
    """Who is called what; whom no notice reaches; who is there for which agency."""

    agencies: dict[UUID, str] = field(default_factory=dict)
    teams: dict[UUID, str] = field(default_factory=dict)
    people: dict[UUID, str] = field(default_factory=dict)
    # Of the agencies, those that no notice reaches: somebody must ring them.
    to_ring: set[UUID] = field(default_factory=set)
    # Agency and person: who acts for it now and is not off.
    here: set[tuple[UUID, UUID]] = field(default_factory=set)
    # What has been asked for, whether or not it was found.
    asked: set[UUID] = field(default_factory=set)

    def agency(self, pk: UUID | None) -> str:
        """Return the name of an agency; nothing where there is none."""
        return self.agencies.get(pk, "") if pk else ""

    def team(self, pk: UUID | None) -> str:
        """Return the name of a team; nothing where there is none."""
        return self.teams.get(pk, "") if pk else ""

    def person(self, pk: UUID | None) -> str:
        """Return the name of a person, also of one who has left; nothing where there is none.

        Of what an agency's own system has done, the name of the system.
        """
        return self.people.get(pk, "") if pk else ""

    def person_at(self, agency_id: UUID, pk: UUID | None) -> str:
        """Return the name of somebody who is there for the agency; nothing where nobody is."""
        return self.person(pk) if pk and (agency_id, pk) in self.here else ""


def directory(
    *,
    agencies: Iterable[UUID | None] = (),
    teams: Iterable[UUID | None] = (),
    people: Iterable[UUID | None] = (),
    at: datetime,
) -> Directory:
    """Return the names behind these ids, and of the people who is there at this moment.

    One query, for those only that the page has not asked for before: who knows all names that
    a page needs asks for them first, and whoever asks below asks nothing.
    """
    found = once_a_look(("directory", at), Directory)
    wanted = {
        name: [pk for pk in set(ids) if pk and pk not in found.asked]
        for name, ids in (("agencies", agencies), ("teams", teams), ("people", people))
    }
    if not any(wanted.values()):
        return found
    with connection.cursor() as cursor:
        cursor.execute(_DIRECTORY, {**wanted, "at": at})
        for what, pk, name, has_accounts, agency_id in cursor.fetchall():
            _take(found, what, pk, name, has_accounts, agency_id)
    found.asked.update(*wanted.values())
    return found


def _take(
    found: Directory, what: str, pk: UUID, name: str, has_accounts: bool, agency_id: UUID
) -> None:
    if what == "here":
        found.here.add((agency_id, pk))
        return
    names = {"agency": found.agencies, "team": found.teams, "person": found.people}
    names[what][pk] = name
    if what == "agency" and not has_accounts:
        found.to_ring.add(pk)
