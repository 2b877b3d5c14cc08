"""A sealed child, a report about them, and the answers that people get."""

from datetime import date, datetime, timedelta

from safereturn.audit.record import looking
from safereturn.children import actions, queries
from safereturn.children.actions import Reported
from safereturn.children.models import Child
from safereturn.children.rules import FlagKind, IdentifierKind, NewChild, NewFlag, NewSeal
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Relation, Reporter
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.identity import acting
from tests import people
from tests.domain.children.making import NOON, REVIEW, a_child

NAME, BORN, NHS = "Wren Hidden", date(2011, 3, 4), "943 476 5919"
PHONE = "01632 960456"


def a_sealed_child(name: str = NAME, *, at: datetime = NOON, **more: object) -> Child:
    """Return a child with a warning and a number, sealed for two people of the council."""
    given = {"identifiers": ((IdentifierKind.NHS_NUMBER, NHS),)} | more
    child = a_child(name, born=BORN, **given)
    flag = NewFlag(kind=FlagKind.MEDICAL, text="Needs insulin", evidence="GP", review_on=REVIEW)
    actions.set_flag(child.pk, flag, at=at, by=people.COORDINATOR)
    seal(child, at=at)
    child.refresh_from_db()
    return child


def seal(child: Child, *, at: datetime = NOON) -> None:
    """Seal it: the coordinator and the social worker are named."""
    actions.seal(child.pk, a_seal(at), at=at, by=people.COORDINATOR)


def a_seal(at: datetime = NOON) -> NewSeal:
    return NewSeal(
        why="She lives in a refuge",
        review_on=at.date() + timedelta(days=90),
        desk_agency_id=people.EXAMPLESHIRE,
        desk_contact="Protected desk, 01632 960777",
        people=frozenset({people.SOCIAL_WORKER.person_id}),
    )


def a_report(name: str = NAME, *, by: Actor = people.OTHER_OFFICER, **more: object) -> Episode:
    """Report a child nobody has recorded: as far as the reporter can tell."""
    return episodes.report_new_child(
        NewChild(name=name, born_on=BORN, **more),  # type: ignore[arg-type]
        Circumstances(last_seen_at=NOON, why_worried="Not come home", last_seen_where="A shop"),
        Reporter(name="Ann Caller", relation=Relation.PARENT, phone=PHONE),
        reported_at=NOON,
        at=NOON,
        by=by,
    )


def the_job(episode: Episode) -> bool:
    """Do what the service does after every report."""
    with acting(the_service(), at=NOON, child_id=episode.child_id) as service:
        return episodes.look_for_protected(episode.pk, at=NOON, by=service)


def reported(episode: Episode) -> Reported:
    return Reported(
        child_id=episode.child_id,
        episode_id=episode.pk,
        episode_ref=episode.ref,
        caller_name="Ann Caller",
        caller_phone=PHONE,
        by_agency_id=episode.reported_by_agency_id,
    )


def a_ticket(actor: Actor, child: Child, *, at: datetime = NOON) -> str:
    """Search by whole name and date of birth; return what stands beside "known elsewhere"."""
    with acting(actor, at=at), looking("test.search", by=actor):
        found = queries.search(actor, f"{child.name} {child.born_on:%d/%m/%Y}", at=at)
    [pointer] = found.pointers
    return pointer.ticket
