"""An area's agreement and its leads, for the pages; made through the actions."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from safereturn.agencies.models import Appointment, Person
from safereturn.audit.record import recording
from safereturn.foundation.actor import Actor, the_service
from safereturn.sharing import actions
from safereturn.sharing.models import Party, Version
from tests.domain.sharing.agreeing import (
    HOME_LEAD,
    KEEPER,
    POLICE_LEAD,
    STRANGER,
    a_draft,
    of_two,
)
from tests.people import SETTLED, email_of

LEADS = (KEEPER, POLICE_LEAD, HOME_LEAD, STRANGER)
NO_TABLE = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def settle_leads(leads: Iterable[Actor] = LEADS) -> None:
    """Write the governance leads into the town."""
    with recording("test.leads", by=the_service()):
        for actor in leads:
            Person.objects.create(
                pk=actor.person_id, name=actor.name, email=email_of(actor), password="!"
            )
            Appointment.objects.create(
                pk=actor.appointment_id,
                person_id=actor.person_id,
                agency_id=actor.agency_id,
                roles=sorted(actor.roles),
                title="information governance lead",
                starts_at=SETTLED,
            )


def draft() -> Version:
    """Return a draft of Exampleshire's: the council keeps it, the police is party."""
    return of_two(a_draft())


def proposed(version: Version) -> Version:
    """Put a draft before its parties."""
    actions.propose(version.pk, at=timezone.now(), by=KEEPER)
    version.refresh_from_db()
    return version


def party_of(version: Version, actor: Actor) -> Party:
    """Return the party that this actor's agency is."""
    return Party.objects.get(version=version, agency_id=actor.agency_id)


def signed(version: Version) -> Version:
    """Let both parties sign."""
    for actor in (KEEPER, POLICE_LEAD):
        actions.sign(
            party_of(version, actor).pk,
            name=actor.name,
            title="Director",
            at=timezone.now(),
            by=actor,
        )
    return version


def in_days(days: int) -> date:
    """Return the day that is so many days from today."""
    return timezone.localdate() + timedelta(days=days)


def boxes(name: str, day: date | datetime) -> dict[str, str]:
    """Return a day as its three boxes post it."""
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def words(response: Any) -> str:
    """Return what a page says, its spaces in one."""
    return " ".join(response.content.decode().split())


def fields_of(browser: Client, path: str) -> dict[str, Any]:
    """Return what the form of a page would post, as it stands there."""
    form = browser.get(path).context["form"]
    found: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, date):
            found |= boxes(bound.html_name, value)
        elif value is not None and value is not False:
            found[bound.html_name] = "on" if value is True else value
    return found
