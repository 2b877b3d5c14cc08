"""Who is who: the actor behind a sign-in or a key, agencies and their people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from safereturn.agencies.models import Agency, ApiClient, Appointment, Person, ReferenceBody
from safereturn.foundation.actor import SERVICE_ID, Actor, AgencyKind, Door, Role
from safereturn.foundation.errors import NotFound


def find_actor(
    person_id: UUID, *, at: datetime, appointment_id: UUID | None = None, door: Door = Door.PAGE
) -> Actor | None:
    """Return the actor a signed-in person is now, or None if no appointment is current.

    With several appointments the chosen one counts; without a choice, the earliest.
    """
    held = _held(person_id, at)
    chosen = [row for row in held if appointment_id is None or row.pk == appointment_id]
    return _actor(chosen[0], door) if chosen else None


def _held(person_id: UUID, at: datetime) -> list[Appointment]:
    current = Appointment.objects.current(at).filter(
        person_id=person_id, person__is_active=True, agency__ended_at=None
    )
    return list(current.select_related("agency", "person").order_by("starts_at", "id"))


SignedInPerson = Person


def signed_in(person_id: UUID, *, at: datetime) -> Person | None:
    """Return a person with their current appointments in hand: one query for both.

    `actor_of` then needs none. A person who holds no appointment is found as well.
    """
    held = _held(person_id, at)
    person = held[0].person if held else Person.objects.filter(pk=person_id).first()
    if person is not None:
        person.held = held
    return person


def actor_of(
    person: Person,
    *,
    appointment_id: UUID | None = None,
    only_for: UUID | None = None,
    door: Door = Door.PAGE,
) -> Actor | None:
    """Return whom a person found by `signed_in` acts as, or None without appointment.

    `only_for`: the one agency whose own sign-in service has vouched for them.
    """
    for row in person.held:
        if only_for is not None and row.agency_id != only_for:
            continue
        if appointment_id is None or row.pk == appointment_id:
            return _actor(row, door)
    return None


def _actor(appointment: Appointment, door: Door) -> Actor:
    return Actor(
        person_id=appointment.person_id,
        agency_id=appointment.agency_id,
        agency_kind=AgencyKind(appointment.agency.kind),
        roles=frozenset(Role(role) for role in appointment.roles),
        name=appointment.person.name,
        agency_name=appointment.agency.name,
        appointment_id=appointment.pk,
        team_id=appointment.team_id,
        door=door,
        since=appointment.starts_at,
    )


def somebody(person: Person, *, at: datetime, origin: dict[str, str] | None = None) -> Actor:
    """Return a person as the actor of what they do about themselves, whoever they act for.

    Who acts for nobody has the nil identifier for an agency, which is no agency's.
    """
    found = find_actor(person.pk, at=at) or Actor(
        person_id=person.pk,
        agency_id=SERVICE_ID,
        agency_kind=AgencyKind.OTHER,
        roles=frozenset(),
        name=person.name,
    )
    found.origin.update(origin or {})
    return found


def list_appointments(
    person_id: UUID, *, at: datetime, only_for: UUID | None = None
) -> list[tuple[UUID, str, str]]:
    """Return what a person may act as now: appointment, agency, title."""
    rows = Appointment.objects.current(at).filter(person_id=person_id, agency__ended_at=None)
    rows = rows.order_by("starts_at", "id")
    if only_for is not None:
        rows = rows.filter(agency_id=only_for)
    return list(rows.values_list("id", "agency__name", "title"))


def get_agency(agency_id: UUID) -> Agency:
    """Return the agency or raise NotFound."""
    try:
        return Agency.objects.get(pk=agency_id)
    except Agency.DoesNotExist:
        raise NotFound("We could not find that agency.") from None


def list_agencies(*kinds: AgencyKind) -> list[Agency]:
    """Return the agencies that take part, of these kinds, by name."""
    rows = Agency.objects.filter(ended_at=None).order_by("name")
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def names(agency_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of these agencies."""
    return dict(Agency.objects.filter(pk__in=set(agency_ids)).values_list("pk", "name"))


def kinds(agency_ids: Iterable[UUID]) -> dict[UUID, AgencyKind]:
    """Return the kinds of these agencies."""
    rows = Agency.objects.filter(pk__in=set(agency_ids)).values_list("pk", "kind")
    return {pk: AgencyKind(kind) for pk, kind in rows}


def without_accounts(agency_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these agencies that no notice reaches: somebody must ring them."""
    wanted = agency_ids if isinstance(agency_ids, QuerySet) else set(agency_ids)
    rows = Agency.objects.filter(pk__in=wanted, has_accounts=False)
    return set(rows.values_list("pk", flat=True))


def ended(agency_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these agencies that are no more."""
    rows = Agency.objects.filter(pk__in=set(agency_ids), ended_at__isnull=False)
    return set(rows.values_list("pk", flat=True))


def person_names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of these people; of what an agency's system has done, the system's."""
    wanted = set(person_ids)
    systems = ApiClient.objects.filter(person_id__in=wanted).values_list("person_id", "name")
    people_ = Person.objects.filter(pk__in=wanted).values_list("pk", "name")
    return dict(people_.union(systems, all=True))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who acts for an agency now."""

    person_id: UUID
    agency_id: UUID
    name: str
    title: str
    email: str


def people_in_role(agency_ids: Iterable[UUID], role: Role, *, at: datetime) -> list[Colleague]:
    """Return who holds a role at these agencies now, by name."""
    rows = Appointment.objects.current(at).filter(
        agency_id__in=set(agency_ids), roles__contains=[role], person__is_active=True
    )
    return _colleagues(rows)


def colleagues(
    agency_ids: Iterable[UUID], *, at: datetime, but: Iterable[Role] = ()
) -> list[Colleague]:
    """Return everybody who acts for these agencies now, by name.

    `but`: not those who hold only roles out of these.
    """
    rows = Appointment.objects.current(at).filter(
        agency_id__in=set(agency_ids), person__is_active=True
    )
    without = sorted(but)
    return _colleagues(rows.exclude(roles__contained_by=without) if without else rows)


def people(person_ids: Iterable[UUID], *, at: datetime) -> list[Colleague]:
    """Return where these people act now, by name; nobody who acts for no agency any more."""
    rows = Appointment.objects.current(at).filter(
        person_id__in=set(person_ids), person__is_active=True
    )
    return _colleagues(rows)


def works_for(person_id: UUID, agency_id: UUID, *, at: datetime) -> bool:
    """Say whether somebody acts for an agency now."""
    rows = Appointment.objects.current(at).filter(agency_id=agency_id, person_id=person_id)
    return rows.exists()


def _colleagues(rows: QuerySet[Appointment]) -> list[Colleague]:
    found = {
        (row.agency_id, row.person_id): Colleague(
            row.person_id, row.agency_id, row.person.name, row.title, row.person.email
        )
        for row in rows.select_related("person").order_by("person__name", "person_id")
    }
    return list(found.values())


def find_by_reference(code: str) -> Agency | None:
    """Return the agency that a GSS or DfE code names, if it takes part."""
    if not code:  # police forces have no DfE code: an empty one would name any of them
        return None
    rows = Agency.objects.filter(Q(reference_id=code) | Q(reference__dfe_code=code), ended_at=None)
    return rows.first()


def list_reference_bodies(kind: str) -> list[ReferenceBody]:
    """Return the published councils or forces, by name."""
    return list(ReferenceBody.objects.filter(kind=kind).order_by("name"))


def demonstration_people(*, at: datetime) -> list[dict[str, object]]:
    """Return the invented people and their titles, agency by agency."""
    rows = (
        Appointment.objects.current(at)
        .filter(person__is_demonstration=True, person__is_active=True)
        .select_related("person", "agency")
        .order_by("agency__kind", "agency__name", "person__name")
    )
    groups: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        person = {"id": row.person_id, "name": row.person.name, "title": row.title}
        groups.setdefault(row.agency.name, []).append(person)
    return [{"agency": name, "people": people} for name, people in groups.items()]
